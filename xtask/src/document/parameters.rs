//! Parameters: one for each field of a parameter type.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use trackside_schemas::declare::Parameters;

use super::schemas::Schemas;
use super::text::join_lines;

/// The parameter objects of a type; `location` is `path` or `query`.
pub(super) fn of<T: Parameters>(schemas: &mut Schemas, location: &str) -> Vec<Value> {
    take_apart(schemas.fields::<T>(), location)
}

/// The parameters of a request that carries the fields of a payload in its query. What is null is left out, and the
/// fields of an object are written `object[field]`.
pub(super) fn of_payload<T: JsonSchema>(schemas: &mut Schemas) -> Vec<Value> {
    let mut schema = schemas.sent_fields::<T>();
    let nullable: Vec<String> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, field)| super::transform::allows_null(field))
        .map(|(name, _)| name.clone())
        .collect();
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| nullable.iter().all(|nullable| name != nullable));
    }
    let mut parameters = take_apart(schema, "query");
    for parameter in parameters.iter_mut().filter(|parameter| parameter["schema"]["type"] == "object") {
        parameter["style"] = "deepObject".into();
        parameter["explode"] = true.into();
    }
    parameters
}

/// The header whose value makes a repeated request harmless.
pub(super) fn idempotency_key(name: &str) -> Value {
    json!({
        "name": name,
        "in": "header",
        "description": "A key that the caller chooses for the request. A repeated request with the same key gets the \
         first response and changes nothing. White space around it does not count, and a blank one is none.",
        "style": "simple",
        "schema": { "type": "string" },
        "x-provenance": { "source": "documented" },
    })
}

fn take_apart(mut schema: Value, location: &str) -> Vec<Value> {
    let inherited = schema.get("x-provenance").cloned();
    let required: Vec<Value> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(fields)) = schema.get_mut("properties").map(Value::take) else { return Vec::new() };
    fields
        .into_iter()
        .filter_map(|(name, field)| {
            let Value::Object(field) = field else { return None };
            let required = location == "path" || required.iter().any(|required| *required == name);
            Some(parameter(name, field, location, required, inherited.as_ref()))
        })
        .collect()
}

fn parameter(
    name: String,
    mut field: Map<String, Value>,
    location: &str,
    required: bool,
    inherited: Option<&Value>,
) -> Value {
    let description = field.shift_remove("description");
    let example = field.shift_remove("example");
    let provenance = field.shift_remove("x-provenance").or_else(|| inherited.cloned());
    let schema = without_null(field);
    let is_list = schema.get("type").is_some_and(|kind| kind == "array");

    let mut parameter = Map::new();
    parameter.insert("name".to_owned(), name.into());
    parameter.insert("in".to_owned(), location.into());
    if let Some(text) = description.as_ref().and_then(Value::as_str) {
        parameter.insert("description".to_owned(), join_lines(text).into());
    }
    if required {
        parameter.insert("required".to_owned(), true.into());
    }
    parameter.insert("style".to_owned(), if location == "path" { "simple" } else { "form" }.into());
    if is_list {
        parameter.insert("explode".to_owned(), true.into());
    }
    if location == "query" && holds_reserved(&schema, example.as_ref()) {
        parameter.insert("allowReserved".to_owned(), true.into());
    }
    parameter.insert("schema".to_owned(), schema.into());
    if let Some(example) = example {
        parameter.insert("example".to_owned(), example);
    }
    if let Some(provenance) = provenance {
        parameter.insert("x-provenance".to_owned(), provenance);
    }
    parameter.into()
}

/// Whether values of the parameter hold `:` or `/`, which a strict reader of the document otherwise wants escaped.
fn holds_reserved(schema: &Map<String, Value>, example: Option<&Value>) -> bool {
    const FORMATS: [&str; 5] = ["date-time", "local-date-time", "time", "uri", "url"];
    let format = schema.get("format").and_then(Value::as_str);
    let shown = example.and_then(Value::as_str).unwrap_or_default();
    format.is_some_and(|format| FORMATS.contains(&format)) || shown.contains([':', '/'])
}

/// The schema without null: a parameter may be absent, but a path or query cannot contain null.
fn without_null(mut schema: Map<String, Value>) -> Map<String, Value> {
    schema.shift_remove("nullable");
    for union in ["anyOf", "allOf"] {
        let Some(Value::Array(members)) = schema.get(union) else { continue };
        let mut members = members.iter().filter(|member| !super::transform::is_null(member));
        if let (Some(Value::Object(only)), None) = (members.next(), members.next()) {
            // A union of one member, without other keywords, is that member.
            if schema.len() == 1 {
                return only.clone();
            }
            let only = json!([only]);
            schema.shift_remove(union);
            schema.insert("allOf".to_owned(), only);
            return schema;
        }
    }
    schema
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::take_apart;

    #[test]
    fn fields_become_parameters() {
        let documented = json!({ "source": "documented" });
        for (field, required, location, expected) in [
            (
                json!({ "type": "string", "format": "uuid", "description": "The\nid.", "example": "a" }),
                true,
                "path",
                json!({
                    "name": "a", "in": "path", "description": "The id.", "required": true, "style": "simple",
                    "schema": { "type": "string", "format": "uuid" }, "example": "a", "x-provenance": documented
                }),
            ),
            (
                json!({ "type": "array", "nullable": true, "items": { "type": "string" }, "x-provenance": { "source": "example" } }),
                false,
                "query",
                json!({
                    "name": "a", "in": "query", "style": "form", "explode": true,
                    "schema": { "type": "array", "items": { "type": "string" } }, "x-provenance": { "source": "example" }
                }),
            ),
            (
                json!({ "anyOf": [{ "$ref": "#/components/schemas/B" }, { "nullable": true, "enum": [null] }], "description": "B." }),
                false,
                "query",
                json!({
                    "name": "a", "in": "query", "description": "B.", "style": "form",
                    "schema": { "$ref": "#/components/schemas/B" }, "x-provenance": documented
                }),
            ),
            (
                json!({ "anyOf": [{ "$ref": "#/components/schemas/B" }, { "nullable": true, "enum": [null] }], "default": "b" }),
                false,
                "query",
                json!({
                    "name": "a", "in": "query", "style": "form",
                    "schema": { "default": "b", "allOf": [{ "$ref": "#/components/schemas/B" }] }, "x-provenance": documented
                }),
            ),
            (
                json!({ "type": "string", "format": "local-date-time" }),
                false,
                "query",
                json!({
                    "name": "a", "in": "query", "style": "form", "allowReserved": true,
                    "schema": { "type": "string", "format": "local-date-time" }, "x-provenance": documented
                }),
            ),
            (
                json!({ "type": "string", "example": "https://shop.example" }),
                false,
                "query",
                json!({
                    "name": "a", "in": "query", "style": "form", "allowReserved": true, "schema": { "type": "string" },
                    "example": "https://shop.example", "x-provenance": documented
                }),
            ),
            (
                json!({ "allOf": [{ "$ref": "#/components/schemas/B" }], "example": "b" }),
                true,
                "query",
                json!({
                    "name": "a", "in": "query", "required": true, "style": "form",
                    "schema": { "$ref": "#/components/schemas/B" }, "example": "b", "x-provenance": documented
                }),
            ),
        ] {
            let names: &[&str] = if required { &["a"] } else { &[] };
            let schema = json!({ "type": "object", "properties": { "a": field }, "required": names, "x-provenance": documented });
            assert_eq!(take_apart(schema, location), [expected]);
        }
    }

    #[test]
    fn no_fields_are_no_parameters() {
        assert_eq!(take_apart(json!({ "type": "object" }), "query"), [] as [Value; 0]);
    }
}
