// The pages of the sandbox.

import { operations as listed } from './sandbox.js';

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

/** The vendored viewer, which is not ours in style and size. */
export const viewer = { name: 'viewer', path: '/viewer/wecantrack' };

/** Every page of our own, by a name and a path. */
export const pages = [
  { name: 'start', path: '/' },
  { name: 'world', path: '/world' },
  { name: 'reference', path: '/reference' },
  { name: 'provider', path: '/reference/fullwhere' },
  ...operations.map(({ provider, id }) => ({ name: `${provider} ${id}`, path: `/reference/${provider}/${id}` })),
  { name: 'journal', path: '/journal' },
  { name: 'controls', path: '/controls' },
];
