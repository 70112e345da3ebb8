import { createWecantrack, sandbox, TransactionsError, unwrap } from "@trackside/contracts";
import type { Transaction } from "@trackside/contracts/wecantrack";
import { expect, inject, test } from "vitest";

import { ALWAYS, recorded } from "./clients.js";

const settings = { baseUrl: sandbox(inject("origin")).wecantrack, apiKey: "wct-sandbox" };
const SPRING = { ...ALWAYS, start_date: "2026-03-01T00:00:00", end_date: "2026-06-01T00:00:00" };
const JUNE = { ...ALWAYS, start_date: "2026-06-01T00:00:00", end_date: "2026-06-08T12:00:00" };

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

/** A client of a provider whose pages hold what is given, and the numbers of the pages that were asked for. */
function paged(page: (number: number) => { data: string[]; last_page: number }) {
  const asked: number[] = [];
  const fetch = async (request: Request) => {
    const number = Number(new URL(request.url).searchParams.get("page"));
    asked.push(number);
    const { data, last_page } = page(number);
    return Response.json({ data: data.map((transaction_id) => ({ transaction_id })), last_page, current_page: number });
  };
  return { wecantrack: createWecantrack({ apiKey: "key", fetch }), asked };
}

test.each([
  ["every transaction", { ...ALWAYS, limit: 1000 }],
  ["short pages", { ...JUNE, limit: 7 }],
  ["two statuses", { ...SPRING, limit: 100, status: ["pending", "declined"] as Transaction["status"][] }],
  ["accounts with a tag", { ...ALWAYS, limit: 500, network_account_tags: ["nordics"] }],
  ["nothing", { ...ALWAYS, end_date: ALWAYS.start_date }],
])("the union of the pages is the total: %s", async (_, filter) => {
  const wecantrack = createWecantrack(settings);
  const first = await wecantrack.pages({ ...filter, limit: 1 }).next();
  const transactions = await all(wecantrack.transactions(filter));
  expect(transactions).toHaveLength(first.value?.total ?? NaN);
  expect(new Set(transactions.map(({ transaction_id }) => transaction_id)).size).toBe(transactions.length);
});

test("lists are sent as the provider reads them, and narrow the answer", async () => {
  const { requests, fetch } = recorded((request) => globalThis.fetch(request));
  const wecantrack = createWecantrack({ ...settings, fetch });
  const transactions = await all(wecantrack.transactions({ ...SPRING, status: ["pending", "declined"] }));
  expect(new Set(transactions.map(({ status }) => status))).toEqual(new Set(["pending", "declined"]));
  expect(requests[0]?.url).toContain("&status[]=pending&status[]=declined&");
});

test("pages are followed to the last, from the one asked for", async () => {
  const wecantrack = createWecantrack(settings);
  const { last_page } = unwrap(await wecantrack.listTransactions({ query: { ...JUNE, limit: 20 } }));
  const pages = await all(wecantrack.pages({ ...JUNE, limit: 20, page: 2 }));
  expect(last_page).toBeGreaterThan(3);
  expect(pages.map(({ current_page }) => current_page)).toEqual(Array.from({ length: last_page - 1 }, (_, index) => index + 2));
});

test("nothing is asked for before it is wanted, or after the end", async () => {
  const { wecantrack, asked } = paged((number) => ({ data: [`${number}a`, `${number}b`], last_page: 9 }));
  const transactions = wecantrack.transactions(ALWAYS);
  expect(asked).toEqual([]);
  for await (const { transaction_id } of transactions) {
    if (transaction_id === "2a") break;
  }
  expect(asked).toEqual([1, 2]);
});

test.each([
  ["the last page comes closer", (number: number) => ({ data: ["a"], last_page: number < 2 ? 9 : 2 }), [1, 2]],
  ["the last page moves away", (number: number) => ({ data: ["a"], last_page: number < 2 ? 2 : 3 }), [1, 2, 3]],
  ["a page before the last is empty", (number: number) => ({ data: number < 3 ? ["a"] : [], last_page: 1e9 }), [1, 2, 3]],
])("%s", async (_, page, expected) => {
  const { wecantrack, asked } = paged(page);
  await all(wecantrack.pages(ALWAYS));
  expect(asked).toEqual(expected);
});

test("an abort before the first page asks for nothing", async () => {
  const { wecantrack, asked } = paged(() => ({ data: ["a"], last_page: 1 }));
  await expect(all(wecantrack.transactions(ALWAYS, { signal: AbortSignal.abort(new Error("enough")) }))).rejects.toThrow("enough");
  expect(asked).toEqual([]);
});

test("an abort on the way stops at once", async () => {
  const { wecantrack, asked } = paged((number) => ({ data: [`${number}a`, `${number}b`], last_page: 9 }));
  const controller = new AbortController();
  const seen: string[] = [];
  const walk = async () => {
    for await (const { transaction_id } of wecantrack.transactions(ALWAYS, { signal: controller.signal })) {
      seen.push(transaction_id);
      if (transaction_id === "2a") controller.abort(new Error("enough"));
    }
  };
  await expect(walk()).rejects.toThrow("enough");
  expect([seen, asked]).toEqual([["1a", "1b", "2a"], [1, 2]]);
});

test("an abort ends the request that is under way", async () => {
  const wecantrack = createWecantrack(settings);
  const slow = { headers: { prefer: "delay=20000" }, signal: AbortSignal.timeout(50) };
  await expect(all(wecantrack.pages(JUNE, slow))).rejects.toMatchObject({ name: "TimeoutError" });
});

test.each([401, 422, 429])("a page refused with %i is thrown", async (status) => {
  const wecantrack = createWecantrack(settings);
  const error = await all(wecantrack.transactions(JUNE, { headers: { prefer: `code=${status}` } })).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(TransactionsError);
  expect(error).toMatchObject({ name: "TransactionsError", failure: { ok: false, status, error: expect.any(Object) } });
});
