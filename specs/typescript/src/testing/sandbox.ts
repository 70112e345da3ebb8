import { createControl, type Clock, type Control } from "../control.js";
import { unwrap } from "../error.js";
import { sandbox, type SandboxAddresses } from "../sandbox.js";
import { findProgram } from "./binary.js";
import { run } from "./process.js";
import { watch } from "./watchdog.js";
import { withWorldFile } from "./world.js";

/** How a sandbox is started. */
export interface SandboxOptions {
  /** The program; that of `TRACKSIDE_MOCK`, of the npm package `trackside-mock` or on the PATH unless it is named. */
  binary?: string;
  /**
   * What it has when it starts, as a world file: the path of one, its text (of more than one line), or its content. Relative paths start at
   * the working directory. `reset()` brings exactly this back.
   */
  world?: string | URL | object;
  /**
   * The time at which its clock stands: the world file's `now` or `2026-06-08T12:00:00Z` unless another is given; null for a clock that ticks
   * with real time.
   */
  now?: string | null;
  /** What its world grows from: a whole number, 1 unless another is given. */
  seed?: number;
  /** Orders in the 24 months before the first day, 0 to 10,000,000; 10,000 unless told otherwise. */
  orders?: number;
  /** Further arguments, such as `["--rate-limit", "documented"]`. */
  args?: readonly string[];
  /** How long it may take to get ready, in milliseconds; 60,000 unless told otherwise. */
  timeout?: number;
}

/** A sandbox that runs until it is stopped, or this process ends. */
export interface RunningSandbox {
  /** Where it listens, such as `http://localhost:41234`. */
  readonly origin: string;
  /** The port. */
  readonly port: number;
  /** The base URLs of the providers and of the control surface. */
  readonly baseUrls: SandboxAddresses;
  /** The token of the control surface, null when it asks for none. */
  readonly token: string | null;
  /** A client for the control surface: clock, faults, overrides, scenarios, catalogue. */
  readonly control: Control;
  /** Brings it back to how it was started: what clients created is gone; clock, faults and overrides are as at first. */
  reset(): Promise<void>;
  /** Moves the clock to an instant, or on (`{ advance: "3d" }`). Throws a `ResponseError` when the world does not reach so far. */
  setClock(to: string | Date | { advance: string }): Promise<Clock>;
  /** Ends it, and resolves when it has ended. A second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Starts a sandbox on a free port, with a pinned seed and clock: each start gives the same answers. Many can run side by side. Its
 * `TRACKSIDE_…` variables are not read.
 *
 * Throws a `SandboxError` when the program is missing, ends (as it does with an invalid world file), or does not get ready.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { now, seed = 1, orders = 10_000, args = [], timeout = 60_000 } = options;
  const program = findProgram(options.binary);
  const running = await withWorldFile(options.world, (world) => {
    const time = now === undefined && !world?.setsClock ? "2026-06-08T12:00:00Z" : (now ?? null);
    const pinned = time === null ? [] : ["--now", time];
    const file = world === undefined ? [] : ["--world", world.path];
    const all = ["--ready-json", "--port", "0", "--seed", String(seed), "--orders", String(orders), ...file, ...pinned, ...args];
    return run(program, all, timeout);
  });
  const { origin, port, token } = running.ready;
  const watchdog = watch(running.pids);
  const baseUrls = sandbox(origin);
  const control = createControl({ baseUrl: baseUrls.control, ...(token !== null && { token }) });
  return {
    origin,
    port,
    baseUrls,
    token,
    control,
    async reset() {
      unwrap(await control.reset({ body: {} }));
    },
    async setClock(to) {
      const instant = to instanceof Date ? to.toISOString() : to;
      return unwrap(await control.setClock({ body: typeof instant === "string" ? { now: instant } : instant }));
    },
    async stop() {
      await running.end();
      watchdog.dismiss();
    },
  };
}
