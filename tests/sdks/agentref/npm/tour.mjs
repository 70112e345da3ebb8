// Calls every public method of the official SDK of AgentRef against a running sandbox, with plausible arguments. Every
// result must be as the SDK declares it, everything that is created must be found again, and failures must come as the
// SDK's own errors. SANDBOX_ORIGIN says where the sandbox is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { AgentRef } from "agentref";
import { methods, problems } from "./declared.mjs";
import { errors, retries } from "./failures.mjs";
import { affiliates, money, settings } from "./merchant.mjs";
import { marketing } from "./marketing.mjs";
import { invites, marketplace, own } from "./own.mjs";
import { listAll, programs, tracking } from "./programs.mjs";
import { baseUrl, sent } from "./sandbox.mjs";
import { stripe } from "./stripe.mjs";
import { webhooks } from "./webhooks.mjs";

/** What was called, with its results. */
const results = [];

/** A client with this key, whose calls are noted. */
export function client(apiKey, options = {}) {
  const real = new AgentRef({ apiKey, baseUrl, ...options });
  const noted = (name, resource) =>
    new Proxy(resource, {
      get(target, method) {
        const member = target[method];
        if (typeof member !== "function") return member;
        return (...given) => {
          const returned = member.apply(target, given);
          const note = (result) => (results.push([`${name}.${method}`, result]), result);
          return typeof returned.then === "function" ? returned.then(note) : each(returned, note);
        };
      },
    });
  return Object.fromEntries(Object.entries(real).map(([name, resource]) => [name, noted(name, resource)]));
}

async function* each(generator, note) {
  for await (const item of generator) yield note(item);
}

/** An invite for everybody has no address, and the SDK declares that every invite has one. */
const KNOWN = ["programs.createInvite.email: null is not string"];

const declared = methods();
assert.equal(declared.size, 87, `the SDK has ${declared.size} public methods: extend the tour`);

const merchant = client("ak_live_sandbox");
const affiliate = client("ak_aff_sandbox");
const onboarding = client("ak_onb_sandbox");
const world = { merchant, affiliate, onboarding, client };

const parts = [programs, listAll, tracking, affiliates, money, settings, webhooks, invites, marketplace, own, marketing];
sent();
const started = performance.now();
for (const part of parts) await part(world);
const took = performance.now() - started;
const count = sent().length;

// What is called in the parts below counts as well.
await errors(world);
await retries(world);
await stripe(world);

const wrong = new Map();
for (const [name, result] of results) {
  for (const problem of problems(result, declared.get(name), name)) wrong.set(problem.replace(/\[\d+\]/g, "[]"), problem);
}
assert.deepEqual([...wrong.values()], KNOWN, "results are as the SDK declares them, but for what is known");
const called = new Set(results.map(([name]) => name));
const forgotten = [...declared.keys()].filter((name) => !called.has(name));
assert.deepEqual(forgotten, [], "every public method is called");
const { version } = JSON.parse(readFileSync(new URL("../../node_modules/agentref/package.json", import.meta.url)));
console.log(
  `npm agentref ${version}: ${called.size} of ${declared.size} methods, ${count} requests in ${Math.round(took)} ms`,
);
