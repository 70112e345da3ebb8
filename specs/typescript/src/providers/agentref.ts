import { connect } from "../connect.js";
import { address, endpoints, type operations } from "../generated/agentref.js";
import type { Client } from "../operation.js";
import { checkCredential, type Settings } from "../settings.js";

export type * from "../generated/agentref.js";

/** A client for AgentRef: whether a program's tracking is set up and works. */
export type AgentRef = Client<operations>;

/** The settings of a client for AgentRef. */
export interface AgentRefSettings extends Settings {
  /** A merchant's key (`ak_live_…`), sent as `Authorization: Bearer …`. */
  apiKey: string;
}

/** A client for AgentRef. Throws a `TypeError` when the key or the base URL cannot be one. */
export function createAgentRef(settings: AgentRefSettings): AgentRef {
  const headers = { authorization: `Bearer ${checkCredential("apiKey", settings.apiKey)}` };
  return connect<operations>(endpoints, address, { headers }, settings);
}
