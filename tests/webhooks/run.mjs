// Receivers built on the official libraries accept every event that the sandbox sends, and refuse what they must refuse.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { pasted } from "./guide.mjs";
import { run, start, stopAll, until } from "./programs.mjs";

const mock = process.env.TRACKSIDE_MOCK;
const python = process.env.PYTHON;
const here = path.dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(path.join(here, ".run-"));

/** Starts a sandbox whose events go to these receivers. */
async function sandbox(...webhooks) {
  const receivers = webhooks.flatMap((webhook) => ["--webhook", webhook]);
  const args = ["--ready-json", "--port", "0", "--now", "2026-06-08T12:00:00Z", ...receivers];
  const { program, found } = await start(mock, args, { pattern: /"origin":"([^"]+)"/ });
  const origin = found[1];
  const list = await (await fetch(`${origin}/_mock/webhooks`)).json();
  return { origin, program, secretOf: (provider) => list.receivers.find((one) => one.provider === provider)?.secret };
}

const trigger = (origin, event, ...more) => run(mock, ["trigger", event, "--url", origin, ...more]);

/** A server that keeps what it receives. */
async function keeper() {
  const received = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { received, server, url: `http://127.0.0.1:${server.address().port}/hooks` };
}

async function libraries() {
  const { received, server, url } = await keeper();
  const { origin, secretOf } = await sandbox(`agentref=${url}`, `partnero=${url}`);
  const document = async (name) => (await fetch(`${origin}/_mock/specs/${name}.json`)).json();
  const agentref = Object.keys((await document("agentref"))["x-webhooks"]);
  const partnero = Object.keys((await document("partnero"))["x-webhooks"]);
  assert.deepEqual([agentref.length, partnero.length], [13, 20]);
  const secret = secretOf("agentref");
  const translated = secret.replace(/^whsec_/, "").replaceAll("-", "+").replaceAll("_", "/");
  const standard = (headers) =>
    Object.fromEntries(["id", "timestamp", "signature"].map((name) => [`webhook-${name}`, headers[`svix-${name}`]]));
  for (const [provider, events] of Object.entries({ agentref, partnero })) {
    for (const event of events) {
      const before = received.length;
      const done = await trigger(origin, event, "--provider", provider, "--test");
      assert.equal(done.code, 0, `${provider} ${event}: ${done.output}`);
      const { headers, body } = received.at(-1);
      assert.equal(received.length, before + 1, `${provider} ${event}`);
      const changed = body.replace("{", "{ ");
      if (provider === "partnero") {
        const code = (text) => createHmac("sha256", secretOf("partnero")).update(text).digest("hex");
        assert.equal(headers.signature, code(body), event);
        assert.notEqual(headers.signature, code(changed), event);
        continue;
      }
      const svix = new SvixWebhook(translated);
      svix.verify(body, headers);
      assert.equal(JSON.parse(body).type, event);
      assert.throws(() => svix.verify(changed, headers), "a changed byte");
      assert.throws(() => new SvixWebhook(`whsec_${"A".repeat(32)}`).verify(body, headers), "a wrong secret");
      const old = { ...headers, "svix-timestamp": String(Number(headers["svix-timestamp"]) - 400) };
      assert.throws(() => svix.verify(body, old), "an old delivery");
      assert.equal(new StandardWebhook(translated).verify(body, standard(headers)).type, event);
    }
  }
  // The secret as it stands does not work with either library: that is what users meet live.
  const { headers, body } = received.find((one) => one.headers["svix-id"]);
  assert.throws(() => new SvixWebhook(secret).verify(body, headers));
  if (python) {
    const rows = received.map(({ headers, body }) => ({ headers, body }));
    const file = path.join(folder, "received.json");
    writeFileSync(file, JSON.stringify({ secret, rows: rows.filter((row) => row.headers["svix-id"]) }));
    const done = await run(python, ["-B", path.join(here, "python", "verify.py"), file]);
    assert.equal(done.code, 0, done.output);
    process.stdout.write(done.output);
  }
  server.close();
  console.log(`svix and standardwebhooks verify ${agentref.length} events, node:crypto ${partnero.length}`);
}

async function express() {
  const file = path.join(folder, "receiver.mjs");
  writeFileSync(file, pasted("receiver.mjs"));
  // The port must be known before the sandbox starts, and the secret after that: it follows from the seed.
  const first = await sandbox("agentref=http://127.0.0.1:9/hooks");
  const env = { WEBHOOK_SECRET: first.secretOf("agentref"), PORT: "0" };
  const { program, found } = await start("node", [file], { env, pattern: /port (\d+)/ });
  const { origin } = await sandbox(`agentref=http://localhost:${found[1]}/hooks`);
  const done = await trigger(origin, "conversion.created");
  assert.equal(done.code, 0, done.output);
  assert.match(done.output, /agentref conversion\.created {2}delivered \(204\)/);
  await until(() => program.output, () => program.output.includes("conversion.created"));
  const fault = { provider: "agentref", webhook: "wrong_signature", times: 1 };
  const faults = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ faults: [fault] }) };
  assert.equal((await fetch(`${origin}/_mock/faults`, faults)).status, 200);
  const refused = await trigger(origin, "conversion.created");
  assert.equal(refused.code, 1, refused.output);
  assert.match(refused.output, /your receiver answered 401/);
  console.log("express: accepts what is signed, refuses what is not");
}

async function next() {
  const app = path.join(folder, "next");
  mkdirSync(path.join(app, "app", "hooks"), { recursive: true });
  symlinkSync(path.join(here, "node_modules"), path.join(app, "node_modules"));
  writeFileSync(path.join(app, "package.json"), JSON.stringify({ name: "receiver", private: true, type: "module" }));
  writeFileSync(path.join(app, "app", "hooks", "route.js"), pasted("app/hooks/route.js"));
  const layout = "export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n";
  writeFileSync(path.join(app, "app", "layout.js"), layout);
  const first = await sandbox("partnero=http://127.0.0.1:9/hooks");
  const env = { WEBHOOK_SECRET: first.secretOf("partnero"), NEXT_TELEMETRY_DISABLED: "1" };
  const binary = path.join(here, "node_modules", "next", "dist", "bin", "next");
  const args = [binary, "dev", "--port", "0", "--hostname", "127.0.0.1"];
  const { program, found } = await start("node", args, { env, cwd: app, pattern: /http:\/\/127\.0\.0\.1:(\d+)[\s\S]*Ready/ });
  const url = `http://127.0.0.1:${found[1]}/hooks`;
  // The first request compiles the route, which may take longer than Partnero waits.
  assert.equal((await fetch(url, { method: "POST", body: "{}" })).status, 401);
  const { origin } = await sandbox(`partnero=${url}`);
  const done = await trigger(origin, "transaction.created");
  assert.equal(done.code, 0, done.output);
  await until(() => program.output, () => program.output.includes("transaction.created"));
  console.log("next: accepts what is signed, refuses what is not");
}

try {
  await libraries();
  await express();
  await next();
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
