import { unwrap } from "@trackside/contracts";
import { startSandbox, type RunningSandbox } from "@trackside/contracts/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import * as affitor from "../src/generated/affitor.js";
import * as agentref from "../src/generated/agentref.js";
import * as control from "../src/generated/control.js";
import * as fullwhere from "../src/generated/fullwhere.js";
import * as partnero from "../src/generated/partnero.js";
import * as wecantrack from "../src/generated/wecantrack.js";
import { ALWAYS, clients, firstProgram } from "./clients.js";

const documents = { affitor, agentref, control, fullwhere, partnero, wecantrack };
type Clients = ReturnType<typeof clients>;
type Ids = Awaited<ReturnType<typeof firstProgram>>;

/** A typed call of every operation, which TypeScript does not let out one of. */
const calls: { [Provider in keyof typeof documents]: { [Name in keyof (typeof documents)[Provider]["endpoints"]]: Call } } = {
  agentref: { getTrackingStatus: ({ agentref }, ids, options) => agentref.getTrackingStatus({ path: { id: ids.agentref }, ...options }) },
  affitor: { getTrackingStatus: ({ affitor }, ids, options) => affitor.getTrackingStatus({ path: { programId: ids.affitor }, ...options }) },
  partnero: {
    getProgram: ({ partnero }, _, options) => partnero.getProgram(options),
    getProgramOverview: ({ partnero }, _, options) => partnero.getProgramOverview(options),
  },
  fullwhere: {
    async getSurveyTracker({ fullwhere }, ids, options) {
      const list = unwrap(await fullwhere.listSurveyTrackers({ body: { purchases: [ids.purchase] } }));
      return fullwhere.getSurveyTracker({ query: { id: list.data[0]?.id ?? "" }, ...options });
    },
    listSurveyTrackers: ({ fullwhere }, ids, options) => fullwhere.listSurveyTrackers({ body: { purchases: [ids.purchase] }, ...options }),
    generateSurveyTrackers: ({ fullwhere }, ids, options) =>
      fullwhere.generateSurveyTrackers({ body: { purchaseId: ids.purchase }, ...options }),
  },
  wecantrack: {
    listTransactions: ({ wecantrack }, _, options) => wecantrack.listTransactions({ query: { ...ALWAYS, limit: 5 }, ...options }),
  },
  control: {
    getHealth: ({ control }, _, options) => control.getHealth(options),
    getWorld: ({ control }, _, options) => control.getWorld(options),
    getClock: ({ control }, _, options) => control.getClock(options),
    setClock: ({ control }, _, options) => control.setClock({ body: { advance: "1d" }, ...options }),
    getFaults: ({ control }, _, options) => control.getFaults(options),
    setFaults: ({ control }, _, options) => control.setFaults({ body: { faults: [] }, ...options }),
    getOverrides: ({ control }, _, options) => control.getOverrides(options),
    setOverrides: ({ control }, _, options) => control.setOverrides({ body: { overrides: [] }, ...options }),
    getScenario: ({ control }, _, options) => control.getScenario(options),
    setScenario: ({ control }, _, options) => control.setScenario({ body: { name: "quiet" }, ...options }),
    listJournal: ({ control }, _, options) => control.listJournal(options),
    async getExchange({ control }, _, options) {
      const { entries } = unwrap(await control.listJournal());
      return control.getExchange({ path: { id: entries[0]?.id ?? 0 }, ...options });
    },
    clearJournal: ({ control }, _, options) => control.clearJournal({ body: {}, ...options }),
    reset: ({ control }, _, options) => control.reset({ body: {}, ...options }),
    listSpecs: ({ control }, _, options) => control.listSpecs(options),
    getSpec: ({ control }, _, options) => control.getSpec({ path: { name: "wecantrack" }, ...options }),
  },
};

type Result =
  | { ok: true; status: number; data: unknown }
  | { ok: false; status: number; error: unknown; retryAfter?: number }
  | { ok: false; status: "unexpected"; reason: string };
type Call = (clients: Clients, ids: Ids, options: { headers?: Record<string, string> }) => Promise<Result>;

const rows = Object.entries(calls).flatMap(([provider, operations]) =>
  Object.entries<Call>(operations).map(([operation, call]) => ({ provider: provider as keyof typeof calls, operation, call })),
);

describe("every operation", () => {
  let sandbox: RunningSandbox;
  let all: Clients;
  let ids: Ids;
  beforeAll(async () => {
    sandbox = await startSandbox();
    all = clients(sandbox.origin);
    ids = await firstProgram(all.control);
  });
  afterAll(() => sandbox.stop());

  const statuses = (provider: keyof typeof calls, operation: string) =>
    (documents[provider].endpoints as Record<string, { statuses: readonly number[] }>)[operation]?.statuses ?? [];

  test.each(rows)("$provider.$operation succeeds", async ({ provider, operation, call }) => {
    const result = await call(all, ids, {});
    expect(result).toMatchObject({ ok: true, status: statuses(provider, operation)[0], data: expect.anything() });
  });

  const failures = rows
    .filter(({ provider }) => provider !== "control")
    .flatMap((row) => statuses(row.provider, row.operation).filter((status) => status >= 400).map((status) => ({ ...row, status })));

  test.each(failures)("$provider.$operation fails with $status as documented", async ({ call, status }) => {
    const result = await call(all, ids, { headers: { prefer: `code=${status}` } });
    expect(result).toMatchObject({ ok: false, status, error: expect.any(Object) });
  });
});
