// Affitor's own package loads the stand-in for its script, and what visitors do in the shop arrives.

import { control, origin, reset } from '../support/sandbox.js';
import { shop } from '../support/shop.js';
import { expect, test } from '../support/test.js';

const script = `${origin}/affitor/js/affitor-tracker.js`;

let program;
let site;
test.beforeEach(async () => {
  await reset();
  const { programs } = await control('GET', '/world');
  program = programs.find(({ partner_link: link }) => link !== null);
  site = await shop(program.at.affitor.id, script);
});
test.afterEach(() => site.close());

/** The code in a partner's link. */
const codeOf = (link) => new URL(link).pathname.slice('/l/'.length);

/** The events of the kind, the newest first. */
const events = async (kind) => (await control('GET', `/events?event=${kind}`)).events;

/** Waits until the package has the tracker. */
const loaded = (page) => page.waitForFunction(() => window.tracker?.loaded);

test('a visitor who arrives with a code has clicked once, and signs up', async ({ page }) => {
  const code = codeOf(program.partner_link);
  await page.goto(`${site.url}/?aff=${code}`);
  await loaded(page);
  await page.evaluate(() => window.tracker.signup('user_ada', 'ada@example.com'));
  await page.reload();
  await loaded(page);

  const [click, ...others] = await events('click');
  expect(others).toEqual([]);
  expect([click.program, click.partner]).toEqual([program.name, code]);
  const [lead] = await events('lead');
  expect([lead.program, lead.customer]).toEqual([program.name, click.customer]);
  const data = await page.evaluate(() => window.tracker.getData());
  expect(data).toMatchObject({ programId: Number(program.at.affitor.id), hasAttribution: true });
  expect(data.clickId).toMatch(/^cust_\d+_\d+$/);
});

test('a link of the sandbox is followed to the shop, and the click is recorded once', async ({ page }) => {
  await page.goto(`${program.partner_link}?to=${encodeURIComponent(site.url)}`);
  await loaded(page);
  await page.evaluate(() => window.tracker.signup('user_bob', 'bob@example.com'));
  const [click, ...others] = await events('click');
  expect(others).toEqual([]);
  expect(click.cause.provider).toBe('links');
  const [lead] = await events('lead');
  expect(lead.customer).toBe(click.customer);
});

test('a visitor without a code is nobody’s', async ({ page }) => {
  await page.goto(site.url);
  await loaded(page);
  expect(await page.evaluate(() => [window.tracker.clickId, window.tracker.hasAffiliateAttribution])).toEqual([null, false]);
  expect(await events('click')).toEqual([]);
});

test('calls that wait for the script are made', async ({ page }) => {
  await page.addInitScript(() => {
    window.affitorQueue = [['signup', 'user_eve', 'eve@example.com']];
  });
  await page.goto(`${site.url}/?aff=${codeOf(program.partner_link)}`);
  await expect.poll(async () => (await events('lead')).length).toBe(1);
});

test('a test of the integration completes the first step', async ({ page }) => {
  await page.goto(site.url);
  await loaded(page);
  await page.evaluate(() => window.tracker.trackTest({ step_id: 'pageview' }));
  await expect.poll(async () => (await events('test_click')).length).toBe(1);
});
