import {
  createAffitor,
  createAgentRef,
  createControl,
  createFullwhere,
  createPartnero,
  createWecantrack,
  sandbox,
  unwrap,
  type Settings,
} from "@trackside/contracts";

/** A client for each provider of the sandbox at an origin, with credentials that work. */
export function clients(origin: string, settings: Settings = {}) {
  const at = sandbox(origin);
  return {
    agentref: createAgentRef({ ...settings, baseUrl: at.agentref, apiKey: "ak_live_sandbox" }),
    affitor: createAffitor({ ...settings, baseUrl: at.affitor, session: "session-member" }),
    partnero: createPartnero({ ...settings, baseUrl: at.partnero, apiKey: "pk-95u4ubu1" }),
    fullwhere: createFullwhere({ ...settings, baseUrl: at.fullwhere, apiKey: "fw-key-sandbox", apiSecret: "fw-secret-sandbox" }),
    wecantrack: createWecantrack({ ...settings, baseUrl: at.wecantrack, apiKey: "wct-sandbox" }),
    control: createControl({ ...settings, baseUrl: at.control }),
  };
}

/** What the first program of the catalogue is called at each provider. */
export async function firstProgram(control: ReturnType<typeof createControl>) {
  const { programs } = unwrap(await control.getWorld());
  const id = (provider: string) => programs[0]?.at[provider]?.id ?? "";
  return { agentref: id("agentref"), affitor: Number(id("affitor")), purchase: id("fullwhere") };
}

/** Sends nothing; answers every request with what `answer` makes of it, and keeps the requests. */
export function recorded(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = [];
  const fetch = async (request: Request) => {
    requests.push(request);
    return answer(request);
  };
  return { requests, fetch };
}

/** Every date in the world's reach. */
export const ALWAYS = { date_type: "order_date", start_date: "2024-01-01T00:00:00", end_date: "2026-12-31T00:00:00" } as const;
