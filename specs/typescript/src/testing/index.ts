/** Starts a sandbox for tests. Needs Node.js, and the program `trackside-mock`. */

export {
  namedWorld,
  startSandbox,
  type NamedWorld,
  type RunningSandbox,
  type SandboxOptions,
  type SandboxWorld,
} from "./sandbox.js";
export { SandboxError } from "./error.js";
