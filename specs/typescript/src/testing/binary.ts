import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { SandboxError } from "./error.js";

const NAME = "trackside-mock";

/** A program and the arguments that come before all others. */
export interface Program {
  readonly command: string;
  readonly before: readonly string[];
}

/**
 * The sandbox's program: the one named, that of `TRACKSIDE_MOCK`, that of the npm package `trackside-mock`, or the first on the search path.
 *
 * Throws a {@link SandboxError} when there is none, or the one named is none.
 */
export function findProgram(named: string | undefined, environment: NodeJS.ProcessEnv = process.env): Program {
  for (const [source, path] of [
    ["`binary`", named],
    ["TRACKSIDE_MOCK", environment["TRACKSIDE_MOCK"]],
  ]) {
    if (path) {
      return program(existing(resolve(path), source));
    }
  }
  const found = packaged() ?? searched(environment["PATH"]);
  if (found === undefined) {
    throw new SandboxError(
      `there is no \`${NAME}\`, neither as an npm package nor on the PATH; install it, or name the program with \`binary\` or TRACKSIDE_MOCK`,
    );
  }
  return program(found);
}

function existing(path: string, source: string | undefined): string {
  if (!isProgram(path)) {
    throw new SandboxError(`${source} names ${path}, which is no program that can be run; build it, or name another`);
  }
  return path;
}

/** The program of the npm package, as the project in the working directory sees it. */
function packaged(): string | undefined {
  const require = createRequire(import.meta.url);
  let manifest: string;
  try {
    manifest = require.resolve(`${NAME}/package.json`, { paths: [process.cwd(), fileURLToPath(import.meta.url)] });
  } catch {
    return undefined;
  }
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin?: string | Record<string, string> };
  const path = typeof bin === "string" ? bin : bin?.[NAME];
  const program = path && join(dirname(manifest), path);
  return program && existsSync(program) ? program : undefined;
}

function searched(path: string | undefined): string | undefined {
  const names = process.platform === "win32" ? [`${NAME}.exe`] : [NAME];
  const folders = (path ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

/** A script is run by this Node.js, for not every system runs scripts. */
function program(path: string): Program {
  return /\.[cm]?js$/.test(path) ? { command: process.execPath, before: [path] } : { command: path, before: [] };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, /\.[cm]?js$/.test(path) ? constants.R_OK : constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
