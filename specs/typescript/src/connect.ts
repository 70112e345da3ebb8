import createFetchClient from "openapi-fetch";

import type { CallOptions, Client, Endpoint, Unexpected } from "./operation.js";
import { checkAddress, type Settings } from "./settings.js";

/** How the calls of a client present themselves. */
export interface Presentation {
  /** Headers that carry credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** Query parameters that carry credentials. */
  readonly query?: Readonly<Record<string, string>>;
}

/** The parts of a request, as the types of an operation allow them. */
interface AnyRequest extends CallOptions {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** What this module asks of openapi-fetch, whose own types want the paths of one document. */
interface FetchClient {
  request(method: string, path: string, init: object): Promise<{ error?: unknown; response: Response }>;
}

/** A client with a call for each endpoint. `address` is where it is when the settings name no base URL. */
export function connect<Operations>(
  endpoints: { readonly [Name in keyof Operations]: Endpoint },
  address: string,
  presentation: Presentation,
  settings: Settings,
): Client<Operations> {
  const client = createFetchClient({
    baseUrl: checkAddress(settings.baseUrl ?? address),
    headers: { ...settings.headers, ...presentation.headers },
    // A redirected request would carry the credentials to wherever it is sent.
    redirect: "manual",
    ...(settings.fetch && { fetch: settings.fetch }),
  }) as unknown as FetchClient;

  const call = async (endpoint: Endpoint, request: AnyRequest = {}) => {
    const signals = [settings.signal, request.signal].filter((signal) => signal !== undefined);
    const { error, response } = await client.request(endpoint.method, endpoint.path, {
      params: { path: request.path, query: { ...bracketed(request.query), ...presentation.query } },
      body: request.body,
      headers: request.headers,
      // The body of a success is read here, where a body that is not JSON is a result and no exception.
      parseAs: "stream",
      ...(signals.length > 0 && { signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0] }),
    });
    if (!response.ok) {
      return failed(endpoint, response, error);
    }
    const text = await response.text();
    if (response.status === 204) {
      return succeeded(endpoint, response, undefined);
    }
    return succeeded(endpoint, response, endpoint.isText ? text : parse(text));
  };

  const calls = Object.entries<Endpoint>(endpoints).map(([name, endpoint]) => [
    name,
    (request?: AnyRequest) => call(endpoint, request),
  ]);
  return Object.fromEntries(calls) as Client<Operations>;
}

/** The query with its lists under the names that the providers read: `status[]=pending&status[]=approved`. */
function bracketed(query: AnyRequest["query"] = {}): Record<string, unknown> {
  const name = (given: string, value: unknown) => (Array.isArray(value) && !given.endsWith("[]") ? `${given}[]` : given);
  return Object.fromEntries(Object.entries(query).map(([given, value]) => [name(given, value), value]));
}

function succeeded(endpoint: Endpoint, response: Response, data: unknown) {
  const unexpected = surprise(endpoint, response, data);
  return unexpected ?? { ok: true, status: response.status, data, response };
}

function failed(endpoint: Endpoint, response: Response, error: unknown) {
  const unexpected = surprise(endpoint, response, error);
  if (unexpected) {
    return unexpected;
  }
  const retryAfter = secondsToWait(response);
  return { ok: false, status: response.status, error, response, ...(retryAfter !== undefined && { retryAfter }) };
}

/**
 * What is unexpected about an answer, if anything. Every documented body is an object or a list, unless a success is text
 * or has none.
 */
function surprise(endpoint: Endpoint, response: Response, body: unknown): Unexpected | undefined {
  let reason: string;
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    reason = "redirects are not followed; check the base URL";
  } else if (!endpoint.statuses.includes(response.status)) {
    reason = `${endpoint.method} ${endpoint.path} documents ${endpoint.statuses.join(", ")}`;
  } else if (response.status === 204 || (response.ok && endpoint.isText)) {
    return undefined;
  } else if (typeof body !== "object" || body === null) {
    reason = "its body is no JSON object or list";
  } else {
    return undefined;
  }
  return { ok: false, status: "unexpected", reason, body: body ?? "", response };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `Retry-After`, which holds seconds or a date; without it `X-RateLimit-Reset`, which holds UNIX seconds. */
function secondsToWait(response: Response): number | undefined {
  const text = response.headers.get("retry-after")?.trim();
  if (!text) {
    const reset = response.headers.get("x-ratelimit-reset")?.trim();
    return reset && /^\d+$/.test(reset) ? Math.max(0, Math.ceil(Number(reset) - Date.now() / 1000)) : undefined;
  }
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : Math.max(0, Math.ceil((instant - Date.now()) / 1000));
}
