import type { events } from "../generated/agentref.js";
import { SignatureError } from "./error.js";
import { fits, refusal } from "./mac.js";
import { bytesOf, headerOf, payloadOf, type RawBody, type RequestHeaders } from "./request.js";

/** An event of AgentRef, told apart by its `type`. */
export type AgentRefEvent = events[keyof events];

/** How far the time of a delivery may be from the clock, in seconds. */
const tolerance = 300;

/** Settings of {@link verifyAgentRef}. */
export interface VerifyAgentRefSettings {
  /** The time of the clock, for tests. By default it is now. */
  readonly now?: Date;
}

/**
 * The event in a request of AgentRef, after its signature is verified. Throws a {@link SignatureError} otherwise.
 *
 * AgentRef signs as Svix does, but writes the key of the secret in base64url, which Svix's own libraries do not read.
 *
 * @param body The raw body. A body that was parsed and written again has other bytes than those that were signed.
 * @param headers The headers, of which `svix-id`, `svix-timestamp` and `svix-signature` are read.
 * @param secrets The secret of the endpoint (`whsec_…`); while it is rotated, the old and the new one.
 */
export async function verifyAgentRef(
  body: RawBody,
  headers: RequestHeaders,
  secrets: string | readonly string[],
  settings: VerifyAgentRefSettings = {},
): Promise<AgentRefEvent> {
  const bytes = bytesOf(body);
  const id = headerOf(headers, "svix-id");
  const timestamp = headerOf(headers, "svix-timestamp");
  const codes = codesOf(headerOf(headers, "svix-signature"));
  if (!/^\d{1,15}$/.test(timestamp)) {
    throw new SignatureError(
      "malformed-header",
      "the header `svix-timestamp` cannot be read: it must be seconds of UNIX time, such as 1774276200",
    );
  }
  const keys = [secrets].flat().map(keyOf);
  const isSigned = (signed: Uint8Array<ArrayBuffer>) => fits(keys, codes, joined(`${id}.${timestamp}.`, signed));
  if (!(await isSigned(bytes))) {
    throw await refusal(bytes, isSigned);
  }
  const age = Math.floor((settings.now ?? new Date()).getTime() / 1000) - Number(timestamp);
  if (age > tolerance) {
    throw new SignatureError(
      "too-old",
      `the signature is right, but it is ${age} seconds old, and at most ${tolerance} are accepted: check the clock of ` +
        "this machine; somebody may also have sent a recorded request again",
    );
  }
  if (age < -tolerance) {
    throw new SignatureError(
      "too-early",
      `the signature is right, but its time is ${-age} seconds ahead, and at most ${tolerance} are accepted: check the ` +
        "clock of this machine",
    );
  }
  return payloadOf(bytes) as AgentRefEvent;
}

/** The codes in a header, which holds several while a secret is rotated. */
function codesOf(header: string): Uint8Array<ArrayBuffer>[] {
  const codes = header
    .split(/\s+/)
    .filter((signature) => signature.startsWith("v1,"))
    .map((signature) => decoded(signature.slice(3)))
    .filter((code) => code !== undefined);
  if (codes.length === 0) {
    throw new SignatureError(
      "malformed-header",
      "the header `svix-signature` cannot be read: it must be `v1,` and base64, or several of them separated by blanks",
    );
  }
  return codes;
}

/** The key in a secret, with or without `whsec_`, in base64url or base64. */
function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const text = secret.replace(/^whsec_/, "").trim();
  const key = decoded(text.replaceAll("-", "+").replaceAll("_", "/"));
  if (key === undefined || key.length === 0) {
    throw new SignatureError(
      "malformed-secret",
      "the secret cannot be read: it must be `whsec_` and a key in base64url; copy it as the provider shows it",
    );
  }
  return key;
}

/** The bytes of base64, if it is some. */
function decoded(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joined(text: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = new TextEncoder().encode(text);
  const all = new Uint8Array(start.length + bytes.length);
  all.set(start);
  all.set(bytes, start.length);
  return all;
}
