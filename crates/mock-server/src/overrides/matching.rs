//! Which overrides a request meets.

use std::sync::Arc;

use serde_json::Value;
use trackside_schemas::control::Override;
use uuid::Uuid;

use super::Overrides;

/// What a request names, as far as overrides ask for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presented<'r> {
    /// The name of the provider.
    pub(crate) provider: &'r str,
    /// The operation id.
    pub(crate) operation: &'r str,
    /// The first secret of the caller.
    pub(crate) credential: &'r str,
    /// The values in the path, decoded.
    pub(crate) path: &'r [&'r str],
    /// The query as it stands in the address.
    pub(crate) query: &'r str,
    /// The body; empty when there is none.
    pub(crate) body: &'r [u8],
}

/// The overrides that a request meets, at least one, in the order of the list.
#[derive(Debug)]
pub(crate) struct Matching {
    overrides: Arc<[Override]>,
    places: Vec<usize>,
}

impl Overrides {
    /// The overrides that the request meets, if any.
    pub(crate) fn matching(&self, presented: &Presented<'_>) -> Option<Matching> {
        let overrides = self.list();
        let concerned = |wanted: &Override| {
            wanted.operation == presented.operation
                && wanted.provider == presented.provider
                && wanted.credential.as_deref().is_none_or(|credential| credential == presented.credential)
        };
        let mut ids = None;
        let mut places = Vec::new();
        for (place, wanted) in overrides.iter().enumerate().filter(|(_, wanted)| concerned(wanted)) {
            let named = |id: &String| {
                let ids = ids.get_or_insert_with(|| presented.ids());
                ids.iter().any(|given| is_same(given, id))
            };
            if wanted.id.as_ref().is_none_or(named) {
                places.push(place);
            }
        }
        (!places.is_empty()).then_some(Matching { overrides, places })
    }
}

impl Matching {
    /// The overrides with their number in the list, counted from 1.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &Override)> {
        self.places.iter().map(|place| (place + 1, &self.overrides[*place]))
    }
}

impl Presented<'_> {
    /// Everything in the request that may be an id, as text.
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

/// A UUID has capital and small spellings.
fn is_same(given: &str, id: &str) -> bool {
    given == id || matches!((Uuid::try_parse(given), Uuid::try_parse(id)), (Ok(given), Ok(wanted)) if given == wanted)
}

#[cfg(test)]
mod tests {
    use trackside_schemas::control::Override;

    use super::{Overrides, Presented};

    /// The numbers of the overrides, each for an operation, an id and a credential, that the request meets.
    fn met(overrides: &[(&str, Option<&str>, Option<&str>)], presented: Presented<'_>) -> Vec<usize> {
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
    fn operation_id_and_credential_decide() {
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
                met(&[("getOrder", id, credential)], REQUEST),
                if meets { vec![1] } else { vec![] },
                "{id:?} {credential:?}"
            );
        }
        assert_eq!(met(&[("listOrders", None, None)], REQUEST), Vec::<usize>::new());
        assert_eq!(met(&[("getOrder", None, None)], Presented { provider: "stall", ..REQUEST }), Vec::<usize>::new());
    }

    #[test]
    fn the_order_of_the_list_stays() {
        let three = [("getOrder", Some("3"), None), ("listOrders", None, None), ("getOrder", None, None)];
        assert_eq!(met(&three, REQUEST), [1, 3]);
    }
}
