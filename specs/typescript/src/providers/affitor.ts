import { connect } from "../connect.js";
import { address, endpoints, type operations } from "../generated/affitor.js";
import type { Client } from "../operation.js";
import { checkCredential, type Settings } from "../settings.js";

export type * from "../generated/affitor.js";

/** A client for Affitor: the state of a program's integration steps. */
export type Affitor = Client<operations>;

/** The settings of a client for Affitor. */
export interface AffitorSettings extends Settings {
  /** The token of a dashboard session, sent as `Authorization: Bearer …`. */
  session: string;
}

/** A client for Affitor. Throws a `TypeError` when the session or the base URL cannot be one. */
export function createAffitor(settings: AffitorSettings): Affitor {
  const headers = { authorization: `Bearer ${checkCredential("session", settings.session)}` };
  return connect<operations>(endpoints, address, { headers }, settings);
}
