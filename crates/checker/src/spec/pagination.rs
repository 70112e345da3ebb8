//! The paging that an operation declares under `x-pagination`.

use serde_json::Value;

/// How an operation pages: which parameters choose the page, and where the answer says what.
///
/// Places in the answer are JSON pointers into its body.
#[derive(Debug, Clone)]
pub(crate) struct Pagination {
    /// Where the page is asked for.
    pub(crate) place: PageIn,
    /// The parameter that holds the page, counted from one.
    pub(crate) page: String,
    /// The parameter that holds how many items a page has, if it can be asked for.
    pub(crate) limit: Option<String>,
    /// Where the items are.
    pub(crate) items: String,
    /// Where in an item its identity is; nothing when items have none.
    pub(crate) identity: Option<String>,
    /// Where the number of all items is.
    pub(crate) total: Option<String>,
    /// Where the page is repeated.
    pub(crate) current_page: Option<String>,
    /// Where the addresses of other pages are, by relation: first, last, next, prev.
    pub(crate) links: Vec<(String, String)>,
}

/// Where the page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageIn {
    /// In the query.
    Query,
    /// In the JSON body, whose top-level fields they are.
    Body,
}

impl Pagination {
    /// Reads the paging of an operation; what is wrong with it is said in words.
    pub(super) fn read(operation: &Value) -> Result<Option<Self>, String> {
        let Some(declared) = operation.get("x-pagination") else { return Ok(None) };
        let text = |name: &str| declared.get(name).and_then(Value::as_str).map(str::to_owned);
        let required = |name: &str| text(name).ok_or_else(|| format!("x-pagination has no text {name:?}"));
        let place = match text("in").as_deref() {
            Some("query") | None => PageIn::Query,
            Some("body") => PageIn::Body,
            Some(other) => return Err(format!("x-pagination says `in: {other}`; query and body are known")),
        };
        let links = declared.get("links").and_then(Value::as_object).into_iter().flatten();
        Ok(Some(Self {
            place,
            page: required("page")?,
            limit: text("limit"),
            items: required("items")?,
            identity: text("identity"),
            total: text("total"),
            current_page: text("currentPage"),
            links: links.filter_map(|(relation, place)| Some((relation.clone(), place.as_str()?.to_owned()))).collect(),
        }))
    }
}
