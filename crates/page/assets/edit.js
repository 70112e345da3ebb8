// Edits a response: what is changed becomes an override of the operation, which the sandbox holds against the contract.
import { by, call, element } from './page.js';
import { refresh } from './live.js';

const [open, editor, text, check, use, force, id, credential] =
  ['edit-open', 'edit', 'edit-text', 'edit-check', 'edit-use', 'edit-force', 'edit-id', 'edit-credential'].map(by);
const form = by('try-form');
const [, , provider, operation] = location.pathname.split('/').map(decodeURIComponent);
let judging;
// Only who edits needs it.
const judgement = () => (judging ??= import('./judge.js'));
let original = null;

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** The JSON merge patch (RFC 7396) that makes one value of the other; undefined if they are the same. */
function patchOf(from, to) {
  if (!isObject(from) || !isObject(to)) return JSON.stringify(from) === JSON.stringify(to) ? undefined : to;
  const patch = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const change = name in to ? patchOf(from[name], to[name]) : null;
    if (change !== undefined) patch[name] = change;
  }
  return Object.keys(patch).length ? patch : undefined;
}

function say(words, isBad) {
  check.className = isBad ? 'refused' : '';
  check.textContent = words;
}

// Which requests the override is for.
const chosen = () => ({ ...(id.value && { id: id.value }), ...(credential.value && { credential: credential.value }) });

// The patch of what is written; undefined, with the reason said, if there is none.
function written() {
  let wanted;
  try {
    wanted = JSON.parse(text.value);
  } catch (error) {
    say(`Not JSON: ${error.message}`, true);
    judgement().then(({ silence }) => silence());
    return undefined;
  }
  const patch = patchOf(original, wanted);
  if (!isObject(wanted)) say('Only an object can be changed.', true);
  else if (patch === undefined) say('Nothing is changed yet.');
  else say(`Changes: ${JSON.stringify(patch)}`);
  judgement().then(({ judge, silence }) => (patch && isObject(wanted) ? judge(location.pathname, { patch, ...chosen() }) : silence()));
  return isObject(wanted) ? patch : undefined;
}

document.addEventListener('response-shown', ({ detail: { ok, body } }) => {
  editor.hidden = true;
  original = null;
  try { original = JSON.parse(body); } catch { /* Only JSON can be edited. */ }
  open.hidden = !(ok && isObject(original));
});

open.addEventListener('click', () => {
  editor.hidden = false;
  force.hidden = true;
  text.value = JSON.stringify(original, null, 2);
  const inPath = [...form.querySelectorAll('[data-location=path]')].map(({ value }) => value).filter(Boolean);
  id.replaceChildren(element('option', { value: '' }, 'any id'), ...inPath.map((value) => element('option', { value, selected: '' }, value)));
  const secret = form.elements.credential?.selectedOptions[0]?.dataset.secrets?.split(' ')[0];
  credential.replaceChildren(element('option', { value: '' }, 'any credential'), ...(secret ? [element('option', { value: secret }, secret)] : []));
  written();
  text.focus();
});
for (const input of [text, id, credential]) input.addEventListener('input', () => { force.hidden = true; written(); });

async function put(isForced) {
  const patch = written();
  if (patch === undefined) return;
  const wanted = { provider, operation, patch, ...chosen(), ...(isForced && { force: true }) };
  try {
    const { overrides } = await call('/_mock/overrides');
    const list = await call('/_mock/overrides', 'PUT', { overrides: [...overrides, wanted] });
    force.hidden = true;
    check.className = '';
    check.replaceChildren(`Override ${list.overrides.length} is active. Send again to see it. `, element('a', { href: '/controls#active' }, 'All overrides'));
    await refresh();
  } catch (error) {
    say(error.message, true);
    force.hidden = isForced;
  }
}
use.addEventListener('click', () => put(false));
force.addEventListener('click', () => put(true));
