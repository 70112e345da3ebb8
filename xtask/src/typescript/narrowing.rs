//! Says of each failure which of the variants of the one error component it is.
//!
//! The dialect gives the failures of an operation one component, a `oneOf` where the provider has several shapes, and rules of the operation
//! say which status has which shape. A variant that a rule excludes for a status is left out of that response, so that a look at the status
//! tells the shape. Rules that are written otherwise than [`excludes`] reads them exclude nothing.

use serde_json::{Value, json};

use super::endpoints::METHODS;

/// Narrows the failures of every operation.
pub(super) fn narrow(document: &mut Value) {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for item in paths.values_mut() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                narrow_operation(operation, &schemas);
            }
        }
    }
}

fn narrow_operation(operation: &mut Value, schemas: &Value) {
    let rules: Vec<String> = operation
        .get("x-validations")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|validation| Some(validation.get("rule")?.as_str()?.to_owned()))
        .collect();
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, response) in responses {
        let Ok(status) = status.parse::<u16>() else { continue };
        let Some(schema) = response.pointer_mut("/content/application~1json/schema") else { continue };
        let Some(variants) = resolve(schema, schemas).get("oneOf").and_then(Value::as_array) else { continue };
        let possible: Vec<_> = variants
            .iter()
            .filter(|variant| !rules.iter().any(|rule| excludes(rule, status, resolve(variant, schemas))))
            .collect();
        match possible.as_slice() {
            [only] => *schema = (*only).clone(),
            [] => {}
            several if several.len() < variants.len() => *schema = json!({ "oneOf": several }),
            _ => {}
        }
    }
}

/// Whether a rule says that an answer with the status cannot be the variant: a rule of the form `status tests || shape tests`, such as
/// `response.status != 422 || (has(response.body.message) && has(response.body.errors))`.
fn excludes(rule: &str, status: u16, variant: &Value) -> bool {
    let Some((guards, shape)) = rule.rsplit_once(" || ") else { return false };
    let is_about_the_status = guards.split(" || ").all(|guard| holds(guard, status) == Some(false));
    let shape = shape.strip_prefix('(').and_then(|shape| shape.strip_suffix(')')).unwrap_or(shape);
    let tests: Option<Vec<bool>> = shape.split(" && ").map(|test| contradicts(test, variant)).collect();
    is_about_the_status && tests.is_some_and(|tests| tests.contains(&true))
}

/// Whether a test of the status holds; nothing when it is another test.
fn holds(test: &str, status: u16) -> Option<bool> {
    let (operator, number) = test.strip_prefix("response.status ")?.split_once(' ')?;
    let number: u16 = number.parse().ok()?;
    match operator {
        "==" => Some(status == number),
        "!=" => Some(status != number),
        "<" => Some(status < number),
        _ => None,
    }
}

/// Whether a value of the variant can never pass a test for a field; nothing when it is another test.
fn contradicts(test: &str, variant: &Value) -> Option<bool> {
    let field = test.trim_start_matches('!').strip_prefix("has(response.body.")?.strip_suffix(')')?;
    let is_plain = field.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if !is_plain {
        return None;
    }
    Some(if test.starts_with('!') {
        variant
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|required| required.iter().any(|name| name == field))
    } else {
        variant.get("additionalProperties") == Some(&Value::Bool(false))
            && variant.get("properties").and_then(|properties| properties.get(field)).is_none()
    })
}

/// The schema that a reference names, or the schema itself.
fn resolve<'a>(schema: &'a Value, schemas: &'a Value) -> &'a Value {
    schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
        .and_then(|name| schemas.get(name))
        .unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{excludes, narrow};

    fn variant(fields: &[&str]) -> Value {
        let properties: serde_json::Map<_, _> = fields.iter().map(|field| ((*field).to_owned(), json!({}))).collect();
        json!({"type": "object", "properties": properties, "required": fields, "additionalProperties": false})
    }

    #[test]
    fn a_rule_excludes_what_it_contradicts() {
        let (error, message, errors) = (variant(&["error"]), variant(&["message"]), variant(&["message", "errors"]));
        let invalid = "response.status != 422 || (has(response.body.message) && has(response.body.errors))";
        let other = "response.status < 400 || response.status == 422 || (has(response.body.message) && !has(response.body.errors))";
        for (rule, status, variant, expected) in [
            (invalid, 422, &errors, false),
            (invalid, 422, &message, true),
            (invalid, 422, &error, true),
            (invalid, 429, &message, false),
            (other, 429, &message, false),
            (other, 429, &errors, true),
            (other, 429, &error, true),
            (other, 422, &errors, false),
            (other, 200, &error, false),
            ("response.status != 401 || has(response.body.error)", 401, &message, true),
            // What is not understood excludes nothing.
            ("has(response.body.error)", 401, &message, false),
            ("response.status > 400 || has(response.body.error)", 401, &message, false),
            ("response.status != 401 || response.body.error == 'a'", 401, &message, false),
            ("response.status != 401 || has(response.body.error.code)", 401, &message, false),
            ("request.path.id == 1 || has(response.body.error)", 401, &message, false),
            ("", 401, &message, false),
        ] {
            assert_eq!(excludes(rule, status, variant), expected, "{rule} at {status} of {variant}");
        }
        let open = json!({"properties": {"message": {}}, "required": ["message"]});
        assert!(!excludes("response.status != 401 || has(response.body.error)", 401, &open), "it may have the field");
    }

    #[test]
    fn failures_become_the_variants_that_are_left() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let response = || json!({"content": {"application/json": {"schema": reference("Failure")}}});
        let mut document = json!({
            "components": {"schemas": {
                "Failure": {"oneOf": [reference("A"), reference("B"), reference("C")]},
                "A": variant(&["a"]), "B": variant(&["b"]), "C": variant(&["b", "c"])
            }},
            "paths": {"/": {"get": {
                "responses": {"400": response(), "401": response(), "404": response(), "default": response()},
                "x-validations": [
                    {"rule": "response.status != 400 || has(response.body.a)"},
                    {"rule": "response.status != 401 || has(response.body.b)"}
                ]
            }}}
        });
        narrow(&mut document);
        let schema =
            |status: &str| &document["paths"]["/"]["get"]["responses"][status]["content"]["application/json"]["schema"];
        assert_eq!(*schema("400"), reference("A"));
        assert_eq!(*schema("401"), json!({"oneOf": [reference("B"), reference("C")]}));
        assert_eq!(*schema("404"), reference("Failure"));
        assert_eq!(*schema("default"), reference("Failure"));
    }
}
