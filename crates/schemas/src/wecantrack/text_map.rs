//! Maps of texts whose usual keys are known. They are structs, so that a row costs no map.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Reference;

/// What was handed to the network with the click, by the name of the network's parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubIds {
    /// `clickRef`: the reference of the transaction.
    pub click_ref: Option<Reference>,
    /// Parameters by any other name, and a `clickRef` that is no reference.
    pub others: BTreeMap<String, String>,
}

/// What is known of the page on which the visitor clicked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClickMetadata<'a> {
    /// `title`: the title of the page.
    pub title: Option<Cow<'a, str>>,
    /// `webshop_name`: the name of the shop that the link led to.
    pub webshop_name: Option<Cow<'a, str>>,
    /// Anything else.
    pub others: BTreeMap<String, String>,
}

impl From<Reference> for SubIds {
    fn from(reference: Reference) -> Self {
        Self { click_ref: Some(reference), others: BTreeMap::new() }
    }
}

impl Serialize for SubIds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(usize::from(self.click_ref.is_some()) + self.others.len()))?;
        if let Some(reference) = &self.click_ref {
            map.serialize_entry("clickRef", reference)?;
        }
        for (key, value) in &self.others {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Serialize for ClickMetadata<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let known = usize::from(self.title.is_some()) + usize::from(self.webshop_name.is_some());
        let mut map = serializer.serialize_map(Some(known + self.others.len()))?;
        if let Some(title) = &self.title {
            map.serialize_entry("title", title)?;
        }
        if let Some(webshop_name) = &self.webshop_name {
            map.serialize_entry("webshop_name", webshop_name)?;
        }
        for (key, value) in &self.others {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for SubIds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut others = BTreeMap::<String, String>::deserialize(deserializer)?;
        let click_ref = others.get("clickRef").and_then(|text| Reference::parse(text));
        if click_ref.is_some() {
            others.remove("clickRef");
        }
        Ok(Self { click_ref, others })
    }
}

impl<'de> Deserialize<'de> for ClickMetadata<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut others = BTreeMap::<String, String>::deserialize(deserializer)?;
        let title = others.remove("title").map(Cow::Owned);
        let webshop_name = others.remove("webshop_name").map(Cow::Owned);
        Ok(Self { title, webshop_name, others })
    }
}

impl JsonSchema for SubIds {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SubIds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": { "type": "string" } })
    }
}

impl JsonSchema for ClickMetadata<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ClickMetadata".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": { "type": "string" } })
    }
}

#[cfg(test)]
mod tests {
    use super::{ClickMetadata, SubIds};

    #[test]
    fn nothing_is_lost() {
        for text in [
            "{}",
            r#"{"clickRef":"WCT200514135314e7x4d"}"#,
            r#"{"clickRef":"WCT200514135314e7x4d","subid2":"header"}"#,
            r#"{"clickRef":"something else"}"#,
            r#"{"subid":"WCT200514135314e7x4d"}"#,
        ] {
            let sub_ids: SubIds = serde_json::from_str(text).expect("a map of texts");
            assert_eq!(serde_json::to_string(&sub_ids).expect("a map"), text);
        }
        for text in ["{}", r#"{"title":"A"}"#, r#"{"title":"A","webshop_name":"B","more":"C"}"#, r#"{"more":"C"}"#] {
            let metadata: ClickMetadata<'_> = serde_json::from_str(text).expect("a map of texts");
            assert_eq!(serde_json::to_string(&metadata).expect("a map"), text);
        }
    }
}
