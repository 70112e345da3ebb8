import { SignatureError, verifyAgentRef } from "@trackside/contracts/webhooks";

const secret = process.env["AGENTREF_WEBHOOK_SECRET"] ?? "whsec_-Jv9_kQ0bX2mT5hLw8RzAe4dYpNcx-7Q";

/** A route of Next.js, or of anything else that handles a `Request`. */
export async function POST(request: Request): Promise<Response> {
  try {
    const event = await verifyAgentRef(await request.text(), request.headers, secret);
    if (event.type === "conversion.created") {
      console.log(`conversion ${event.data.id}: ${event.data.commission} cents`);
    }
    return new Response(null, { status: 204 });
  } catch (error) {
    if (error instanceof SignatureError) {
      return new Response(`${error.code}: ${error.message}`, { status: 401 });
    }
    throw error;
  }
}

// What a stranger sends is refused.
const refused = await POST(new Request("http://localhost:3000/hooks", { method: "POST", body: "{}" }));
console.log(refused.status, await refused.text());
