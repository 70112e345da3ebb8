//! Finds the overrides that apply to a request.

use std::sync::Arc;

use serde_json::Value;
use trackside_schemas::control::Override;
use uuid::Uuid;

use super::Overrides;

/// The parts of a request by which overrides are selected.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presented<'r> {
    /// The name of the provider.
    pub(crate) provider: &'r str,
    /// The operation id.
    pub(crate) operation: &'r str,
    /// The caller's first secret.
    pub(crate) credential: &'r str,
    /// The decoded path parameters.
    pub(crate) path: &'r [&'r str],
    /// The query, as sent.
    pub(crate) query: &'r str,
    /// The body; empty if there is none.
    pub(crate) body: &'r [u8],
}

/// The overrides that apply to a request: at least one, in the order of the list.
#[derive(Debug)]
pub(crate) struct Matching {
    overrides: Arc<[Override]>,
    indices: Vec<usize>,
}

impl Overrides {
    /// The overrides that apply to the request. Returns nothing if there are none.
    pub(crate) fn matching(&self, presented: &Presented<'_>) -> Option<Matching> {
        let overrides = self.list();
        let applies = |wanted: &Override| {
            wanted.operation == presented.operation
                && wanted.provider == presented.provider
                && wanted.credential.as_deref().is_none_or(|credential| credential == presented.credential)
        };
        let mut ids = None;
        let mut indices = Vec::new();
        for (index, wanted) in overrides.iter().enumerate().filter(|(_, wanted)| applies(wanted)) {
            let named = |id: &String| {
                let ids = ids.get_or_insert_with(|| presented.ids());
                ids.iter().any(|given| is_same(given, id))
            };
            if wanted.id.as_ref().is_none_or(named) {
                indices.push(index);
            }
        }
        (!indices.is_empty()).then_some(Matching { overrides, indices })
    }
}

impl Matching {
    /// The overrides with their numbers in the list, counted from 1.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &Override)> {
        self.indices.iter().map(|index| (index + 1, &self.overrides[*index]))
    }
}

impl Presented<'_> {
    /// All values in the request that may be an id, as text.
    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.path.iter().map(|value| (*value).to_owned()).collect();
        ids.extend(form_urlencoded::parse(self.query.as_bytes()).map(|(_, value)| value.into_owned()));
        if let Ok(Value::Object(fields)) = serde_json::from_slice(self.body) {
            for value in fields.values() {
                match value {
                    Value::Array(items) => ids.extend(items.iter().filter_map(text)),
                    value => ids.extend(text(value)),
                }
            }
        }
        ids
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// UUIDs are compared without regard to case.
fn is_same(given: &str, id: &str) -> bool {
    given == id || matches!((Uuid::try_parse(given), Uuid::try_parse(id)), (Ok(given), Ok(wanted)) if given == wanted)
}

#[cfg(test)]
mod tests {
    use trackside_schemas::control::Override;

    use super::{Overrides, Presented};

    /// The numbers of the overrides that apply to the request. Each is given as operation, id and credential.
    fn matching(overrides: &[(&str, Option<&str>, Option<&str>)], presented: Presented<'_>) -> Vec<usize> {
        let overrides = overrides.iter().map(|(operation, id, credential)| Override {
            provider: "shop".to_owned(),
            operation: (*operation).to_owned(),
            id: id.map(str::to_owned),
            credential: credential.map(str::to_owned),
            ..Override::default()
        });
        let matching = Overrides::new(overrides.collect()).matching(&presented);
        matching.map(|matching| matching.iter().map(|(number, _)| number).collect()).unwrap_or_default()
    }

    const REQUEST: Presented<'static> = Presented {
        provider: "shop",
        operation: "getOrder",
        credential: "key-1",
        path: &["17ee437b-1ade-4184-a078-fed25077ce58", "4 2"],
        query: "page=3&name=a%20b",
        body: br#"{"order":"LH-1","count":12,"orders":["A","B",7],"flag":true,"nested":{"order":"C"}}"#,
    };

    #[test]
    fn overrides_match_by_operation_id_and_credential() {
        for (id, credential, meets) in [
            (None, None, true),
            (Some("17ee437b-1ade-4184-a078-fed25077ce58"), None, true),
            (Some("17EE437B-1ADE-4184-A078-FED25077CE58"), None, true),
            (Some("4 2"), None, true),
            (Some("3"), None, true),
            (Some("a b"), None, true),
            (Some("LH-1"), None, true),
            (Some("12"), None, true),
            (Some("B"), None, true),
            (Some("7"), None, true),
            (Some("lh-1"), None, false),
            (Some("true"), None, false),
            (Some("C"), None, false),
            (Some("order"), None, false),
            (Some(""), None, false),
            (None, Some("key-1"), true),
            (None, Some("key"), false),
            (None, Some("key-12"), false),
            (Some("3"), Some("key-1"), true),
            (Some("4"), Some("key-1"), false),
            (Some("3"), Some("key-2"), false),
        ] {
            assert_eq!(
                matching(&[("getOrder", id, credential)], REQUEST),
                if meets { vec![1] } else { vec![] },
                "{id:?} {credential:?}"
            );
        }
        assert_eq!(matching(&[("listOrders", None, None)], REQUEST), Vec::<usize>::new());
        assert_eq!(
            matching(&[("getOrder", None, None)], Presented { provider: "stall", ..REQUEST }),
            Vec::<usize>::new()
        );
    }

    #[test]
    fn overrides_keep_their_order() {
        let three = [("getOrder", Some("3"), None), ("listOrders", None, None), ("getOrder", None, None)];
        assert_eq!(matching(&three, REQUEST), [1, 3]);
    }
}
