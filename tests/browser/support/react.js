// The React page of docs/react.md, started as the guide says: its receiver, and the development server of Vite.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Where the files of the guide lie. */
export const folder = fileURLToPath(new URL('../../../docs/react/', import.meta.url));

const guide = readFileSync(new URL('../../../docs/react.md', import.meta.url), 'utf8');

/** The files that the guide shows, by name, as a reader pastes them. */
export const shown = new Map(
  [...guide.matchAll(/`([\w./-]+)`:\n\n```\w+\n([\s\S]*?)```\n/g)].map(([, name, code]) => [name, code]),
);

/** A port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program in the folder, and waits until its output matches the pattern. Gives what ends it. */
export async function started(args, env, pattern) {
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      if (pattern.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${args[0]} ended with ${code}:\n${output}`)));
  });
  return () => child.kill('SIGKILL');
}
