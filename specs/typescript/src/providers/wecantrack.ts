import { connect } from "../connect.js";
import { address, endpoints, type operations } from "../generated/wecantrack.js";
import type { Client } from "../operation.js";
import { checkCredential, type Settings } from "../settings.js";
import { pages, transactions, type Pagination } from "../transactions.js";

export type * from "../generated/wecantrack.js";
export { TransactionsError, type TransactionFilter } from "../transactions.js";

/** A client for wecantrack: the transactions of every affiliate network. */
export interface Wecantrack extends Client<operations>, Pagination {}

/** The settings of a client for wecantrack. */
export interface WecantrackSettings extends Settings {
  /** The key of the account. */
  apiKey: string;
  /**
   * Where the key stands: in the header `X-API-Key` (`"header"`, unless told otherwise), or as `api_key` in the query (`"query"`). In the
   * query it also stands in the links of the answer, and in whatever logs addresses.
   */
  apiKeyIn?: "header" | "query";
}

/** A client for wecantrack. Throws a `TypeError` when the key or the base URL cannot be one. */
export function createWecantrack(settings: WecantrackSettings): Wecantrack {
  const apiKey = checkCredential("apiKey", settings.apiKey);
  const presentation =
    settings.apiKeyIn === "query" ? { headers: {}, query: { api_key: apiKey } } : { headers: { "x-api-key": apiKey } };
  const client = connect<operations>(endpoints, address, presentation, settings);
  return {
    ...client,
    pages: (filter, options) => pages(client, filter, options),
    transactions: (filter, options) => transactions(client, filter, options),
  };
}
