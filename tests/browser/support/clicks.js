// How many clicks a person needs for something on the pages of the sandbox.

import { expect } from '@playwright/test';

/** Clicks for a person, and counts. */
export class Clicks {
  #count = 0;

  /** Clicks a thing. */
  async on(target) {
    await target.click();
    this.#count++;
  }

  /** Chooses from a list: a click opens it, and another one chooses. */
  async choose(list, value) {
    await list.selectOption(value);
    this.#count += 2;
  }

  /** Asserts how many clicks there were since the last time. */
  expect(count, what) {
    expect(this.#count, `clicks to ${what}`).toBe(count);
    this.#count = 0;
  }
}
