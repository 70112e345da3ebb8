// Failures come as the SDK's own errors, and what it repeats works in the end.
import assert from "node:assert/strict";
import {
  AuthError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  RateLimitError,
  ServerError,
  ValidationError,
} from "agentref";
import { control, sent, withFaults } from "./sandbox.mjs";

const NOWHERE = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
const TERMS = { name: "Retried", commissionType: "one_time", commissionPercent: 10 };

/** Expects an error of this class, with what it says. */
async function fails(promise, Class, status, code) {
  const error = await promise.then(
    () => assert.fail(`no ${Class.name}`),
    (error) => error,
  );
  assert.deepEqual([error.constructor.name, error.status, error.code], [Class.name, status, code], error.message);
  assert.match(error.requestId, /^req_\w+$/);
  return error;
}

/** One error of each class. */
export async function errors({ merchant, affiliate, onboarding, client }) {
  await fails(client("ak_live_wrong").programs.list(), AuthError, 401, "UNAUTHORIZED");
  await fails(affiliate.programs.list(), ForbiddenError, 403, "FORBIDDEN");
  await fails(client("ak_live_narrow").programs.list(), ForbiddenError, 403, "INSUFFICIENT_SCOPE");
  await fails(onboarding.programs.list(), ForbiddenError, 403, "INSUFFICIENT_SCOPE");
  await fails(merchant.programs.get(NOWHERE), NotFoundError, 404, "NOT_FOUND");
  const malformed = await fails(merchant.programs.get("nonsense"), ValidationError, 400, "BAD_REQUEST");
  assert.deepEqual(malformed.details, {});
  const options = { idempotencyKey: "conflict" };
  await merchant.programs.create(TERMS, options);
  const other = merchant.programs.create({ ...TERMS, name: "Other" }, options);
  await fails(other, ConflictError, 409, "IDEMPOTENCY_KEY_REUSED");
  const slug = { ...TERMS, portalSlug: "taken" };
  await merchant.programs.create(slug);
  await fails(merchant.programs.create(slug), ConflictError, 409, "CONFLICT");

  // The documentation has 422 for a body that fails validation, the SDK has 400: a scenario decides.
  const invalid = () => merchant.programs.create({ ...TERMS, commissionPercent: 101 });
  await fails(invalid(), ServerError, 422, "VALIDATION_ERROR");
  await control("PUT", "/scenario", { readings: { agentref: ["validation-is-400"] } });
  await fails(invalid(), ValidationError, 400, "VALIDATION_ERROR");
  await control("PUT", "/scenario", {});
  await fails(invalid(), ServerError, 422, "VALIDATION_ERROR");

  const impatient = client("ak_live_sandbox", { maxRetries: 0 });
  const limited = { error_status: 429, retry_after: "7s" };
  const tooMany = () => fails(impatient.programs.list(), RateLimitError, 429, "RATE_LIMITED");
  assert.equal((await withFaults([limited], tooMany)).retryAfter, 7);
  // Without the header the SDK waits a minute, so no 429 may lack it.
  sent();
  await withFaults([{ error_status: 429 }], tooMany);
  assert.match(sent()[0].headers.get("retry-after"), /^\d+$/);
  await withFaults([{ error_status: 500 }], () => fails(impatient.programs.list(), ServerError, 500, "INTERNAL_ERROR"));
}

/** What is repeated, and after how long. */
export async function retries({ merchant }) {
  const timed = async (faults, call) => {
    sent();
    const started = performance.now();
    const outcome = await withFaults(faults, () => call().then(() => "works", (error) => error.constructor.name));
    return [outcome, sent().map(({ status }) => status), performance.now() - started];
  };
  const list = () => merchant.programs.list();
  const create = (idempotencyKey) => () => merchant.programs.create(TERMS, { idempotencyKey });
  const limited = { error_status: 429, retry_after: "1s" };
  for (const [faults, call, outcome, statuses, least] of [
    [[{ ...limited, times: 1 }], list, "works", [429, 200], 1000],
    [[{ error_status: 500, times: 1 }], list, "works", [500, 200], 500],
    [[{ error_status: 503, times: 1 }], create("retried"), "works", [503, 201], 500],
    [[{ ...limited, times: 1 }], create("limited"), "works", [429, 201], 1000],
    // Nobody knows whether it was done: without a key it is not repeated.
    [[{ error_status: 500, times: 1 }], create(undefined), "ServerError", [500], 0],
    [[limited], list, "RateLimitError", [429, 429, 429], 2000],
  ]) {
    const [found, answered, took] = await timed(faults, call);
    assert.deepEqual([found, answered], [outcome, statuses], JSON.stringify(faults));
    assert.ok(took >= least && took < least + 900, `${JSON.stringify(faults)} took ${took} ms`);
  }
  const { data } = await merchant.programs.list({ limit: 100 });
  assert.equal(data.filter(({ name }) => name === TERMS.name).length, 4, "what was repeated was done once");
}
