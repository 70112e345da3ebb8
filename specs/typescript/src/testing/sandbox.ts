import { createControl, type Clock, type Control } from "../control.js";
import { unwrap } from "../error.js";
import { inWorld, sandbox, type SandboxAddresses } from "../sandbox.js";
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

/** A world of a sandbox: the usual one, or a named one. */
export interface SandboxWorld {
  /** What its addresses begin with, such as `http://localhost:41234` or `http://localhost:41234/_world/worker-3`. */
  readonly origin: string;
  /** The base URLs of the providers and of the control surface. */
  readonly baseUrls: SandboxAddresses;
  /** A client for the control surface: clock, faults, overrides, scenarios, catalogue. */
  readonly control: Control;
  /** Brings it back to how it was started: what clients created is gone; clock, faults and overrides are as at first. */
  reset(): Promise<void>;
  /** Moves the clock to an instant, or on (`{ advance: "3d" }`). Throws a `ResponseError` when the world does not reach so far. */
  setClock(to: string | Date | { advance: string }): Promise<Clock>;
}

/** A named world, isolated from all others of its sandbox. */
export interface NamedWorld extends SandboxWorld {
  /** Its name. */
  readonly name: string;
  /** The header that selects it, for requests to the usual addresses of the sandbox. */
  readonly headers: { readonly "X-Mock-World": string };
  /** Deletes it with all that was written to it. */
  delete(): Promise<void>;
}

/** A sandbox that runs until it is stopped, or this process ends. */
export interface RunningSandbox extends SandboxWorld {
  /** The port. */
  readonly port: number;
  /** The token of the control surface, null when it asks for none. */
  readonly token: string | null;
  /**
   * The world with this name, for one worker or one test. It is created when it is first used, as the sandbox was started.
   *
   * Throws a `RangeError` when the name is not 1 to 63 characters from `a` to `z`, digits and hyphens.
   */
  world(name: string): NamedWorld;
  /** Ends it, and resolves when it has ended. A second call does nothing. */
  stop(): Promise<void>;
}

/**
 * The world with a name in a sandbox that runs already, such as one that a global setup has started. The token is what the sandbox printed, if
 * its control surface asks for one.
 *
 * Throws a `RangeError` when the name is not 1 to 63 characters from `a` to `z`, digits and hyphens.
 */
export function namedWorld(origin: string, name: string, token: string | null = null): NamedWorld {
  const world = worldAt(inWorld(origin, name), token);
  const { control } = worldAt(origin, token);
  return {
    ...world,
    name,
    headers: { "X-Mock-World": name },
    async delete() {
      unwrap(await control.deleteWorld({ path: { name } }));
    },
  };
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
  return {
    ...worldAt(origin, token),
    port,
    token,
    world: (name) => namedWorld(origin, name, token),
    async stop() {
      await running.end();
      watchdog.dismiss();
    },
  };
}

function worldAt(origin: string, token: string | null): SandboxWorld {
  const baseUrls = sandbox(origin);
  const control = createControl({ baseUrl: baseUrls.control, ...(token !== null && { token }) });
  return {
    origin,
    baseUrls,
    control,
    async reset() {
      unwrap(await control.reset({ body: {} }));
    },
    async setClock(to) {
      const instant = to instanceof Date ? to.toISOString() : to;
      return unwrap(await control.setClock({ body: typeof instant === "string" ? { now: instant } : instant }));
    },
  };
}
