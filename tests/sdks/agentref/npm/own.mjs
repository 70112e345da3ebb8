// The affiliate's own side: how they join programs, what they earn, their links and their account.
import assert from "node:assert/strict";

/** An invite from the merchant's list to the membership. */
export async function invites({ merchant, affiliate }) {
  const { data: [program] } = await merchant.programs.list({ limit: 1, status: "active" });
  const asked = { expiresInDays: 7, trackingCode: "heron-claims", usageLimit: 1 };
  const invite = await merchant.programs.createInvite(program.id, { ...asked, email: "me@mail.example" });
  assert.deepEqual(await affiliate.invites.get(invite.token), invite);
  // One for everybody has no address, although the SDK declares that every invite has one.
  const open = await merchant.programs.createInvite(program.id, asked);
  assert.equal(open.email, null);
  const claimed = await affiliate.invites.claim(open.token);
  assert.equal(claimed.programId, program.id);
  const joined = await affiliate.affiliateWorkspace.listPrograms();
  assert.ok(joined.some(({ programId, code }) => programId === program.id && code === "heron-claims"));
}

/** A program of the marketplace that the affiliate has not joined. */
export async function marketplace({ affiliate }) {
  const page = await affiliate.marketplace.listPrograms({ sort: "commission", minCommission: 1, limit: 50 });
  const joined = new Set((await affiliate.affiliateWorkspace.listPrograms()).map(({ programId }) => programId));
  const open = page.data.find((program) => !joined.has(program.programId));
  const applied = await affiliate.marketplace.apply(open.programId, { message: "I write about boats." });
  assert.ok(["pending", "auto_approved"].includes(applied.status), JSON.stringify(applied));
}

/** What the affiliate sees of themselves. */
export async function own({ affiliate }) {
  const me = affiliate.affiliateWorkspace;
  assert.equal((await me.identity()).key.ownerType, "affiliate");
  const overview = await me.overview();
  const programs = await me.listPrograms();
  assert.equal(overview.programCount, programs.length);
  const earning = programs.reduce((most, program) => (program.totalCommission > most.totalCommission ? program : most));
  const { programId } = earning;
  const detail = await me.getProgram(programId);
  assert.deepEqual([detail.code, detail.totalClicks], [earning.code, earning.totalClicks]);
  const earnings = await me.earnings();
  assert.equal(earnings.total, overview.totalEarnings);
  const rows = await me.listProgramEarnings(programId, { period: "all", limit: 5 });
  assert.ok(rows.data.length > 0 && rows.data.length <= 5);
  const payouts = await me.listPayouts({ programId, limit: 5 });
  assert.ok(payouts.meta.total >= payouts.data.length);
  const clicks = await me.clickStats({ programId, startDate: "2026-01-01T00:00:00Z", endDate: "2026-06-01T00:00:00Z" });
  assert.equal(typeof clicks.totalClicks, "number");

  const link = await me.createLink({ name: "Letter", destinationPath: "/", customSlug: "tour-letter" }, { programId, idempotencyKey: "link" });
  assert.equal(link.code, "tour-letter");
  const listed = async () => (await me.listLinks({ programId })).map(({ id }) => id);
  assert.ok((await listed()).includes(link.id));
  const changed = await me.updateLink(link.id, { name: "Renamed", isActive: false, targetUrl: null }, { programId });
  assert.deepEqual([changed.name, changed.isActive, changed.targetUrl], ["Renamed", false, null]);
  await me.deleteLink(link.id, { programId });
  assert.ok(!(await listed()).includes(link.id));

  const account = { payoutMethod: "bank_transfer", bankIban: "DE89370400440532013000", addressLine1: "Main Street 1", city: "Lund" };
  const kept = await affiliate.payoutInfo.update(account);
  assert.deepEqual([kept.bankIban, kept.addressLine1, kept.city], ["****3000", "Main Street 1", "Lund"]);
  assert.deepEqual(await affiliate.payoutInfo.get(), kept);
}
