// A sandbox beside the one of the run, for what has to be started otherwise.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts a sandbox on a free port. Its `ready` is what it said of itself; `stop` ends it, and `ended` says how it ended by itself. */
export async function ownSandbox(...args) {
  const binary = process.env.TRACKSIDE_E2E_BINARY ?? '../../target/release/trackside-mock';
  // What the environment says of other sandboxes does not belong here.
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('TRACKSIDE_'));
  const env = { ...Object.fromEntries(others), RUST_LOG: 'error' };
  const child = spawn(binary, ['--port', '0', '--ready-json', ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  // What else it prints is read as well: it would end if nobody did.
  const lines = createInterface(child.stdout);
  const line = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the sandbox ended before it was ready')));
  });
  return { ready: JSON.parse(line), ended: () => child.signalCode ?? child.exitCode, stop: () => child.kill('SIGKILL') };
}
