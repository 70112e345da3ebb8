//! Finds fields of a JSON body that nobody declares, at every depth, and names them by their path.

use bytes::Bytes;
use serde_json::{Map, Value};
use trackside_schemas::declare::Media;

use super::warnings::unknown;
use crate::catalogue::Operation;
use crate::request::{Parameter, parse_json};

/// The undeclared fields of a body that the operation accepted, at most `most`: those of an object before those in it.
pub(super) fn unknown_fields(operation: &Operation, body: &Bytes, most: usize) -> Vec<String> {
    if !operation.takes_object || operation.request_media != Media::Json {
        return Vec::new();
    }
    let Ok(Value::Object(body)) = parse_json(body) else { return Vec::new() };
    let mut found = Vec::new();
    collect(&body, &operation.body, "", most, &mut found);
    found
}

fn collect(object: &Map<String, Value>, declared: &[Parameter], path: &str, most: usize, found: &mut Vec<String>) {
    let place = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for name in object.keys().filter(|name| !declared.iter().any(|field| field.name == **name)) {
        if found.len() >= most {
            return;
        }
        found.push(unknown("body field", &place(name), name, declared));
    }
    for field in declared.iter().filter(|field| !field.is_open) {
        match object.get(&field.name) {
            Some(Value::Object(inner)) => collect(inner, &field.fields, &place(&field.name), most, found),
            Some(Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let Value::Object(inner) = item else { continue };
                    collect(inner, &field.fields, &format!("{}[{index}]", place(&field.name)), most, found);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::{Value, json};

    use super::unknown_fields;
    use crate::catalogue::{self, Operation};
    use crate::request::Parameter;

    /// An operation whose body nests: no provider has one yet.
    fn nested() -> Operation {
        let item = json!({
            "type": "object",
            "properties": { "color": { "type": "string" }, "price": { "$ref": "#/components/schemas/Price" } },
        });
        let document = json!({ "components": { "schemas": {
            "Price": { "type": "object", "properties": { "amount": { "type": "integer" } } },
        }}});
        let described = json!({ "requestBody": { "content": { "application/json": { "schema": {
            "type": "object",
            "properties": {
                "name": { "type": "string" },
                "line_items": { "type": "array", "items": item },
                "total": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Price" }] },
                "metadata": { "type": "object", "additionalProperties": true, "properties": { "note": {} } },
                "labels": { "type": "object", "additionalProperties": { "type": "string" } },
                "anything": { "type": "object" },
                "either": { "oneOf": [{ "$ref": "#/components/schemas/Price" }, { "type": "string" }] },
            },
        }}}}});
        let known = catalogue::operations().find(|operation| operation.takes_object).expect("one takes an object");
        let mut nested = known.clone();
        nested.body = Parameter::of_body(&document, &described);
        nested
    }

    fn found(operation: &Operation, body: &Value) -> Vec<String> {
        unknown_fields(operation, &Bytes::from(body.to_string()), 8)
    }

    #[test]
    fn unknown_fields_below_the_top_level_are_named_by_their_path() {
        let nested = nested();
        for (body, expected) in [
            (json!({ "nam": "a" }), &["unknown body field nam (did you mean name?)"][..]),
            (
                json!({ "line_items": [{ "colour": "red" }, { "color": "red" }, 3, null] }),
                &["unknown body field line_items[0].colour (did you mean color?)"],
            ),
            (
                json!({ "line_items": [{}, { "price": { "amount": 1, "q": 2 } }] }),
                &["unknown body field line_items[1].price.q"],
            ),
            (json!({ "total": { "q": 1 }, "q": 2 }), &["unknown body field q", "unknown body field total.q"]),
            (json!({ "total": null, "line_items": [] }), &[]),
        ] {
            assert_eq!(found(&nested, &body), expected, "{body}");
        }
        let with_mark = Bytes::from(format!("\u{feff}{}", json!({ "total": { "q": 1 } })));
        assert_eq!(unknown_fields(&nested, &with_mark, 8), ["unknown body field total.q"]);
    }

    #[test]
    fn fields_of_an_open_object_are_not_unknown() {
        for body in [
            json!({ "metadata": { "colour": 1 } }),
            json!({ "labels": { "colour": "red" } }),
            json!({ "anything": { "colour": { "deep": 1 } } }),
            json!({ "either": { "amount": 1, "colour": 1 } }),
        ] {
            assert_eq!(found(&nested(), &body), [""; 0], "{body}");
        }
    }

    #[test]
    fn every_declared_field_of_every_provider_is_known_at_every_depth() {
        /// A value with every declared field, and one field more in every closed object.
        fn filled(fields: &[Parameter], path: &str, expected: &mut Vec<String>) -> Value {
            expected.push(format!("unknown body field {path}zzz9"));
            let filled = fields.iter().map(|field| {
                let (has_fields, is_list) = (field.shape.has_fields(), field.shape.item() != &field.shape);
                let place = format!("{path}{}{}.", field.name, if is_list { "[0]" } else { "" });
                let value = match has_fields && !field.is_open {
                    true if is_list => json!([filled(&field.fields, &place, expected)]),
                    true => filled(&field.fields, &place, expected),
                    false => json!({ "zzz9": 1 }),
                };
                (field.name.clone(), value)
            });
            let mut object: serde_json::Map<_, _> = filled.collect();
            object.insert("zzz9".to_owned(), json!(1));
            Value::Object(object)
        }
        let taking = catalogue::operations().filter(|operation| operation.takes_object).cloned();
        for operation in taking.chain([nested()]) {
            let mut expected = Vec::new();
            let body = filled(&operation.body, "", &mut expected);
            let mut found = found(&operation, &body);
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{operation:?}: {body}");
        }
    }
}
