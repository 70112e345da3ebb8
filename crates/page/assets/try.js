// Sends the form's request to the sandbox and shows the response.
const form = document.querySelector('[data-testid=try-form]');
const find = (name) => document.querySelector(`[data-testid=try-${name}]`);
const [status, headers, body, curl] = ['status', 'headers', 'body', 'curl'].map(find);
const result = document.querySelector('.result');
const encoded = (text) => encodeURIComponent(text).replaceAll('%3A', ':');
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function request() {
  const { method, base, path } = form.dataset;
  const sent = { method, headers: [], path, missing: '' };
  const select = form.elements.credential;
  const secrets = select?.selectedOptions[0].dataset.secrets?.split(' ') ?? [];
  JSON.parse(select?.dataset.carriers ?? '[]').forEach(([name, prefix], index) => {
    if (secrets[index]) sent.headers.push([name, prefix + secrets[index]]);
  });
  const query = [];
  for (const input of form.querySelectorAll('[data-location]')) {
    if (input.type === 'checkbox' && !input.checked) continue;
    const values = 'several' in input.dataset ? input.value.split(',').map((value) => value.trim()) : [input.value];
    for (const value of values.filter((value) => value !== '')) {
      if (input.dataset.location === 'path') sent.path = sent.path.replaceAll(`{${input.name}}`, () => encoded(value));
      else query.push(`${encoded(input.name)}=${encoded(value)}`);
    }
    if (input.dataset.location === 'path' && input.value === '') sent.missing = input.name;
  }
  if (form.elements.body?.value) {
    sent.body = form.elements.body.value;
    sent.headers.push(['Content-Type', 'application/json']);
  }
  sent.target = base + sent.path + (query.length ? `?${query.join('&')}` : '');
  return sent;
}

function command({ method, headers, body, target }) {
  const words = ['curl -sS'];
  if ('token' in form.dataset) words.push('-H "Authorization: Bearer $TRACKSIDE_TOKEN"');
  if (method !== (body ? 'POST' : 'GET')) words.push(`-X ${method}`);
  for (const header of headers) words.push(`-H ${quoted(header.join(': '))}`);
  if (body) words.push(`-d ${quoted(body)}`);
  return [...words, quoted(location.origin + target)].join(' ');
}

const write = () => { curl.textContent = command(request()); };
form.addEventListener('input', write);
write();

// The other languages are written by the sandbox, in the page of the form as it is filled in.
const others = [...document.querySelectorAll('.sample pre')].filter((sample) => sample !== curl);
let asked = 0;
let timer;
async function writeOthers() {
  const number = ++asked;
  const filled = new URLSearchParams(new FormData(form));
  const response = await fetch(`${form.getAttribute('action')}?${filled}`, { headers: { accept: 'text/html' } }).catch(() => null);
  if (number !== asked) return;
  const page = response?.ok && new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const sample of others) {
    sample.textContent = page ? page.getElementById(sample.id)?.textContent ?? '' : 'The request is too long to be shown in this language.';
  }
}
form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(writeOthers, 150);
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { method, headers: sent, body: text, target, missing } = request();
  result.hidden = false;
  if (missing) {
    status.textContent = `${missing} is part of the path and needs a value`;
    return;
  }
  const began = performance.now();
  try {
    const response = await fetch(target, { method, headers: sent, body: text, credentials: form.dataset.base === '/_mock' ? 'same-origin' : 'omit', redirect: 'manual' });
    const got = await response.text();
    const took = performance.now() - began;
    const reason = response.headers.get('x-mock-reason');
    status.textContent = `${response.status} ${response.statusText} in ${took.toFixed(0)} ms${reason ? `: ${reason}` : ''}`;
    status.className = `s${Math.floor(response.status / 100)}`;
    headers.textContent = [...response.headers].map((header) => header.join(': ')).join('\n');
    let shown = got;
    try { shown = JSON.stringify(JSON.parse(got), null, 2); } catch { /* Not JSON: shown unchanged. */ }
    body.textContent = shown;
    document.dispatchEvent(new CustomEvent('response-shown', { detail: { ok: response.ok, body: got } }));
    result.scrollIntoView({ block: 'nearest' });
  } catch (error) {
    status.textContent = `No response: ${error.message}`;
    status.className = 's5';
    headers.textContent = body.textContent = '';
  }
});
