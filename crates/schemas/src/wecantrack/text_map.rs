//! Maps whose usual keys are known. They are structs, so that most rows cost no map.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Reference;

/// Texts by name, each of which may be null.
type Texts = BTreeMap<Cow<'static, str>, Option<String>>;

/// What was handed to the network with the click, by the name of the network's parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Texts")]
#[schemars(inline, into = "Texts")]
pub struct SubIds {
    /// `clickRef`: the reference of the transaction.
    #[serde(rename = "clickRef", skip_serializing_if = "Option::is_none")]
    pub click_ref: Option<Reference>,
    /// Parameters by any other name, and a `clickRef` that is no reference.
    #[serde(flatten)]
    pub others: Texts,
}

/// What is known of the page on which the visitor clicked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Map<String, Value>")]
#[schemars(inline, into = "Map<String, Value>")]
pub struct ClickMetadata<'a> {
    /// `title`: the title of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Cow<'a, str>>,
    /// `webshop_name`: the name of the shop that the link led to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webshop_name: Option<Cow<'a, str>>,
    /// Anything else, and a known name whose value is not text.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

impl From<Reference> for SubIds {
    fn from(reference: Reference) -> Self {
        Self { click_ref: Some(reference), others: Texts::new() }
    }
}

impl From<Texts> for SubIds {
    fn from(mut others: Texts) -> Self {
        let click_ref = others.get("clickRef").and_then(|text| Reference::parse(text.as_deref()?));
        if click_ref.is_some() {
            others.remove("clickRef");
        }
        Self { click_ref, others }
    }
}

impl From<Map<String, Value>> for ClickMetadata<'_> {
    fn from(mut others: Map<String, Value>) -> Self {
        let mut text = |name: &str| match others.get(name)? {
            Value::String(_) => match others.shift_remove(name)? {
                Value::String(text) => Some(Cow::Owned(text)),
                _ => None,
            },
            _ => None,
        };
        let (title, webshop_name) = (text("title"), text("webshop_name"));
        Self { title, webshop_name, others }
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
            r#"{"clickRef":null}"#,
            r#"{"clickref":"XYYZUSERID-DEALID-WCT200514135314abcde","clickref2":null,"clickref3":null}"#,
            r#"{"subid":"WCT200514135314e7x4d"}"#,
        ] {
            let sub_ids: SubIds = serde_json::from_str(text).expect("a map of texts and nulls");
            assert_eq!(serde_json::to_string(&sub_ids).expect("a map"), text);
        }
        for text in [
            "{}",
            r#"{"title":"A"}"#,
            r#"{"title":"A","webshop_name":"B","more":"C"}"#,
            r#"{"more":"C"}"#,
            r#"{"title":{"en":"A"},"position":3,"tags":["a",null]}"#,
        ] {
            let metadata: ClickMetadata<'_> = serde_json::from_str(text).expect("a map");
            assert_eq!(serde_json::to_string(&metadata).expect("a map"), text);
        }
    }
}
