// The words that mark an entry of the journal, the most serious first. `mark.rs` finds the same.
import { element } from './page.js';

export function marks(entry) {
  const reason = entry.reason ?? '';
  const isOff = reason.includes('(breaks the contract)');
  const isCutOff = !entry.complete || reason.includes('fault: the body is truncated');
  return [
    [isOff, 'off contract', 'bad', 'The response departs from the contract.'],
    [isCutOff, 'cut off', 'bad', 'The response is not complete.'],
    [reason.includes('fault: '), 'fault', 'warned', 'A fault changed or delayed the response.'],
    [reason.includes('override ') && !isOff, 'override', '', 'An override matched the request.'],
    [entry.warning !== null, 'warned', 'warned', 'A part of the request was ignored.'],
  ].filter(([applies]) => applies).flatMap(([, word, kind, title]) => [element('b', { class: `mark ${kind}`, title }, word), ' ']);
}
