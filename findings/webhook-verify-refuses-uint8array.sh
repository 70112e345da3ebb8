#!/usr/bin/env bash
# npm `svix` and `standardwebhooks` refuse a body that is a Uint8Array, with an error of another class.
#
# Expected: the raw bytes of a request are taken however the platform hands them over. `await request.bytes()` and
#   `new Uint8Array(await request.arrayBuffer())` are how fetch receivers (Next.js, Hono, Workers, Deno, Bun) read them.
# Seen: only a string or a Buffer is taken. A Uint8Array with the same bytes, of which Buffer is a subclass, gives a plain
#   `Error` about the payload's type, not a `WebhookVerificationError`.
# Why it matters: the usual receiver catches `WebhookVerificationError`, answers 401, and lets other errors through. For a
#   genuine delivery it answers 500, and the sender repeats the event until it gives up.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts svix@2.5.0 standardwebhooks@1.1.1 || exit 2

cat > check.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { Webhook as Svix, WebhookVerificationError as SvixError } from 'svix';
import { Webhook as Standard, WebhookVerificationError as StandardError } from 'standardwebhooks';

const text = '{"type":"conversion.created"}';
const now = new Date();
let changed = false;
for (const [name, Webhook, Refused] of [
  ['svix', Svix, SvixError],
  ['standardwebhooks', Standard, StandardError],
]) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const webhook = new Webhook(`whsec_${Buffer.alloc(32, 'k').toString('base64')}`);
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': webhook.sign('msg_1', now, text),
  };
  const outcome = (body) => {
    try {
      webhook.verify(body, headers);
      return 'verified';
    } catch (error) {
      return error instanceof Refused ? 'refused' : 'another error';
    }
  };
  const bytes = new TextEncoder().encode(text);
  const seen = [outcome(text), outcome(Buffer.from(bytes)), outcome(bytes)];
  console.log(`${name} ${version}: string ${seen[0]}, Buffer ${seen[1]}, Uint8Array ${seen[2]}`);
  changed ||= seen.join() !== 'verified,verified,another error';
}
process.exit(changed ? 1 : 0);
JS
node check.mjs
