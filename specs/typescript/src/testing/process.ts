import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

import type { Program } from "./binary.js";
import { SandboxError } from "./error.js";

/** What the sandbox prints when it is ready. */
export interface Ready {
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
  /** The token of the control surface, null when it asks for none. */
  readonly token: string | null;
}

/** A sandbox that is ready. */
export interface SandboxProcess {
  readonly ready: Ready;
  readonly pids: readonly number[];
  /** Ends it, and resolves when it has ended. */
  end(): Promise<void>;
}

/** How much of what a program says on standard error is kept, in characters. */
const KEPT = 4000;

/** How long a sandbox may take to end by itself, in milliseconds. */
const PATIENCE = 5000;

/** Runs the program until it says that it is ready. Throws a {@link SandboxError} when it ends before, or takes longer than `timeout` milliseconds. */
export async function run(program: Program, args: readonly string[], timeout: number): Promise<SandboxProcess> {
  const child = spawn(program.command, [...program.before, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(),
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-KEPT);
  });
  let ready: Ready;
  try {
    ready = await firstLine(child, timeout, () => said);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  // From now on the tests decide how long this process lives.
  child.unref();
  for (const stream of [child.stdout, child.stderr]) {
    (stream as unknown as { unref?: () => void }).unref?.();
  }
  const pids = [...new Set([ready.pid, child.pid].filter((pid) => pid !== undefined))];
  return { ready, pids, end: () => end(child, pids, ended) };
}

function firstLine(child: ChildProcess, timeout: number, said: () => string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => {
      clearTimeout(timer);
      const words = said().trim();
      reject(new SandboxError(words === "" ? what : `${what}\n${words}`));
    };
    const timer = setTimeout(() => fail(`the sandbox was not ready after ${timeout} ms; give it longer with \`timeout\``), timeout);
    child.once("error", (error) => fail(`the sandbox could not be run: ${error.message}`));
    child.once("close", (code, signal) => fail(`the sandbox ended before it was ready, with ${signal ?? `exit code ${code}`}`));
    const lines = createInterface({ input: child.stdout! });
    lines.once("line", (line) => {
      clearTimeout(timer);
      lines.close();
      // A full pipe would stop the sandbox.
      child.stdout?.resume();
      try {
        resolve(checked(JSON.parse(line)));
      } catch {
        fail(`the sandbox's first line is not what --ready-json prints; is this the program's newest version? It says: ${line}`);
      }
    });
  });
}

function checked(ready: Ready): Ready {
  if (typeof ready.origin !== "string" || typeof ready.pid !== "number" || typeof ready.port !== "number") {
    throw new TypeError("a field is missing");
  }
  return ready;
}

/** This process's environment without the sandbox's own variables, which would make it another sandbox on every machine. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TRACKSIDE_")));
}

async function end(child: ChildProcess, pids: readonly number[], ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.ref();
    signal(pids, "SIGTERM");
    const timer = setTimeout(() => signal(pids, "SIGKILL"), PATIENCE);
    await ended;
    clearTimeout(timer);
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended already.
    }
  }
}
