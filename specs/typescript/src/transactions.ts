import { ResponseError } from "./error.js";
import type { operations, Transaction, TransactionPage } from "./generated/wecantrack.js";
import type { CallFailure, CallOptions, Client, Query } from "./operation.js";

type ListTransactions = operations["listTransactions"];

/** Which transactions are wanted: the query of `listTransactions`. `page` is the first page that is asked for. */
export type TransactionFilter = Query<ListTransactions["parameters"]["query"]>;

/** A refused page, thrown by the iterators. `failure` is told apart by its `status`, like the result of `listTransactions`. */
export class TransactionsError extends ResponseError<CallFailure<ListTransactions>> {
  override readonly name = "TransactionsError";
}

/** The iterators of a client. Nothing is asked for before the iteration begins, and nothing after it has ended. */
export interface Pagination {
  /**
   * The transactions, one by one, a page at a time.
   *
   * Throws a {@link TransactionsError} when a page is refused, the signal's reason when it is aborted, and what fetch throws when the network
   * fails.
   */
  transactions(filter: TransactionFilter, options?: CallOptions): AsyncGenerator<Transaction, void, undefined>;
  /** The pages, one by one. Throws as {@link Pagination.transactions} does. */
  pages(filter: TransactionFilter, options?: CallOptions): AsyncGenerator<TransactionPage, void, undefined>;
}

/** The pages that a client gives. */
export async function* pages(
  client: Client<operations>,
  filter: TransactionFilter,
  options: CallOptions = {},
): AsyncGenerator<TransactionPage, void, undefined> {
  for (let page = filter.page ?? 1; ; page += 1) {
    options.signal?.throwIfAborted();
    const result = await client.listTransactions({ ...options, query: { ...filter, page } });
    if (!result.ok) {
      throw new TransactionsError(result);
    }
    yield result.data;
    // An empty page is the end too: the transactions may have become fewer since the last page was counted.
    if (page >= result.data.last_page || result.data.data.length === 0) {
      return;
    }
  }
}

/** The transactions of the pages that a client gives. */
export async function* transactions(
  client: Client<operations>,
  filter: TransactionFilter,
  options: CallOptions = {},
): AsyncGenerator<Transaction, void, undefined> {
  for await (const page of pages(client, filter, options)) {
    for (const transaction of page.data) {
      options.signal?.throwIfAborted();
      yield transaction;
    }
  }
}
