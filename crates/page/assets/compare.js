// The difference between the responses of two exchanges, line by line.
import { difference } from './diff.js';
import { indented } from './exchange.js';
import { call, count, element } from './page.js';

/** The number of unchanged lines that are shown around a change. */
const AROUND = 3;

const lines = ({ body }) => (body === null ? [] : indented(body).split('\n'));
const many = (number, one, several) => `${count(number)} ${number === 1 ? one : several}`;

/** The comparison of two exchanges, by their numbers. */
export async function comparison(...ids) {
  const [one, other] = await Promise.all(ids.map((id) => call(`/_mock/journal/${id}`)));
  const marked = difference(lines(one.response), lines(other.response));
  const number = (mark) => marked.filter(([found]) => found === mark).length;
  const [removed, added] = [number('-'), number('+')];
  const said = removed + added === 0
    ? 'The two bodies are the same.'
    : `${many(removed, 'line', 'lines')} only in the first (−), ${many(added, 'line', 'lines')} only in the second (+).`;
  return element('article', { class: 'exchange', 'data-testid': 'comparison' },
    element('h1', { id: 'exchange-title' }, 'Two responses compared'),
    element('dl', { class: 'facts' }, named('First (−)', one), named('Second (+)', other)),
    element('p', { 'data-testid': 'comparison-sum' }, said),
    ...(removed + added ? [element('pre', { class: 'difference', 'data-testid': 'comparison-lines', tabindex: 0 }, ...shown(marked))] : []));
}

function named(title, { entry }) {
  const link = element('a', { href: `/journal/${entry.id}` }, `${entry.method} ${entry.target}`);
  return element('div', {}, element('dt', {}, title), element('dd', {}, link, `: ${entry.status}, ${entry.at.slice(11, 23)} UTC`));
}

/** The lines, without long runs that both have. */
function shown(marked) {
  const isNear = (index) => marked.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(([mark]) => mark !== ' ');
  const parts = [];
  let hidden = 0;
  const tellHidden = () => {
    if (hidden) parts.push(element('i', {}, `… ${many(hidden, 'line', 'lines')} that both have\n`));
    hidden = 0;
  };
  marked.forEach(([mark, line], index) => {
    if (!isNear(index)) {
      hidden++;
      return;
    }
    tellHidden();
    const name = { '+': 'ins', '-': 'del' }[mark] ?? 'span';
    parts.push(element(name, {}, `${mark === '-' ? '−' : mark} ${line}\n`));
  });
  tellHidden();
  return parts;
}
