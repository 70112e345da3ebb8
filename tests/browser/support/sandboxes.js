// Sandboxes like the one of the run, for every worker but the first.

import { ownSandbox } from './own-sandbox.js';
import { start } from './sandbox.js';

export default async function setup({ workers }) {
  const more = Array.from({ length: workers - 1 }, () => ownSandbox('--now', start, '--seed', '1', '--orders', '10000'));
  const further = await Promise.all(more);
  process.env.TRACKSIDE_E2E_FURTHER_ORIGINS = further.map(({ ready }) => ready.origin).join(' ');
  return () => {
    // What was tested is not known if one has ended by itself.
    const ended = further.filter((sandbox) => sandbox.ended() !== null);
    for (const { stop } of further) stop();
    for (const { ready, ended: how } of ended) throw new Error(`the sandbox ${ready.origin} ended before the tests did: ${how()}`);
  };
}
