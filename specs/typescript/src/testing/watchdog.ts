import { spawn } from "node:child_process";

/** Ends a process when this one has ended, however it ended. */
export interface Watchdog {
  /** Leaves the process alone from now on. */
  dismiss(): void;
}

/** The program of the watchdog: its standard input is closed when this process ends, killed or not. */
const PROGRAM = `
process.stdin.resume().on("end", () => {
  for (const pid of process.argv.slice(1)) try { process.kill(Number(pid)) } catch {}
})`;

/** A watchdog over the processes. It is one itself, because a process that is killed can do nothing any more. */
export function watch(pids: readonly number[]): Watchdog {
  // Detached, so that a Ctrl-C for the whole group does not end the watchdog first.
  const child = spawn(process.execPath, ["-e", PROGRAM, ...pids.map(String)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  // Without a watchdog the sandbox is stopped by `stop()` alone.
  child.on("error", () => {});
  child.unref();
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  return { dismiss: () => void child.kill("SIGKILL") };
}
