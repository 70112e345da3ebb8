// The rows of the journal. They are drawn at most once per frame.
import { marks } from './marks.js';
import { by, duration, element } from './page.js';

const rows = by('journal-rows');
const drawn = new Map();
const short = (shown) => (shown.length > 300 ? `${shown.slice(0, 300)}…` : shown);

/** The box that chooses an entry to compare. */
function box(id, label) {
  return element('input', { type: 'checkbox', value: id, 'aria-label': `Choose ${short(label)} to compare` });
}

function row(entry) {
  const { id, at, method, target, micros } = entry;
  const cell = (...children) => element('td', {}, ...children);
  const link = element('a', { href: `/journal/${id}` }, element('strong', {}, method), ` ${short(target)}`);
  const statusCell = element('td', { class: `s${Math.floor(entry.status / 100)}` }, String(entry.status));
  const why = element('td', {}, ...marks(entry), short(entry.reason ?? ''));
  if (entry.warning) {
    if (entry.reason) why.append('; ');
    why.append(element('em', {}, `ignored: ${short(entry.warning)}`));
  }
  return element('tr', { 'data-id': id }, cell(box(id, `${method} ${target}`)), cell(new Date(at).toISOString().slice(11, 23)),
    cell(entry.provider ?? '', ...(entry.world ? [element('small', {}, ` in ${entry.world}`)] : [])),
    cell(entry.operation ?? ''), cell(link), statusCell, cell(duration(micros)), why);
}

/** Shows these entries, the newest first. */
export function draw(entries) {
  const wanted = new Set(entries.map((entry) => entry.id));
  for (const [id, made] of drawn) {
    if (!wanted.has(id)) {
      // A row that has the focus stays, so that the reader keeps the place on the page.
      if (made.contains(document.activeElement)) continue;
      made.remove();
      drawn.delete(id);
    }
  }
  let before = rows.firstElementChild;
  for (const entry of entries) {
    const made = drawn.get(entry.id) ?? row(entry);
    drawn.set(entry.id, made);
    if (made === before) before = before.nextElementSibling;
    else rows.insertBefore(made, before);
  }
}

/** Takes the rows over that the page came with. */
export function adopt() {
  for (const made of rows.children) {
    const id = Number(made.dataset.id);
    made.cells[0].append(box(id, made.querySelector('a').textContent));
    drawn.set(id, made);
  }
}

/** The numbers of the entries that are chosen to compare, the oldest first. */
export function chosen() {
  return [...rows.querySelectorAll(':checked')].map((input) => Number(input.value)).sort((left, right) => left - right);
}

/** Chooses none. */
export function chooseNone() {
  for (const input of rows.querySelectorAll(':checked')) input.checked = false;
}
