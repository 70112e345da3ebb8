// Renders a request and its response in full, like the page of an exchange.
import { marks } from './marks.js';
import { count, duration, element, size } from './page.js';
import { samples } from './samples.js';

export const indented = (text) => {
  if (!/^\s*[{[]/.test(text)) return text;
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
};

// Text between backticks is code.
const spans = (text) => text.split('`').map((piece, index) => (index % 2 ? element('code', {}, piece) : piece));
// Neighbours are drawn together: `3, 5–9`.
function numbers(all) {
  const runs = [];
  for (const number of all) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  const text = runs.slice(0, 12).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
  const more = runs.slice(12).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return more ? `${text} and ${count(more)} more` : text;
}

const fact = (name, ...value) => element('div', {}, element('dt', {}, name), element('dd', {}, ...value));

function message(title, { headers, body, truncated, decoded }) {
  const list = element('dl', { class: 'headers' }, ...headers.map(({ name, value }) => fact(name, value)));
  const parts = [element('h2', {}, title), list];
  parts.push(body === null ? element('p', {}, 'No body.') : element('pre', { tabindex: 0 }, indented(body)));
  if (body !== null && decoded) parts.push(element('p', {}, `Shown decoded: the client sent it compressed (${decoded}).`));
  if (body !== null && truncated) parts.push(element('p', {}, 'The body is longer. The journal keeps only its start.'));
  return parts;
}

function deliveriesOf(deliveries) {
  if (!deliveries.length) return [];
  const item = ({ number, event, provider, url, state }) => element('li', {},
    element('a', { href: `/webhooks/${number}` }, event), ` of ${provider} to ${url}: `, element('b', {}, state));
  return [element('h2', {}, 'Webhooks sent'), element('ul', { 'data-testid': 'exchange-deliveries' }, ...deliveries.map(item))];
}

function actions(entry, { edit }) {
  return element('div', { class: 'buttons', 'data-actions': '' },
    ...(edit ? [element('a', { class: 'button', href: edit, 'data-testid': 'exchange-edit' }, 'Edit and resend')] : []),
    element('a', { class: 'button', href: `/_mock/journal.har?id=${entry.id}`, download: `exchange-${entry.id}.har`, 'data-testid': 'exchange-har' }, 'Export HAR'));
}

export function exchange({ entry, request, response, problems }, details) {
  const time = (text) => `${text.replace('T', ' ').replace('Z', '')} UTC`;
  const verdict = [element('b', { class: `s s${Math.floor(entry.status / 100)}` }, String(entry.status)), ' ', ...marks(entry), ...spans(entry.reason ?? '')];
  if (!entry.complete) verdict.push(' The connection broke before the response was complete.');
  const named = entry.provider && entry.operation;
  const operation = named
    ? element('a', { href: `/reference/${encodeURIComponent(entry.provider)}/${encodeURIComponent(entry.operation)}` }, `${entry.operation} of ${entry.provider}`)
    : entry.provider ? `unknown operation of ${entry.provider}` : 'none';
  return element('article', { class: 'exchange', 'data-testid': 'exchange', 'data-id': entry.id },
    element('h1', { id: 'exchange-title' }, element('strong', {}, entry.method), ` ${entry.target}`),
    element('p', { class: 'verdict' }, ...verdict),
    actions(entry, details),
    element('dl', { class: 'facts' },
      fact('Operation', operation),
      fact('Arrived', time(entry.at)),
      fact('Sandbox time', time(entry.now)),
      fact('Request id', entry.request_id),
      fact('Duration', duration(entry.micros)),
      fact('Body size', `${size(entry.request_bytes)} sent, ${size(entry.response_bytes)} received`),
      ...(entry.events.length ? [fact('Events caused', element('a', { href: `/_mock/events?request_id=${encodeURIComponent(entry.request_id)}` }, numbers(entry.events)))] : []),
      ...(entry.removed_events.length ? [fact('Events removed', numbers(entry.removed_events))] : [])),
    element('h2', {}, 'Contract check'),
    element('ul', { class: 'problems', 'data-testid': 'exchange-problems' },
      ...problems.map((problem) => element('li', {}, ...spans(problem.message), element('i', {}, ` (${problem.location})`)))),
    ...(problems.length ? [] : [element('p', {}, 'No problems: the request follows the contract.')]),
    ...deliveriesOf(details.deliveries),
    element('h2', {}, 'As code'),
    samples(details.samples),
    ...message('Request', request), ...message('Response', response),
    element('p', { class: 'next' }, element('a', { href: `/journal/${entry.id}` }, 'Open as a page')));
}
