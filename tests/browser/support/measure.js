// Figures that the summary of a run names.

import { test } from '@playwright/test';

/** Notes a figure under a name for the summary. */
export function measured(name, value) {
  test.info().annotations.push({ type: 'measure', description: JSON.stringify({ name, value }) });
}

/** The middle one of some numbers, the upper of two. */
export function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}
