// Moves the clock, adds and removes faults, resets the sandbox, and shows how to do the same from a terminal.
import { refresh } from './live.js';
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
let receivedAt = 0;
let faults = [];

const machine = (time) => `${time.toISOString().slice(0, 19)}Z`;
const now = () => new Date(Date.parse(clock.now) + (clock.ticking ? Date.now() - receivedAt : 0));

function showClock(response) {
  clock = response;
  receivedAt = Date.now();
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

function showFaults(response) {
  faults = response.faults;
  by('fault-list').replaceChildren(...faults.map((fault, index) => {
    const remove = element('button', { type: 'button', 'data-remove': index, 'data-testid': 'fault-remove' }, 'Remove');
    return element('li', {}, element('code', {}, JSON.stringify(fault)), remove);
  }));
  by('fault-list').nextElementSibling.hidden = faults.length > 0;
}

// Each action: its request, the command for a new sandbox in the resulting state, its message, and how to show its result.
const ahead = { '1h': 3600e3, '1d': 86400e3, '1w': 604800e3 };
const clockCall = (body, command) => ({
  path: '/_mock/clock', method: 'POST', body, command, show: showClock,
  message: ({ now: at, ticking }) => `The clock is ${ticking ? 'ticking from' : 'pinned at'} ${at}.`,
});
const faultsCall = (wanted, message) => ({
  path: '/_mock/faults', method: 'PUT', body: { faults: wanted }, command: startedWith(wanted), show: showFaults, message: () => message,
});

function startedWith(wanted) {
  const [only, ...others] = wanted;
  if (!only) return 'trackside-mock';
  const named = wanted.every((fault) => fault.preset && Object.keys(fault).every((key) => ['provider', 'preset'].includes(key)));
  if (named) return `trackside-mock${wanted.map((fault) => ` --fault ${fault.provider ? `${fault.provider}=` : ''}${fault.preset}`).join('')}`;
  const simple = !others.length && Object.keys(only).every((key) => ['latency', 'error_rate'].includes(key));
  if (!simple) return `${curl('/_mock/scenario')} > scenario.json\ntrackside-mock --scenario scenario.json`;
  const latency = only.latency ? ` --latency ${only.latency}` : '';
  return `trackside-mock${latency}${only.error_rate === undefined ? '' : ` --error-rate ${only.error_rate}`}`;
}

// The command line can only start a clock that is pinned or follows real time.
const unavailable = '# Only possible with the request above.';

const actions = {
  real: () => clockCall({ now: machine(new Date()), ticking: true }, 'trackside-mock'),
  tick: () => clockCall({ ticking: true }, unavailable),
  pin: () => clockCall({ now: pin.elements.now.value, ticking: false }, `trackside-mock --now ${pin.elements.now.value}`),
  add: () => faultsCall([...faults, formFault()], 'Fault added.'),
  preset: (name) => faultsCall([...faults, { ...(provider.value ? { provider: provider.value } : {}), preset: name }], `Fault ${name} added.`),
  clear: () => faultsCall([], 'All faults removed.'),
  remove: (index) => faultsCall(faults.filter((_, other) => other !== Number(index)), 'Fault removed.'),
  reset: () => ({
    path: '/_mock/reset', method: 'POST', body: {}, command: 'trackside-mock', show: load,
    message: ({ removed_records: removed }) => `Reset. Deleted records: ${removed}.`,
  }),
};
for (const [span, milliseconds] of Object.entries(ahead)) {
  const then = () => `trackside-mock --now ${machine(new Date(now().getTime() + milliseconds))}`;
  actions[span] = () => clockCall({ advance: span }, clock.ticking ? unavailable : then());
}

const moved = (time) => clockCall({ now: time, ticking: false }, `trackside-mock --now ${time}`);
let overrides = [];
const withoutOverride = (index) => ({
  path: '/_mock/overrides', method: 'PUT', body: { overrides: overrides.filter((_, other) => other !== index) },
  command: 'trackside-mock', message: () => 'Override removed.', show: refresh,
});

// The fault in the form. An invalid number is sent unchanged, so that the sandbox explains what is wrong.
function formFault() {
  const fault = {};
  for (const [name, value] of new FormData(form)) {
    if (value.trim() === '') continue;
    const number = /rate$|status$|times$/.test(name) && Number.isFinite(Number(value));
    fault[name] = name === 'rate_limited' ? true : number ? Number(value) : value.trim();
  }
  return fault;
}

// What moves the clock can be taken back.
const back = by('clock-back');
let before = null;
function remember() {
  before = { now: machine(now()), ticking: clock.ticking };
  back.hidden = false;
  back.textContent = `Back to ${before.now}`;
}

function equal({ path, method, body, command }, of) {
  by('equal-call').textContent = curl(path, body && method === 'POST' ? '' : method, body);
  by('equal-command').textContent = command;
  document.querySelector('[data-equal-of]').textContent = of;
}

async function act(action) {
  if (action.path === '/_mock/clock') remember();
  try {
    const response = await call(action.path, action.method, action.body);
    announce.className = 'announce';
    announce.textContent = action.message(response);
    await action.show(response);
  } catch (error) {
    announce.className = 'announce refused';
    announce.textContent = error.message;
  }
}

// The action of a control, and its name for readers.
function actionOf(target) {
  const button = target.closest('button');
  if (button?.dataset.copy) return null;
  const name = button?.textContent;
  if (button?.dataset.clock) return [actions[button.dataset.clock], name];
  if (button?.dataset.preset) return [() => actions.preset(button.dataset.preset), `Add the fault ${name}`];
  if (button?.dataset.go) return [() => moved(button.dataset.go), 'Move the clock'];
  if (target.closest('[data-timeline]')) return [() => moved(machine(new Date(Number(target.value) * 1000))), 'Move the clock'];
  if (button && button === back) return [() => clockCall(before, unavailable), button.textContent];
  if (button?.dataset.removeOverride) return [() => withoutOverride(Number(button.dataset.removeOverride)), 'Remove an override'];
  if (button?.dataset.remove) return [() => actions.remove(button.dataset.remove), 'Remove a fault'];
  if (button === by('fault-clear')) return [actions.clear, 'Clear all faults'];
  if (button === by('reset')) return [actions.reset, name];
  if (target.closest('[data-form=pin]')) return [actions.pin, 'Pin the clock'];
  return target.closest('[data-form=fault]') ? [actions.add, 'Add a fault'] : null;
}

function explain(event) {
  const found = clock && actionOf(event.target);
  if (found) equal(found[0](), found[1]);
}
for (const kind of ['focusin', 'input']) document.querySelector('.split').addEventListener(kind, explain);

document.querySelector('.split').addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button || button.matches('[data-testid=clock-pin],[data-testid=fault-add]')) return;
  const found = actionOf(button);
  if (!found) return;
  const action = found[0]();
  equal(action, found[1]);
  await act(action);
  if (!button.isConnected) by('fault-clear').focus();
});
for (const [target, action, name] of [[pin, 'pin', 'Pin the clock'], [form, 'add', 'Add a fault']]) {
  target.addEventListener('submit', (event) => {
    event.preventDefault();
    equal(actions[action](), name);
    act(actions[action]());
  });
}

// Offers only the operations of the chosen provider.
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
  const paths = ['clock', 'faults', 'overrides'];
  const [time, list, set] = await Promise.all(paths.map((path) => call(`/_mock/${path}`)));
  showClock(time);
  showFaults(list);
  ({ overrides } = set);
  for (const input of document.querySelectorAll('[data-timeline]')) input.disabled = false;
}

// Dragging shows the time, letting go moves the clock.
document.querySelector('.split').addEventListener('change', (event) => {
  if (!event.target.matches('[data-timeline]')) return;
  const [action, name] = actionOf(event.target);
  equal(action(), name);
  act(action());
});
document.querySelector('.split').addEventListener('input', (event) => {
  if (event.target.matches('[data-timeline]')) announce.textContent = `${machine(new Date(Number(event.target.value) * 1000))}: let go to move the clock there`;
});

const file = by('scenario-load');
file.closest('label').hidden = false;
file.addEventListener('change', async () => {
  try {
    await call('/_mock/scenario', 'PUT', JSON.parse(await file.files[0].text()));
    announce.className = 'announce';
    announce.textContent = `${file.files[0].name} is loaded.`;
    await refresh();
  } catch (error) {
    announce.className = 'announce refused';
    announce.textContent = `${file.files[0].name} is not loaded: ${error.message}`;
  }
  file.value = '';
});
// Somebody else may have moved the clock.
document.addEventListener('sandbox-changed', () => load().catch(() => {}));

operations();
load().then(() => {
  for (const fieldset of document.querySelectorAll('fieldset[disabled]')) fieldset.disabled = false;
  setInterval(() => clock.ticking && tick(), 1000);
}, (error) => { announce.textContent = error.message; });
