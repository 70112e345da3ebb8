//! The schemas of a document, collected from the types that operations name.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};
use trackside_schemas::declare::SchemaOf;

/// Collects schemas: of answers as they are written, of requests as they are read.
pub(super) struct Schemas {
    answers: SchemaGenerator,
    requests: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        Self {
            answers: SchemaSettings::openapi3().for_serialize().into_generator(),
            requests: SchemaSettings::openapi3().for_deserialize().into_generator(),
        }
    }

    /// The schema of the body of an answer, in most cases a reference.
    pub(super) fn answer<T: JsonSchema>(&mut self) -> Value {
        transformed(self.answers.subschema_for::<T>(), &mut self.answers)
    }

    /// The schema of the body of an answer, by the function that gives it.
    pub(super) fn answer_of(&mut self, schema: SchemaOf) -> Value {
        transformed(schema(&mut self.answers), &mut self.answers)
    }

    /// The schema of the body of a request, in most cases a reference.
    pub(super) fn request<T: JsonSchema>(&mut self) -> Value {
        transformed(self.requests.subschema_for::<T>(), &mut self.requests)
    }

    /// The schema of a type of a request with its fields in place, which is no component of its own.
    pub(super) fn fields<T: JsonSchema>(&mut self) -> Value {
        let schema = T::json_schema(&mut self.requests);
        transformed(schema, &mut self.requests)
    }

    /// Every named schema, sorted by name. The error is a name that has two meanings.
    pub(super) fn into_components(mut self) -> Result<Map<String, Value>, String> {
        let mut components: BTreeMap<_, _> = self.answers.take_definitions(true).into_iter().collect();
        for (name, schema) in self.requests.take_definitions(true) {
            merge(&mut components, name, schema)?;
        }
        // schemars gives the second of two types with one name a number.
        let numbered = components.keys().find(|name| {
            let base = name.trim_end_matches(|character: char| character.is_ascii_digit());
            base != name.as_str() && components.contains_key(base)
        });
        match numbered {
            Some(name) => Err(name.trim_end_matches(|character: char| character.is_ascii_digit()).to_owned()),
            None => Ok(components.into_iter().collect()),
        }
    }
}

/// What the generator itself does to named schemas alone.
fn transformed(mut schema: schemars::Schema, generator: &mut SchemaGenerator) -> Value {
    for transform in generator.transforms_mut() {
        transform.transform(&mut schema);
    }
    schema.to_value()
}

fn merge(components: &mut BTreeMap<String, Value>, name: String, schema: Value) -> Result<(), String> {
    match components.get(&name) {
        Some(other) if *other != schema => Err(name),
        Some(_) => Ok(()),
        None => {
            components.insert(name, schema);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    use super::Schemas;

    /// The same in both directions.
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Same {
        a: String,
    }

    /// Required in answers, optional in requests.
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Different {
        #[serde(default)]
        a: String,
    }

    mod elsewhere {
        #[derive(schemars::JsonSchema)]
        #[expect(dead_code, reason = "only its schema is looked at")]
        pub(super) struct Same {
            b: String,
        }
    }

    #[test]
    fn one_meaning_is_one_component() {
        let mut schemas = Schemas::new();
        assert_eq!(schemas.answer::<Same>(), schemas.request::<Same>());
        let components = schemas.into_components().expect("one meaning");
        assert_eq!(components.keys().collect::<Vec<_>>(), ["Same"]);
    }

    #[test]
    fn requests_and_answers_must_agree() {
        let mut schemas = Schemas::new();
        schemas.answer::<Different>();
        schemas.request::<Different>();
        assert_eq!(schemas.into_components(), Err("Different".to_owned()));
    }

    #[test]
    fn two_types_must_not_share_a_name() {
        let mut schemas = Schemas::new();
        schemas.answer::<Same>();
        schemas.answer::<elsewhere::Same>();
        assert_eq!(schemas.into_components(), Err("Same".to_owned()));
    }

    #[test]
    fn parameter_types_are_no_components() {
        let mut schemas = Schemas::new();
        assert_eq!(schemas.fields::<Same>()["properties"]["a"]["type"], "string");
        assert!(schemas.into_components().expect("nothing to differ").is_empty());
    }
}
