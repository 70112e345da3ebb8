import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { createControl, createPartnero, unwrap } from "@trackside/contracts";
import { namedWorld, SandboxError, startSandbox, type RunningSandbox } from "@trackside/contracts/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { clients, surveyedPurchase } from "./clients.js";

test("two sandboxes run side by side, alike and apart", async () => {
  const [one, two] = await Promise.all([startSandbox(), startSandbox()]);
  try {
    expect(one.port).not.toBe(two.port);
    const worlds = await Promise.all([one, two].map(async ({ control }) => unwrap(await control.getWorld())));
    const names = worlds.map(({ programs }) => programs.map(({ name, at }) => [name, at["agentref"]?.id]));
    expect(names[0]).toEqual(names[1]);
    await one.setClock({ advance: "3d" });
    const clocks = await Promise.all([one, two].map(async ({ control }) => unwrap(await control.getClock()).now));
    expect(clocks).toEqual(["2026-06-11T12:00:00Z", "2026-06-08T12:00:00Z"]);
  } finally {
    await Promise.all([one.stop(), two.stop()]);
  }
});

test("named worlds of one sandbox are apart", async () => {
  const sandbox = await startSandbox();
  try {
    const [one, two] = [sandbox.world("one"), namedWorld(sandbox.origin, "two")];
    unwrap(await one.control.causeEvent({ body: { event: "test_click" } }));
    await one.setClock({ advance: "3d" });
    const counts = [one, two, sandbox].map(async ({ control }) => unwrap(await control.listEvents()).total);
    expect(await Promise.all(counts)).toEqual([1, 0, 0]);
    expect(unwrap(await two.control.getClock()).now).toBe("2026-06-08T12:00:00Z");
    // A client of a provider needs no header: its base URL names the world.
    expect(one.baseUrls.partnero).toBe(`${sandbox.origin}/_world/one/partnero`);
    const partnero = createPartnero({ baseUrl: one.baseUrls.partnero, apiKey: "pk-95u4ubu1" });
    expect((await partnero.getProgram()).response.headers.get("x-mock-world")).toBe("one");
    const by = async (headers: HeadersInit) =>
      ((await (await fetch(`${sandbox.baseUrls.control}/events`, { headers })).json()) as { total: number }).total;
    expect([await by(one.headers), await by(two.headers)]).toEqual([1, 0]);
    await one.reset();
    expect(unwrap(await one.control.listEvents()).total).toBe(0);
    await one.delete();
    expect(unwrap(await sandbox.control.listWorlds()).worlds.map(({ name }) => name)).toEqual(["two"]);
    expect(() => sandbox.world("Two words")).toThrow(RangeError);
  } finally {
    await sandbox.stop();
  }
});

test("a reset brings back the start", async () => {
  const sandbox = await startSandbox();
  try {
    const { fullwhere, control } = await clients(sandbox.origin);
    const purchaseId = await surveyedPurchase(control);
    const count = async () => unwrap(await fullwhere.listSurveyTrackers({ body: { purchases: [purchaseId] } })).total;
    const before = await count();
    unwrap(await fullwhere.generateSurveyTrackers({ body: { purchaseId } }));
    expect(await count()).toBeGreaterThan(before);
    await sandbox.setClock(new Date("2026-07-01T00:00:00Z"));
    unwrap(await control.setFaults({ body: { faults: [{ latency: "1ms" }] } }));

    await sandbox.reset();
    expect(await count()).toBe(before);
    expect(unwrap(await control.getClock()).now).toBe("2026-06-08T12:00:00Z");
    expect(unwrap(await control.getFaults()).faults).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});

test("a sandbox is started as it is told", async () => {
  const sandbox = await startSandbox({ now: "2026-01-02T03:04:05Z", seed: 7, orders: 100, args: ["--error-rate", "1"] });
  try {
    expect(unwrap(await sandbox.control.getHealth())).toMatchObject({ seed: 7, orders: 100, now: "2026-01-02T03:04:05Z" });
    expect((await (await clients(sandbox.origin)).partnero.getProgram()).ok).toBe(false);
    expect(await sandbox.setClock("2026-01-03T00:00:00Z")).toMatchObject({ now: "2026-01-03T00:00:00Z" });
    await expect(sandbox.setClock("2099-01-01T00:00:00Z")).rejects.toThrow("the call was refused with status 422");
  } finally {
    await sandbox.stop();
  }
});

describe("a world file is what a sandbox starts with", () => {
  const text = "simulate: false\nprograms:\n  - name: Acme Coffee\n";
  const object = { simulate: false, programs: [{ name: "Acme Coffee" }] };
  const names = async ({ control }: RunningSandbox) => unwrap(await control.getWorld()).programs.map(({ name }) => name);
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "world-"));
    await writeFile(join(folder, "world.yaml"), text);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    ["a path", () => join(folder, "world.yaml")],
    ["a path from the working directory", () => relative(process.cwd(), join(folder, "world.yaml"))],
    ["a URL", () => pathToFileURL(join(folder, "world.yaml"))],
    ["its text", () => text],
    ["its content", () => object],
  ])("given as %s, and a reset brings it back", async (_, world) => {
    const sandbox = await startSandbox({ world: world() });
    try {
      expect(await names(sandbox)).toEqual(["Acme Coffee"]);
      unwrap(await sandbox.control.causeEvent({ body: { event: "program_created", name: "Another" } }));
      expect(await names(sandbox)).toHaveLength(2);
      await sandbox.reset();
      expect(await names(sandbox)).toEqual(["Acme Coffee"]);
    } finally {
      await sandbox.stop();
    }
  });

  test.each([
    ["without a time", text, undefined, "2026-06-08T12:00:00Z"],
    ["with a time", `${text}now: 2026-11-02T09:00:00Z\n`, undefined, "2026-11-02T09:00:00Z"],
    ["with a time in a comment", `${text}# now: 2026-11-02T09:00:00Z\n`, undefined, "2026-06-08T12:00:00Z"],
    ["with a time, and another as an option", `${text}now: 2026-11-02T09:00:00Z\n`, "2026-11-03T09:00:00Z", "2026-11-03T09:00:00Z"],
    ["with a time in JSON", { ...object, now: "2026-11-02T09:00:00Z" }, undefined, "2026-11-02T09:00:00Z"],
  ])("%s", async (_, world, now, expected) => {
    const sandbox = await startSandbox({ world, ...(now !== undefined && { now }) });
    try {
      expect(unwrap(await sandbox.control.getClock())).toMatchObject({ now: expected, ticking: false });
    } finally {
      await sandbox.stop();
    }
  });

  test("what is wrong with it is said", async () => {
    await expect(startSandbox({ world: `${text}nonsense: true\n` })).rejects.toThrow(/world\.yaml:4:1: nonsense: unknown field/);
    await expect(startSandbox({ world: "missing.yaml" })).rejects.toThrow("cannot read the world file");
  });
});

test("the token of the control surface is handed on", async () => {
  const sandbox = await startSandbox({ orders: 0, args: ["--token", "open-sesame"] });
  try {
    expect(sandbox.token).toBe("open-sesame");
    await sandbox.reset();
    const stranger = createControl({ baseUrl: sandbox.baseUrls.control });
    expect((await stranger.getClock()).response.status).toBe(401);
    expect(unwrap(await stranger.getHealth())).toEqual({ status: "ok" });
  } finally {
    await sandbox.stop();
  }
});

test("without a pinned clock it ticks", async () => {
  const sandbox = await startSandbox({ now: null, orders: 0 });
  try {
    expect(unwrap(await sandbox.control.getClock()).ticking).toBe(true);
  } finally {
    await sandbox.stop();
  }
});

test("variables of the surroundings do not change it", async () => {
  vi.stubEnv("TRACKSIDE_ERROR_RATE", "1");
  try {
    const sandbox = await startSandbox({ orders: 0 });
    expect((await (await clients(sandbox.origin)).wecantrack.listTransactions({ query: { date_type: "order_date", start_date: "2026-06-01T00:00:00", end_date: "2026-06-08T00:00:00" } })).status).toBe(200);
    await sandbox.stop();
  } finally {
    vi.unstubAllEnvs();
  }
});

test("what was stopped is gone, and can be stopped again", async () => {
  const sandbox = await startSandbox({ orders: 0 });
  await sandbox.stop();
  await expect(sandbox.control.getHealth()).rejects.toThrow(TypeError);
  await sandbox.stop();
});

test.each(["ends", "throws", "is killed"])("it ends when the process that started it %s", async (how) => {
  const parent = spawn(process.execPath, [fileURLToPath(new URL("parent.mjs", import.meta.url)), how], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [origin] = (await once(parent.stdout.setEncoding("utf8"), "data")) as [string];
  if (how === "is killed") {
    parent.kill("SIGKILL");
  }
  await once(parent, "exit");
  await vi.waitFor(() => expect(fetch(`${origin.trim()}/_mock/health`)).rejects.toThrow(TypeError), { timeout: 30_000, interval: 20 });
});

describe("what is wrong is said", () => {
  let folder: string;
  const program = async (name: string, script: string) => {
    const path = join(folder, name);
    await writeFile(path, script);
    await chmod(path, 0o755);
    return path;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sandbox-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("a program that is named and is none", async () => {
    const binary = join(folder, "missing");
    await expect(startSandbox({ binary })).rejects.toThrow(`\`binary\` names ${binary}, which is no program that can be run; build it`);
    await expect(startSandbox({ binary: folder })).rejects.toThrow("which is no program");
    vi.stubEnv("TRACKSIDE_MOCK", binary);
    await expect(startSandbox()).rejects.toThrow(`TRACKSIDE_MOCK names ${binary}`);
    vi.unstubAllEnvs();
  });

  test("no program at all", async () => {
    vi.stubEnv("TRACKSIDE_MOCK", "");
    vi.stubEnv("PATH", folder);
    await expect(startSandbox()).rejects.toThrow("there is no `trackside-mock`, neither as an npm package nor on the PATH; install it");
    vi.unstubAllEnvs();
  });

  test("the one on the PATH is found", async () => {
    await program("trackside-mock", "#!/bin/sh\necho found >&2; exit 3\n");
    vi.stubEnv("TRACKSIDE_MOCK", "");
    vi.stubEnv("PATH", `${folder}:/bin`);
    await expect(startSandbox()).rejects.toThrow("the sandbox ended before it was ready, with exit code 3\nfound");
    vi.unstubAllEnvs();
  });

  test.each([
    ["ends.sh", "#!/bin/sh\necho 'error: no port' >&2; exit 2\n", {}, "the sandbox ended before it was ready, with exit code 2\nerror: no port"],
    ["silent.sh", "#!/bin/sh\nexec sleep 60\n", { timeout: 50 }, "the sandbox was not ready after 50 ms; give it longer with `timeout`"],
    ["banner.sh", "#!/bin/sh\necho Hello; exec sleep 60\n", {}, "is this the program's newest version? It says: Hello"],
    ["another.sh", "#!/bin/sh\necho '{}'; exec sleep 60\n", {}, "is not what --ready-json prints"],
    ["script.cjs", "console.error('a script'); process.exit(4)", {}, "with exit code 4\na script"],
    ["no-program.sh", "#!/no/such/interpreter\n", {}, "the sandbox could not be run"],
  ])("%s", async (name, script, options, expected) => {
    const error: unknown = await startSandbox({ binary: await program(name, script), ...options }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SandboxError);
    expect((error as Error).message).toContain(expected);
  });

  test("an argument that the sandbox does not know", async () => {
    await expect(startSandbox({ args: ["--nonsense"] })).rejects.toThrow(/exit code 2\nerror: unexpected argument '--nonsense' found/);
  });
});
