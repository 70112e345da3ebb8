// Shows requests as they arrive, and older ones on demand.
import './copy.js';
import * as filter from './journal-filter.js';
import { adopt, chooseNone, chosen, draw } from './journal-rows.js';
import { by, call, count } from './page.js';
import { follow } from './stream.js';

/** The number of entries that are shown at first, and that are added on demand. */
const STEP = 200;
/** The control API lists no more entries at once. */
const MOST_AT_ONCE = 1000;

const [pause, clear, older, fixtures] = ['pause', 'clear', 'older', 'fixtures'].map((name) => by(`journal-${name}`));
const live = document.querySelector('.live');
const none = document.querySelector('.none');
const unmatched = by('journal-unmatched');

// What is not needed at first is loaded when it is.
const open = async (what) => (await import('./journal-dialog.js')).open(what);

let entries = []; // Newest first.
let counts = null;
let paused = false;
let due = false;
let lastRefresh = 0;
let most = STEP;

function add(more) {
  const known = new Set(entries.map((entry) => entry.id));
  const fresh = more.filter((entry) => !known.has(entry.id) && filter.matches(entry));
  if (!fresh.length) return;
  filter.offerWorlds(fresh);
  const all = [...fresh, ...entries].sort((left, right) => right.id - left.id);
  entries = all.slice(0, most);
  if (all.length > most) older.hidden = false;
  schedule();
}

function schedule() {
  if (due || paused) return;
  due = true;
  requestAnimationFrame(show);
}

function show() {
  due = false;
  draw(entries);
  none.hidden = entries.length > 0 || filter.isSet();
  unmatched.hidden = entries.length > 0 || !filter.isSet();
  fixtures.disabled = entries.length === 0;
  showPair();
  if (counts) by('journal-counts').textContent = counted(counts);
}

function counted({ seen, kept, left_out: out, capacity, notes_per_second: notes }) {
  if (!capacity) return 'The journal is off.';
  const sampled = out ? `, ${count(out)} not recorded: above ${notes} per second the journal samples` : '';
  return `${count(seen)} seen, ${count(kept)} kept${sampled}`;
}

async function refresh() {
  const refreshNumber = ++lastRefresh;
  const limit = Math.min(most, MOST_AT_ONCE);
  try {
    const list = await call(`/_mock/journal${filter.query({ limit })}`);
    if (refreshNumber !== lastRefresh) return;
    // Keep the entries that arrived in the meantime.
    const newest = list.entries[0]?.id ?? 0;
    entries = entries.filter((entry) => entry.id > newest && filter.matches(entry));
    counts = list.counts;
    older.hidden = list.entries.length < limit;
    add(list.entries);
    schedule();
  } catch (error) {
    live.textContent = error.message;
  }
}

older.addEventListener('click', async (event) => {
  event.preventDefault();
  try {
    const list = await call(`/_mock/journal${filter.query({ limit: STEP, before: entries.at(-1)?.id ?? 1 })}`);
    most += STEP;
    add(list.entries);
    older.hidden = list.entries.length < STEP;
    live.textContent = list.entries.length ? `${count(list.entries.length)} older requests added.` : 'There are no older requests.';
  } catch (error) {
    live.textContent = error.message;
  }
});

const say = () => { live.textContent = paused ? 'Paused. New requests are shown when you resume.' : ''; };

follow((name, data) => {
  if (name === 'entries') add(JSON.parse(data));
  if (name === 'counts') { counts = JSON.parse(data); schedule(); }
  if (name === 'cleared') { entries = []; most = STEP; refresh(); }
  if (name === 'open') { say(); refresh(); }
  if (name === 'error') live.textContent = 'No connection to the sandbox. Retrying…';
});

let typing;
function refilter() {
  filter.share();
  entries = entries.filter(filter.matches);
  most = STEP;
  schedule();
  clearTimeout(typing);
  typing = setTimeout(refresh, 150);
}
for (const input of filter.fields) input.addEventListener('input', refilter);
filter.fields[0].form.addEventListener('submit', (event) => { event.preventDefault(); refresh(); });
by('journal-unfilter').addEventListener('click', (event) => {
  event.preventDefault();
  filter.clear();
  refilter();
  filter.fields[0].focus();
});

pause.hidden = clear.hidden = fixtures.hidden = false;
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
    if (paused) show();
    schedule();
  } catch (error) {
    live.textContent = error.message;
  }
});
fixtures.addEventListener('click', async () => {
  const { saveAll } = await import('./fixtures.js');
  fixtures.disabled = true;
  live.textContent = await saveAll(entries.map(({ id }) => id), (done) => { live.textContent = done; });
  fixtures.disabled = false;
});

const pair = by('journal-compare');
function showPair() {
  const ids = chosen();
  pair.parentElement.hidden = ids.length === 0;
  pair.disabled = ids.length !== 2;
  by('journal-pair').textContent = ids.length === 2 ? 'Two requests are chosen.' : `${ids.length} chosen. Choose two to compare their responses.`;
}
pair.addEventListener('click', async () => {
  const { comparison } = await import('./compare.js');
  const ids = chosen();
  await open(() => comparison(...ids));
  chooseNone();
  showPair();
});

by('journal-rows').addEventListener('change', showPair);
by('journal-rows').addEventListener('click', (event) => {
  const { id } = event.target.closest('tr')?.dataset ?? {};
  const isChoice = event.target.closest('td')?.cellIndex === 0;
  if (!id || isChoice || event.ctrlKey || event.metaKey || event.shiftKey || getSelection().toString()) return;
  event.preventDefault();
  open(Number(id));
});
addEventListener('pageshow', ({ persisted }) => { if (persisted) refresh(); });

adopt();
filter.share();
refresh();
