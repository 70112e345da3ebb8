// Asks npm `@bufbuild/cel`. Reads questions, prints `true`, `false` or `error` for each. With the argument
// `corrected`, what it does otherwise than the language is corrected.
import { createInterface } from 'node:readline';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { celEnv, parse, plan } from '@bufbuild/cel';
import { corrections, functions } from './functions.mjs';

const isCorrected = process.argv[2] === 'corrected';
const environment = celEnv({ funcs: isCorrected ? [...functions, ...corrections] : functions });
const compiled = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const { rule, variables, now } = JSON.parse(line);
  if (!compiled.has(rule)) compiled.set(rule, plan(environment, parse(rule)));
  const bindings = { ...variables, now: now === null ? null : timestampFromDate(new Date(now)) };
  let value;
  try {
    value = compiled.get(rule)(bindings);
  } catch {
    value = undefined;
  }
  console.log(typeof value === 'boolean' ? String(value) : 'error');
}
