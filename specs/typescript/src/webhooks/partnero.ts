import type { events } from "../generated/partnero.js";
import { SignatureError } from "./error.js";
import { fits, refusal } from "./mac.js";
import { bytesOf, headerOf, payloadOf, type RawBody, type RequestHeaders } from "./request.js";

/** An event of Partnero, told apart by its `event`. */
export type PartneroEvent = events[keyof events];

/**
 * The event in a request of Partnero, after its signature is verified. Throws a {@link SignatureError} otherwise.
 *
 * @param body The raw body. A body that was parsed and written again has other bytes than those that were signed.
 * @param headers The headers, of which `Signature` is read.
 * @param secrets The `signature` of the webhook; if it may be one of several, all of them.
 */
export async function verifyPartnero(
  body: RawBody,
  headers: RequestHeaders,
  secrets: string | readonly string[],
): Promise<PartneroEvent> {
  const bytes = bytesOf(body);
  const signature = headerOf(headers, "Signature");
  if (!/^[0-9a-f]{64}$/i.test(signature)) {
    throw new SignatureError(
      "malformed-header",
      "the header `Signature` cannot be read: it must be 64 hexadecimal digits",
    );
  }
  const code = Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const keys = [secrets].flat().map(keyOf);
  const isSigned = (signed: Uint8Array<ArrayBuffer>) => fits(keys, [code], signed);
  if (!(await isSigned(bytes))) {
    throw await refusal(bytes, isSigned);
  }
  return payloadOf(bytes) as PartneroEvent;
}

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  if (secret === "") {
    throw new SignatureError(
      "malformed-secret",
      "the secret cannot be read: it must be text that is not empty; copy it as the provider shows it",
    );
  }
  return new TextEncoder().encode(secret);
}
