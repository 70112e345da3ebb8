//! The three ways to ask for a page of a list.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Failure;
use super::failure::bad_cursor;
use crate::declare::{DOCUMENTED, Operation, PagePagination, Pagination, inferred};

/// Which page of a list: by `page` and `pageSize` (or `limit`), by `offset` and `limit`, or by `cursor` and `limit`.
///
/// Mixed, the cursor counts for more than the page, and the page for more than the offset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct Paging {
    /// The number of the page, counted from 1.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 1, max = 1_000_000_000))]
    pub page: Option<u64>,
    /// The most rows of a page: 20 if neither this nor `limit` is given.
    #[schemars(extend("x-provenance" = inferred("the parameter is documented, its bounds are those of `limit`")))]
    #[garde(range(min = 1, max = 100))]
    pub page_size: Option<u64>,
    /// How many rows to skip.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub offset: Option<u64>,
    /// The most rows of a page.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 1, max = 100))]
    pub limit: Option<u64>,
    /// Where to go on: `nextCursor` of the page before. If it is given, `page` and `offset` are ignored.
    #[schemars(extend("x-provenance" = inferred("the parameter is documented; that it wins is not, and neither is what it looks like")))]
    #[garde(length(max = 200))]
    pub cursor: Option<String>,
}

/// What a list in pages has.
pub(super) trait Paged {
    /// The same operation, in pages. The identity of a row is relative to it.
    fn paged(self, identity: &'static str) -> Self;
}

impl Paged for Operation<Failure> {
    fn paged(self, identity: &'static str) -> Self {
        self.pages(by_page(identity)).failure(bad_cursor())
    }
}

/// How a checker walks through the pages.
const fn by_page(identity: &'static str) -> Pagination {
    Pagination::Page(PagePagination {
        location: "query",
        page: "page",
        limit: "pageSize",
        items: "/data",
        identity: Some(identity),
        total: Some("/meta/total"),
        current_page: "/meta/page",
        per_page: "/meta/pageSize",
        last_page: None,
        links: None,
    })
}
