import { createControl, sandbox as addresses, unwrap } from "@trackside/contracts";
import type { ListedOperation } from "@trackside/contracts/control";
import { startSandbox } from "@trackside/contracts/testing";
import { afterAll, describe, expect, test } from "vitest";

import * as affitor from "../src/generated/affitor.js";
import * as agentref from "../src/generated/agentref.js";
import * as control from "../src/generated/control.js";
import * as fullwhere from "../src/generated/fullwhere.js";
import * as partnero from "../src/generated/partnero.js";
import * as wecantrack from "../src/generated/wecantrack.js";
import { clients } from "./clients.js";

const documents = { affitor, agentref, control, fullwhere, partnero, wecantrack };
type Provider = keyof typeof documents;

/** What every call takes, whatever its operation. */
interface AnyRequest {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Record<string, string>;
}
type AnyCall = (request: AnyRequest) => Promise<{ status: number | "unexpected" }>;

// A sandbox of its own: some operations change it.
const sandbox = await startSandbox();
afterAll(() => sandbox.stop());
const all = (await clients(sandbox.origin)) as unknown as Record<Provider, Record<string, AnyCall>>;
const list = createControl({ baseUrl: addresses(sandbox.origin).control });
const rows = await Promise.all([list.listOperations(), list.listOperations({ query: { provider: "control" } })]);
const operations = rows.flatMap((result) => unwrap(result).operations);

/** The call that the sandbox lists for an operation, sent by the package's client. */
function call({ provider, id, path_parameters, query, body }: ListedOperation, headers: Record<string, string> = {}) {
  const values = new Map<string, string[]>();
  for (const { name, value } of query) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  const parameters = [...values].map(([name, all]) => [name, all.length > 1 || name.endsWith("[]") ? all : all[0]]);
  const send = all[provider as Provider][id];
  if (send === undefined) {
    throw new Error(`the client of ${provider} has no ${id}`);
  }
  return send({ path: path_parameters, query: Object.fromEntries(parameters), ...(body != null && { body }), headers });
}

test("the sandbox lists what the documents declare", () => {
  const declared = Object.entries(documents).flatMap(([provider, { endpoints }]) => Object.keys(endpoints).map((id) => `${provider} ${id}`));
  expect(operations.map(({ provider, id }) => `${provider} ${id}`).sort()).toEqual(declared.sort());
});

describe("every operation", () => {
  test.each(operations)("$provider $id succeeds", async (operation) => {
    expect(await call(operation)).toMatchObject({ ok: true, status: operation.success, data: expect.anything() });
  });

  const failures = operations
    .filter(({ provider }) => provider !== "control")
    .flatMap((operation) => operation.failures.map((status) => ({ ...operation, status })));

  test.each(failures)("$provider $id fails with $status as documented", async ({ status, ...operation }) => {
    const result = await call(operation, { prefer: `code=${status}` });
    expect(result).toMatchObject({ ok: false, status, error: expect.any(Object) });
  });
});
