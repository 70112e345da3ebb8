import { createAgentRef, createPartnero, createWecantrack, describe as describeResult, ResponseError, unwrap } from "@trackside/contracts";
import { describe, expect, test } from "vitest";

import { ALWAYS, recorded } from "./clients.js";

const apiKey = "key";

describe("an answer that is not documented is a result", () => {
  test.each<[string, () => Response, number, unknown, string]>([
    ["another status", () => Response.json({ message: "no" }, { status: 405 }), 405, { message: "no" }, "GET /v1/program documents 200, 401"],
    ["another success", () => Response.json([], { status: 202 }), 202, [], "documents 200"],
    ["a page instead of a success", () => new Response("<html>"), 200, "<html>", "no JSON object"],
    ["a page instead of a failure", () => new Response("<html>", { status: 500 }), 500, "<html>", "no JSON object"],
    ["an empty success", () => new Response(null), 200, "", "no JSON object"],
    ["no content", () => new Response(null, { status: 204 }), 204, "", "documents 200"],
    ["an empty failure", () => new Response("", { status: 401, headers: { "content-length": "0" } }), 401, "", "no JSON object"],
    ["a number", () => new Response("1"), 200, 1, "no JSON object"],
    ["null", () => new Response("null"), 200, "", "no JSON object"],
    ["half a body", () => new Response('{"data":'), 200, '{"data":', "no JSON object"],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "/" } }), 302, "", "redirects are not followed"],
  ])("%s", async (_, answer, status, body, reason) => {
    const result = await createPartnero({ apiKey, fetch: async () => answer() }).getProgram();
    expect(result).toMatchObject({ ok: false, status: "unexpected", body, reason: expect.stringContaining(reason) });
    expect(result.response.status).toBe(status);
  });
});

test("redirects are not followed", async () => {
  const { requests, fetch } = recorded(() => Response.json({}));
  await createPartnero({ apiKey, fetch }).getProgram();
  expect(requests[0]?.redirect).toBe("manual");
});

test("a failure of the network rejects as fetch does", async () => {
  const partnero = createPartnero({ apiKey, baseUrl: "http://127.0.0.1:1/partnero" });
  await expect(partnero.getProgram()).rejects.toThrow(TypeError);
});

test.each([
  ["17", 17],
  ["0", 0],
  ["Wed, 21 Oct 2015 07:28:00 GMT", 0],
  ["soon", undefined],
  ["-1", expect.any(Number)],
  [undefined, undefined],
])("Retry-After: %s is %s seconds", async (value, expected) => {
  const headers = value === undefined ? {} : { "retry-after": value };
  const fetch = async () => Response.json({ message: "no" }, { status: 429, headers });
  const result = await createPartnero({ apiKey, fetch }).getProgram();
  expect(result.status === 429 && result.retryAfter).toEqual(expected);
});

test("without Retry-After, the end of the rate limit says how long to wait", async () => {
  const seconds = Math.floor(Date.now() / 1000) + 30;
  const fetch = async () => Response.json({ message: "no" }, { status: 429, headers: { "x-ratelimit-reset": `${seconds}` } });
  const result = await createWecantrack({ apiKey, fetch }).listTransactions({ query: ALWAYS });
  expect(result.status === 429 && result.retryAfter).toBeGreaterThanOrEqual(28);
  expect(result.status === 429 && result.retryAfter).toBeLessThanOrEqual(30);
});

test("a result is described in a sentence, whatever it is", async () => {
  const get = (status: number, body: unknown) =>
    createPartnero({ apiKey, fetch: async () => Response.json(body, { status }) }).getProgram();
  expect(describeResult(await get(200, {}))).toBe("the call succeeded with status 200");
  expect(describeResult(await get(401, { message: "no" }))).toBe('the call was refused with status 401: {"message":"no"}');
  expect(describeResult(await get(418, {}))).toMatch(/^the answer with status 418 is not what the document says: /);
});

test("headers of the call win over those of the client", async () => {
  const { requests, fetch } = recorded(() => Response.json({}));
  const partnero = createPartnero({ apiKey, fetch, headers: { prefer: "delay=1", "x-page": "a" } });
  await partnero.getProgram({ headers: { prefer: "code=404" } });
  expect([requests[0]?.headers.get("prefer"), requests[0]?.headers.get("x-page")]).toEqual(["code=404", "a"]);
});

describe("a signal ends a call", () => {
  const never = (request: Request) =>
    new Promise<Response>((_, reject) => {
      const fail = () => reject(request.signal.reason);
      if (request.signal.aborted) fail();
      request.signal.addEventListener("abort", fail);
    });
  test.each([
    ["the client's", true, false],
    ["the call's", false, true],
    ["the client's, beside the call's", true, true],
  ])("%s", async (_, ofClient, ofCall) => {
    const [client, call] = [new AbortController(), new AbortController()];
    const partnero = createPartnero({ apiKey, fetch: never, ...(ofClient && { signal: client.signal }) });
    const pending = partnero.getProgram(ofCall ? { signal: call.signal } : {});
    (ofClient ? client : call).abort(new Error("enough"));
    await expect(pending).rejects.toThrow("enough");
    if (ofClient) {
      await expect(partnero.getProgram()).rejects.toThrow("enough");
    }
  });
});

test("parameters are encoded", async () => {
  const { requests, fetch } = recorded(() => Response.json({}));
  await createAgentRef({ apiKey, fetch }).getTrackingStatus({ path: { id: "a/../b?c#d e" } });
  await createWecantrack({ apiKey, fetch }).listTransactions({
    query: { ...ALWAYS, status: ["pending", "declined"], network_id: "a&b=c+d", network_account_tags: [] },
  });
  expect(requests.map(({ url }) => url)).toEqual([
    "https://www.agentref.co/api/v1/programs/a%2F..%2Fb%3Fc%23d%20e/tracking/status",
    "https://api.wecantrack.com/api/v3/transactions?date_type=order_date&start_date=2024-01-01T00%3A00%3A00&end_date=2026-12-31T00%3A00%3A00" +
      "&status[]=pending&status[]=declined&network_id=a%26b%3Dc%2Bd",
  ]);
});

test.each([
  ["http://localhost:4010/partnero", "http://localhost:4010/partnero/v1/program"],
  ["http://localhost:4010/partnero//", "http://localhost:4010/partnero/v1/program"],
  ["https://example.org", "https://example.org/v1/program"],
  ["localhost:4010", undefined],
  ["/partnero", undefined],
  ["", undefined],
  ["ftp://example.org", undefined],
  ["http://user:secret@example.org", undefined],
  ["http://example.org/?a=b", undefined],
  ["http://example.org/#a", undefined],
])("the base URL %s", async (baseUrl, expected) => {
  const { requests, fetch } = recorded(() => Response.json({}));
  const create = () => createPartnero({ apiKey, fetch, baseUrl });
  if (expected === undefined) {
    expect(create).toThrow(TypeError);
    expect(create).not.toThrow("secret");
  } else {
    await create().getProgram();
    expect(requests[0]?.url).toBe(expected);
  }
});

test("unwrap gives the body or throws the failure", async () => {
  const partnero = (answer: Response) => createPartnero({ apiKey: "sesame", fetch: async () => answer });
  expect(unwrap(await partnero(Response.json({ data: 1 })).getProgram())).toEqual({ data: 1 });
  const refused = await partnero(Response.json({ message: "no such program" }, { status: 404 })).getProgram();
  const strange = await partnero(new Response("<html>", { status: 418 })).getProgram();
  for (const [result, message] of [
    [refused, 'the call was refused with status 404: {"message":"no such program"}'],
    [strange, "the answer with status 418 is not what the document says: GET /v1/program documents 200, 401, 403, 404, 422, 429, 500"],
  ] as const) {
    const error = (() => {
      try {
        return unwrap(result);
      } catch (error) {
        return error;
      }
    })();
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ message, failure: result });
  }
});
