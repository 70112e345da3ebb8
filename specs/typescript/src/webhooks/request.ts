import { SignatureError } from "./error.js";

/** The raw body of a request: as text, or the bytes that were received. */
export type RawBody = string | Uint8Array | ArrayBuffer;

/** The headers of a request: those of `fetch`, those of Node.js, or an object. Case does not matter. */
export type RequestHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The bytes of a body. Throws a {@link SignatureError} if it is no raw body, but something that was made of it. */
export function bytesOf(body: RawBody): Uint8Array<ArrayBuffer> {
  if (typeof body === "string") {
    return new TextEncoder().encode(body);
  }
  if (body instanceof Uint8Array) {
    return new Uint8Array(body);
  }
  if (body instanceof ArrayBuffer) {
    return new Uint8Array(body);
  }
  throw new SignatureError(
    "rewritten-body",
    "the body is an object that was parsed: pass the raw body as text or bytes, such as `await request.text()`, or " +
      "`express.raw({ type: \"application/json\" })` in place of `express.json()`",
  );
}

/** The value of a header. Throws a {@link SignatureError} if it is missing. */
export function headerOf(headers: RequestHeaders, name: string): string {
  const value = find(headers, name.toLowerCase());
  if (value === undefined || value === null) {
    throw new SignatureError(
      "missing-header",
      `the header \`${name}\` is missing: the request does not come from the provider, or a proxy has removed the header`,
    );
  }
  return value.trim();
}

function find(headers: RequestHeaders, name: string): string | null | undefined {
  if (headers instanceof Headers) {
    return headers.get(name);
  }
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  const value = entry?.[1];
  return typeof value === "string" ? value : value?.[0];
}

/** The payload of a body whose signature is right. */
export function payloadOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw new SignatureError("not-json", "the signature is right, but the body is not JSON");
  }
}
