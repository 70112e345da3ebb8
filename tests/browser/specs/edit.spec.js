// A response is edited: what is changed becomes an override, which the contract still judges.

import { control, operations } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

/** Opens the reference of AgentRef's tracking status, sends the call and opens the editor. */
async function opened(page) {
  const call = (await operations('agentref')).find(({ id }) => id === 'getTrackingStatus');
  const query = new URLSearchParams(Object.entries(call.path_parameters));
  await page.goto(`/reference/agentref/getTrackingStatus?${query}`);
  await page.getByTestId('try-send').click();
  await page.getByTestId('edit-open').click();
  await expect(page.getByTestId('edit-check')).toHaveText('Nothing is changed yet.');
  return call;
}

/** Changes what stands in the editor. */
async function change(page, edit) {
  const text = page.getByTestId('edit-text');
  const response = JSON.parse(await text.inputValue());
  edit(response);
  await text.fill(JSON.stringify(response, null, 2));
}

test('what is changed is in later responses, and every page says so', async ({ page }) => {
  const { path_parameters: path } = await opened(page);
  await change(page, ({ data }) => { data.stats.conversionsLast30Days = { total: 0, clickToken: 0, coupon: 0 }; });
  await expect(page.getByTestId('edit-check')).toHaveText(/^Changes: \{"data":\{"stats":/);
  await page.getByTestId('edit-use').click();
  await expect(page.getByTestId('edit-check')).toHaveText(/^Override 1 is active/);
  await expect(page.getByTestId('active')).toHaveText('1 override active');
  await page.getByTestId('try-send').click();
  await expect(page.getByTestId('try-body')).toContainText(/"total": 0,\s+"clickToken": 0/);
  const { overrides } = await control('GET', '/overrides');
  expect(overrides).toMatchObject([{ provider: 'agentref', operation: 'getTrackingStatus', id: path.id }]);
});

test('what breaks the contract is refused with its rule, and only used if one insists', async ({ page, watch }) => {
  watch.expect(/status of 422/);
  await opened(page);
  await change(page, ({ data }) => { data.stats.conversionsLast30Days.total = -1; });
  await page.getByTestId('edit-use').click();
  await expect(page.getByTestId('edit-check')).toHaveText(/minimum|at least|below|less than/);
  await expect(page.getByTestId('edit-check')).toHaveClass('refused');
  expect((await control('GET', '/overrides')).overrides).toEqual([]);
  await page.getByTestId('edit-force').click();
  await expect(page.getByTestId('edit-check')).toHaveText(/^Override 1 is active/);
});

test('a broken rule is told while one writes, with the line of its field', async ({ page }) => {
  await opened(page);
  await change(page, ({ data }) => { data.stats.conversionsLast30Days.total = 'many'; });
  const problem = page.getByTestId('edit-problems').locator('li').first();
  await expect(problem).toContainText('/data/stats/conversionsLast30Days/total');
  await expect(problem).toContainText('integer');
  const lines = (await page.getByTestId('edit-text').inputValue()).split('\n');
  const line = lines.findIndex((text) => text.includes('"many"'));
  await problem.getByRole('button', { name: `Line ${line + 1}` }).click();
  const selected = await page.getByTestId('edit-text').evaluate((text) => text.value.slice(text.selectionStart, text.selectionEnd));
  expect(selected).toBe(lines[line].trimStart());
  expect((await control('GET', '/overrides')).overrides).toEqual([]);
  await change(page, ({ data }) => { data.stats.conversionsLast30Days = { total: 0, clickToken: 0, coupon: 0 }; });
  await expect(page.getByTestId('edit-problems').locator('li')).toHaveCount(0);
  // Judging is no change, and leaves no trace.
  const { entries } = await control('GET', '/journal');
  expect(entries.filter(({ target }) => target.includes('judge'))).toEqual([]);
});

test('a state that the world has already is proposed', async ({ page }) => {
  await opened(page);
  const shown = JSON.parse(await page.getByTestId('edit-text').inputValue());
  const other = !shown.data.status.stripeConnected;
  await change(page, ({ data }) => { data.status.stripeConnected = other; });
  const like = page.getByTestId('edit-like');
  await expect(like).toContainText('The world has this already');
  await like.getByRole('link', { name: 'call' }).first().click();
  await page.getByTestId('try-send').click();
  await expect(page.getByTestId('try-status')).toContainText('200');
  expect(JSON.parse(await page.getByTestId('try-body').innerText()).data.status.stripeConnected).toBe(other);
});

test('what is no JSON is said at once', async ({ page }) => {
  await opened(page);
  await page.getByTestId('edit-text').fill('{ "data": ');
  await expect(page.getByTestId('edit-check')).toHaveText(/^Not JSON: /);
  await page.getByTestId('edit-use').click();
  expect((await control('GET', '/overrides')).overrides).toEqual([]);
});

test('an override is made with the keyboard alone', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('agentref getTrackingStatus');
  await expect(page.getByRole('dialog').getByTestId('hits').locator('a').first()).toContainText('getTrackingStatus');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/getTrackingStatus/);
  await page.getByTestId('try-send').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('edit-open')).toBeVisible();
  await page.getByTestId('edit-open').focus();
  await page.keyboard.press('Enter');
  const text = page.getByTestId('edit-text');
  await expect(text).toBeFocused();
  await change(page, ({ data }) => { data.stats.conversionsLast30Days = { total: 0, clickToken: 0, coupon: 0 }; });
  await page.getByTestId('edit-use').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('active')).toHaveText('1 override active');
});
