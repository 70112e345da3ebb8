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

/** What a world's name may be: a label of a host name. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The origin of a named world of the sandbox at an origin: `sandbox(inWorld(origin, "worker-3"))` gives its base URLs. The world is created when
 * it is first used, and sees nothing of any other, so each worker of a test run can have one.
 *
 * Throws a `RangeError` when the name is not 1 to 63 characters from `a` to `z`, digits and hyphens.
 */
export function inWorld(origin: string, name: string): string {
  if (!NAME.test(name)) {
    throw new RangeError(`${JSON.stringify(name)} cannot name a world: use 1 to 63 characters from a to z, digits and hyphens, as in worker-3`);
  }
  return `${origin.replace(/\/+$/, "")}/_world/${name}`;
}
