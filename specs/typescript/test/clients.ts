import { readFileSync } from "node:fs";

import * as contracts from "@trackside/contracts";
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

import { providers } from "../src/generated/names.js";

/** A client for each provider of the sandbox at an origin, with the credentials of the calls that it lists. */
export async function clients(origin: string, settings: Settings = {}) {
  const at = sandbox(origin);
  const control = createControl({ ...settings, baseUrl: at.control });
  const { operations } = unwrap(await control.listOperations());
  const secrets = (provider: keyof typeof at) => operations.find((operation) => operation.provider === provider)?.credential ?? [];
  const secret = (provider: keyof typeof at, index = 0) => secrets(provider)[index] ?? "";
  return {
    agentref: createAgentRef({ ...settings, baseUrl: at.agentref, apiKey: secret("agentref") }),
    affitor: createAffitor({ ...settings, baseUrl: at.affitor, session: secret("affitor") }),
    partnero: createPartnero({ ...settings, baseUrl: at.partnero, apiKey: secret("partnero") }),
    fullwhere: createFullwhere({ ...settings, baseUrl: at.fullwhere, apiKey: secret("fullwhere"), apiSecret: secret("fullwhere", 1) }),
    wecantrack: createWecantrack({ ...settings, baseUrl: at.wecantrack, apiKey: secret("wecantrack") }),
    control,
  };
}

/** What every call takes, whatever its operation. */
interface AnyRequest {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A client whose operations are not known to the compiler. */
type AnyClient = Record<string, (request: AnyRequest) => Promise<{ status: number | "unexpected" }>>;

/** A client for each document. Constructor and settings are named after the document's title and security schemes. */
export async function everyClient(origin: string): Promise<Record<string, AnyClient>> {
  const at = sandbox(origin);
  const control = createControl({ baseUrl: at.control });
  const { operations } = unwrap(await control.listOperations());
  const made = providers.map((name) => {
    const { info, security } = JSON.parse(readFileSync(new URL(`../../${name}.json`, import.meta.url), "utf8"));
    const words: string[] = info.title.split(/[^\p{L}\p{N}]/u);
    const create = `create${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("")}`;
    const secrets = operations.find((operation) => operation.provider === name)?.credential ?? [];
    const settings = Object.keys(security[0]).map((scheme, index) => [scheme.replace(/(Header|Query)$/, ""), secrets[index]]);
    const constructor = (contracts as unknown as Record<string, (settings: object) => AnyClient>)[create];
    if (constructor === undefined) {
      throw new Error(`the package has no ${create}`);
    }
    return [name, constructor({ baseUrl: at[name], ...Object.fromEntries(settings) })];
  });
  return { ...Object.fromEntries(made), control: control as unknown as AnyClient };
}

/** A purchase for which the sandbox has a survey: the one in its listed calls. */
export async function surveyedPurchase(control: ReturnType<typeof createControl>): Promise<string> {
  const { operations } = unwrap(await control.listOperations({ query: { provider: "fullwhere" } }));
  const purchases = operations.map(({ body }) => (body as { purchaseId?: string } | null)?.purchaseId);
  return purchases.find((purchase) => purchase !== undefined) ?? "";
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
