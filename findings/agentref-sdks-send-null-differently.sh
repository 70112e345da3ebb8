#!/usr/bin/env bash
# The agentref SDKs, 5.1.2: what is not given is left out in Node; in Python it is left out or null, by method and client.
#
# Expected: a value that is not given is not in the body, and None is null where the API lets a field be cleared. The two
#   clients of one package, synchronous and asynchronous, send the same.
# Seen: npm's SDK leaves out undefined and sends null. PyPI's drops None in most methods, so a portal slug or the limit of
#   months, which the API clears with null, cannot be cleared. Three methods of the synchronous client keep None: `publish`
#   without `notify_affiliates` and `render_social_post` without a link send null, and `update_social_post_media` without a
#   text clears the text that is there. The asynchronous client drops it there as well. It takes any keyword for these
#   methods: a misspelt one goes into the body. `webhooks.update` alone tells "not given" from None.
# Why it matters: a mock that is strict about `boolean` and tested with the Node SDK refuses the plainest call of the
#   Python SDK. One that ignores null hides that the Python SDK can overwrite a text, and cannot clear a field.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts agentref@5.1.2 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet agentref==5.1.2 httpx==0.28.1 pydantic==2.12.5 || exit 2

cat > check.mjs <<'JS'
import { createServer } from 'node:http';
import { AgentRef } from 'agentref';

let body = '';
const server = createServer((request, response) => {
  body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => response.setHeader('content-type', 'application/json').end('{"data":{}}'));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new AgentRef({ apiKey: 'ak_test', baseUrl: `http://127.0.0.1:${server.address().port}` });
const { programs, marketingResources: posts, webhooks } = client;
for (const [name, call] of [
  ['programs.update, portalSlug null', () => programs.update('p', { portalSlug: null })],
  ['publish, nothing more', () => posts.publish('r', { programId: 'p' })],
  ['renderSocialPost, no link', () => posts.renderSocialPost('r', { programId: 'p' })],
  ['updateSocialPostMedia, no text', () => posts.updateSocialPostMedia('r', 'm', { programId: 'p' })],
  ['webhooks.update, no program', () => webhooks.update('w', { name: 'n' })],
  ['webhooks.update, program null', () => webhooks.update('w', { name: 'n', programId: null })],
]) {
  await call();
  console.log(`npm: ${name}: ${body}`);
}
server.closeAllConnections();
server.close();
JS
cat > check.py <<'PY'
import asyncio
import http.server
import threading

import agentref


class Recorder(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        answer = b'{"data":{}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_PATCH = do_POST

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = agentref.AgentRef(api_key="ak_test", base_url=f"http://127.0.0.1:{server.server_port}")
posts = client.marketing_resources
for name, call in [
    ("programs.update, portal_slug None", lambda: client.programs.update("p", portal_slug=None)),
    ("publish, nothing more", lambda: posts.publish("r", program_id="p")),
    ("render_social_post, no link", lambda: posts.render_social_post("r", program_id="p")),
    ("update_social_post_media, no text", lambda: posts.update_social_post_media("r", "m", program_id="p")),
    ("webhooks.update, no program", lambda: client.webhooks.update("w", name="n")),
    ("webhooks.update, program None", lambda: client.webhooks.update("w", name="n", program_id=None)),
]:
    try:
        call()
    except ValueError:
        pass  # The answer is no program and no endpoint; the request was sent.
    print(f"PyPI: {name}: {server.body}")


async def later():
    client = agentref.AsyncAgentRef(api_key="ak_test", base_url=f"http://127.0.0.1:{server.server_port}")
    posts = client.marketing_resources
    for name, call in [
        ("publish, nothing more", posts.publish("r", program_id="p")),
        ("publish, notify_affiliates None", posts.publish("r", program_id="p", notify_affiliates=None)),
        ("publish, misspelt", posts.publish("r", program_id="p", notify_affiliate=True)),
    ]:
        await call
        print(f"PyPI, async: {name}: {server.body}")


asyncio.run(later())
PY
cat > expected.txt <<'TXT'
npm: programs.update, portalSlug null: {"portalSlug":null}
npm: publish, nothing more: {"program_id":"p"}
npm: renderSocialPost, no link: {"program_id":"p"}
npm: updateSocialPostMedia, no text: {"program_id":"p"}
npm: webhooks.update, no program: {"name":"n"}
npm: webhooks.update, program null: {"name":"n","programId":null}
PyPI: programs.update, portal_slug None: {}
PyPI: publish, nothing more: {"program_id":"p","notify_affiliates":null}
PyPI: render_social_post, no link: {"program_id":"p","affiliate_link_id":null}
PyPI: update_social_post_media, no text: {"program_id":"p","alt_text":null}
PyPI: webhooks.update, no program: {"name":"n"}
PyPI: webhooks.update, program None: {"name":"n","programId":null}
PyPI, async: publish, nothing more: {"program_id":"p"}
PyPI, async: publish, notify_affiliates None: {"program_id":"p"}
PyPI, async: publish, misspelt: {"program_id":"p","notify_affiliate":true}
TXT
echo "npm agentref $(node -p 'JSON.parse(require("fs").readFileSync("node_modules/agentref/package.json")).version')"
echo "PyPI $(venv/bin/pip list --format=freeze | grep agentref)"
{ node check.mjs && venv/bin/python check.py; } | tee seen.txt
diff -u expected.txt seen.txt
