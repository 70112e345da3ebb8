// Webhook endpoints.
import assert from "node:assert/strict";

/** An endpoint from its creation to its end. */
export async function webhooks({ merchant }) {
  const { data: [program] } = await merchant.programs.list({ limit: 1 });
  const asked = {
    name: "Tour",
    url: "https://heron.example/webhooks",
    programId: program.id,
    schemaVersion: 2,
    subscribedEvents: ["conversion.created", "payout.created"],
  };
  const { endpoint, signingSecret } = await merchant.webhooks.create(asked);
  assert.ok(signingSecret.startsWith("whsec_"));
  assert.deepEqual(await merchant.webhooks.get(endpoint.id), endpoint, "what is created is found again");
  const listed = await merchant.webhooks.list({ programId: program.id });
  assert.ok(listed.some(({ id }) => id === endpoint.id));
  const changed = await merchant.webhooks.update(endpoint.id, { name: "Renamed", programId: null, subscribedEvents: ["flag.resolved"] });
  assert.deepEqual([changed.name, changed.programId, changed.subscribedEvents], ["Renamed", null, ["flag.resolved"]]);
  const rotated = await merchant.webhooks.rotateSecret(endpoint.id);
  assert.notEqual(rotated.signingSecret, signingSecret);
  assert.equal(rotated.endpoint.secretLastFour, rotated.signingSecret.slice(-4));
  assert.deepEqual(await merchant.webhooks.delete(endpoint.id), { success: true });
  assert.ok(!(await merchant.webhooks.list()).some(({ id }) => id === endpoint.id));
}
