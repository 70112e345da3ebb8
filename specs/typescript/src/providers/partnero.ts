import { connect } from "../connect.js";
import { address, endpoints, type operations } from "../generated/partnero.js";
import type { Client } from "../operation.js";
import { checkCredential, type Settings } from "../settings.js";

export type * from "../generated/partnero.js";

/** A client for Partnero: the program that a key belongs to. */
export type Partnero = Client<operations>;

/** The settings of a client for Partnero. */
export interface PartneroSettings extends Settings {
  /** The key of a program, sent as `Authorization: Bearer …`. It decides which program is answered. */
  apiKey: string;
}

/** A client for Partnero. Throws a `TypeError` when the key or the base URL cannot be one. */
export function createPartnero(settings: PartneroSettings): Partnero {
  const headers = { authorization: `Bearer ${checkCredential("apiKey", settings.apiKey)}` };
  return connect<operations>(endpoints, address, { headers }, settings);
}
