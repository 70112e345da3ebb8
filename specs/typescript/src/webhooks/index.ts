/**
 * Webhooks: verify the signatures of the providers that sign their events, and the types of the events.
 *
 * wecantrack does not sign: the types of its payloads are in `@trackside/contracts/wecantrack`, by event in `events`.
 */

export { verifyAgentRef, type AgentRefEvent, type VerifyAgentRefSettings } from "./agentref.js";
export { SignatureError, type SignatureErrorCode } from "./error.js";
export { verifyPartnero, type PartneroEvent } from "./partnero.js";
export type { RawBody, RequestHeaders } from "./request.js";
