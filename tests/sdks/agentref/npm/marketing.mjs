// Marketing resources: a post with media, from the draft to what the affiliate copies.
import assert from "node:assert/strict";

const PNG = Buffer.from("\x89PNG\r\n\x1a\nnot really an image, but it begins like one", "latin1");

/** Everything that a merchant and an affiliate do with a post. */
export async function marketing({ merchant, affiliate }) {
  const resources = merchant.marketingResources;
  const { programId } = (await affiliate.affiliateWorkspace.listPrograms()).at(-1);
  const post = await resources.createSocialPost(
    programId,
    { title: "Spring sale", body: "{{program_name}}: {{affiliate_link}}", platforms: ["x"], status: "draft" },
    { idempotencyKey: "post" },
  );
  const drafts = await resources.list(programId, { kind: "drafts", limit: 100 });
  assert.ok(drafts.some(({ id }) => id === post.id), "what is created is found again");
  const changed = await resources.updateSocialPost(post.id, { programId, title: "Summer sale" });
  assert.equal(changed.title, "Summer sale");

  const upload = async (fileName) => {
    const announced = { programId, fileName, mimeType: "image/png", fileSizeBytes: PNG.length };
    const session = await resources.createSocialPostMediaUploadSession(post.id, announced);
    const sent = await fetch(session.signed_url, { method: "PUT", headers: { "content-type": "image/png" }, body: PNG });
    assert.equal(sent.status, 200);
    return { programId, uploadPath: session.upload_path, uploadToken: session.upload_token, fileName };
  };
  const one = await resources.completeSocialPostMediaUpload(post.id, { ...(await upload("one.png")), altText: "One" });
  const two = await resources.completeSocialPostMediaUpload(post.id, await upload("two.png"));
  const ordered = await resources.reorderSocialPostMedia(post.id, { programId, mediaIds: [two.id, one.id] });
  assert.deepEqual(ordered.map(({ id }) => id), [two.id, one.id]);
  const described = await resources.updateSocialPostMedia(post.id, one.id, { programId, altText: "A boat" });
  assert.equal(described.alt_text, "A boat");
  const replaced = await resources.replaceSocialPostMedia(post.id, two.id, await upload("three.png"));
  assert.equal(replaced.file_name, "three.png");

  const published = await resources.publish(post.id, { programId, notifyAffiliates: false });
  assert.equal(published.resource.status, "published");
  await resources.notifyAffiliates(post.id, { programId });
  const theirs = affiliate.marketingResources;
  assert.ok((await theirs.listForAffiliate(programId, { kind: "social_posts", limit: 100 })).some(({ id }) => id === post.id));
  assert.equal((await theirs.getForAffiliate(post.id, { programId })).title, "Summer sale");
  const rendered = await theirs.renderSocialPost(post.id, { programId });
  assert.match(rendered.body, /: https:\/\/\S+$/);
  const urls = [
    await resources.createDownloadUrl({ programId, mediaId: one.id, file: true }),
    await theirs.createAffiliateDownloadUrl({ programId, mediaId: one.id, file: true }),
  ];
  for (const { url } of urls) {
    const file = Buffer.from(await (await fetch(url)).arrayBuffer());
    assert.ok(file.equals(PNG), "the file comes back as it was sent");
  }
  assert.deepEqual(await resources.removeSocialPostMedia(post.id, two.id, { programId }), { removed: true, media_id: two.id });
  assert.equal((await resources.unpublish(post.id, { programId })).status, "draft");
  assert.equal((await resources.archive(post.id, { programId })).status, "archived");
}
