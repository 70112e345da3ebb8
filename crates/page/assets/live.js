// Keeps the clock of the header, and every part of a page that is marked `data-live`, as the sandbox is now, whoever changes
// it. A page is asked for again only if something has changed. Pages are the sandbox's own, and escape what requests contain.
const EVERY = 1000;
const focusable = 'a, button, input, select, summary, [tabindex]';
let revision = document.querySelector('.clock').dataset.revision;
let looking = false;

async function page(path) {
  const response = await fetch(path, { headers: { accept: 'text/html' } });
  return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
}

// The open details and the focus stay where they are.
function replace(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const open = [...old.querySelectorAll('details')].map((details) => details.open);
  const place = [...old.querySelectorAll(focusable)].indexOf(document.activeElement);
  const left = [...old.querySelectorAll('.scroll')].map((scrolled) => scrolled.scrollLeft);
  const made = document.importNode(fresh, true);
  old.replaceWith(made);
  made.querySelectorAll('details').forEach((details, index) => { if (open[index] !== undefined) details.open = open[index]; });
  made.querySelectorAll('.scroll').forEach((scrolled, index) => { scrolled.scrollLeft = left[index] ?? 0; });
  if (place >= 0) made.querySelectorAll(focusable)[place]?.focus({ preventScroll: true });
}

/** Shows every marked part as it is now. */
export async function refresh() {
  const parts = [...document.querySelectorAll('[data-live]')];
  const fresh = parts.length ? await page(location.href) : null;
  for (const part of parts) {
    const now = fresh?.querySelector(`[data-live="${part.dataset.live}"]`);
    if (now && part.isConnected) replace(part, now);
  }
  document.dispatchEvent(new Event('sandbox-changed'));
}

async function look() {
  if (document.hidden || looking) return;
  looking = true;
  try {
    const clock = (await page('/live'))?.querySelector('.clock');
    if (!clock) return;
    replace(document.querySelector('.clock'), clock);
    if (clock.dataset.revision !== revision) {
      revision = clock.dataset.revision;
      await refresh();
    }
  } catch {
    // The sandbox has stopped. It is looked for again.
  } finally {
    looking = false;
  }
}

setInterval(look, EVERY);
document.addEventListener('visibilitychange', look);
