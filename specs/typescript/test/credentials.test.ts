import { createAffitor, createAgentRef, createControl, createFullwhere, createPartnero, createWecantrack, sandbox } from "@trackside/contracts";
import { describe, expect, inject, test } from "vitest";

import { ALWAYS, recorded } from "./clients.js";

const at = sandbox(inject("origin"));

test("each provider gets its credentials in its own way", async () => {
  const { requests, fetch } = recorded(() => Response.json({}));
  await createAgentRef({ fetch, apiKey: "key" }).getTrackingStatus({ path: { id: "1" } });
  await createAffitor({ fetch, session: "token" }).getTrackingStatus({ path: { programId: 1 } });
  await createAffitor({ fetch, programKey: "aff_key" }).getReadiness();
  await createAffitor({ fetch }).startLogin();
  await createPartnero({ fetch, apiKey: "key" }).getProgram();
  await createFullwhere({ fetch, apiKey: "key", apiSecret: "secret" }).getSurveyTracker({ query: { id: "1" } });
  await createWecantrack({ fetch, apiKey: "a key" }).listTransactions({ query: ALWAYS });
  await createWecantrack({ fetch, apiKey: "a key", apiKeyIn: "query" }).listTransactions({ query: ALWAYS });
  await createControl({ fetch, token: "token" }).getHealth();
  await createControl({ fetch }).getHealth();
  const names = ["authorization", "x-api-key", "x-api-secret"];
  const sent = requests.map((request) => ({
    url: request.url.replace(/\?date_type=.*?(&api_key|$)/, "$1"),
    ...Object.fromEntries(names.map((name) => [name, request.headers.get(name)]).filter(([, value]) => value !== null)),
  }));
  expect(sent).toEqual([
    { url: "https://www.agentref.co/api/v1/programs/1/tracking/status", authorization: "Bearer key" },
    { url: "https://api.affitor.com/api/tracking/status/1", authorization: "Bearer token" },
    { url: "https://api.affitor.com/api/v1/programs/me/readiness", authorization: "Bearer aff_key" },
    { url: "https://api.affitor.com/api/v1/cli/auth/start" },
    { url: "https://api.partnero.com/v1/program", authorization: "Bearer key" },
    { url: "https://api.fullwhere.com/partners/survey-tracker?id=1", "x-api-key": "key", "x-api-secret": "secret" },
    { url: "https://api.wecantrack.com/api/v3/transactions", "x-api-key": "a key" },
    { url: "https://api.wecantrack.com/api/v3/transactions&api_key=a%20key" },
    { url: "http://localhost:4010/_mock/health", authorization: "Bearer token" },
    { url: "http://localhost:4010/_mock/health" },
  ]);
});

describe("credentials that cannot be sent are refused at once, without showing them", () => {
  const bad: [string, unknown, string][] = [
    ["missing", undefined, "is missing"],
    ["null", null, "is missing"],
    ["empty", " ", "is missing"],
    ["of two lines", "sesame\nx-other: 1", "holds a character"],
    ["not ASCII", "sesame-ключ", "holds a character"],
  ];
  test.each(bad)("%s", (_, value, expected) => {
    const secret = value as string;
    for (const create of [
      () => createAgentRef({ apiKey: secret }),
      () => createAffitor({ session: secret }),
      () => createPartnero({ apiKey: secret }),
      () => createFullwhere({ apiKey: secret, apiSecret: "secret" }),
      () => createFullwhere({ apiKey: "key", apiSecret: secret }),
      () => createWecantrack({ apiKey: secret }),
    ]) {
      expect(create).toThrow(TypeError);
      expect(create).toThrow(expected);
      expect(create).not.toThrow("sesame");
    }
  });
});

test("one client has one kind of credential", () => {
  expect(() => createAffitor({ session: "token", programKey: "aff_key" })).toThrow("`session` and `programKey` are both given");
});

test("wrong credentials are 401 at every provider", async () => {
  const results = await Promise.all([
    createAgentRef({ baseUrl: at.agentref, apiKey: "ak_live_wrong" }).getTrackingStatus({ path: { id: "17ee437b-1ade-4184-a078-fed25077ce58" } }),
    createAffitor({ baseUrl: at.affitor, session: "wrong" }).getTrackingStatus({ path: { programId: 1022 } }),
    createPartnero({ baseUrl: at.partnero, apiKey: "wrong" }).getProgram(),
    createFullwhere({ baseUrl: at.fullwhere, apiKey: "wrong", apiSecret: "wrong" }).listSurveyTrackers({ body: {} }),
    createWecantrack({ baseUrl: at.wecantrack, apiKey: "wrong" }).listTransactions({ query: ALWAYS }),
  ]);
  expect(results.map((result) => result.status)).toEqual([401, 401, 401, 401, 401]);
});

test("the key in the query works too", async () => {
  const wecantrack = createWecantrack({ baseUrl: at.wecantrack, apiKey: "wct-sandbox", apiKeyIn: "query" });
  expect((await wecantrack.listTransactions({ query: { ...ALWAYS, limit: 1 } })).status).toBe(200);
});
