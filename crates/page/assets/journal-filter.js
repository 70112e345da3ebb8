// The filter of the journal: its fields, and the addresses that carry it.
import { by } from './page.js';

const names = ['text', 'provider', 'operation', 'status', 'world'];
const field = (name) => by(`journal-filter-${name}`);
const value = (name) => field(name)?.value ?? '';

export const fields = names.map(field).filter(Boolean);
export const isSet = () => fields.some((input) => input.value);

export function matches(entry) {
  const status = value('status');
  if (value('provider') && entry.provider !== value('provider')) return false;
  if (value('operation') && entry.operation !== value('operation')) return false;
  if (value('world') && entry.world !== value('world')) return false;
  if (status && (status.endsWith('xx') ? Math.floor(entry.status / 100) !== Number(status[0]) : entry.status !== Number(status))) return false;
  const wanted = value('text').toLowerCase();
  if (entry.request_id && wanted.endsWith(entry.request_id)) return true;
  return !wanted || [entry.method, entry.target, entry.reason ?? '', entry.warning ?? '', entry.world ?? '', entry.request_id].some((shown) => shown.toLowerCase().includes(wanted));
}

/** The filter as a query, with these pairs after it. */
export function query(more = {}) {
  const pairs = new URLSearchParams();
  for (const input of fields) if (input.value) pairs.set(input.name, input.value);
  for (const [name, given] of Object.entries(more)) pairs.set(name, given);
  return pairs.size ? `?${pairs}` : '';
}

/** Writes the filter into the address of the page and into the link to the recording, so that both can be shared. */
export function share() {
  history.replaceState(history.state, '', `/journal${query()}`);
  by('journal-har').setAttribute('href', `/_mock/journal.har${query()}`);
}

export function clear() {
  for (const input of fields) input.value = '';
}

/** Worlds may be made while the page is open. */
export function offerWorlds(entries) {
  const select = field('world');
  if (!select) return;
  for (const { world } of entries) {
    if (!world || [...select.options].some((option) => option.value === world)) continue;
    select.add(new Option(world, world));
    select.closest('label').hidden = false;
  }
}
