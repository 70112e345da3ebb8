import type { Unexpected } from "./operation.js";

/** A result that is a success, of any operation. */
export interface AnySuccess {
  readonly ok: true;
  readonly status: number;
}

/** A result that is no success, of any operation. */
export type AnyFailure =
  | { readonly ok: false; readonly status: number; readonly error: unknown; readonly response: Response }
  | Unexpected;

/** What became of a call, in a sentence for a person: `the call succeeded with status 200`. It holds no credentials. */
export function describe(result: AnySuccess | AnyFailure): string {
  return result.ok ? `the call succeeded with status ${result.status}` : failed(result);
}

/**
 * A failure as an error, for code that prefers exceptions: thrown by {@link unwrap} and by the iterators.
 *
 * The message says what happened and holds no credentials.
 */
export class ResponseError<Failed extends AnyFailure = AnyFailure> extends Error {
  override readonly name: string = "ResponseError";

  /** The failure, told apart by its `status`. */
  readonly failure: Failed;

  /** Makes an error of a failure. */
  constructor(failure: Failed) {
    super(failed(failure));
    this.failure = failure;
  }
}

/** The body of a success. Throws a {@link ResponseError} when the call was none. */
export function unwrap<Data>(result: { readonly ok: true; readonly data: Data } | AnyFailure): Data {
  if (result.ok) {
    return result.data;
  }
  throw new ResponseError(result);
}

function failed(failure: AnyFailure): string {
  const { status } = failure.response;
  if (failure.status === "unexpected") {
    return `the answer with status ${status} is not what the document says: ${failure.reason}`;
  }
  return `the call was refused with status ${status}: ${shorten(JSON.stringify(failure.error))}`;
}

function shorten(text: string): string {
  const longest = 300;
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
