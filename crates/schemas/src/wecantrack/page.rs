//! A page of transactions, as Laravel's paginator writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Transaction;
use crate::declare::{EXAMPLE, Rule, inferred};

/// A page of transactions. Its URLs repeat the query of the caller, the key included when it stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TransactionPage", extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = page_rules()))]
pub struct TransactionPage<'a> {
    /// The page that is answered, counted from 1.
    #[schemars(range(min = 1))]
    pub current_page: u64,
    /// The transactions.
    pub data: Vec<Transaction<'a>>,
    /// The URL of the first page.
    pub first_page_url: String,
    /// The number of the page's first transaction among all, counted from 1; null when the page is empty.
    #[schemars(extend("x-provenance" = inferred("the example shows a number; Laravel's paginator has null on an empty page")))]
    pub from: Option<u64>,
    /// The number of the last page; 1 when there is nothing.
    #[schemars(range(min = 1))]
    pub last_page: u64,
    /// The URL of the last page.
    pub last_page_url: String,
    /// Links to the pages around this one, for a bar of buttons; not in the documented example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        with = "Vec<PaginatorLink>",
        extend("x-provenance" = inferred("a public client of the API reads it; the documented example lacks it, so it may be absent"))
    )]
    pub links: Option<Vec<PaginatorLink>>,
    /// The URL of the next page; null on the last one.
    #[schemars(extend("x-provenance" = inferred("the example shows null on its only page; Laravel's paginator has a URL on every page but the last")))]
    pub next_page_url: Option<String>,
    /// The URL of the endpoint, without a query.
    pub path: String,
    /// How many transactions a page has at most.
    #[schemars(range(min = 1, max = 1000))]
    pub per_page: u64,
    /// The URL of the previous page; null on the first one.
    #[schemars(extend("x-provenance" = inferred("the example shows null on its only page; Laravel's paginator has a URL on every page but the first")))]
    pub prev_page_url: Option<String>,
    /// The number of the page's last transaction among all, counted from 1; null when the page is empty.
    #[schemars(extend("x-provenance" = inferred("the example shows a number; Laravel's paginator has null on an empty page")))]
    pub to: Option<u64>,
    /// How many transactions there are on all pages together.
    pub total: u64,
}

/// A button of a bar of pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("a public client of the API reads it; this is the shape that Laravel's paginator has")))]
pub struct PaginatorLink {
    /// Where the button leads; null when it leads nowhere.
    pub url: Option<String>,
    /// What stands on the button; it may hold HTML entities.
    pub label: String,
    /// Whether this is the page that is answered.
    pub active: bool,
}

impl<'a> TransactionPage<'a> {
    /// The page numbered `current_page` (from 1) of `total` transactions, `per_page` (at least 1) to a page. `path` is the URL that the caller
    /// used, without a query; `query` is the caller's query as it was encoded, without its `page`.
    pub fn new(
        data: Vec<Transaction<'a>>,
        total: u64,
        current_page: u64,
        per_page: u64,
        path: &str,
        query: &str,
    ) -> Self {
        let separator = if query.is_empty() { "" } else { "&" };
        let url = |page: u64| format!("{path}?{query}{separator}page={page}");
        let last_page = total.div_ceil(per_page.max(1)).max(1);
        let rows = u64::try_from(data.len()).unwrap_or(u64::MAX);
        let from = (rows > 0).then(|| (current_page.saturating_sub(1)).saturating_mul(per_page).saturating_add(1));
        Self {
            current_page,
            data,
            first_page_url: url(1),
            from,
            last_page,
            last_page_url: url(last_page),
            links: Some(links(current_page, last_page, url)),
            next_page_url: (current_page < last_page).then(|| url(current_page + 1)),
            path: path.to_owned(),
            per_page,
            prev_page_url: (current_page > 1).then(|| url(current_page - 1)),
            to: from.map(|from| from.saturating_add(rows - 1)),
            total,
        }
    }
}

/// The buttons as Laravel has them: all pages if they are few, otherwise the first two, the last two, and three on each side of the current one.
fn links(current_page: u64, last_page: u64, url: impl Fn(u64) -> String) -> Vec<PaginatorLink> {
    /// So many pages are all shown.
    const FEW: u64 = 13;
    /// How near an end of the list the current page is, if all pages up to there are shown.
    const NEAR: u64 = 7;
    let stretches = match () {
        () if last_page <= FEW => vec![1..=last_page],
        () if current_page <= NEAR => vec![1..=NEAR + 3, last_page - 1..=last_page],
        () if current_page > last_page - NEAR => vec![1..=2, last_page - NEAR - 2..=last_page],
        () => vec![1..=2, current_page - 3..=current_page + 3, last_page - 1..=last_page],
    };
    let button = |label: &str, page: Option<u64>| PaginatorLink {
        url: page.map(&url),
        label: label.to_owned(),
        active: page == Some(current_page),
    };
    let mut links = vec![button("&laquo; Previous", current_page.checked_sub(1).filter(|page| *page > 0))];
    for (number, stretch) in stretches.into_iter().enumerate() {
        links.extend((number > 0).then(|| button("...", None)));
        links.extend(stretch.map(|page| button(&page.to_string(), Some(page))));
    }
    links.push(button("Next &raquo;", (current_page < last_page).then_some(current_page + 1)));
    links
}

fn page_rules() -> Vec<Rule> {
    const LARAVEL: &str = "the answer has the fields of Laravel's paginator, which counts so";
    vec![
        Rule::inferred(
            "size(self.data) == 0 ? type(self.from) == null_type && type(self.to) == null_type \
             : type(self.from) != null_type && type(self.to) != null_type \
             && double(self.to) - double(self.from) + 1.0 == double(size(self.data))",
            "from and to count the transactions of the page, and are null when it is empty",
            LARAVEL,
        ),
        Rule::inferred(
            "type(self.from) == null_type || double(self.from) == (double(self.current_page) - 1.0) * double(self.per_page) + 1.0",
            "from is the number of the page's first transaction among all",
            LARAVEL,
        ),
        Rule::inferred(
            "size(self.data) <= self.per_page",
            "a page has no more transactions than per_page says",
            LARAVEL,
        ),
        Rule::inferred(
            "type(self.to) == null_type || self.to <= self.total",
            "no transaction has a number above the total",
            LARAVEL,
        ),
        Rule::inferred(
            "self.total == 0 ? self.last_page == 1 \
             : (double(self.last_page) - 1.0) * double(self.per_page) < double(self.total) \
             && double(self.total) <= double(self.last_page) * double(self.per_page)",
            "the last page is the total divided by per_page, rounded up, and at least 1",
            LARAVEL,
        ),
        Rule::inferred(
            "(type(self.next_page_url) == null_type) == (self.current_page >= self.last_page)",
            "there is a next page exactly before the last one",
            LARAVEL,
        ),
        Rule::inferred(
            "(type(self.prev_page_url) == null_type) == (self.current_page <= 1)",
            "there is a previous page exactly after the first one",
            LARAVEL,
        ),
        Rule::inferred(
            "[[self.first_page_url, '1'], [self.last_page_url, string(int(self.last_page))], \
             [self.next_page_url, type(self.next_page_url) == null_type ? '' : string(int(self.current_page) + 1)], \
             [self.prev_page_url, string(int(self.current_page) - 1)]].all(link, type(link[0]) == null_type \
             || string(link[0] + '&').contains('?page=' + link[1] + '&') || string(link[0] + '&').contains('&page=' + link[1] + '&'))",
            "the URLs ask for the pages that they are named after",
            LARAVEL,
        ),
        Rule::inferred(
            "!('links' in self) || self.links.all(link, !link.active || link.label == string(int(self.current_page)))",
            "no link but that of the current page is active",
            LARAVEL,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::transaction;
    use super::TransactionPage;

    #[test]
    fn counts_as_the_paginator_does() {
        // (total, page, rows) at 25 a page: (from, to, last page, previous, next).
        for ((total, page, rows), expected) in [
            ((0, 1, 0), (None, None, 1, None, None)),
            ((25, 1, 25), (Some(1), Some(25), 1, None, None)),
            ((26, 1, 25), (Some(1), Some(25), 2, None, Some("p?a=1&page=2"))),
            ((26, 2, 1), (Some(26), Some(26), 2, Some("p?a=1&page=1"), None)),
            ((26, 9, 0), (None, None, 2, Some("p?a=1&page=8"), None)),
        ] {
            let page = TransactionPage::new(vec![transaction::approved(); rows], total, page, 25, "p", "a=1");
            let actual =
                (page.from, page.to, page.last_page, page.prev_page_url.as_deref(), page.next_page_url.as_deref());
            assert_eq!(actual, expected, "page {} of {total}", page.current_page);
        }
    }

    #[test]
    fn links_are_those_of_laravels_paginator() {
        // (current page, last page): what stands on the buttons between previous and next.
        for ((current, last), expected) in [
            ((1, 1), "[1]"),
            ((2, 3), "1 [2] 3"),
            ((9, 3), "1 2 3"),
            ((13, 13), "1 2 3 4 5 6 7 8 9 10 11 12 [13]"),
            ((1, 14), "[1] 2 3 4 5 6 7 8 9 10 ... 13 14"),
            ((7, 14), "1 2 3 4 5 6 [7] 8 9 10 ... 13 14"),
            ((8, 14), "1 2 ... 5 6 7 [8] 9 10 11 12 13 14"),
            ((8, 50), "1 2 ... 5 6 7 [8] 9 10 11 ... 49 50"),
            ((43, 50), "1 2 ... 40 41 42 [43] 44 45 46 ... 49 50"),
            ((44, 50), "1 2 ... 41 42 43 [44] 45 46 47 48 49 50"),
            ((50, 50), "1 2 ... 41 42 43 44 45 46 47 48 49 [50]"),
            ((60, 50), "1 2 ... 41 42 43 44 45 46 47 48 49 50"),
        ] {
            let page = TransactionPage::new(Vec::new(), last * 10, current, 10, "p", "");
            let links = page.links.expect("the sandbox sends them");
            let [previous, buttons @ .., next] = &links[..] else { panic!("too few: {links:?}") };
            assert_eq!((&previous.url, &next.url), (&page.prev_page_url, &page.next_page_url));
            assert_eq!((previous.label.as_str(), next.label.as_str()), ("&laquo; Previous", "Next &raquo;"));
            let shown = buttons.iter().map(|link| {
                let url = (link.label != "...").then(|| format!("p?page={}", link.label));
                assert_eq!(link.url, url);
                if link.active { format!("[{}]", link.label) } else { link.label.clone() }
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "page {current} of {last}");
        }
    }

    #[test]
    fn urls_do_without_a_query() {
        let page = TransactionPage::new(Vec::new(), 0, 1, 25, "https://host.example/p", "");
        assert_eq!(page.first_page_url, "https://host.example/p?page=1");
    }
}
