// What a merchant does with affiliates, money and settings.
import assert from "node:assert/strict";
import { control } from "./sandbox.mjs";

/** Affiliates, those who want to become one, and those who look suspicious. */
export async function affiliates({ merchant }) {
  const page = await merchant.affiliates.list({ sortBy: "totalRevenue", sortOrder: "desc", status: "approved", pageSize: 5 });
  const [best] = page.data;
  const detail = await merchant.affiliates.get(best.id, { include: "stats" });
  assert.deepEqual([detail.id, detail.code], [best.id, best.code]);
  const found = await merchant.affiliates.list({ search: best.code, programId: best.programId });
  assert.ok(found.data.some(({ id }) => id === best.id));
  const blocked = await merchant.affiliates.block(best.id, { reason: "spam" }, { idempotencyKey: "block" });
  assert.equal(blocked.status, "blocked");
  assert.equal((await merchant.affiliates.unblock(best.id, { idempotencyKey: "unblock" })).status, "approved");

  for (const code of ["kestrel", "merlin", "osprey"]) {
    await control("POST", "/events", { event: "partner_joined", program: best.programId, code });
  }
  const pending = await merchant.applications.list({ status: "pending", programId: best.programId, limit: 3 });
  const [first, second, third] = pending.data;
  assert.equal((await merchant.applications.get(first.id)).status, "pending");
  const note = { note: "Seen by the tour" };
  const decided = [
    await merchant.applications.approve(first.id, note, { idempotencyKey: "approve" }),
    await merchant.applications.decline(second.id, note, { idempotencyKey: "decline" }),
    await merchant.applications.block(third.id, note, { idempotencyKey: "block-application" }),
  ];
  assert.deepEqual(decided.map(({ status }) => status), ["approved", "declined", "blocked"]);

  const before = await merchant.flags.stats();
  const [flag] = (await merchant.flags.list({ status: "open", limit: 5 })).data;
  const decision = { status: "dismissed", note: "No harm", blockAffiliate: false };
  const resolved = await merchant.flags.resolve(flag.id, decision, { idempotencyKey: "flag" });
  assert.deepEqual([resolved.id, resolved.status, resolved.note], [flag.id, "dismissed", "No harm"]);
  const after = await merchant.flags.stats();
  assert.deepEqual([after.open, after.dismissed, after.total], [before.open - 1, before.dismissed + 1, before.total]);
}

/** Conversions and payouts. */
export async function money({ merchant }) {
  const stats = await merchant.conversions.stats({ period: "all" });
  const page = await merchant.conversions.list({ status: "approved", from: "2026-01-01T00:00:00Z", limit: 100 });
  assert.ok(page.meta.total <= stats.total && page.data.every(({ status }) => status === "approved"));
  const [sale] = page.data;
  const { programId, affiliateId } = sale;
  const own = await merchant.conversions.list({ programId, affiliateId, endDate: sale.createdAt, limit: 1 });
  assert.equal(own.data[0].id, sale.id);
  const recent = await merchant.conversions.recent({ limit: 5 });
  const newest = await merchant.conversions.list({ limit: 5 });
  assert.deepEqual(recent, newest.data);

  const owed = await merchant.payouts.listPending({ limit: 100 });
  const ready = owed.data.find(({ meetsThreshold, hasPayoutMethod }) => meetsThreshold && hasPayoutMethod);
  const before = await merchant.payouts.stats({ programId: ready.programId, period: "all" });
  const data = { affiliateId: ready.affiliateId, programId: ready.programId, method: "paypal", notes: "June" };
  const payout = await merchant.payouts.create(data, { idempotencyKey: "payout" });
  const listed = await merchant.payouts.list({ affiliateId: ready.affiliateId, programId: ready.programId });
  assert.equal(listed.data[0].id, payout.id, "a new payout is the first of the list");
  const after = await merchant.payouts.stats({ programId: ready.programId, period: "all" });
  assert.equal(after.count, before.count + 1);
  const rest = await merchant.payouts.listPending({ programId: ready.programId, limit: 100 });
  assert.ok(!rest.data.some((row) => row.affiliateId === ready.affiliateId), "the balance is paid");
}

/** The merchant's own settings, and what they pay. */
export async function settings({ merchant, onboarding, client }) {
  const changed = await merchant.merchant.update({ companyName: "Heron Ltd", timezone: "Europe/Stockholm" });
  assert.deepEqual(await merchant.merchant.get(), changed, "settings stay");
  const preferences = await merchant.notifications.update({ weeklyDigest: true });
  assert.equal(preferences.weeklyDigest, true);
  assert.deepEqual(await merchant.notifications.get(), preferences);
  const tiers = await merchant.billing.tiers();
  const status = await merchant.billing.subscribe({ tier: "growth" }, { idempotencyKey: "growth" });
  assert.deepEqual([status.tier, status.nextTier], ["growth", "pro"]);
  assert.ok(tiers.some(({ id }) => id === status.tier));
  assert.deepEqual(await merchant.billing.current(), status);
  const profile = await onboarding.onboarding.upsertMerchantProfile({ companyName: "Heron Ltd" });
  assert.deepEqual([profile.companyName, profile.merchantId], ["Heron Ltd", changed.id]);
  const started = client("ak_live_empty");
  await started.onboarding.upsertMerchantProfile({ companyName: "New Ltd" });
  assert.equal((await started.onboarding.complete()).onboardingCompleted, true);
}
