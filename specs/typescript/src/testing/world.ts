import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A world file, as the sandbox reads it when it starts. */
export interface WorldFile {
  /** Where it is. */
  readonly path: string;
  /** Whether it has a time for the clock (`now`). */
  readonly setsClock: boolean;
}

/** Hands on the file of a world. A file that is written for it is there until the promise of `use` is settled. */
export async function withWorldFile<Result>(
  world: string | URL | object | undefined,
  use: (file: WorldFile | undefined) => Promise<Result>,
): Promise<Result> {
  if (world === undefined) {
    return use(undefined);
  }
  if (world instanceof URL || (typeof world === "string" && !world.includes("\n"))) {
    const path = world instanceof URL ? fileURLToPath(world) : resolve(world);
    // The sandbox says what is wrong with a file that cannot be read.
    const text = await readFile(path, "utf8").catch(() => "");
    return use({ path, setsClock: setsClock(text) });
  }
  const [name, text] = typeof world === "string" ? ["world.yaml", world] : ["world.json", JSON.stringify(world)];
  const folder = await mkdtemp(join(tmpdir(), "trackside-"));
  try {
    const path = join(folder, name);
    await writeFile(path, text);
    return await use({ path, setsClock: setsClock(text) });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function setsClock(text: string): boolean {
  try {
    const { now } = JSON.parse(text) as { now?: unknown };
    return now !== undefined && now !== null;
  } catch {
    // In YAML, a key of the top level is the only thing that can stand at the start of a line.
    return /^(["']?)now\1\s*:/m.test(text);
  }
}
