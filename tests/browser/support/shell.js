// Lines that a page shows for a shell, run by one.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a line with `sh`, and gives what it printed. Fails when the line does. */
export async function shell(line, variables = {}) {
  const { stdout } = await run('sh', ['-euc', line], { env: { ...process.env, ...variables }, timeout: 10_000 });
  return stdout;
}

/** Runs a line that calls curl once, and gives the status of the answer. */
export async function statusOf(line, variables) {
  const printed = await shell(`${line.trim().replace(/^curl /, "curl -w '\\n%{http_code}' ")}`, variables);
  return Number(printed.slice(printed.lastIndexOf('\n') + 1));
}
