import { startSandbox } from "@trackside/contracts/testing";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    origin: string;
  }
}

export default async function setup(project: TestProject) {
  const sandbox = await startSandbox();
  project.provide("origin", sandbox.origin);
  return () => sandbox.stop();
}
