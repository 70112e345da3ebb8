import { connect } from "../connect.js";
import { address, endpoints, type operations } from "../generated/fullwhere.js";
import type { Client } from "../operation.js";
import { checkCredential, type Settings } from "../settings.js";

export type * from "../generated/fullwhere.js";

/** A client for Fullwhere: surveys sent after a purchase. */
export type Fullwhere = Client<operations>;

/** The settings of a client for Fullwhere. */
export interface FullwhereSettings extends Settings {
  /** The key of the partner, sent as `X-API-KEY`. */
  apiKey: string;
  /** The secret that belongs to the key, sent as `X-API-SECRET`. */
  apiSecret: string;
}

/** A client for Fullwhere. Throws a `TypeError` when the key, the secret or the base URL cannot be one. */
export function createFullwhere(settings: FullwhereSettings): Fullwhere {
  const headers = {
    "x-api-key": checkCredential("apiKey", settings.apiKey),
    "x-api-secret": checkCredential("apiSecret", settings.apiSecret),
  };
  return connect<operations>(endpoints, address, { headers }, settings);
}
