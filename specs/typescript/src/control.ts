import { connect } from "./connect.js";
import { endpoints, type operations } from "./generated/control.js";
import type { Client } from "./operation.js";
import { sandbox } from "./sandbox.js";
import { checkCredential, type Settings } from "./settings.js";

export type * from "./generated/control.js";

/** A client for the sandbox's own control surface: its clock, faults, overrides, scenarios, and the way back to the start. */
export type Control = Client<operations>;

/** The settings of a client for the control surface. Its base URL is `http://localhost:4010/_mock` unless another is given. */
export interface ControlSettings extends Settings {
  /** The token that the sandbox prints when it listens beyond this machine, sent as `Authorization: Bearer …`. */
  token?: string;
}

/** A client for the control surface. Throws a `TypeError` when the token or the base URL cannot be one. */
export function createControl(settings: ControlSettings = {}): Control {
  const headers: Record<string, string> =
    settings.token === undefined ? {} : { authorization: `Bearer ${checkCredential("token", settings.token)}` };
  return connect<operations>(endpoints, sandbox().control, { headers }, settings);
}
