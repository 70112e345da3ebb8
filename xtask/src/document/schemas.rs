//! The schemas of a document, collected from the types that operations name.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};
use trackside_schemas::declare::SchemaOf;

/// Collects schemas: of responses as they are serialized, of requests as they are deserialized.
pub(super) struct Schemas {
    responses: SchemaGenerator,
    requests: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        Self {
            responses: SchemaSettings::openapi3().for_serialize().into_generator(),
            requests: SchemaSettings::openapi3().for_deserialize().into_generator(),
        }
    }

    /// The schema of a response body, in most cases a reference.
    pub(super) fn response<T: JsonSchema>(&mut self) -> Value {
        transformed(self.responses.subschema_for::<T>(), &mut self.responses)
    }

    /// The schema of a response body, from the function that returns it.
    pub(super) fn response_of(&mut self, schema: SchemaOf) -> Value {
        transformed(schema(&mut self.responses), &mut self.responses)
    }

    /// The schema of a request body, in most cases a reference.
    pub(super) fn request<T: JsonSchema>(&mut self) -> Value {
        transformed(self.requests.subschema_for::<T>(), &mut self.requests)
    }

    /// The inline schema of a type of a request, which does not become a component.
    pub(super) fn fields<T: JsonSchema>(&mut self) -> Value {
        let schema = T::json_schema(&mut self.requests);
        transformed(schema, &mut self.requests)
    }

    /// The inline schema of a type that a provider sends, which does not become a component.
    pub(super) fn sent_fields<T: JsonSchema>(&mut self) -> Value {
        let schema = T::json_schema(&mut self.responses);
        transformed(schema, &mut self.responses)
    }

    /// Every named schema, sorted by name. The error is a name with two different schemas.
    pub(super) fn into_components(mut self) -> Result<Map<String, Value>, String> {
        let mut components: BTreeMap<_, _> = self.responses.take_definitions(true).into_iter().collect();
        for (name, schema) in self.requests.take_definitions(true) {
            merge(&mut components, name, schema)?;
        }
        // schemars appends a number to the second of two types with the same name.
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

/// The transforms that apply to named schemas only.
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

    /// Required in responses, optional in requests.
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
        assert_eq!(schemas.response::<Same>(), schemas.request::<Same>());
        let components = schemas.into_components().expect("one meaning");
        assert_eq!(components.keys().collect::<Vec<_>>(), ["Same"]);
    }

    #[test]
    fn requests_and_responses_must_agree() {
        let mut schemas = Schemas::new();
        schemas.response::<Different>();
        schemas.request::<Different>();
        assert_eq!(schemas.into_components(), Err("Different".to_owned()));
    }

    #[test]
    fn two_types_must_not_share_a_name() {
        let mut schemas = Schemas::new();
        schemas.response::<Same>();
        schemas.response::<elsewhere::Same>();
        assert_eq!(schemas.into_components(), Err("Same".to_owned()));
    }

    #[test]
    fn parameter_types_are_no_components() {
        let mut schemas = Schemas::new();
        assert_eq!(schemas.fields::<Same>()["properties"]["a"]["type"], "string");
        assert!(schemas.into_components().expect("nothing to differ").is_empty());
    }
}
