//! Lists in pages, without a total: Laravel's simple paginator.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Failure;
use crate::declare::{DOCUMENTED, Operation, PagePagination, Pagination, PaginationLinks, inferred};

/// Which page of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct Paging {
    /// The most rows of a page: 15 if it is not given. (The provider's own n8n node sends 10 to 100 everywhere.)
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 1, max = 250))]
    pub limit: Option<u64>,
    /// The number of the page, counted from 1.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 1, max = 1_000_000_000))]
    pub page: Option<u64>,
    /// The order by age: the newest first if it is not given.
    #[schemars(extend("x-provenance" = inferred("the provider's n8n node sends it to its lists; what is sorted by is not documented")))]
    #[garde(skip)]
    pub sort: Option<Sort>,
}

/// The order of a list by age.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The oldest first.
    Asc,
    /// The newest first.
    #[default]
    Desc,
}

impl Paging {
    /// The most rows of a page if nobody says.
    pub const USUAL_LIMIT: u64 = 15;

    /// The most rows of the page.
    pub fn limit(&self) -> u64 {
        self.limit.unwrap_or(Self::USUAL_LIMIT)
    }

    /// Whether the oldest come first.
    pub fn oldest_first(&self) -> bool {
        self.sort == Some(Sort::Asc)
    }
}

/// What a list in pages has.
pub(super) trait Paged {
    /// The same operation, in pages. The identity of a row is relative to it.
    fn paged(self, identity: &'static str) -> Self;

    /// The same operation, in pages of rows that nothing identifies.
    fn paged_without_identity(self) -> Self;
}

impl Paged for Operation<Failure> {
    fn paged(self, identity: &'static str) -> Self {
        self.pages(by_page(Some(identity)))
    }

    fn paged_without_identity(self) -> Self {
        self.pages(by_page(None))
    }
}

/// How a checker walks through the pages.
const fn by_page(identity: Option<&'static str>) -> Pagination {
    Pagination::Page(PagePagination {
        location: "query",
        page: "page",
        limit: "limit",
        items: "/data",
        identity,
        total: None,
        current_page: "/meta/current_page",
        per_page: "/meta/per_page",
        last_page: None,
        links: Some(PaginationLinks { first: "/links/first", last: None, next: "/links/next", prev: "/links/prev" }),
    })
}
