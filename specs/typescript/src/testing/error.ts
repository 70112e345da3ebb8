/** Why a sandbox could not be started, in words that say how to mend it. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
}
