//! A table of the world's records, one page of it.

use chrono::{DateTime, Utc};
use percent_encoding::utf8_percent_encode;

use super::Badge;
use crate::sample::COMPONENT;
use crate::write;

/// What a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Programs of the shops.
    Programs,
    /// Partners of the programs.
    Partners,
    /// Customers of the shops, and who has signed up there.
    Customers,
    /// Orders, which providers show as transactions, conversions or purchases.
    Orders,
    /// Surveys that were sent, or are to be sent.
    Surveys,
    /// What partners are paid.
    Payouts,
    /// The codes with which customers get a discount.
    Coupons,
    /// What clients and the world file have made happen: the ledger.
    Events,
}

/// A table, one page of it.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it shows.
    pub kind: Kind,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// The filters with a few values each.
    pub choices: Vec<Choice>,
    /// What can be searched for; `None` if the table has no search.
    pub search: Option<&'static str>,
    /// The `sort` of the column that the rows are sorted by; empty if they are in an order of their own.
    pub sorted_by: &'static str,
    /// What was asked for.
    pub query: Query,
    /// How many rows match.
    pub total: u64,
    /// How many rows a page has.
    pub page_size: u64,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// The heading.
    pub title: &'static str,
    /// The value of `sort` that sorts by it; `None` if it cannot be sorted by.
    pub sort: Option<&'static str>,
    /// Whether it holds numbers.
    pub is_number: bool,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The cells, one for each column. The first one leads to the record, if there is a page of it.
    pub cells: Vec<Cell>,
    /// The path of the record's page; empty if it has none.
    pub href: String,
}

/// A cell.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Words, a name or an id.
    Text(String),
    /// Words that lead to another page.
    Link(String, String),
    /// A state.
    Badge(Badge),
    /// A number or an amount.
    Number(String),
    /// A point in time.
    Time(DateTime<Utc>),
    /// A button that takes back an event of the ledger, by its number.
    Undo(u64),
    /// Nothing.
    Empty,
}

/// A filter with a few values.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The parameter of the query.
    pub name: &'static str,
    /// Its label.
    pub title: &'static str,
    /// Values, each with its text.
    pub values: Vec<(String, String)>,
}

/// What a table's page is asked for: the parameters of its URL. Unknown ones are ignored, as on any page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(pub Vec<(String, String)>);

impl Kind {
    /// All, in the order of the navigation.
    pub const ALL: [Self; 8] = [
        Self::Programs,
        Self::Partners,
        Self::Customers,
        Self::Orders,
        Self::Surveys,
        Self::Payouts,
        Self::Coupons,
        Self::Events,
    ];

    /// The last part of the table's path.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Programs => "programs",
            Self::Partners => "partners",
            Self::Customers => "customers",
            Self::Orders => "orders",
            Self::Surveys => "surveys",
            Self::Payouts => "payouts",
            Self::Coupons => "coupons",
            Self::Events => "events",
        }
    }

    /// The table with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Programs => "Programs",
            Self::Partners => "Partners",
            Self::Customers => "Customers",
            Self::Orders => "Orders",
            Self::Surveys => "Surveys",
            Self::Payouts => "Payouts",
            Self::Coupons => "Coupons",
            Self::Events => "Events",
        }
    }

    /// What the rows are, in a sentence.
    pub(crate) const fn lead(self) -> &'static str {
        match self {
            Self::Programs => "The shops' programs, as every provider shows them.",
            Self::Partners => "Who brings customers to a program: affiliates, creators, coupon sites.",
            Self::Customers => "Who has bought something or has signed up, the newest first.",
            Self::Orders => "What providers show as transactions, conversions, sales or purchases.",
            Self::Surveys => "Surveys that follow an order: planned, sent, opened and completed.",
            Self::Payouts => "What partners are paid, and what they have requested.",
            Self::Coupons => "The codes with which customers get a discount, and the partner whose code it is.",
            Self::Events => {
                "What requests and the world file have made happen, on top of the simulation. Undo takes it back."
            }
        }
    }
}

impl Cell {
    /// Whether it is a number.
    pub(crate) const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// The time for readers; empty if it is none.
    pub(crate) fn time(&self) -> String {
        if let Self::Time(time) = self { write::time(*time) } else { String::new() }
    }

    /// The time for programs; empty if it is none.
    pub(crate) fn machine_time(&self) -> String {
        if let Self::Time(time) = self { write::machine_time(*time) } else { String::new() }
    }

    /// Whether it is nothing.
    pub(crate) const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

impl Column {
    /// A column of words.
    pub const fn new(title: &'static str) -> Self {
        Self { title, sort: None, is_number: false }
    }

    /// A column of numbers.
    pub const fn number(title: &'static str) -> Self {
        Self { title, sort: None, is_number: true }
    }

    /// The same column, which can be sorted by.
    #[must_use]
    pub const fn sorted(self, sort: &'static str) -> Self {
        Self { sort: Some(sort), ..self }
    }
}

impl Query {
    /// The value of a parameter; empty if it is not given. The last of several counts.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(other, _)| other == name).map_or("", |(_, value)| value.trim())
    }

    /// The page, from 1 on. What is not a number is the first one.
    pub fn page(&self) -> u64 {
        self.get("page").parse().ok().filter(|page| *page > 0).unwrap_or(1)
    }

    /// Whether the smallest or oldest comes first.
    pub fn is_ascending(&self) -> bool {
        self.get("order") == "asc"
    }

    /// The query of a URL with other values of some parameters; an empty value leaves a parameter out.
    pub(crate) fn with(&self, others: &[(&str, &str)]) -> String {
        let kept = self.0.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs = kept.chain(others.iter().copied()).filter(|(_, value)| !value.is_empty());
        let encoded = |text: &str| utf8_percent_encode(text, COMPONENT).to_string();
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    fn query(pairs: &[(&str, &str)]) -> Query {
        Query(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn reads_what_is_asked_for() {
        for (page, expected) in [("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("", 1)] {
            assert_eq!(query(&[("page", page)]).page(), expected, "{page}");
        }
        assert!(query(&[("order", "asc")]).is_ascending() && !query(&[("order", "up")]).is_ascending());
        assert_eq!(query(&[("q", "a"), ("q", " b ")]).get("q"), "b");
    }

    #[test]
    fn writes_links() {
        let asked = query(&[("q", "a&b"), ("page", "3"), ("status", "")]);
        assert_eq!(asked.with(&[("page", "4")]), "?q=a%26b&page=4");
        assert_eq!(asked.with(&[("page", ""), ("q", "")]), "");
    }
}
