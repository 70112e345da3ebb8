/** What every client can be told. */
export interface Settings {
  /**
   * The address that stands before the paths of the operations: the provider's own, unless another is given, such as the sandbox's
   * `http://localhost:4010/wecantrack`. In a browser it may be a path of the page's own origin, for a proxy.
   */
  baseUrl?: string;
  /** What sends the requests; `globalThis.fetch` unless another is given. */
  fetch?: (request: Request) => Promise<Response>;
  /** Headers of every call. */
  headers?: Readonly<Record<string, string>>;
  /** Ends every call of the client, and those not yet made. */
  signal?: AbortSignal;
}

/**
 * The address without a slash at its end.
 *
 * Throws a `TypeError` when it is none, is not of http or https, or has credentials, a query or a fragment.
 */
export function checkAddress(address: string): string {
  let url: URL;
  try {
    url = new URL(address, globalThis.location?.href);
  } catch {
    throw new TypeError(`\`${address}\` is no address; give one such as http://localhost:4010/wecantrack`);
  }
  if (!["http:", "https:"].includes(url.protocol)) {
    throw new TypeError(`\`${address}\` is no base address; give one with http or https`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError("a base address has no user name, password, query or fragment; give credentials by their own names");
  }
  return url.href.replace(/\/+$/, "");
}

/** The credential. Throws a `TypeError`, which does not show it, when it is missing or cannot be sent in a header. */
export function checkCredential(name: string, value: string): string {
  if (typeof value !== "string" || value.trim() === "") {
    throw new TypeError(`\`${name}\` is missing; give the text that the provider gave you`);
  }
  if (!/^[\x20-\x7e]+$/.test(value)) {
    throw new TypeError(`\`${name}\` holds a character that no header can carry; check it for line breaks`);
  }
  return value;
}
