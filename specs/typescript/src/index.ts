/**
 * Typed clients, one for each provider, and one for the control surface of their sandbox.
 *
 * The types of a provider's bodies are exported by its own entry, such as `@trackside/contracts/wecantrack`.
 */

export * from "./generated/clients.js";
export { createControl, type Control, type ControlSettings } from "./control.js";
export { TransactionsError, type TransactionFilter } from "./providers/wecantrack.js";
export { describe, ResponseError, unwrap, type AnyFailure, type AnySuccess } from "./error.js";
export { inWorld, sandbox, type SandboxAddresses } from "./sandbox.js";
export type {
  Call,
  CallData,
  CallFailure,
  CallOptions,
  CallRequest,
  CallResult,
  Client,
  Failure,
  Success,
  TemporaryFailure,
  Unexpected,
} from "./operation.js";
export type { Settings } from "./settings.js";
