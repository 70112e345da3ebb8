import { createControl, createPartnero, sandbox, unwrap } from "@trackside/contracts";
import { beforeEach, expect, inject, test } from "vitest";

const at = sandbox(inject("origin"));
const control = createControl({ baseUrl: at.control });
const partnero = createPartnero({ baseUrl: at.partnero, apiKey: "pk-95u4ubu1" });

beforeEach(async () => {
  unwrap(await control.reset({ body: {} }));
});

test("the program is the same every time", async () => {
  const program = unwrap(await partnero.getProgram());
  expect(program).toMatchObject({ data: { program: { name: "Lowe Lighting" } } });
});

test("being over the limit is shown", async () => {
  unwrap(await control.setFaults({ body: { faults: [{ provider: "partnero", rate_limited: true }] } }));
  const result = await partnero.getProgram();
  expect(result.status).toBe(429);
});
