//! The number that says whether a body is a success.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The `status` of a body: always the number `NUMBER`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatusNumber<const NUMBER: u8>;

/// The `status` of a success: 1.
pub type SuccessStatus = StatusNumber<1>;

/// The `status` of a failed validation: 0.
pub type FailureStatus = StatusNumber<0>;

impl<const NUMBER: u8> Serialize for StatusNumber<NUMBER> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(NUMBER)
    }
}

impl<'de, const NUMBER: u8> Deserialize<'de> for StatusNumber<NUMBER> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(deserializer)?;
        if number == NUMBER {
            Ok(Self)
        } else {
            Err(de::Error::custom(format_args!("the status is {number} where {NUMBER} belongs")))
        }
    }
}

impl<const NUMBER: u8> JsonSchema for StatusNumber<NUMBER> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Status{NUMBER}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "enum": [NUMBER] })
    }
}
