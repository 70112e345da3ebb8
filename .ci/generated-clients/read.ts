// Lets the generated TypeScript clients read what the sandbox has responded: `read.ts RECORDED SPECS CLIENTS`.
//
// The zod schemas of hey-api and orval must accept every recorded response unchanged; openapi-generator's client must read it and write it
// again. Orval's sample data must match the patterns of the documents.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Entry = { provider: string; operation: string; status: number; body: Json };
type Module = Record<string, unknown>;
type Zod = { safeParse(value: unknown): { success: boolean; data?: unknown; error?: { message: string } } };

const [recorded, specs, clients] = process.argv.slice(2).map((path) => resolve(path));
const entries: Entry[] = JSON.parse(readFileSync(recorded!, "utf8"));
const documents = new Map(
    readdirSync(specs!)
        .filter((name) => name.endsWith(".json"))
        .map((name) => [name.replace(".json", ""), JSON.parse(readFileSync(join(specs!, name), "utf8"))]),
);

const nameOf = (reference: string) => reference.split("/").at(-1)!;

/** The schema of a recorded response: the name of a component, and whether the response is a list of it. */
function schemaOf({ provider, operation, status }: Entry): { name: string; isList: boolean } {
    for (const methods of Object.values<Record<string, any>>(documents.get(provider).paths)) {
        for (const declared of Object.values(methods).filter(({ operationId }) => operationId === operation)) {
            let { schema } = declared.responses[status].content["application/json"];
            const component = (reference: string) => documents.get(provider).components.schemas[nameOf(reference)];
            // A component that is a list has no name of its own in some clients.
            if (schema.$ref !== undefined && component(schema.$ref).type === "array") schema = component(schema.$ref);
            return { name: nameOf((schema.items ?? schema).$ref), isList: schema.type === "array" };
        }
    }
    throw new Error(`${provider} has no ${operation}`);
}

const letters = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
const load = (...path: string[]): Promise<Module> => import(join(clients!, ...path));

/** The export whose name has the same letters. */
function named<T>(module: Module, name: string): T {
    const found = Object.keys(module).find((known) => letters(known) === letters(name));
    if (found === undefined) throw new Error(`there is no ${name}`);
    return module[found] as T;
}

/** The value without what differs only in writing: the times of `Date`s, and whole numbers, which hey-api reads as `BigInt`s. */
function written(value: unknown): Json {
    const text = JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? Number(inner) : inner));
    return JSON.parse(text, (_, inner) =>
        typeof inner === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(inner) ? Date.parse(inner) : inner,
    );
}

function accepted(schema: Zod, body: Json): unknown {
    const { success, data, error } = schema.safeParse(body);
    if (!success) throw new Error(error!.message);
    return data;
}

const readers: Record<string, (entry: Entry) => Promise<unknown>> = {
    async heyApi(entry) {
        const { name, isList } = schemaOf(entry);
        const module = await load("hey-api", entry.provider, "zod.gen.ts");
        const schema = named<Zod>(module, `z${name}`);
        if (!isList) return accepted(schema, entry.body);
        return (entry.body as Json[]).map((item) => accepted(schema, item));
    },
    async orval(entry) {
        const module = await load("orval", `${entry.provider}.zod.ts`);
        return accepted(named(module, `${entry.operation}${entry.status}Response`), entry.body);
    },
    async openapiGenerator(entry) {
        const { name, isList } = schemaOf(entry);
        const module = await load("openapi-generator", entry.provider, "models", "index.ts");
        const from = named<(json: Json) => unknown>(module, `${name}FromJSON`);
        const to = named<(value: unknown) => unknown>(module, `${name}ToJSON`);
        return isList ? (entry.body as Json[]).map((item) => to(from(item))) : to(from(entry.body));
    },
};

/** Whether a schema holds a union, of which openapi-generator's client cannot choose the variant: see docs/generators.md. */
function holdsUnion(document: any, schema: any): boolean {
    if (schema === null || typeof schema !== "object") return false;
    if (schema.oneOf !== undefined) return true;
    if (schema.$ref !== undefined) return holdsUnion(document, document.components.schemas[nameOf(schema.$ref)]);
    return [schema.items, ...(schema.allOf ?? []), ...Object.values(schema.properties ?? {})].some((inner) => holdsUnion(document, inner));
}

let failures = 0;
for (const [reader, read] of Object.entries(readers)) {
    let count = 0;
    let unions = 0;
    for (const entry of entries) {
        const place = `${reader}: ${entry.provider} ${entry.operation} ${entry.status}`;
        try {
            const found = await read(entry);
            if (!isDeepStrictEqual(written(found), written(entry.body))) {
                throw new Error(`loses something:\n  ${JSON.stringify(entry.body)}\n  ${JSON.stringify(found)}`);
            }
            count += 1;
        } catch (error) {
            const document = documents.get(entry.provider);
            if (reader === "openapiGenerator" && holdsUnion(document, document.components.schemas[schemaOf(entry).name])) {
                unions += 1;
                continue;
            }
            console.error(`${place}: ${String(error).slice(0, 2000)}`);
            failures += 1;
        }
    }
    console.log(`${reader} reads ${count} of ${entries.length} responses${unions > 0 ? `, all but ${unions} with unions` : ""}`);
}

/** The values at a path of names, through every list. */
function* valuesAt(value: Json | undefined, names: string[]): Generator<Json> {
    const [name, ...rest] = names;
    if (Array.isArray(value)) for (const item of value) yield* valuesAt(item, names);
    else if (name === undefined) { if (value !== null && value !== undefined) yield value; }
    else if (value !== null && typeof value === "object") yield* valuesAt(value[name], rest);
}

/** The patterns of texts in a schema, by their paths. */
function* patterns(document: any, schema: any, names: string[] = []): Generator<[string[], RegExp]> {
    if (schema.$ref !== undefined) schema = document.components.schemas[nameOf(schema.$ref)];
    if (schema.pattern !== undefined) yield [names, new RegExp(schema.pattern, "u")];
    if (schema.items !== undefined) yield* patterns(document, schema.items, names);
    for (const [name, field] of Object.entries(schema.properties ?? {})) yield* patterns(document, field, [...names, name]);
}

let sampled = 0;
for (const { provider, operation } of new Map(entries.map((entry) => [`${entry.provider} ${entry.operation}`, entry])).values()) {
    const document = documents.get(provider);
    const module = await load("orval", `${provider}.faker.ts`);
    const make = named<() => Json>(module, `get${operation}ResponseMock`);
    const entry = entries.find((entry) => entry.provider === provider && entry.operation === operation && entry.status < 300)!;
    const samples = Array.from({ length: 20 }, make);
    for (const [names, pattern] of patterns(document, document.components.schemas[schemaOf(entry).name])) {
        if (/[(^$]/.test(pattern.source)) continue; // The generator of samples knows neither groups nor anchors: see docs/generators.md.
        for (const sample of samples) {
            for (const value of valuesAt(sample, names)) {
                sampled += 1;
                if (typeof value === "string" && pattern.test(value)) continue;
                console.error(`orval's sample of ${provider} ${operation} has ${JSON.stringify(value)} at ${names.join(".")}: not ${pattern}`);
                failures += 1;
            }
        }
    }
}
console.log(`${sampled} values of orval's sample data match their patterns`);
process.exitCode = failures > 0 ? 1 : 0;
