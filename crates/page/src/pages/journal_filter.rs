//! The filter of the journal: what its form holds, and the addresses that carry it.

use trackside_schemas::control::{JournalQuery, StatusFilter};

use crate::data::Query;

/// The filter of the page, as its form sends it. Empty fields match everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// A text to find in the method, the path, the reason or the name of the world.
    pub text: String,
    /// A provider's name, or `control`.
    pub provider: String,
    /// An operation id.
    pub operation: String,
    /// A status, or a class of statuses such as `4xx`.
    pub status: String,
    /// The name of a world.
    pub world: String,
    /// The number of the entry before which the page begins; none for the newest.
    pub before: Option<u64>,
}

impl JournalFilter {
    /// Reads the pairs of a query. Unknown names are ignored.
    pub fn read(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut filter = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "text" => filter.text = value,
                "provider" => filter.provider = value,
                "operation" => filter.operation = value,
                "status" => filter.status = value,
                "world" => filter.world = value,
                "before" => filter.before = value.parse().ok(),
                _ => {}
            }
        }
        filter
    }

    /// The same filter as the control surface takes it. A status that cannot be read matches everything.
    pub fn query(&self, limit: i64) -> JournalQuery {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        JournalQuery {
            world: given(&self.world),
            provider: given(&self.provider),
            operation: given(&self.operation),
            status: self.status_filter(),
            text: given(&self.text),
            before: self.before.and_then(|before| i64::try_from(before).ok()),
            limit: Some(limit),
        }
    }

    /// Whether it matches every entry.
    pub(super) fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }

    /// The query of an address with this filter, with its question mark; empty if it matches everything.
    pub(super) fn in_address(&self) -> String {
        Self::joined(&self.fields(), None)
    }

    /// The query of the page that begins before this entry.
    pub(super) fn in_address_before(&self, entry: u64) -> String {
        Self::joined(&self.fields(), Some(entry))
    }

    /// The status to match, if it can be read.
    pub(super) fn status_filter(&self) -> Option<StatusFilter> {
        StatusFilter::parse(&self.status)
    }

    fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("text", &self.text),
            ("provider", &self.provider),
            ("operation", &self.operation),
            ("status", &self.status),
            ("world", &self.world),
        ]
    }

    fn joined(fields: &[(&str, &str)], before: Option<u64>) -> String {
        let before = before.map(|before| before.to_string()).unwrap_or_default();
        Query::default().with(&[fields, &[("before", &before)]].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::JournalFilter;

    #[test]
    fn an_address_holds_the_whole_filter() {
        let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        for (pairs, expected) in [
            (vec![], ""),
            (vec![("provider", ""), ("colour", "blue")], ""),
            (vec![("status", "4xx"), ("text", "a b&c")], "?text=a%20b%26c&status=4xx"),
            (
                vec![("world", "worker-3"), ("operation", "listThings"), ("provider", "agentref")],
                "?provider=agentref&operation=listThings&world=worker-3",
            ),
        ] {
            let filter = JournalFilter::read(pairs.into_iter().map(pair));
            assert_eq!(filter.in_address(), expected);
            assert_eq!(filter.is_empty(), expected.is_empty(), "{expected}");
        }
        let filter = JournalFilter::read([pair(("before", "7")), pair(("status", "404"))]);
        assert_eq!(filter.in_address(), "?status=404");
        assert_eq!(filter.in_address_before(3), "?status=404&before=3");
        assert_eq!(filter.query(40).before, Some(7));
    }
}
