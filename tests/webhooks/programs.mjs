// Programs that run while a test does.

import { spawn } from "node:child_process";

const running = [];

/** Starts a program, and resolves with what the pattern finds in its output. */
export function start(command, args, { env = {}, cwd, pattern }) {
  // In a group of its own, because Next.js works in processes that it starts.
  const options = { env: { ...process.env, ...env }, cwd, stdio: ["ignore", "pipe", "pipe"], detached: true };
  const child = spawn(command, args, options);
  // Closed when nobody can write to its output any more: its own processes have ended, too.
  running.push({ child, closed: new Promise((resolve) => child.on("close", resolve)) });
  const program = { child, output: "" };
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${command} does not start:\n${program.output}`)), 120_000);
    const read = (chunk) => {
      program.output += chunk;
      const found = program.output.match(pattern);
      if (found) {
        clearTimeout(late);
        resolve({ program, found });
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${program.output}`)));
  });
}

/** Stops everything that was started, and waits until it has ended. */
export async function stopAll() {
  for (const { child } of running) {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
  await Promise.all(running.map(({ closed }) => closed));
}

// Ctrl-C reaches only this group.
process.once("SIGINT", () => stopAll().then(() => process.exit(130)));

/** Runs a program to its end. What runs in this process goes on meanwhile. */
export function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const read = (chunk) => (output += chunk);
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** Waits until something is so. */
export async function until(what, isSo) {
  for (let waited = 0; !(await isSo()); waited += 50) {
    if (waited > 20_000) throw new Error(what());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
