import { unwrap } from "@trackside/contracts";
import { startSandbox, type RunningSandbox } from "@trackside/contracts/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    world: {
      simulate: false,
      programs: [{ name: "Acme Coffee", orders: [{ transaction_id: "order-1001", amount_cents: 4990 }] }],
    },
  });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const refunds = async () => unwrap(await sandbox.control.listEvents({ query: { event: "refund" } })).total;

test("the order is refunded", async () => {
  unwrap(await sandbox.control.causeEvent({ body: { event: "refund" } }));
  expect(await refunds()).toBe(1);
});

test("the refund of another test is gone", async () => {
  expect(await refunds()).toBe(0);
});
