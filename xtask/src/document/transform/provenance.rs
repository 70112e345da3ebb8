//! Gives every property a provenance.

use serde_json::{Value, json};

use super::each_inner;

/// Gives each property without an `x-provenance` that of the type that contains it. A property that is a bare reference
/// is wrapped, because a `$ref` may have no siblings.
pub(super) fn stamp(schema: &mut Value) {
    stamp_with(schema, None);
}

fn stamp_with(schema: &mut Value, inherited: Option<&Value>) {
    let Some(schema) = schema.as_object_mut() else { return };
    let own = schema.get("x-provenance").or(inherited).cloned();
    if let (Some(Value::Object(properties)), Some(own)) = (schema.get_mut("properties"), &own) {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            if let Some(reference) = property.shift_remove("$ref") {
                property.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
            }
            property.entry("x-provenance").or_insert_with(|| own.clone());
        }
    }
    each_inner(schema, &mut |inner| stamp_with(inner, own.as_ref()));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::stamp;

    #[test]
    fn properties_inherit_from_their_type() {
        let (documented, inferred) =
            (json!({ "source": "documented" }), json!({ "source": "inferred", "reason": "a" }));
        let mut schema = json!({
            "x-provenance": documented,
            "properties": {
                "plain": { "type": "string" },
                "own": { "type": "object", "x-provenance": inferred, "properties": { "inner": { "type": "string" } } },
                "reference": { "$ref": "#/components/schemas/A" },
                "list": { "type": "array", "items": { "type": "object", "properties": { "inner": {} } } }
            }
        });
        stamp(&mut schema);
        let properties = &schema["properties"];
        for (pointer, expected) in [
            ("/plain/x-provenance", &documented),
            ("/own/x-provenance", &inferred),
            ("/own/properties/inner/x-provenance", &inferred),
            ("/reference/x-provenance", &documented),
            ("/reference/allOf/0/$ref", &json!("#/components/schemas/A")),
            ("/list/items/properties/inner/x-provenance", &documented),
        ] {
            assert_eq!(properties.pointer(pointer), Some(expected), "{pointer}");
        }
    }

    #[test]
    fn nothing_is_made_up() {
        let mut schema = json!({ "properties": { "a": { "type": "string" } } });
        let before = schema.clone();
        stamp(&mut schema);
        assert_eq!(schema, before);
    }
}
