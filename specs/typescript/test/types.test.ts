import {
  createControl,
  createFullwhere,
  createPartnero,
  createWecantrack,
  sandbox,
  TransactionsError,
  unwrap,
  type AgentRef,
  type CallData,
  type Control,
  type Partnero,
  type Unexpected,
  type Wecantrack,
} from "@trackside/contracts";
import type { Failure as AgentRefFailure } from "@trackside/contracts/agentref";
import type { InvalidFields, ProgramResponse } from "@trackside/contracts/partnero";
import type { ErrorBody, InvalidParameters, MessageBody, operations, Transaction, TransactionPage } from "@trackside/contracts/wecantrack";
import { expect, expectTypeOf, test } from "vitest";

// These are checked by `tsc`; running them shows only that they load.

test("the status narrows the body", () => {
  type Result = Awaited<ReturnType<Wecantrack["listTransactions"]>>;
  const look = (result: Result) => {
    switch (result.status) {
      case 200:
        expectTypeOf(result.ok).toEqualTypeOf<true>();
        expectTypeOf(result.data).toEqualTypeOf<TransactionPage>();
        return;
      case 401:
        expectTypeOf(result.error).toEqualTypeOf<ErrorBody>();
        // @ts-expect-error only what is temporary says when to come again
        return result.retryAfter;
      case 422:
        expectTypeOf(result.error).toEqualTypeOf<InvalidParameters>();
        return;
      case 429:
        expectTypeOf(result.error).toEqualTypeOf<MessageBody>();
        expectTypeOf(result.retryAfter).toEqualTypeOf<number | undefined>();
        return;
      case "unexpected":
        expectTypeOf(result).toEqualTypeOf<Unexpected>();
        return;
      // @ts-expect-error a status that is not documented
      case 404:
        return;
      default:
        expectTypeOf(result).toBeNever();
    }
  };
  expect(look).toBeTypeOf("function");
});

test("`ok` narrows too", () => {
  const look = (result: Awaited<ReturnType<Partnero["getProgram"]>>) => {
    if (result.ok) {
      expectTypeOf(result.data).toEqualTypeOf<ProgramResponse>();
    } else {
      expectTypeOf(result.status).toEqualTypeOf<401 | 403 | 404 | 422 | 429 | 500 | "unexpected">();
      // @ts-expect-error a failure has no data
      return result.data;
    }
    expectTypeOf(unwrap(result)).toEqualTypeOf<ProgramResponse>();
  };
  const invalid = (result: Extract<Awaited<ReturnType<Partnero["getProgram"]>>, { status: 422 }>) =>
    expectTypeOf(result.error).toEqualTypeOf<InvalidFields>();
  const refused = (result: Extract<Awaited<ReturnType<AgentRef["getTrackingStatus"]>>, { status: 403 }>) =>
    expectTypeOf(result.error).toEqualTypeOf<AgentRefFailure>();
  expect([look, invalid, refused]).toHaveLength(3);
});

test("what a call takes is what its operation declares", () => {
  expectTypeOf<Parameters<Partnero["getProgram"]>>().toExtend<[request?: object]>();
  expectTypeOf<[]>().not.toExtend<Parameters<AgentRef["getTrackingStatus"]>>();
  expectTypeOf<Parameters<Control["reset"]>[0]["body"]>().toEqualTypeOf<Record<string, never>>();
  const look = (agentref: AgentRef, control: Control, wecantrack: Wecantrack) => [
    agentref.getTrackingStatus({ path: { id: "1" } }),
    // @ts-expect-error the id is required
    agentref.getTrackingStatus(),
    // @ts-expect-error it is text
    agentref.getTrackingStatus({ path: { id: 1 } }),
    // @ts-expect-error there is no query
    agentref.getTrackingStatus({ path: { id: "1" }, query: {} }),
    // @ts-expect-error there is no such operation
    agentref.getProgram(),
    // @ts-expect-error the body is required
    control.reset(),
    // @ts-expect-error there is no such status
    wecantrack.transactions({ date_type: "order_date", start_date: "", end_date: "", status: ["open"] }),
    // @ts-expect-error the range is required
    wecantrack.transactions({ date_type: "order_date" }),
  ];
  expect(look).toBeTypeOf("function");
});

test("credentials are required", () => {
  const look = () => [
    // @ts-expect-error no key
    createPartnero({}),
    // @ts-expect-error no secret
    createFullwhere({ apiKey: "key" }),
    // @ts-expect-error no such place
    createWecantrack({ apiKey: "key", apiKeyIn: "body" }),
    createControl(),
    createPartnero({ apiKey: "key", baseUrl: sandbox().partnero, fetch, headers: {}, signal: AbortSignal.timeout(1) }),
  ];
  expect(look).toBeTypeOf("function");
});

test("the iterators' items and errors are typed", () => {
  const look = async (wecantrack: Wecantrack, error: unknown) => {
    const filter = { date_type: "order_date", start_date: "", end_date: "", status: ["pending"] } as const;
    for await (const transaction of wecantrack.transactions(filter)) {
      expectTypeOf(transaction).toEqualTypeOf<Transaction>();
    }
    if (error instanceof TransactionsError && error.failure.status === 422) {
      expectTypeOf(error.failure.error).toEqualTypeOf<InvalidParameters>();
    }
  };
  expectTypeOf<CallData<operations["listTransactions"]>>().toEqualTypeOf<TransactionPage>();
  expect(look).toBeTypeOf("function");
});

test("lists in a query have one name, and the other one is a type error", () => {
  const look = (wecantrack: Wecantrack, isPending: boolean) => [
    wecantrack.listTransactions({ query: { ...period, status: ["pending"] } }),
    // @ts-expect-error the brackets belong to the URL
    wecantrack.listTransactions({ query: { ...period, "status[]": ["pending"] } }),
    // @ts-expect-error also where the name comes out of a spread
    wecantrack.listTransactions({ query: { ...period, ...(isPending && { "status[]": ["pending" as const] }) } }),
    wecantrack.transactions({ ...period, status: ["pending"] }),
    // @ts-expect-error the iterators have the same names
    wecantrack.transactions({ ...period, ...(isPending && { "status[]": ["pending" as const] }) }),
  ];
  expect(look).toBeTypeOf("function");
});

const period = { date_type: "order_date", start_date: "2026-06-01T00:00:00", end_date: "2026-06-08T00:00:00" } as const;
