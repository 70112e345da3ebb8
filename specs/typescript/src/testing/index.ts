/** Starts a sandbox for tests. Needs Node.js, and the program `trackside-mock`. */

export { startSandbox, type RunningSandbox, type SandboxOptions } from "./sandbox.js";
export { SandboxError } from "./error.js";
