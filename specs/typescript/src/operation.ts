/**
 * Types of calls and their results, derived from the `operations` that are generated of a document.
 *
 * Nothing here knows a provider: what a document declares is what a call takes and gives.
 */

/** What every call takes beside what its operation declares. */
export interface CallOptions {
  /** Ends the call; the promise is then rejected with the signal's reason. It acts beside the client's own signal. */
  signal?: AbortSignal;
  /** Headers of this call. They win over those of the client. */
  headers?: Readonly<Record<string, string>>;
}

/** What a call of an operation takes: its path, its query and its body, as far as it has them. */
export type CallRequest<Operation> = Part<"path", Parameters<Operation, "path">> &
  Part<"query", Query<Parameters<Operation, "query">>> &
  BodyPart<Operation> &
  CallOptions;

/** A call of an operation. The request can be left out when nothing in it is required. */
export type Call<Operation> = (
  ...request: {} extends CallRequest<Operation> ? [request?: CallRequest<Operation>] : [request: CallRequest<Operation>]
) => Promise<CallResult<Operation>>;

/** A client: a call for each operation, by operation id. */
export type Client<Operations> = { readonly [Name in keyof Operations]: Call<Operations[Name]> };

/**
 * What became of a call, told apart by `status`: a success or a failure for each status that the document declares, or `"unexpected"`.
 * `ok` tells successes from the rest.
 */
export type CallResult<Operation> =
  | { [Status in Statuses<Operation>]: Answer<Status, Content<Operation, Status>> }[Statuses<Operation>]
  | Unexpected;

/** The results of an operation that are no success. */
export type CallFailure<Operation> = Exclude<CallResult<Operation>, { ok: true }>;

/** The body of an operation's success. */
export type CallData<Operation> = Extract<CallResult<Operation>, { ok: true }>["data"];

/** A documented success. */
export interface Success<Status extends number, Data> {
  readonly ok: true;
  /** The status. */
  readonly status: Status;
  /** The body. */
  readonly data: Data;
  /** The answer, for its headers; its body has been read. */
  readonly response: Response;
}

/** A documented failure. */
export interface Failure<Status extends number, Body> {
  readonly ok: false;
  /** The status. */
  readonly status: Status;
  /** The body in which the provider words the failure. */
  readonly error: Body;
  /** The answer, for its headers; its body has been read. */
  readonly response: Response;
}

/** A documented failure that passes by itself: too many requests (429), or not available for the moment (503). */
export interface TemporaryFailure<Status extends number, Body> extends Failure<Status, Body> {
  /** How many seconds to wait, when the answer says so in `Retry-After`. */
  readonly retryAfter?: number;
}

/** An answer that the document does not declare: another status, or a body that is not JSON. */
export interface Unexpected {
  readonly ok: false;
  readonly status: "unexpected";
  /** What is unexpected about it, in words. */
  readonly reason: string;
  /** The body as JSON when it is an object or a list, else as text. */
  readonly body: unknown;
  /** The answer, for its status and headers; its body has been read. */
  readonly response: Response;
}

/** What is known of an operation at run time. */
export interface Endpoint {
  /** The method, in capitals. */
  readonly method: string;
  /** The path below the base URL, with parameters in braces. */
  readonly path: string;
  /** The documented statuses. */
  readonly statuses: readonly number[];
  /** Whether the body of a success is text, and not JSON. */
  readonly isText?: boolean;
}

type Answer<Status extends number, Body> = `${Status}` extends `2${string}`
  ? Success<Status, Body>
  : Status extends 429 | 503
    ? TemporaryFailure<Status, Body>
    : Failure<Status, Body>;

type Responses<Operation> = Operation extends { responses: infer Declared } ? Declared : never;

type Statuses<Operation> = keyof Responses<Operation> & number;

type Content<Operation, Status> = Status extends keyof Responses<Operation>
  ? Responses<Operation>[Status] extends { content: { "application/json": infer Body } }
    ? Body
    : undefined
  : never;

type Parameters<Operation, Place extends string> = Operation extends { parameters: { [Key in Place]?: infer Values } }
  ? NonNullable<Values>
  : never;

/**
 * Query parameters without the brackets that lists have in the URL: `status`, and not `status[]`. With brackets a name is a type
 * error, also where it comes out of a spread.
 */
export type Query<Values> = [Values] extends [never]
  ? never
  : { [Name in keyof Values as Name extends `${infer List}[]` ? List : Name]: Several<Values[Name]> } & {
      readonly [bracketed: `${string}[]`]: undefined;
    };

type Several<Value> = NonNullable<Value> extends (infer Item)[] ? readonly Item[] : Value;

/** Parameters that an operation does not have are no member of its calls; without a required one among them they can be left out. */
type Part<Place extends string, Values> = [Values] extends [never]
  ? unknown
  : {} extends Values
    ? { readonly [Key in Place]?: Values }
    : { readonly [Key in Place]: Values };

type BodyPart<Operation> = Operation extends { requestBody: { content: { "application/json": infer Body } } }
  ? { readonly body: Body }
  : unknown;
