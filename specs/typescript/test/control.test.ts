import { createControl, sandbox } from "@trackside/contracts";
import { expect, inject, test } from "vitest";

const control = createControl({ baseUrl: sandbox(inject("origin")).control });

test.each([
  ["a name that is none", 404, () => control.getSpec({ path: { name: "no/such?document" } })],
  ["an instant beyond the world", 422, () => control.setClock({ body: { now: "2099-01-01T00:00:00Z" } })],
  ["two ways to move the clock", 422, () => control.setClock({ body: { now: "2026-06-08T12:00:00Z", advance: "1d" } })],
  ["a fault at no provider", 422, () => control.setFaults({ body: { faults: [{ provider: "nobody" }] } })],
  ["a body that is no object", 400, () => control.reset({ body: "" as unknown as Record<string, never> })],
])("%s is a failure in the sandbox's words", async (_, status, call) => {
  expect(await call()).toMatchObject({ ok: false, status, error: { message: expect.any(String) } });
});
