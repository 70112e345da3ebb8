/**
 * Typed clients for AgentRef, Affitor, Partnero, Fullwhere and wecantrack, and for the control surface of their sandbox.
 *
 * The types of a provider's bodies are exported by its own entry, such as `@trackside/contracts/wecantrack`.
 */

export { createAffitor, type Affitor, type AffitorSettings } from "./affitor.js";
export { createAgentRef, type AgentRef, type AgentRefSettings } from "./agentref.js";
export { createControl, type Control, type ControlSettings } from "./control.js";
export { createFullwhere, type Fullwhere, type FullwhereSettings } from "./fullwhere.js";
export { createPartnero, type Partnero, type PartneroSettings } from "./partnero.js";
export { createWecantrack, TransactionsError, type TransactionFilter, type Wecantrack, type WecantrackSettings } from "./wecantrack.js";
export { ResponseError, unwrap, type AnyFailure } from "./error.js";
export { sandbox, type SandboxAddresses } from "./sandbox.js";
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
