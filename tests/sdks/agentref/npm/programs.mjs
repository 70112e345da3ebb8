// Programs, their coupons and invites, and whether their tracking works.
import assert from "node:assert/strict";

/** Everything that can be done with a program. */
export async function programs({ merchant }) {
  const terms = {
    name: "Heron Boats",
    commissionType: "recurring_limited",
    commissionPercent: 12.5,
    commissionLimitMonths: 12,
    website: "https://heron.example",
    landingPageUrl: "https://heron.example/partners",
    description: "Boats",
    currency: "usd",
    cookieDuration: 60,
    payoutThreshold: 2500,
    portalSlug: "heron",
    autoApproveAffiliates: true,
    applicationAccess: "invite_only",
    marketplaceStatus: "private",
    marketplaceCategory: "Outdoors",
    marketplaceDescription: "Boats for everybody",
    marketplaceLogoUrl: "https://heron.example/logo.png",
  };
  const created = await merchant.programs.create(terms, { idempotencyKey: "heron" });
  const given = Object.fromEntries(Object.keys(terms).map((name) => [name, created[name]]));
  assert.deepEqual(given, terms, "a program is created as asked for");
  const again = await merchant.programs.create(terms, { idempotencyKey: " heron " });
  assert.equal(again.id, created.id, "the same key creates one program");

  const { readiness, ...detail } = await merchant.programs.get(created.id);
  assert.equal(readiness, "setup");
  assert.deepEqual(detail, created, "what is created is found again");
  const changes = { name: "Heron Yachts", commissionType: "one_time", portalSlug: null, cookieDuration: 7 };
  const changed = await merchant.programs.update(created.id, changes);
  assert.deepEqual([changed.name, changed.commissionType, changed.portalSlug, changed.cookieDuration], Object.values(changes));
  assert.equal(changed.commissionLimitMonths, null);

  const market = await merchant.programs.updateMarketplace(created.id, { status: "draft", category: "Boats" });
  assert.equal(market.status, "draft");
  const begun = await merchant.programs.connectStripe(created.id, { method: "oauth_url" });
  assert.ok(!begun.connected && begun.authUrl.startsWith("https://"), "connecting Stripe begins with an address");
  assert.deepEqual(await merchant.programs.disconnectStripe(created.id), { success: true, programId: created.id });

  const [member] = (await merchant.affiliates.list({ status: "approved", limit: 1 })).data;
  const listed = await merchant.programs.listAffiliates(member.programId, { includeBlocked: true, pageSize: 100 });
  assert.ok(listed.data.every((affiliate) => affiliate.programId === member.programId));
  const coupon = await merchant.programs.createCoupon(
    member.programId,
    { affiliateId: member.id, code: "HERON20", expiresAt: "2030-01-01T00:00:00Z" },
    { idempotencyKey: "coupon" },
  );
  const coupons = async () => (await merchant.programs.listCoupons(member.programId)).map(({ id }) => id);
  assert.ok((await coupons()).includes(coupon.id));
  assert.equal((await merchant.programs.deleteCoupon(coupon.id)).id, coupon.id);
  assert.ok(!(await coupons()).includes(coupon.id), "a deleted coupon is gone");

  const data = { email: "maria@mail.example", name: "Spring", usageLimit: 10, expiresInDays: 30, trackingCode: "maria20" };
  const invite = await merchant.programs.createInvite(created.id, data, { idempotencyKey: "invite" });
  assert.equal(invite.email, data.email);
  assert.deepEqual(await merchant.programs.listInvites(created.id), [invite]);

  const stats = await merchant.programs.stats(member.programId, { period: "30d" });
  assert.equal(stats.programId, member.programId);
  const archived = await merchant.programs.delete(created.id);
  assert.deepEqual([archived.id, archived.status], [created.id, "archived"]);
  const ids = async (status) => (await merchant.programs.list({ status, limit: 100 })).data.map(({ id }) => id);
  assert.ok(!(await ids()).includes(created.id), "archived programs are listed only if they are asked for");
  assert.ok((await ids("archived")).includes(created.id));
}

/** The SDK's own way through all pages. */
export async function listAll({ merchant }) {
  const { data, meta } = await merchant.programs.list({ limit: 100 });
  const found = [];
  for await (const program of merchant.programs.listAll({ pageSize: 3 })) found.push(program);
  assert.ok(meta.total > 6, "there are more than two pages");
  assert.deepEqual(found, data, "page by page is the same as at once");
  const [first, second] = await Promise.all([
    merchant.programs.list({ page: 1, pageSize: 2 }),
    merchant.programs.list({ offset: 2, limit: 2 }),
  ]);
  const next = await merchant.programs.list({ cursor: first.meta.nextCursor, limit: 2 });
  assert.deepEqual(next.data, second.data, "a cursor leads to the next page");
}

/** Whether tracking works. */
export async function tracking({ merchant }) {
  const { data } = await merchant.programs.list({ limit: 100 });
  for (const program of data.slice(0, 3)) {
    const status = await merchant.tracking.getProgramStatus(program.id);
    assert.equal(status.programId, program.id);
  }
}
