// The sandbox that the tour calls: its address, its control surface, and how many requests reached it.

export const origin = process.env.SANDBOX_ORIGIN;
if (!origin) throw new Error("SANDBOX_ORIGIN says where the sandbox is");
export const baseUrl = `${origin}/agentref`;

/** The requests that were sent since the last call of `sent`, with what came back. */
const log = [];
const send = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const response = await send(input, init);
  if (String(input).startsWith(baseUrl)) {
    log.push({ method: init?.method ?? "GET", url: String(input), status: response.status, headers: response.headers });
  }
  return response;
};

/** Forgets and gives the requests so far. */
export const sent = () => log.splice(0);

/** A call of the control surface. */
export async function control(method, path, body) {
  const headers = { "content-type": "application/json" };
  const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const response = await send(`${origin}/_mock${path}`, init);
  if (!response.ok) throw new Error(`${method} /_mock${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Runs while these faults are on. */
export async function withFaults(faults, run) {
  await control("PUT", "/faults", { faults: faults.map((fault) => ({ provider: "agentref", ...fault })) });
  try {
    return await run();
  } finally {
    await control("PUT", "/faults", { faults: [] });
  }
}
