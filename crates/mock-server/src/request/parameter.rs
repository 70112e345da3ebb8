//! The parameters and body fields of an operation, as the published document declares them.

use std::fmt;

use serde_json::Value;

use super::FieldProblem;

/// One declared parameter or body field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parameter {
    /// The name on the wire.
    pub(crate) name: String,
    /// Whether it must be given.
    pub(crate) required: bool,
    /// The type of its value.
    pub(crate) shape: Shape,
    /// The name of its format, such as `uuid` or `date-time`.
    pub(crate) format: Option<String>,
    /// The allowed values, if they are listed.
    pub(crate) values: Option<Vec<String>>,
    /// A valid value.
    pub(crate) example: Option<Value>,
    /// The fields of its value, or of its items. Empty at a depth that no request reaches.
    pub(crate) fields: Vec<Parameter>,
    /// Whether its value, or an item of it, may have fields that are not among `fields`.
    pub(crate) is_open: bool,
    bounds: Bounds,
    has_pattern: bool,
}

/// The bounds of a value.
#[derive(Debug, Clone, Default, PartialEq)]
struct Bounds {
    minimum: Option<f64>,
    maximum: Option<f64>,
    /// In characters or items.
    shortest: Option<u64>,
    /// In characters or items.
    longest: Option<u64>,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// An object.
    Object,
    /// A list of values of one type.
    List(Box<Shape>),
}

impl Parameter {
    /// The parameters of an operation object in `place` (`path` or `query`), in the order of the document.
    pub(crate) fn of_operation(document: &Value, operation: &Value, place: &str) -> Vec<Self> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let here = parameters.filter(|parameter| parameter["in"] == place);
        here.filter_map(|parameter| {
            let name = parameter["name"].as_str()?;
            let required = parameter["required"] == true;
            let schema = resolved(document, &parameter["schema"]);
            Some(Self::new(document, name, schema, required, parameter.get("example"), 0))
        })
        .collect()
    }

    /// Whether the request body of an operation object is an object.
    pub(crate) fn is_object_body(document: &Value, operation: &Value) -> bool {
        body_schema(document, operation).is_some_and(|schema| schema["type"] == "object")
    }

    /// The fields of the request body of an operation object. A body that is not an object has none.
    pub(crate) fn of_body(document: &Value, operation: &Value) -> Vec<Self> {
        body_schema(document, operation).map(|schema| Self::of_object(document, schema, DEPTH)).unwrap_or_default()
    }

    /// The fields of an object, and `depth` levels of fields in them.
    fn of_object(document: &Value, schema: &Value, depth: usize) -> Vec<Self> {
        let required = |name: &str| {
            let mut required = schema["required"].as_array().into_iter().flatten();
            required.any(|required| required == name)
        };
        let properties = schema["properties"].as_object().into_iter().flatten();
        properties
            .map(|(name, property)| {
                let schema = resolved(document, property);
                Self::new(document, name, schema, required(name), property.get("example"), depth)
            })
            .collect()
    }

    fn new(
        document: &Value,
        name: &str,
        schema: &Value,
        required: bool,
        example: Option<&Value>,
        depth: usize,
    ) -> Self {
        let shape = Shape::of(document, schema);
        let single = if let Shape::List(_) = shape { resolved(document, &schema["items"]) } else { schema };
        let (shortest, longest) =
            if let Shape::List(_) = shape { ("minItems", "maxItems") } else { ("minLength", "maxLength") };
        Self {
            name: name.to_owned(),
            required,
            format: schema["format"].as_str().map(str::to_owned),
            values: listed_values(single),
            example: example.or_else(|| schema.get("example")).cloned(),
            fields: if depth == 0 { Vec::new() } else { Self::of_object(document, single, depth - 1) },
            is_open: depth == 0 || is_open(single),
            has_pattern: schema["pattern"].is_string(),
            bounds: Bounds {
                minimum: schema["minimum"].as_f64(),
                maximum: schema["maximum"].as_f64(),
                shortest: schema[shortest].as_u64(),
                longest: schema[longest].as_u64(),
            },
            shape,
        }
    }

    /// What is wrong with a value that cannot be read. `None` if type, bounds and listed values do not tell.
    pub(super) fn mismatch(&self, value: &Value) -> Option<FieldProblem> {
        if !self.shape.takes(value) {
            let Bounds { minimum, maximum, .. } = self.bounds;
            let range = minimum.zip(maximum).map(|(minimum, maximum)| format!(" from {minimum} to {maximum}"));
            let shape = if self.shape == Shape::Integer { "a whole number".to_owned() } else { self.shape.to_string() };
            return Some(FieldProblem::Rule(format!("must be {shape}{}", range.unwrap_or_default())));
        }
        let is_listed =
            |values: &Vec<String>| value.as_str().is_some_and(|text| values.iter().any(|known| known == text));
        let unlisted = self.values.as_ref().filter(|values| value.is_string() && !is_listed(values));
        unlisted.map(|values| FieldProblem::NotOneOf(values.clone())).or_else(|| self.broken_bound(value))
    }

    /// Whether neither a length nor a pattern is required.
    pub(super) fn may_be_empty(&self) -> bool {
        !self.has_pattern && self.bounds.shortest.is_none_or(|shortest| shortest == 0)
    }

    /// The bound that a value of the right type breaks, if any.
    pub(super) fn broken_bound(&self, value: &Value) -> Option<FieldProblem> {
        let Bounds { minimum, maximum, shortest, longest } = self.bounds;
        if let Some(number) = value.as_f64() {
            let below = minimum.filter(|minimum| number < *minimum);
            let above = maximum.filter(|maximum| number > *maximum);
            return below
                .map(|minimum| FieldProblem::Below(minimum.to_string()))
                .or_else(|| above.map(|maximum| FieldProblem::Above(maximum.to_string())));
        }
        let length = match value {
            Value::String(text) if shortest.or(longest).is_some() => text.chars().count(),
            Value::Array(items) => items.len(),
            _ => return None,
        } as u64;
        let short = shortest.filter(|shortest| length < *shortest);
        let long = longest.filter(|longest| length > *longest);
        short
            .map(|shortest| FieldProblem::TooShort(shortest.to_string()))
            .or_else(|| long.map(|longest| FieldProblem::TooLong(longest.to_string())))
    }
}

/// Whether an object of this schema may have fields that it does not name. What is no plain object is open, too, because
/// its fields are not known. A schema that lists fields and says nothing else is meant to be complete.
fn is_open(schema: &Value) -> bool {
    let is_map = !matches!(schema["additionalProperties"], Value::Null | Value::Bool(false));
    is_map || (schema["properties"].is_null() && schema["additionalProperties"] != false)
}

/// How deep the fields of a body are known.
const DEPTH: usize = 3;

fn body_schema<'d>(document: &'d Value, operation: &'d Value) -> Option<&'d Value> {
    let (_, media) = operation["requestBody"]["content"].as_object()?.iter().next()?;
    Some(resolved(document, &media["schema"]))
}

/// The schema itself, or the one that it refers to, directly or in `allOf`.
fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let reference = schema["$ref"].as_str().or_else(|| match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => only["$ref"].as_str(),
        _ => None,
    });
    let target = reference.and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    target.map_or(schema, |target| resolved(document, target))
}

impl Shape {
    /// Whether the value has fields.
    pub(crate) fn has_fields(&self) -> bool {
        match self {
            Self::Object => true,
            Self::List(item) => item.has_fields(),
            _ => false,
        }
    }

    /// The type of the items of a list; of any other value its own.
    pub(crate) fn item(&self) -> &Self {
        match self {
            Self::List(item) => item,
            single => single,
        }
    }

    /// Whether the value is of this type.
    pub(super) fn takes(&self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Object => value.is_object(),
            Self::List(_) => value.is_array(),
        }
    }

    fn of(document: &Value, schema: &Value) -> Self {
        match schema["type"].as_str() {
            Some("integer") => Self::Integer,
            Some("number") => Self::Number,
            Some("boolean") => Self::Boolean,
            Some("object") => Self::Object,
            Some("array") => Self::List(Box::new(Self::of(document, resolved(document, &schema["items"])))),
            _ => Self::Text,
        }
    }

    /// Reads the text as a value of this type.
    pub(crate) fn read(&self, text: &str) -> Option<Value> {
        match self {
            Self::Text => Some(text.into()),
            Self::Integer => text.parse::<i64>().ok().filter(|_| !text.starts_with('+')).map(Value::from),
            Self::Number => text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number),
            Self::Boolean => text.parse::<bool>().ok().map(Value::from),
            Self::Object => None,
            Self::List(item) => item.read(text),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Text => "text",
            Self::Integer => "a whole number that fits",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Object => "an object",
            Self::List(_) => "a list",
        })
    }
}

fn listed_values(schema: &Value) -> Option<Vec<String>> {
    Some(schema["enum"].as_array()?.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Parameter, Shape};
    use crate::request::FieldProblem;

    fn document() -> Value {
        json!({ "components": { "schemas": {
            "Colour": { "type": "string", "enum": ["blue", "red"] },
            "Wishes": {
                "type": "object",
                "properties": {
                    "count": { "type": "integer", "minimum": 1, "maximum": 9, "example": 3 },
                    "note": { "type": "string", "maxLength": 4, "nullable": true },
                    "colour": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Colour" }] }
                },
                "required": ["count"]
            }
        } } })
    }

    #[test]
    fn reads_names_shapes_and_values() {
        let operation = json!({ "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" }, "example": "a" },
            { "name": "colour[]", "in": "query", "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Colour" } } }
        ] });
        let path = Parameter::of_operation(&document(), &operation, "path");
        assert_eq!((path.len(), path[0].required, path[0].format.as_deref()), (1, true, Some("uuid")));
        assert_eq!(path[0].example, Some("a".into()));
        let query = Parameter::of_operation(&document(), &operation, "query");
        assert_eq!((query[0].name.as_str(), query[0].required), ("colour[]", false));
        assert_eq!(query[0].shape, Shape::List(Box::new(Shape::Text)));
        assert_eq!(query[0].values.as_deref(), Some(&["blue".to_owned(), "red".to_owned()][..]));
    }

    #[test]
    fn reads_the_fields_of_a_body() {
        let operation = json!({ "requestBody": { "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Wishes" }
        } } } });
        let body = Parameter::of_body(&document(), &operation);
        let names: Vec<_> = body.iter().map(|field| (field.name.as_str(), field.required)).collect();
        assert_eq!(names, [("count", true), ("note", false), ("colour", false)]);
        assert_eq!(body[0].example, Some(3.into()));
        assert_eq!(body[2].values.as_ref().map(Vec::len), Some(2));
        for (field, value, broken) in [
            (0, json!(1), None),
            (0, json!(0), Some(FieldProblem::Below("1".to_owned()))),
            (0, json!(10), Some(FieldProblem::Above("9".to_owned()))),
            (1, json!("äöüß"), None),
            (1, json!("abcde"), Some(FieldProblem::TooLong("4".to_owned()))),
            (1, json!(null), None),
        ] {
            assert_eq!(body[field].broken_bound(&value), broken, "{value}");
        }
        assert!(Parameter::of_body(&document(), &json!({})).is_empty());
    }

    #[test]
    fn reads_texts() {
        for (shape, text, valid) in [
            (Shape::Integer, "12", true),
            (Shape::Integer, "-1", true),
            (Shape::Integer, "+1", false),
            (Shape::Integer, "1.5", false),
            (Shape::Integer, "ten", false),
            (Shape::Integer, "", false),
            (Shape::Integer, "99999999999999999999", false),
            (Shape::Number, "1.5", true),
            (Shape::Number, "NaN", false),
            (Shape::Number, "inf", false),
            (Shape::Boolean, "true", true),
            (Shape::Boolean, "1", false),
        ] {
            assert_eq!(shape.read(text).is_some(), valid, "{shape:?} {text}");
        }
    }
}
