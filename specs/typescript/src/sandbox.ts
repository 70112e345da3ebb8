/** The base URLs of a sandbox. */
export interface SandboxAddresses {
  readonly agentref: string;
  readonly affitor: string;
  readonly partnero: string;
  readonly fullwhere: string;
  readonly wecantrack: string;
  /** The control surface, which no provider has. */
  readonly control: string;
}

/** The base URLs of the sandbox at an origin, `http://localhost:4010` unless another is given. */
export function sandbox(origin = "http://localhost:4010"): SandboxAddresses {
  const at = (path: string) => `${origin.replace(/\/+$/, "")}/${path}`;
  return {
    agentref: at("agentref"),
    affitor: at("affitor"),
    partnero: at("partnero"),
    fullwhere: at("fullwhere"),
    wecantrack: at("wecantrack"),
    control: at("_mock"),
  };
}
