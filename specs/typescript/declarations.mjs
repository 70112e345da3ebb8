// Makes declarations of OpenAPI documents: reads {name: document} as JSON and writes {name: declarations}. `cargo xtask codegen --typescript` runs it.
import { text } from "node:stream/consumers";

import openapiTypeScript, { astToString } from "openapi-typescript";

const options = { rootTypes: true, rootTypesNoSchemaPrefix: true, defaultNonNullable: false, silent: true };
const declarations = {};
for (const [name, document] of Object.entries(JSON.parse(await text(process.stdin)))) {
  declarations[name] = astToString(await openapiTypeScript(document, options));
}
process.stdout.write(JSON.stringify(declarations));
