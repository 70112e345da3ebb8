// Shows requests as they arrive. The number of rows is limited, and they are drawn at most once per frame.
import './copy.js';
import { exchange } from './exchange.js';
import { by, call, count, duration, element } from './page.js';

const MAX_ROWS = 200;
const rows = by('journal-rows');
const [text, provider, status] = ['text', 'provider', 'status'].map((name) => by(`journal-filter-${name}`));
const [pause, clear] = ['pause', 'clear'].map((name) => by(`journal-${name}`));
const live = document.querySelector('.live');
const none = document.querySelector('.none');
const dialog = document.querySelector('dialog');

let entries = []; // Newest first.
let counts = null;
let paused = false;
let due = false;
let lastRefresh = 0;
const drawn = new Map();

function matches(entry) {
  if (provider.value && entry.provider !== provider.value) return false;
  if (status.value && Math.floor(entry.status / 100) !== Number(status.value[0])) return false;
  const wanted = text.value.toLowerCase();
  if (entry.request_id && wanted.endsWith(entry.request_id)) return true;
  return !wanted || [entry.method, entry.target, entry.reason ?? '', entry.warning ?? '', entry.world ?? '', entry.request_id].some((shown) => shown.toLowerCase().includes(wanted));
}

function add(more) {
  const known = new Set(entries.map((entry) => entry.id));
  const fresh = more.filter((entry) => !known.has(entry.id) && matches(entry));
  if (!fresh.length) return;
  entries = [...fresh, ...entries].sort((left, right) => right.id - left.id).slice(0, MAX_ROWS);
  schedule();
}

function schedule() {
  if (due || paused) return;
  due = true;
  requestAnimationFrame(draw);
}

const short = (shown) => (shown.length > 300 ? `${shown.slice(0, 300)}…` : shown);

function row(entry) {
  const { id, at, method, target, complete, micros } = entry;
  const cell = (...children) => element('td', {}, ...children);
  const link = element('a', { href: `/journal/${id}` }, element('strong', {}, method), ` ${short(target)}`);
  const statusCell = element('td', { class: `s${Math.floor(entry.status / 100)}` }, String(entry.status));
  const why = element('td', {}, short(entry.reason ?? (complete ? '' : 'incomplete')));
  if (entry.warning) {
    if (why.textContent) why.append('; ');
    why.append(element('em', {}, `ignored: ${short(entry.warning)}`));
  }
  return element('tr', { 'data-id': id }, cell(new Date(at).toISOString().slice(11, 23)),
    cell(entry.provider ?? '', ...(entry.world ? [element('small', {}, ` in ${entry.world}`)] : [])),
    cell(entry.operation ?? ''), cell(link), statusCell, cell(duration(micros)), why);
}

function draw() {
  due = false;
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
  none.hidden = entries.length > 0;
  if (counts) by('journal-counts').textContent = counted(counts);
}

function counted({ seen, kept, left_out: out, capacity, notes_per_second: notes }) {
  if (!capacity) return 'The journal is off.';
  const sampled = out ? `, ${count(out)} not recorded: above ${notes} per second the journal samples` : '';
  return `${count(seen)} seen, ${count(kept)} kept${sampled}`;
}

async function refresh() {
  const refreshNumber = ++lastRefresh;
  const query = new URLSearchParams({ limit: MAX_ROWS });
  for (const input of [text, provider, status]) if (input.value) query.set(input.name, input.value);
  try {
    const list = await call(`/_mock/journal?${query}`);
    if (refreshNumber !== lastRefresh) return;
    // Keep the entries that arrived in the meantime.
    const newest = list.entries[0]?.id ?? 0;
    entries = entries.filter((entry) => entry.id > newest && matches(entry));
    counts = list.counts;
    add(list.entries);
    schedule();
  } catch (error) {
    live.textContent = error.message;
  }
}

const stream = new EventSource('/_mock/journal/stream');
stream.addEventListener('entries', ({ data }) => add(JSON.parse(data)));
stream.addEventListener('counts', ({ data }) => { counts = JSON.parse(data); schedule(); });
stream.addEventListener('cleared', () => { entries = []; refresh(); });
stream.addEventListener('open', () => { say(); refresh(); });
stream.addEventListener('error', () => { live.textContent = 'No connection to the sandbox. Retrying…'; });

const say = () => { live.textContent = paused ? 'Paused. New requests are shown when you resume.' : ''; };

let typing;
for (const input of [text, provider, status]) {
  input.addEventListener('input', () => {
    entries = entries.filter(matches);
    schedule();
    clearTimeout(typing);
    typing = setTimeout(refresh, 150);
  });
}
text.form.addEventListener('submit', (event) => { event.preventDefault(); refresh(); });

pause.hidden = clear.hidden = false;
pause.addEventListener('click', () => {
  paused = !paused;
  pause.setAttribute('aria-pressed', paused);
  pause.textContent = paused ? 'Resume' : 'Pause';
  say();
  schedule();
});
clear.addEventListener('click', async () => {
  try {
    counts = await call('/_mock/journal/clear', 'POST', {});
    entries = [];
    live.textContent = 'Cleared.';
    if (paused) draw();
    schedule();
  } catch (error) {
    live.textContent = error.message;
  }
});

rows.addEventListener('click', async (event) => {
  const { id } = event.target.closest('tr')?.dataset ?? {};
  if (!id || event.ctrlKey || event.metaKey || event.shiftKey || getSelection().toString()) return;
  event.preventDefault();
  const body = dialog.querySelector('[data-body]');
  try {
    body.replaceChildren(exchange(await call(`/_mock/journal/${id}`)));
  } catch (error) {
    body.replaceChildren(element('p', { id: 'exchange-title' }, error.message));
  }
  dialog.showModal();
});
dialog.addEventListener('click', (event) => {
  if (event.target === dialog || event.target.closest('[data-close]')) dialog.close();
});

for (const made of rows.children) drawn.set(Number(made.dataset.id), made);
refresh();
