import { createControl, sandbox as addresses, unwrap } from "@trackside/contracts";
import type { ListedOperation } from "@trackside/contracts/control";
import { startSandbox } from "@trackside/contracts/testing";
import { afterAll, describe, expect, test } from "vitest";

import { providers } from "../src/generated/names.js";
import { everyClient } from "./clients.js";

// A sandbox of its own: some operations change it.
const sandbox = await startSandbox();
afterAll(() => sandbox.stop());
const all = await everyClient(sandbox.origin);
const list = createControl({ baseUrl: addresses(sandbox.origin).control });
const rows = await Promise.all([list.listOperations(), list.listOperations({ query: { provider: "control" } })]);
const operations = rows.flatMap((result) => unwrap(result).operations);

/** The call that the sandbox lists for an operation, sent by the package's client. */
function call({ provider, id, path_parameters, query, body, headers: listed }: ListedOperation, headers: Record<string, string> = {}) {
  const values = new Map<string, string[]>();
  for (const { name, value } of query) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  const parameters = [...values].map(([name, all]) => [name, all.length > 1 || name.endsWith("[]") ? all : all[0]]);
  const send = all[provider]?.[id];
  if (send === undefined) {
    throw new Error(`the client of ${provider} has no ${id}`);
  }
  // A provider may have several kinds of credentials, and a client has one.
  const own = Object.fromEntries(Object.entries(listed).filter(([name]) => name.toLowerCase() !== "content-type"));
  return send({
    path: path_parameters,
    query: Object.fromEntries(parameters),
    ...(body != null && { body }),
    headers: { ...own, ...headers },
  });
}

test("the sandbox lists what the documents declare", async () => {
  const declared = [...providers, "control"].map(async (name) => {
    const { endpoints } = (await import(`../src/generated/${name}.ts`)) as { endpoints: object };
    return Object.keys(endpoints).map((id) => `${name} ${id}`);
  });
  const expected = (await Promise.all(declared)).flat().sort();
  expect(operations.map(({ provider, id }) => `${provider} ${id}`).sort()).toEqual(expected);
});

describe("every operation", () => {
  test.each(operations)("$provider $id succeeds", async (operation) => {
    const data = operation.success === 204 ? undefined : expect.anything();
    expect(await call(operation)).toMatchObject({ ok: true, status: operation.success, data });
  });

  const failures = operations
    .filter(({ provider }) => provider !== "control")
    .flatMap((operation) => operation.failures.map((status) => ({ ...operation, status })));

  test.each(failures)("$provider $id fails with $status as documented", async ({ status, ...operation }) => {
    const result = await call(operation, { prefer: `code=${status}` });
    expect(result).toMatchObject({ ok: false, status, error: expect.any(Object) });
  });
});
