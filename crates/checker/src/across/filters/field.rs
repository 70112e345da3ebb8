//! The fields of a row, and which of them a filter is about.

use serde_json::Value;

/// A field of a row.
pub(super) struct Field {
    /// The names that lead to it, separated by full stops.
    pub(super) path: String,
    pub(super) value: Value,
}

impl Field {
    /// Whether a filter with this name is about the field: `programId` about `programId`, `partner_id` about the id in
    /// `partner`, `purchases` about `purchaseId`, `status[]` about `status`.
    pub(super) fn is_meant_by(&self, filter: &str) -> bool {
        let (filter, own) = (normal(filter), normal(&self.path));
        let single = filter.strip_suffix('s').filter(|single| single.len() > 2);
        own == filter || single.is_some_and(|single| own == single || own == format!("{single}id"))
    }
}

/// A name without case and punctuation.
pub(super) fn normal(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The fields of a row with a value, and those of the objects in it. Its own come first.
pub(super) fn fields_of(row: &Value) -> Vec<Field> {
    let own = row.as_object().into_iter().flatten();
    let inner = own.clone().flat_map(|(outer, value)| {
        let fields = value.as_object().into_iter().flatten();
        fields.map(move |(name, value)| Field { path: format!("{outer}.{name}"), value: value.clone() })
    });
    let own = own.map(|(name, value)| Field { path: name.clone(), value: value.clone() });
    let is_scalar = |field: &Field| !field.value.is_null() && !field.value.is_object() && !field.value.is_array();
    own.chain(inner).filter(is_scalar).collect()
}

/// The value of a field. A row that lacks it says nothing.
pub(super) fn at<'r>(row: &'r Value, path: &str) -> Option<&'r Value> {
    path.split('.').try_fold(row, |value, name| value.get(name))
}

/// Whether a row with one value belongs to a filter with another. Texts may be searched, in any case.
pub(super) fn is_match(value: &Value, filter: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned).to_lowercase();
    value == filter || !value.is_null() && text(value).contains(&text(filter))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{fields_of, is_match};

    #[test]
    fn a_filter_is_about_the_field_of_its_name() {
        let row = json!({
            "id": 7, "status": "paid", "purchaseId": "p", "event_type": "sale", "partner": { "id": "q" }, "tags": ["a"]
        });
        let meant =
            |filter: &str| fields_of(&row).into_iter().find(|field| field.is_meant_by(filter)).map(|field| field.path);
        for (filter, path) in [
            ("id", Some("id")),
            ("status[]", Some("status")),
            ("purchases", Some("purchaseId")),
            ("eventType", Some("event_type")),
            ("partner_id", Some("partner.id")),
            ("tags", None),
            ("search", None),
        ] {
            assert_eq!(meant(filter).as_deref(), path, "{filter}");
        }
    }

    #[test]
    fn texts_may_be_searched() {
        for (value, filter, expected) in [
            (json!("Paid"), json!("paid"), true),
            (json!("unpaid"), json!("paid"), true),
            (json!(7), json!("7"), true),
            (json!("open"), json!("paid"), false),
            (json!(null), json!("paid"), false),
            (json!(true), json!(false), false),
        ] {
            assert_eq!(is_match(&value, &filter), expected, "{value} {filter}");
        }
    }
}
