// The pages of the sandbox.

/** An operation of each provider. */
export const operations = [
  ['agentref', 'getTrackingStatus'],
  ['affitor', 'getTrackingStatus'],
  ['partnero', 'getProgramOverview'],
  ['fullwhere', 'generateSurveyTrackers'],
  ['wecantrack', 'listTransactions'],
  ['control', 'setClock'],
];

/** The vendored viewer, which is not ours in style and size. */
export const viewer = { name: 'viewer', path: '/viewer/wecantrack' };

/** Every page of our own, by a name and a path. */
export const pages = [
  { name: 'start', path: '/' },
  { name: 'world', path: '/world' },
  { name: 'reference', path: '/reference' },
  { name: 'provider', path: '/reference/fullwhere' },
  ...operations.map(([provider, operation]) => ({
    name: `${provider} ${operation}`,
    path: `/reference/${provider}/${operation}`,
  })),
  { name: 'journal', path: '/journal' },
  { name: 'controls', path: '/controls' },
];
