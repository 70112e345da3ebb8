// Copies OpenAPI documents with another title in every schema. That means nothing to clients, but no schema is written
// as it was, so that every one of them is compared.
//
// node retitle.mjs FOLDER FILE…  writes FOLDER/0.json, FOLDER/1.json and so on.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DATA = new Set(["default", "enum", "example", "examples"]);
const SCHEMAS = new Set(["additionalProperties", "allOf", "anyOf", "items", "not", "oneOf"]);

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const mapped = (value, change) =>
  Array.isArray(value)
    ? value.map((item) => change(item))
    : isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]))
      : value;

// Any object that is not a schema.
function part(value) {
  return mapped(value, (member, name) => {
    if (DATA.has(name) || name?.startsWith("x-")) return member;
    if (name === "schema") return schema(member);
    return name === "schemas" ? mapped(member, schema) : part(member);
  });
}

function schema(value) {
  if (!isObject(value) || "$ref" in value) return value;
  const copy = mapped(value, (member, name) => {
    if (name === "properties") return mapped(member, schema);
    if (!SCHEMAS.has(name)) return member;
    return Array.isArray(member) ? member.map(schema) : schema(member);
  });
  return { ...copy, title: `Another title than ${value.title}` };
}

const [folder, ...files] = process.argv.slice(2);
files.forEach((file, index) => {
  const document = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(join(folder, `${index}.json`), JSON.stringify(part(document)));
});
