// The receivers of docs/webhooks.md, as its readers paste them.

import { readFileSync } from "node:fs";

const text = readFileSync(new URL("../../docs/webhooks.md", import.meta.url), "utf8");

/** The block of code that follows the name of a file. */
export function pasted(name) {
  const after = text.split(`\`${name}\`:\n`)[1];
  const block = after?.match(/```\w+\n([\s\S]*?)```/);
  if (!block) throw new Error(`docs/webhooks.md has no ${name}`);
  return block[1];
}
