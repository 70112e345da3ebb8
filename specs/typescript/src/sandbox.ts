import { providers } from "./generated/names.js";

type ProviderAddresses = { readonly [Name in (typeof providers)[number]]: string };

/** The base URLs of a sandbox. */
export interface SandboxAddresses extends ProviderAddresses {
  /** The control surface, which no provider has. */
  readonly control: string;
}

/** The base URLs of the sandbox at an origin, `http://localhost:4010` unless another is given. */
export function sandbox(origin = "http://localhost:4010"): SandboxAddresses {
  const at = (path: string) => `${origin.replace(/\/+$/, "")}/${path}`;
  const addresses = Object.fromEntries(providers.map((name) => [name, at(name)])) as ProviderAddresses;
  return { ...addresses, control: at("_mock") };
}
