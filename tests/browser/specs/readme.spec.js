// The pictures of the README: made from the page on demand, and held against it in every run.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from '../support/test.js';

const command = 'cargo xtask e2e --write-readme-images';
const writes = Boolean(process.env.TRACKSIDE_E2E_WRITE_README_IMAGES);
const file = (name) => new URL(`../../../docs/images/${name}`, import.meta.url);
const size = { width: 1200, height: 800 };
const schemes = { light: 'page.png', dark: 'page-dark.png' };

test.use({ viewport: size, deviceScaleFactor: 1 });

/**
 * What a picture shows, without what depends on the fonts of a machine: the texts from the top, in order, and the colours and sizes in which they are
 * written. `highest` ends it where the picture ends.
 */
const described = (page, highest) =>
  page.evaluate((highest) => {
    const texts = [];
    const looks = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent.replace(/\s+/g, ' ').trim();
      const range = document.createRange();
      range.selectNodeContents(node);
      const { top, height, right } = range.getBoundingClientRect();
      if (!text || !height || right < 0 || node.parentElement.closest('footer')) continue;
      if (top >= highest) break;
      texts.push(text);
      const { color, fontSize, fontWeight } = getComputedStyle(node.parentElement);
      let around = node.parentElement;
      while (around.parentElement && getComputedStyle(around).backgroundColor === 'rgba(0, 0, 0, 0)') around = around.parentElement;
      const { backgroundColor, borderRadius, padding } = getComputedStyle(around);
      const look = `${color} on ${backgroundColor}, ${fontSize} ${fontWeight}; padding ${padding}; radius ${borderRadius}`;
      looks.add(look.replace(/\d+\.\d+px/g, (length) => `${Math.round(parseFloat(length))}px`));
    }
    return { texts, looks: [...looks] };
  }, highest);

for (const [colorScheme, name] of Object.entries(schemes)) {
  test(`the ${colorScheme} picture of the README shows the start page as it is`, async ({ page, startSandbox }) => {
    // The picture shows the address that a reader will have.
    const { port } = await startSandbox('--now', '2026-06-08T12:00:00Z', '--seed', '1', '--public-url', 'http://localhost:4010');
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(`http://localhost:${port}/`);
    await page.evaluate(() => document.fonts.ready);
    const description = file(`${name.replace('.png', '')}.json`);
    if (writes) {
      await page.screenshot({ path: fileURLToPath(file(name)), animations: 'disabled', caret: 'hide' });
      writeFileSync(description, `${JSON.stringify(await described(page, size.height), null, 2)}\n`);
    }
    const picture = readFileSync(file(name));
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)], `pixels of ${name}; ${command} updates it`).toEqual([size.width, size.height]);
    const stored = JSON.parse(readFileSync(description, 'utf8'));
    const now = await described(page, Infinity);
    const hint = `docs/images/${name} shows something else than the page; ${command} updates it`;
    expect(now.texts.slice(0, stored.texts.length), hint).toEqual(stored.texts);
    // Further down, the page may have more of them.
    expect(now.looks.slice(0, stored.looks.length), hint).toEqual(stored.looks);
  });
}

test('the README shows its pictures by the colours of the reader', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`media="(prefers-color-scheme: dark)" srcset="docs/images/${schemes.dark}"`);
  expect(readme).toContain(`src="docs/images/${schemes.light}"`);
});
