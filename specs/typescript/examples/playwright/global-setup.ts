import { startSandbox } from "@trackside/contracts/testing";

export default async function setup() {
  const sandbox = await startSandbox();
  // The tests, which run in processes of their own, read it: `sandbox(process.env.TRACKSIDE_ORIGIN)`.
  process.env["TRACKSIDE_ORIGIN"] = sandbox.origin;
  return () => sandbox.stop();
}
