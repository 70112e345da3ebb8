import { connect } from "../connect.js";
import { address, endpoints, type operations } from "../generated/affitor.js";
import type { Client } from "../operation.js";
import { checkCredential, type Settings } from "../settings.js";

export type * from "../generated/affitor.js";

/** A client for Affitor: what a program's website reports, and what the dashboard shows of it. */
export type Affitor = Client<operations>;

/**
 * The settings of a client for Affitor. Give one credential, of the kind that the operations need; without any, the client can call the
 * public ones. All are sent as `Authorization: Bearer …`.
 */
export interface AffitorSettings extends Settings {
  /** The token of a dashboard session. */
  session?: string;
  /** The API key of a program: `aff_…`. */
  programKey?: string;
  /** A management key: `affk_…`. */
  managementKey?: string;
  /** The token of a login of the command-line tool. */
  login?: string;
}

const KINDS = ["session", "programKey", "managementKey", "login"] as const;

/** A client for Affitor. Throws a `TypeError` when there is more than one credential, or one or the base URL cannot be one. */
export function createAffitor(settings: AffitorSettings = {}): Affitor {
  const [kind, another] = KINDS.filter((name) => name in settings);
  if (another !== undefined) {
    throw new TypeError(`\`${kind}\` and \`${another}\` are both given; make a client for each kind of credential`);
  }
  const headers: Record<string, string> =
    kind === undefined ? {} : { authorization: `Bearer ${checkCredential(kind, settings[kind] ?? "")}` };
  return connect<operations>(endpoints, address, { headers }, settings);
}
