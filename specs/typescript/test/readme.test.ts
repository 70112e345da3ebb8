import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

import { clients } from "./clients.js";
import { unwrap } from "@trackside/contracts";
import { startSandbox, type RunningSandbox } from "@trackside/contracts/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const file = (path: string) => pathToFileURL(`${root}/${path}`).href;
const readme = readFileSync(`${root}/README.md`, "utf8");
const blocks = [...readme.matchAll(/(?:<!-- (\S+) -->\n)?```ts\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map(
  ([, path = "no file", text, output]) => ({ path, text, output }),
);

test.each(blocks)("the README shows $path as it is", ({ path, text }) => {
  expect(text).toBe(readFileSync(`${root}/${path}`, "utf8"));
});

test("the README shows every example", () => {
  const files = readdirSync(`${root}/examples`, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  expect(blocks.map(({ path }) => path).sort()).toEqual(files.map((name) => `examples/${name}`).sort());
});

describe("an example prints what the README says", () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    // The examples call the sandbox at its usual port, where another may run on this machine.
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", (request: Request) =>
      fetch(new Request(request.url.replace("http://localhost:4010", sandbox.origin), request)),
    );
  });
  afterAll(async () => {
    vi.unstubAllGlobals();
    await sandbox.stop();
  });

  test.each(blocks.filter(({ path }) => path.split("/").length === 2))("$path", async ({ path, output }) => {
    const lines: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((...words) => void lines.push(words.join(" ")));
    try {
      await import(file(path));
    } finally {
      log.mockRestore();
    }
    expect(`${lines.join("\n")}\n`).toBe(output);
  });
});

test("Vitest runs with the set-up of the README", async () => {
  const vitest = spawn(process.execPath, [`${root}/node_modules/vitest/vitest.mjs`, "run", "--root", `${root}/examples/vitest`], {
    env: { ...process.env, VITEST: undefined, NO_COLOR: "1" },
  });
  let said = "";
  for (const stream of [vitest.stdout, vitest.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const code = await new Promise((resolve) => vitest.once("close", resolve));
  expect(said).toMatch(/Tests\s+5 passed/);
  expect(code).toBe(0);
});

test("Playwright's set-up hands on where the sandbox is, and stops it", async () => {
  const { default: config } = await import("../examples/playwright/playwright.config.js");
  const { default: setup } = (await import(file(`examples/playwright/${config.globalSetup}`))) as { default: () => Promise<() => Promise<void>> };
  const stop = await setup();
  const { control } = await clients(process.env["TRACKSIDE_ORIGIN"] ?? "");
  expect((await control.getHealth()).ok).toBe(true);
  process.env["TEST_PARALLEL_INDEX"] = "1";
  const { world } = (await import(file("examples/playwright/world.ts"))) as typeof import("../examples/playwright/world.js");
  unwrap(await world.control.causeEvent({ body: { event: "test_click" } }));
  expect(unwrap(await world.control.listEvents()).total).toBe(1);
  expect(unwrap(await control.listEvents()).total).toBe(0);
  delete process.env["TEST_PARALLEL_INDEX"];
  await stop();
  await expect(control.getHealth()).rejects.toThrow(TypeError);
  delete process.env["TRACKSIDE_ORIGIN"];
});
