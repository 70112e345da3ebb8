import { SignatureError } from "./error.js";

/** Whether one of the codes is the HMAC-SHA256 of the data with one of the keys. The comparison takes constant time. */
export async function fits(
  keys: readonly Uint8Array<ArrayBuffer>[],
  codes: readonly Uint8Array<ArrayBuffer>[],
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  for (const bytes of keys) {
    const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    for (const code of codes) {
      if (await crypto.subtle.verify("HMAC", key, code, data)) {
        return true;
      }
    }
  }
  return false;
}

/** Longer bodies are not read again: no event of a provider is that long. */
const longest = 1 << 20;

/**
 * The error for a body that no signature fits. `isSigned` says whether the signature is of another body. As the order of
 * fields survives, what was sent can often be found again: compact, as JavaScript and PHP write it.
 */
export async function refusal(
  body: Uint8Array,
  isSigned: (other: Uint8Array<ArrayBuffer>) => Promise<boolean>,
): Promise<SignatureError> {
  if (body.length === 0) {
    return new SignatureError(
      "empty-body",
      "the body is empty: something has read it before, such as a body parser; verify the raw bytes of the request",
    );
  }
  const text = new TextDecoder().decode(body);
  const compact = body.length > longest ? undefined : compacted(text);
  const originals = compact === undefined ? [] : [compact, asPhpWrites(compact)];
  let wasRewritten = text === "[object Object]";
  for (const original of originals) {
    wasRewritten ||= await isSigned(new TextEncoder().encode(original));
  }
  return wasRewritten
    ? new SignatureError(
        "rewritten-body",
        "the secret is right, but the body was parsed and written again: verify the raw bytes of the request",
      )
    : new SignatureError(
        "wrong-secret",
        "the signature was made with another secret, or of another body: use the secret of this webhook, which changes " +
          "when it is rotated, and the raw bytes of the request",
      );
}

function compacted(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** JSON as PHP writes it unless it is asked otherwise: slashes and everything beyond ASCII are escaped. */
function asPhpWrites(json: string): string {
  return json
    .replaceAll("/", "\\/")
    .replaceAll(/[^\u0000-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
