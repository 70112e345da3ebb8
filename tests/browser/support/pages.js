// The pages of the sandbox.

import { operations as listed, origin } from './sandbox.js';

/** The tables of the world whose rows have pages of their own. */
export const kinds = ['programs', 'partners', 'customers', 'orders', 'surveys', 'payouts'];

/** The page of the first record of a table. */
export async function firstRecord(kind, query = '') {
  const page = await (await fetch(`${origin}/world/${kind}${query}`)).text();
  return page.match(new RegExp(`<th scope="row"><a href="(/world/${kind}/[^"]+)"`))[1];
}

const records = await Promise.all(kinds.map(async (kind) => ({ name: `record of ${kind}`, path: await firstRecord(kind) })));

const all = [...(await listed()), ...(await listed('control'))];
const providers = [...new Set(all.map((operation) => operation.provider))];

/** Of each provider the first operation, and the first that changes something. */
const operations = providers.flatMap((provider) => {
  const own = all.filter((operation) => operation.provider === provider);
  return [...new Set([own[0], own.find((operation) => operation.writes)])].filter(Boolean);
});

/** The page of the operation that has the most to say: it lists records page by page, and has a limit in its query. */
export const listing = all
  .filter((operation) => operation.query.some((parameter) => parameter.name === 'limit'))
  .map(({ provider, id }) => `/reference/${provider}/${id}`)[0];

/** Every page of our own, by a name and a path. */
export const pages = [
  { name: 'start', path: '/' },
  { name: 'world', path: '/world' },
  ...[...kinds, 'coupons', 'events'].map((kind) => ({ name: kind, path: `/world/${kind}` })),
  ...records,
  { name: 'reference', path: '/reference' },
  { name: 'provider', path: '/reference/fullwhere' },
  ...operations.map(({ provider, id }) => ({ name: `${provider} ${id}`, path: `/reference/${provider}/${id}` })),
  { name: 'journal', path: '/journal' },
  { name: 'webhooks', path: '/webhooks' },
  { name: 'controls', path: '/controls' },
];
