// What the SDK declares: its public methods, and the types of their results. Read from the declarations that it ships,
// because JavaScript has no types when it runs.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

const file = join(dirname(createRequire(import.meta.url).resolve("agentref")), "index.d.mts");
const program = ts.createProgram([file], { target: ts.ScriptTarget.ES2022, skipLibCheck: true, strict: true, types: [] });
const checker = program.getTypeChecker();

const isPrivate = (symbol) =>
  symbol.declarations.some((declaration) => ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private);

/** The public methods of the client's resources, as `programs.list`, with the types of their results. */
export function methods() {
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const client = checker.getDeclaredTypeOfSymbol(exported.find((symbol) => symbol.name === "AgentRef"));
  const found = new Map();
  for (const resource of client.getProperties()) {
    for (const member of checker.getTypeOfSymbol(resource).getProperties()) {
      const [signature] = checker.getTypeOfSymbol(member).getCallSignatures();
      if (!signature || isPrivate(member)) continue;
      // A promise of the result, or a generator of it.
      const [result] = checker.getTypeArguments(signature.getReturnType());
      found.set(`${resource.name}.${member.name}`, result);
    }
  }
  return found;
}

/** What of a value is not as its type declares. Fields that are not declared are no problem: a type may be open. */
export function problems(value, type, path) {
  const { flags } = type;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
  const wrong = () => [`${path}: ${JSON.stringify(value)} is not ${checker.typeToString(type)}`];
  if (flags & ts.TypeFlags.Null) return value === null ? [] : wrong();
  if (flags & ts.TypeFlags.Undefined) return value === undefined ? [] : wrong();
  if (flags & ts.TypeFlags.BooleanLike) return typeof value === "boolean" ? [] : wrong();
  if (flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral)) return value === type.value ? [] : wrong();
  if (flags & ts.TypeFlags.StringLike) return typeof value === "string" ? [] : wrong();
  if (flags & ts.TypeFlags.NumberLike) return typeof value === "number" ? [] : wrong();
  if (type.isUnion()) {
    return type.types.some((part) => problems(value, part, path).length === 0) ? [] : wrong();
  }
  if (value === null || typeof value !== "object") return wrong();
  if (checker.isArrayType(type)) {
    if (!Array.isArray(value)) return wrong();
    const [element] = checker.getTypeArguments(type);
    return value.flatMap((item, index) => problems(item, element, `${path}[${index}]`));
  }
  if (Array.isArray(value)) return wrong();
  return checker.getPropertiesOfType(type).flatMap((property) => {
    const isAbsent = value[property.name] === undefined;
    if (isAbsent && property.flags & ts.SymbolFlags.Optional) return [];
    return problems(value[property.name], checker.getTypeOfSymbol(property), `${path}.${property.name}`);
  });
}
