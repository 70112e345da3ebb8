// What the contract says to an edited response, at each key: the broken rule, its line in the editor, and records of the
// world that look like this by themselves.
import { by, element } from './page.js';

const [text, problems, like] = ['edit-text', 'edit-problems', 'edit-like'].map(by);
const WAIT = 200;
let asked = 0;
let timer;

/** Where the field of a JSON pointer begins in a JSON text; where its nearest parent does, if it is missing. */
export function placeOf(json, pointer) {
  const names = pointer.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
  let peeked = null;
  const next = () => {
    const taken = peeked ?? token.exec(json);
    peeked = null;
    return taken;
  };
  const peek = () => (peeked ??= token.exec(json));
  let best = 0;
  const value = (depth, isOnWay) => {
    const first = next();
    if (first[0] === '{') {
      while (peek()[0] !== '}') {
        const key = next();
        next();
        const isNext = isOnWay && JSON.parse(key[0]) === names[depth];
        if (isNext) best = key.index;
        value(depth + 1, isNext);
        if (peek()[0] === ',') next();
      }
      next();
    } else if (first[0] === '[') {
      for (let index = 0; peek()[0] !== ']'; index++) {
        const isNext = isOnWay && String(index) === names[depth];
        if (isNext) best = peek().index;
        value(depth + 1, isNext);
        if (peek()[0] === ',') next();
      }
      next();
    }
  };
  value(0, true);
  return best;
}

function shown({ field, message }) {
  const place = placeOf(text.value, field);
  const line = text.value.slice(0, place).split('\n').length;
  const button = element('button', { type: 'button' }, `Line ${line}`);
  button.addEventListener('click', () => {
    const end = text.value.indexOf('\n', place);
    text.focus();
    text.setSelectionRange(place, end < 0 ? text.value.length : end);
  });
  return element('li', {}, button, ' ', element('code', {}, field || 'the whole response'), ` ${message}`);
}

/** Forgets what was said. */
export function silence() {
  asked++;
  clearTimeout(timer);
  problems.replaceChildren();
  like.replaceChildren();
}

/** Asks the sandbox about a patch, and says what it answers. */
export function judge(path, edit) {
  clearTimeout(timer);
  const number = ++asked;
  timer = setTimeout(async () => {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(edit) };
    const response = await fetch(`${path}/judge`, request).catch(() => null);
    if (!response?.ok || number !== asked) return;
    const judged = await response.json();
    if (number !== asked) return;
    problems.replaceChildren(...judged.problems.map(shown));
    const links = judged.like.flatMap(({ title, href, reference }) => [
      ' ', element('a', { href }, title), ' (', element('a', { href: reference }, 'call'), ')']);
    like.replaceChildren(...(links.length ? ['The world has this already, without an override:', ...links] : []));
  }, WAIT);
}
