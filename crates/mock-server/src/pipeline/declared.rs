//! What an endpoint declares of its parameters, read from their schema.

use std::fmt;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// One declared parameter or body field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Declared {
    /// The name on the wire.
    pub(crate) name: String,
    /// Whether it must be given.
    pub(crate) required: bool,
    /// What its value is.
    pub(crate) shape: Shape,
    /// The values that there are, when they are listed.
    pub(crate) values: Option<Vec<String>>,
    /// A value that keeps the contract.
    pub(crate) example: Option<Value>,
}

/// What a value is.
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
    /// A list of values of one shape.
    List(Box<Shape>),
}

impl Declared {
    /// The fields of a struct of parameters, in the order of their declaration.
    pub(crate) fn of<T: JsonSchema>() -> Vec<Self> {
        let mut settings = SchemaSettings::openapi3();
        settings.inline_subschemas = true;
        let schema = settings.into_generator().into_root_schema_for::<T>().to_value();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema["properties"].as_object();
        properties
            .into_iter()
            .flatten()
            .map(|(name, property)| Self::property(name, property, required.contains(&name.as_str())))
            .collect()
    }

    fn property(name: &str, property: &Value, required: bool) -> Self {
        let shape = Shape::of(property);
        let listed = if let Shape::List(_) = shape { &property["items"] } else { property };
        Self {
            name: name.to_owned(),
            required,
            values: listed_values(listed),
            example: property.get("example").cloned(),
            shape,
        }
    }
}

impl Shape {
    /// Whether the value holds fields of its own.
    pub(crate) fn has_fields(&self) -> bool {
        match self {
            Self::Object => true,
            Self::List(item) => item.has_fields(),
            _ => false,
        }
    }

    fn of(schema: &Value) -> Self {
        match schema["type"].as_str() {
            Some("integer") => Self::Integer,
            Some("number") => Self::Number,
            Some("boolean") => Self::Boolean,
            Some("object") => Self::Object,
            Some("array") => Self::List(Box::new(Self::of(&schema["items"]))),
            _ => Self::Text,
        }
    }

    /// The text as a value of this shape, if it is one.
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
    let values = |schema: &Value| -> Option<Vec<String>> {
        Some(schema["enum"].as_array()?.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect())
    };
    if let Some(listed) = values(schema) {
        return Some(listed);
    }
    // An enum with documented variants is a choice between lists of one.
    let variants: Vec<Vec<String>> = schema["oneOf"].as_array()?.iter().map(values).collect::<Option<_>>()?;
    Some(variants.into_iter().flatten().collect())
}

/// The values given for a struct of parameters.
pub(crate) type Given = Map<String, Value>;

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;

    use super::{Declared, Shape};

    /// Variants with and without a comment of their own.
    #[derive(JsonSchema)]
    #[serde(rename_all = "lowercase")]
    #[expect(dead_code, reason = "only its schema is read")]
    enum Colour {
        /// As blood.
        Red,
        Blue,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is read")]
    struct Wishes {
        #[serde(rename = "colour[]")]
        colours: Option<Vec<Colour>>,
        #[schemars(example = 3)]
        count: u32,
    }

    #[test]
    fn reads_names_shapes_and_values() {
        let declared = Declared::of::<Wishes>();
        assert_eq!(declared.len(), 2);
        assert_eq!(declared[0].name, "colour[]");
        assert_eq!(declared[0].shape, Shape::List(Box::new(Shape::Text)));
        assert_eq!(declared[0].values.as_deref(), Some(&["blue".to_owned(), "red".to_owned()][..]));
        assert!(!declared[0].required);
        assert_eq!(declared[1].shape, Shape::Integer);
        assert_eq!(declared[1].example, Some(3.into()));
        assert!(declared[1].required);
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
