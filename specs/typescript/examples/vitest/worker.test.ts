import { unwrap } from "@trackside/contracts";
import { namedWorld } from "@trackside/contracts/testing";
import { beforeEach, expect, inject, test } from "vitest";

// Each worker of vitest has a world of its own in the one sandbox, so files may run in parallel.
const world = namedWorld(inject("origin"), `worker-${process.env["VITEST_POOL_ID"]}`);
beforeEach(() => world.reset());

test("a sale of another worker is not seen", async () => {
  unwrap(await world.control.causeEvent({ body: { event: "sale" } }));
  expect(unwrap(await world.control.listEvents({ query: { event: "sale" } })).total).toBe(1);
});
