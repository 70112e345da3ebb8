// Stripe's own library signs an event, the sandbox accepts it, and the SDK shows the conversion.
import assert from "node:assert/strict";
import Stripe from "stripe";
import { baseUrl, control } from "./sandbox.mjs";

const SECRET = "whsec_sandbox";
const { webhooks } = new Stripe("sk_test_unused");

/** Sends an event as Stripe does. */
async function report(type, object) {
  const payload = JSON.stringify({ id: `evt_${object.id}`, object: "event", type, data: { object } });
  const signature = webhooks.generateTestHeaderString({ payload, secret: SECRET });
  // What the library signs, the library accepts.
  assert.equal(webhooks.constructEvent(payload, signature, SECRET).type, type);
  const headers = { "content-type": "application/json; charset=utf-8", "stripe-signature": signature };
  const response = await fetch(`${baseUrl}/_sandbox/stripe`, { method: "POST", headers, body: payload });
  assert.deepEqual([response.status, await response.json()], [200, { received: true }]);
  assert.equal(response.headers.get("x-mock-reason"), null);
}

/** From the click on a partner's link to the refund. */
export async function stripe({ merchant }) {
  const { programs } = await control("GET", "/world");
  const { partner_link: link } = programs.find(({ state, owner }) => state === "healthy" && owner === "usual");
  const clicked = await fetch(link, { redirect: "manual" });
  const cookies = clicked.headers.getSetCookie().map((cookie) => cookie.split(";")[0].split("="));
  const metadata = Object.fromEntries(cookies.filter(([name]) => name.startsWith("agentref_")));
  const { currency } = await merchant.programs.get(metadata.agentref_pid);
  await report("checkout.session.completed", {
    id: "cs_test_tour", object: "checkout.session", payment_status: "paid", amount_total: 12_000, currency,
    payment_intent: "pi_tour", client_reference_id: null, metadata,
  });
  const [conversion] = await merchant.conversions.recent({ limit: 1 });
  assert.equal(conversion.stripeSessionId, "cs_test_tour");
  assert.deepEqual([conversion.method, conversion.status, conversion.amount], ["metadata", "pending", 12_000]);
  await report("charge.refunded", {
    id: "ch_tour", object: "charge", amount: 12_000, amount_refunded: 12_000, currency, payment_intent: "pi_tour",
  });
  const [refunded] = await merchant.conversions.recent({ limit: 1 });
  assert.deepEqual([refunded.id, refunded.status], [conversion.id, "refunded"]);
}
