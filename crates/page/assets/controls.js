// Moves the clock, adds and removes faults, resets; and says how to do the same from a terminal.
import { by, call, element } from './page.js';

const announce = by('announce');
const pin = document.querySelector('[data-form=pin]');
const form = by('fault-form');
const { provider, operation } = form.elements;
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const token = document.querySelector('[data-token]') ? ' -H "Authorization: Bearer $TRACKSIDE_TOKEN"' : '';
const curl = (path, method, body) => `curl -sS${token}${method ? ` -X ${method}` : ''}${
  body ? ` -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}` : ''} ${quoted(location.origin + path)}`;

let clock = null;
let arrived = 0;
let faults = [];

const machine = (instant) => `${instant.toISOString().slice(0, 19)}Z`;
const now = () => new Date(Date.parse(clock.now) + (clock.ticking ? Date.now() - arrived : 0));

function showClock(answer) {
  clock = answer;
  arrived = Date.now();
  document.querySelector('[data-state]').textContent = clock.ticking ? 'ticking' : 'pinned';
  tick();
}

function tick() {
  const text = machine(now());
  for (const time of document.querySelectorAll('.clock time, [data-testid=clock-now]')) {
    time.dateTime = text;
    time.textContent = text.replace('T', ' ').replace('Z', '');
  }
  document.querySelector('.clock span:last-child').textContent = `UTC, ${clock.ticking ? 'ticking' : 'pinned'}`;
}

function showFaults(answer) {
  faults = answer.faults;
  by('fault-list').replaceChildren(...faults.map((fault, place) => {
    const remove = element('button', { type: 'button', 'data-remove': place, 'data-testid': 'fault-remove' }, 'Remove');
    return element('li', {}, element('code', {}, JSON.stringify(fault)), remove);
  }));
  by('fault-list').nextElementSibling.hidden = faults.length > 0;
}

// Each action: what it sends, what starts a sandbox as it leaves this one, what it says, and what it shows.
const ahead = { '1h': 3600e3, '1d': 86400e3, '1w': 604800e3 };
const clockCall = (body, command) => ({
  path: '/_mock/clock', method: 'POST', body, command, show: showClock,
  said: ({ now: at, ticking }) => `The clock ${ticking ? 'ticks from' : 'stands at'} ${at}.`,
});
const faultsCall = (wanted, said) => ({
  path: '/_mock/faults', method: 'PUT', body: { faults: wanted }, command: startedWith(wanted), show: showFaults, said: () => said,
});

function startedWith(wanted) {
  const [only, ...others] = wanted;
  const simple = only && !others.length && Object.keys(only).every((key) => ['latency', 'error_rate'].includes(key));
  if (!only) return 'trackside-mock';
  if (!simple) return `${curl('/_mock/scenario')} > scenario.json\ntrackside-mock --scenario scenario.json`;
  const latency = only.latency ? ` --latency ${only.latency}` : '';
  return `trackside-mock${latency}${only.error_rate === undefined ? '' : ` --error-rate ${only.error_rate}`}`;
}

// A sandbox that is started ticks with real time or stands still.
const unlike = '# Only the call does this.';

const actions = {
  real: () => clockCall({ now: machine(new Date()), ticking: true }, 'trackside-mock'),
  tick: () => clockCall({ ticking: true }, unlike),
  pin: () => clockCall({ now: pin.elements.now.value, ticking: false }, `trackside-mock --now ${pin.elements.now.value}`),
  add: () => faultsCall([...faults, asked()], 'Fault added.'),
  clear: () => faultsCall([], 'No faults any more.'),
  remove: (place) => faultsCall(faults.filter((_, other) => other !== Number(place)), 'Fault removed.'),
  reset: () => ({
    path: '/_mock/reset', method: 'POST', body: {}, command: 'trackside-mock', show: load,
    said: ({ removed_records: gone }) => `Reset: ${gone} records of clients are gone.`,
  }),
};
for (const [span, milliseconds] of Object.entries(ahead)) {
  const then = () => `trackside-mock --now ${machine(new Date(now().getTime() + milliseconds))}`;
  actions[span] = () => clockCall({ advance: span }, clock.ticking ? unlike : then());
}

// The fault that the form asks for. What is no number is sent as it is, for the sandbox to refuse in its words.
function asked() {
  const fault = {};
  for (const [name, value] of new FormData(form)) {
    if (value.trim() === '') continue;
    const number = /rate$|status$/.test(name) && Number.isFinite(Number(value));
    fault[name] = name === 'rate_limited' ? true : number ? Number(value) : value.trim();
  }
  return fault;
}

function equal({ path, method, body, command }, of) {
  by('equal-call').textContent = curl(path, body && method === 'POST' ? '' : method, body);
  by('equal-command').textContent = command;
  document.querySelector('[data-equal-of]').textContent = of;
}

async function act(action) {
  try {
    const answer = await call(action.path, action.method, action.body);
    announce.className = 'announce';
    announce.textContent = action.said(answer);
    await action.show(answer);
  } catch (error) {
    announce.className = 'announce refused';
    announce.textContent = error.message;
  }
}

// Which action a control stands for, and its name for people.
function meant(target) {
  const button = target.closest('button');
  if (button?.dataset.copy) return null;
  const name = button?.textContent;
  if (button?.dataset.clock) return [actions[button.dataset.clock], name];
  if (button?.dataset.remove) return [() => actions.remove(button.dataset.remove), 'Remove a fault'];
  if (button === by('fault-clear')) return [actions.clear, 'Clear all faults'];
  if (button === by('reset')) return [actions.reset, name];
  if (target.closest('[data-form=pin]')) return [actions.pin, 'Pin the clock'];
  return target.closest('[data-form=fault]') ? [actions.add, 'Add a fault'] : null;
}

function explain(event) {
  const found = clock && meant(event.target);
  if (found) equal(found[0](), found[1]);
}
for (const kind of ['focusin', 'input']) document.querySelector('.split').addEventListener(kind, explain);

document.querySelector('.split').addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button || button.matches('[data-testid=clock-pin],[data-testid=fault-add]')) return;
  const found = meant(button);
  if (!found) return;
  const action = found[0]();
  equal(action, found[1]);
  await act(action);
  if (!button.isConnected) by('fault-clear').focus();
});
for (const [sent, action, name] of [[pin, 'pin', 'Pin the clock'], [form, 'add', 'Add a fault']]) {
  sent.addEventListener('submit', (event) => {
    event.preventDefault();
    equal(actions[action](), name);
    act(actions[action]());
  });
}

// Of the operations, those of the chosen provider.
provider.addEventListener('input', () => {
  operation.value = '';
  operations();
});
function operations() {
  for (const group of operation.querySelectorAll('optgroup')) {
    group.hidden = group.disabled = provider.value !== group.dataset.provider;
  }
}

async function load() {
  const [time, list] = await Promise.all([call('/_mock/clock'), call('/_mock/faults')]);
  showClock(time);
  showFaults(list);
}

operations();
load().then(() => {
  for (const fieldset of document.querySelectorAll('fieldset[disabled]')) fieldset.disabled = false;
  setInterval(() => clock.ticking && tick(), 1000);
}, (error) => { announce.textContent = error.message; });
