// A sandbox beside the one of the run, for what has to be started otherwise.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts a sandbox on a free port. Its `ready` is what it said of itself; `stop` ends it. */
export async function ownSandbox(...args) {
  const binary = process.env.TRACKSIDE_E2E_BINARY ?? '../../target/release/trackside-mock';
  const env = { ...process.env, RUST_LOG: 'error' };
  const child = spawn(binary, ['--port', '0', '--ready-json', ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    return { ready: JSON.parse(line), stop: () => child.kill('SIGKILL') };
  }
  throw new Error('the sandbox ended before it was ready');
}
