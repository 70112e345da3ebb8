// Events reach receivers with https whose certificate is trusted, and no others. Takes the program of a sandbox that was built with
// the feature `webhooks-tls`, as the packages are. Needs `openssl`.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { start, stopAll, until } from "./programs.mjs";

const [binary] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "webhooks-tls-"));
const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });

/** A certificate for `localhost`, issued by an authority of its own. */
function issue(name) {
  const key = ["-newkey", "rsa:2048", "-nodes"];
  openssl("req", "-x509", ...key, "-days", "2", "-subj", `/CN=${name}`, "-keyout", `${name}-ca.key`, "-out", `${name}-ca.pem`);
  openssl("req", ...key, "-subj", "/CN=localhost", "-keyout", `${name}.key`, "-out", `${name}.csr`);
  writeFileSync(join(folder, `${name}.ext`), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n");
  const authority = ["-CA", `${name}-ca.pem`, "-CAkey", `${name}-ca.key`, "-CAcreateserial"];
  openssl("x509", "-req", "-in", `${name}.csr`, ...authority, "-days", "2", "-extfile", `${name}.ext`, "-out", `${name}.pem`);
  const read = (file) => readFileSync(join(folder, file));
  return { key: read(`${name}.key`), cert: read(`${name}.pem`), authority: join(folder, `${name}-ca.pem`) };
}

/** A receiver that keeps what it gets. */
async function receiver(certificate) {
  const received = [];
  const server = createServer(certificate, (request, response) => {
    received.push(request.headers);
    request.resume().on("end", () => response.end());
  });
  // What a sandbox that does not trust the receiver breaks off.
  server.on("tlsClientError", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { received, server, url: `https://localhost:${server.address().port}/hooks` };
}

const servers = [];
try {
  const [trusted, unknown] = [issue("trusted"), issue("unknown")];
  const [right, wrong] = [await receiver(trusted), await receiver(unknown)];
  servers.push(right.server, wrong.server);
  const webhooks = ["--webhook", `agentref=${right.url}`, "--webhook", `partnero=${wrong.url}`];
  const env = { SSL_CERT_FILE: trusted.authority, SSL_CERT_DIR: "" };
  const { found } = await start(binary, ["--port", "0", "--now", "2026-06-08T12:00:00Z", "--ready-json", ...webhooks], {
    env,
    pattern: /"origin":"([^"]+)"/,
  });
  const origin = found[1];
  const call = async (path, body) => {
    const request = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(`${origin}/_mock${path}`, request);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  await call("/events", { event: "sale" });
  await until(() => "no event reaches the receiver that is trusted", () => right.received.length > 0);
  const signed = right.received.every((headers) => headers["svix-signature"]);
  if (!signed) throw new Error("an event has no signature");
  let failure;
  await until(() => `the receiver with an unknown certificate is not refused: ${failure}`, async () => {
    const { deliveries } = await call("/webhooks/deliveries?provider=partnero");
    failure = JSON.stringify(deliveries);
    return failure.includes("no encrypted connection");
  });
  if (wrong.received.length > 0) throw new Error("the receiver with an unknown certificate got an event");
  console.log(`https: ${right.received.length} event(s) reached the trusted receiver, none the unknown one`);
} finally {
  await stopAll();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
}
