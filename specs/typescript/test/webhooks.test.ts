import { readFileSync } from "node:fs";

import { SignatureError, verifyAgentRef, verifyPartnero, type AgentRefEvent, type PartneroEvent } from "@trackside/contracts/webhooks";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook } from "svix";
import { describe, expect, expectTypeOf, test } from "vitest";

interface Vector {
  readonly name: string;
  readonly scheme: "svix" | "body-hex";
  readonly secrets: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly now: number;
  readonly expected: string;
}

const file = new URL("../../../crates/signature/tests/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as readonly Vector[];

const body = '{"id":"msg_1","type":"conversion.created","data":{"note":"Café"}}';
const secret = "whsec_-Jv9_kQ0bX2mT5hLw8RzAe4dYpNcx-7Q";
/** The secret as the official libraries read it. */
const translated = `whsec_${secret.slice(6).replaceAll("-", "+").replaceAll("_", "/")}`;

/** The code of the error that a promise is rejected with; `ok` if it is not. */
async function outcome(verified: Promise<unknown>): Promise<string> {
  try {
    await verified;
    return "ok";
  } catch (error) {
    expect(error).toBeInstanceOf(SignatureError);
    return (error as SignatureError).code;
  }
}

function verify(vector: Vector): Promise<unknown> {
  return vector.scheme === "svix"
    ? verifyAgentRef(vector.body, vector.headers, vector.secrets, { now: new Date(vector.now * 1000) })
    : verifyPartnero(vector.body, vector.headers, vector.secrets);
}

describe.each(vectors)("$scheme: $name", (vector) => {
  test(`is ${vector.expected}`, async () => expect(await outcome(verify(vector))).toBe(vector.expected));
});

/** The headers of a delivery that is signed by svix now. */
function signed(signature: string, at: Date): Record<string, string> {
  const seconds = Math.floor(at.getTime() / 1000).toString();
  return { "svix-id": "msg_1", "svix-timestamp": seconds, "svix-signature": signature };
}

test("what the official libraries sign is verified, and they verify what we accept", async () => {
  const now = new Date();
  const signatures = [
    new Webhook(translated).sign("msg_1", now, body),
    new StandardWebhook(translated).sign("msg_1", now, body),
  ];
  expect(signatures[0]).toBe(signatures[1]);
  for (const signature of signatures) {
    const headers = signed(signature, now);
    expect(await verifyAgentRef(body, headers, secret)).toEqual(JSON.parse(body));
    expect(new Webhook(translated).verify(body, headers)).toEqual(JSON.parse(body));
  }
});

test("what we refuse is refused by the official library", async () => {
  const now = new Date();
  const old = new Date(now.getTime() - 301_000);
  const signature = new Webhook(translated).sign("msg_1", now, body);
  const other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  for (const [code, sent, headers, key] of [
    ["wrong-secret", body, signed(signature, now), other],
    ["wrong-secret", body.replace("msg_1", "msg_2"), signed(signature, now), secret],
    ["rewritten-body", JSON.stringify(JSON.parse(body), null, 2), signed(signature, now), secret],
    ["too-old", body, signed(new Webhook(translated).sign("msg_1", old, body), old), secret],
  ] as const) {
    expect(await outcome(verifyAgentRef(sent, headers, key))).toBe(code);
    expect(() => new Webhook(key === secret ? translated : key).verify(sent, headers)).toThrow();
  }
});

test("a body is text or bytes, and headers come in every usual form", async () => {
  const now = new Date();
  const headers = signed(new Webhook(translated).sign("msg_1", now, body), now);
  const bytes = new TextEncoder().encode(body);
  const capitals = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  for (const raw of [body, bytes, bytes.buffer, Buffer.from(body)]) {
    for (const given of [headers, new Headers(headers), capitals, lists]) {
      expect(await outcome(verifyAgentRef(raw, given, secret))).toBe("ok");
    }
  }
  const parsed = JSON.parse(body) as string;
  expect(await outcome(verifyAgentRef(parsed, headers, secret))).toBe("rewritten-body");
  expect(await outcome(verifyPartnero(parsed, { Signature: "0".repeat(64) }, "secret"))).toBe("rewritten-body");
});

test("a signature that is right does not make a body JSON", async () => {
  const now = new Date();
  const headers = signed(new Webhook(translated).sign("msg_1", now, "id=1"), now);
  expect(await outcome(verifyAgentRef("id=1", headers, secret))).toBe("not-json");
});

test("events are told apart by their names", () => {
  const look = (agentref: AgentRefEvent, partnero: PartneroEvent) => {
    if (agentref.type === "conversion.created") {
      expectTypeOf(agentref.data.commission).toEqualTypeOf<number>();
    }
    if (agentref.type === "program.updated") {
      expectTypeOf(agentref.data.updatedFields).toEqualTypeOf<string[]>();
    }
    if (partnero.event === "lead.converted") {
      expectTypeOf(partnero.data.submitter.email).toEqualTypeOf<string>();
    }
    // @ts-expect-error there is no such event
    return agentref.type === "conversion.updated";
  };
  expect(look).toBeTypeOf("function");
});
