//! Requests with values that are not there yet, and with other values than before.

use std::hash::{Hash as _, Hasher as _};

use serde_json::{Value, json};
use siphasher::sip::SipHasher13;

use super::positive::fields;
use super::{Draft, Planner};
use crate::spec::Declared;

/// The names of fields that are often unique, in lower case.
const UNIQUE: [&str; 9] = ["email", "url", "name", "slug", "key", "code", "title", "website", "domain"];

impl Planner<'_> {
    /// A request like this one, with other texts: the first attempt leaves it as it is, the second changes what is often
    /// unique, and the third each text. The body stays valid.
    pub(crate) fn fresh(&self, declared: &Declared, draft: &Draft, attempt: u32) -> Draft {
        let Some(body) = declared.body.as_ref().filter(|_| attempt > 0) else { return draft.clone() };
        let mut fresh = draft.clone();
        for field in fields(self.contract(), &body.schema) {
            let schema = self.resolved(&field.schema);
            let is_meant = attempt > 1 || UNIQUE.contains(&field.name.to_ascii_lowercase().as_str());
            let text = draft.body.as_ref().and_then(|body| body.get(&field.name)?.as_str());
            let Some(text) = text.filter(|_| is_meant && schema.get("enum").is_none()) else { continue };
            let mut hasher = SipHasher13::new_with_keys(self.seed(), u64::from(attempt));
            (declared.id.as_str(), field.name.as_str()).hash(&mut hasher);
            let mark = format!("{:06x}", hasher.finish() & 0xff_ffff);
            let changed = fresh.with_field(&field.name, json!(another(text, &mark)));
            if self.is_valid_body(declared, &changed) {
                fresh = changed;
            }
        }
        fresh
    }

    /// The fields of a body, each with its schema.
    pub(crate) fn body_fields(&self, declared: &Declared) -> Vec<(String, Value)> {
        declared.body.iter().flat_map(|body| self.fields_of(&body.schema)).collect()
    }

    /// The fields of a schema, each with its own schema.
    pub(crate) fn fields_of(&self, schema: &Value) -> Vec<(String, Value)> {
        fields(self.contract(), schema).into_iter().map(|field| (field.name, field.schema)).collect()
    }

    /// The fields of a body that can be changed, with valid values for each.
    pub(crate) fn other_values(&self, declared: &Declared, plain: &Draft) -> Vec<(String, Vec<Value>)> {
        let Some(body) = &declared.body else { return Vec::new() };
        let mut found = Vec::new();
        for field in fields(self.contract(), &body.schema) {
            let values = self.domain(&field.schema);
            let typical = plain.body.as_ref().and_then(|body| body.get(&field.name)).cloned();
            let values = typical.into_iter().chain(values.boundaries.iter().map(|sample| sample.value.clone()));
            let is_valid = |value: &Value| self.is_valid_body(declared, &plain.with_field(&field.name, value.clone()));
            found.push((field.name.clone(), values.filter(is_valid).take(6).collect::<Vec<_>>()));
        }
        // What has a name for people is the most harmless to change.
        found.sort_by_key(|(name, _)| !["name", "title", "description", "label"].contains(&name.as_str()));
        found
    }
}

/// A text with a mark: in the local part of an address of e-mail, at the end of others.
fn another(text: &str, mark: &str) -> String {
    match text.split_once('@') {
        Some((local, host)) if !text.contains('/') => format!("{local}.{mark}@{host}"),
        _ if text.starts_with("http") => format!("{}/{mark}", text.trim_end_matches('/')),
        _ => format!("{text}-{mark}"),
    }
}

#[cfg(test)]
mod tests {
    use super::another;

    #[test]
    fn a_mark_keeps_the_form_of_a_text() {
        for (text, expected) in [
            ("ada@shop.example", "ada.m@shop.example"),
            ("https://shop.example/", "https://shop.example/m"),
            ("Summer", "Summer-m"),
        ] {
            assert_eq!(another(text, "m"), expected);
        }
    }
}
