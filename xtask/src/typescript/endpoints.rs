//! The table of a document's operations, as TypeScript.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The methods of operations, as a path item names them.
pub(super) const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// The provider's own address, and method, path and statuses of each operation. `None` if the document lacks what the
/// table needs.
pub(super) fn table(document: &Value) -> Option<String> {
    let mut text = format!(
        "/** The address that the document names. */\nexport const address = {};\n\n\
         /** Method, path and documented statuses of each operation, by operation id. */\nexport const endpoints = {{\n",
        document.pointer("/servers/0/url")?
    );
    for (path, item) in document.get("paths")?.as_object()? {
        for (method, operation) in METHODS.iter().filter_map(|method| Some((method, item.get(method)?))) {
            let name = operation.get("operationId")?;
            let responses = operation.get("responses")?.as_object()?;
            let statuses: Vec<_> = statuses(responses).collect();
            let is_text = if succeeds_with_text(responses) { ", isText: true" } else { "" };
            writeln!(
                text,
                "    {name}: {{ method: \"{}\", path: {}, statuses: [{}]{is_text} }},",
                method.to_uppercase(),
                Value::from(path.as_str()),
                statuses.join(", ")
            )
            .expect("memory takes everything");
        }
    }
    text.push_str(
        "} as const satisfies {\n    [Name in keyof operations]: {\n        method: string;\n        path: keyof paths;\n        \
         statuses: readonly (keyof operations[Name][\"responses\"])[];\n        isText?: true;\n    };\n};\n",
    );
    Some(text)
}

/// The statuses that are numbers: `default` and `4XX` name no status of their own.
fn statuses(responses: &Map<String, Value>) -> impl Iterator<Item = &str> {
    responses.keys().map(String::as_str).filter(|status| status.parse::<u16>().is_ok())
}

/// Whether the body of a success is text, and not JSON.
fn succeeds_with_text(responses: &Map<String, Value>) -> bool {
    let successes = responses.iter().filter(|(status, _)| status.starts_with('2'));
    let mut media = successes.filter_map(|(_, response)| response.get("content")?.as_object()).flat_map(Map::keys);
    media.any(|media| media.starts_with("text/"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::table;

    #[test]
    fn every_operation_has_its_line() {
        let document = json!({
            "servers": [{"url": "https://api.example/v1"}],
            "paths": {
                "/things/{id}": {
                    "parameters": [],
                    "get": {"operationId": "getThing", "responses": {"200": {}, "404": {}, "default": {}}},
                    "post": {"operationId": "changeThing", "responses": {"201": {"content": {"text/plain": {}}}}}
                }
            }
        });
        let text = table(&document).expect("a table");
        for line in [
            "export const address = \"https://api.example/v1\";",
            "    \"getThing\": { method: \"GET\", path: \"/things/{id}\", statuses: [200, 404] },",
            "    \"changeThing\": { method: \"POST\", path: \"/things/{id}\", statuses: [201], isText: true },",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }

    #[test]
    fn what_is_no_document_has_no_table() {
        for document in [
            json!(null),
            json!({}),
            json!({"servers": [], "paths": {}}),
            json!({"servers": [{"url": "/"}], "paths": {"/": {"get": {"responses": {}}}}}),
            json!({"servers": [{"url": "/"}], "paths": {"/": {"get": {"operationId": "a", "responses": []}}}}),
        ] {
            assert_eq!(table(&document), None, "{document}");
        }
    }
}
