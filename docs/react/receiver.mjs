import { createServer } from "node:http";
import { Webhook } from "svix";

const page = process.env.PAGE ?? "http://localhost:5173";
// AgentRef writes the key of its secret in base64url, the library reads base64.
const key = process.env.WEBHOOK_SECRET.replace(/^whsec_/, "").replaceAll("-", "+").replaceAll("_", "/");
const webhook = new Webhook(key);
const listeners = new Set();

const server = createServer(async (request, response) => {
  if (request.method === "GET" && request.url === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream", "access-control-allow-origin": page });
    response.write(": connected\n\n");
    listeners.add(response);
    response.on("close", () => listeners.delete(response));
  } else if (request.method === "POST" && request.url === "/hooks") {
    // The signature covers the bytes that were sent.
    const body = Buffer.concat(await request.toArray());
    try {
      webhook.verify(body, request.headers);
    } catch {
      response.writeHead(401).end("invalid signature");
      return;
    }
    const event = JSON.parse(body);
    for (const listener of listeners) listener.write(`data: ${JSON.stringify(event)}\n\n`);
    response.writeHead(204).end();
  } else {
    response.writeHead(404).end();
  }
});

server.listen(process.env.PORT ?? 3000, () => console.log("receiver on port", server.address().port));
