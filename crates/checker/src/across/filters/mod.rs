//! Filters: a value of a row, sent as a filter, must find that row and no row with another value.

mod field;
mod range;

use serde_json::{Value, json};
use trackside_contract::Location;

use super::echo::{dropped_parameters, judge_echo};
use super::rules::{FILTER_LEAK, FILTER_MISSING, PAGINATION_LINK};
use crate::Rule;
use crate::case::{Case, Draft, Planner};
use crate::report::short;
use crate::run::{CaseResponse, Issue, Session};
use crate::spec::Declared;

use field::{Field, fields_of, is_match};

/// The page size if the document has no maximum.
const ITEMS: u64 = 100;

/// How many values of a filter are tried.
const VALUES: usize = 2;

/// Parameters that say how rows are shown, not which.
const MANNERS: [&str; 12] = [
    "sort",
    "sortby",
    "sortorder",
    "order",
    "orderby",
    "direction",
    "fields",
    "include",
    "expand",
    "format",
    "q",
    "locale",
];

/// Tries the filters of a listing with values of its own rows.
pub(crate) async fn try_filters(session: &mut Session<'_>, planner: &Planner<'_>, operation: usize) {
    let declared = &session.spec.operations()[operation];
    if !declared.reads_only() || !declared.lists(session.spec) {
        return;
    }
    let filters = filters(planner, declared);
    let Some(plain) = planner.plain(declared).filter(|_| !filters.is_empty()) else { return };
    let listing = Listing { planner, declared, operation, plain: large(planner, declared, plain) };
    let Some(all) = listing.rows(session, "rows to filter by", listing.plain.clone()).await else { return };
    for filter in &filters {
        if session.is_stopped() {
            return;
        }
        match filter.bound {
            Some(bound) => listing.try_range(session, filter, bound, &all).await,
            None => listing.try_equal(session, filter, &all).await,
        }
    }
}

/// A parameter or body field that chooses rows.
struct Filter {
    name: String,
    schema: Value,
    is_list: bool,
    /// Whether it is the start or the end of a range of dates.
    bound: Option<range::Bound>,
}

/// A listing whose filters are tried.
struct Listing<'l> {
    planner: &'l Planner<'l>,
    declared: &'l Declared,
    operation: usize,
    /// The request without filters of its own, for a large page.
    plain: Draft,
}

/// The rows of a response.
struct Rows {
    items: Vec<Value>,
    place: String,
    case: Case,
    answered: CaseResponse,
    body: Value,
}

impl Listing<'_> {
    async fn try_equal(&self, session: &mut Session<'_>, filter: &Filter, all: &Rows) {
        let mut tried: Vec<Value> = Vec::new();
        for row in all.items.iter().chain(all.items.last()) {
            if tried.len() == VALUES {
                return;
            }
            let Some(Field { path, value }) = fields_of(row).into_iter().find(|field| field.is_meant_by(&filter.name))
            else {
                continue;
            };
            let Some(sent) = self.sendable(filter, &value).filter(|_| !tried.contains(&value)) else { continue };
            tried.push(value.clone());
            let draft = self.filtered(filter, sent.clone());
            let name = format!("{} of a row: {}", filter.name, short(&value));
            let Some(found) = self.rows(session, &name, draft).await else { continue };
            let leak = found.items.iter().find_map(|row| {
                let other = field::at(row, &path)?;
                (!is_match(other, &value)).then(|| other.clone())
            });
            if let Some(other) = leak {
                let message =
                    format!("has a row with {path} {}, but {} was {}", short(&other), filter.name, short(&value));
                return self.report(session, &found, &FILTER_LEAK, &found.place, message);
            }
            if self.is_missing(row, &found) {
                let message = format!("lacks the row that {} {} was taken from", filter.name, short(&value));
                return self.report(session, &found, &FILTER_MISSING, &found.place, message);
            }
            self.judge_links(session, filter, sent, &found).await;
        }
    }

    async fn try_range(&self, session: &mut Session<'_>, filter: &Filter, bound: range::Bound, all: &Rows) {
        let Some(row) = all.items.first() else { return };
        let send = async |session: &mut Session<'_>, day: Option<chrono::DateTime<chrono::Utc>>, what: &str| {
            let value = range::written(self.planner, &filter.schema, self.example(filter), day?)?;
            let name = format!("{} {what}: {}", filter.name, short(&value));
            self.rows(session, &name, self.filtered(filter, value)).await
        };
        if let Some(found) = send(session, bound.around(row), "that leaves a row in").await
            && self.is_missing(row, &found)
        {
            let message = format!("lacks a row all of whose dates are within {}", filter.name);
            return self.report(session, &found, &FILTER_MISSING, &found.place, message);
        }
        if let Some(found) = send(session, bound.beyond(&all.items), "that leaves all rows out").await
            && found.items.len() == all.items.len()
            && self.identity(&found.items[0]) == self.identity(row)
        {
            let message =
                format!("has the same rows as without {}, although all of their dates are outside", filter.name);
            self.report(session, &found, &FILTER_LEAK, &found.place, message);
        }
    }

    /// Whether a row is missing in rows that are all there are.
    fn is_missing(&self, row: &Value, found: &Rows) -> bool {
        let is_all = self.limit().is_none_or(|limit| (found.items.len() as u64) < limit);
        let has_identity = self.declared.pagination.as_ref().is_some_and(|pagination| pagination.identity.is_some());
        let is_here = || found.items.iter().any(|other| self.identity(other) == self.identity(row));
        found.items.is_empty() || is_all && has_identity && !is_here()
    }

    fn identity<'r>(&self, row: &'r Value) -> Option<&'r Value> {
        let identity = self.declared.pagination.as_ref().and_then(|pagination| pagination.identity.as_deref());
        row.pointer(identity.unwrap_or_default())
    }

    /// The page size that the requests ask for.
    fn limit(&self) -> Option<u64> {
        let name = self.declared.pagination.as_ref()?.limit.as_ref()?;
        self.plain.value(self.declared, name)?.as_u64()
    }

    /// Looks whether the links to other pages keep the filter.
    async fn judge_links(&self, session: &mut Session<'_>, filter: &Filter, sent: Value, found: &Rows) {
        let Some(pagination) = &self.declared.pagination else { return };
        let Some(limit) = pagination.limit.as_ref().filter(|_| !pagination.links.is_empty()) else { return };
        let smallest = self.planner.minimum(self.declared, limit);
        if found.items.len() as u64 <= smallest {
            return;
        }
        let draft = self.declared.with_paging(&self.filtered(filter, sent), limit, json!(smallest));
        let Some(page) = self.rows(session, &format!("links of a page with {}", filter.name), draft).await else {
            return;
        };
        let request = page.case.draft.request(session.spec, self.declared, &session.options.credentials);
        if let Some((place, message)) = dropped_parameters(session.spec, self.declared, &request.target, &page.body) {
            self.report(session, &page, &PAGINATION_LINK, &place, message);
        }
    }

    /// The value of a row in the form that a filter takes; `None` if it takes no such value.
    fn sendable(&self, filter: &Filter, value: &Value) -> Option<Value> {
        let is_scalar =
            matches!(value, Value::String(text) if !text.is_empty()) || value.is_number() || value.is_boolean();
        let sent = if filter.is_list { json!([value]) } else { value.clone() };
        (is_scalar && self.planner.takes(&filter.schema, &sent)).then_some(sent)
    }

    fn filtered(&self, filter: &Filter, value: Value) -> Draft {
        match self.declared.parameter(&filter.name) {
            Some(index) => self.plain.with(index, value),
            None => self.plain.with_field(&filter.name, value),
        }
    }

    fn example(&self, filter: &Filter) -> Option<&Value> {
        self.declared.parameter(&filter.name).and_then(|index| self.declared.parameters[index].example.as_ref())
    }

    /// Sends a request, and returns its rows if there are any to judge.
    async fn rows(&self, session: &mut Session<'_>, name: &str, draft: Draft) -> Option<Rows> {
        let case = Case::look(self.operation, name, draft);
        let answered = session.run(&case).await.filter(|answered| answered.exchange.status.is_success())?;
        judge_echo(session, self.declared, &case, &answered);
        let body = super::json(&answered.exchange)?;
        let places: Vec<&str> = match &self.declared.pagination {
            Some(pagination) => vec![&pagination.items],
            None => vec!["", "/data"],
        };
        let (place, items) =
            places.into_iter().find_map(|place| Some((place.to_owned(), body.pointer(place)?.as_array()?.clone())))?;
        Some(Rows { items, place, case, answered, body })
    }

    fn report(&self, session: &mut Session<'_>, rows: &Rows, rule: &Rule, place: &str, message: String) {
        session.report(&rows.case, self.declared, Issue::new(rule, place, message), &rows.answered.evidence);
    }
}

/// The parameters in the query and the fields of the body that may choose rows.
fn filters(planner: &Planner<'_>, declared: &Declared) -> Vec<Filter> {
    let in_query = declared.parameters.iter().filter(|parameter| parameter.location == Location::Query);
    let in_query = in_query.map(|parameter| (parameter.name.clone(), parameter.schema.clone()));
    let in_body = planner.body_fields(declared).into_iter();
    let is_filter = |(name, _): &(String, Value)| {
        let manner = field::normal(name);
        !declared.is_paging(name)
            && !MANNERS.contains(&manner.as_str())
            && !["page", "limit", "offset", "cursor", "perpage", "pagesize"].contains(&manner.as_str())
    };
    in_query
        .chain(in_body)
        .filter(is_filter)
        .map(|(name, schema)| {
            let kind = planner.resolved(&schema).get("type").and_then(Value::as_str);
            Filter { is_list: kind == Some("array"), bound: range::Bound::of(&name), name, schema }
        })
        .collect()
}

/// The request for a large page.
fn large(planner: &Planner<'_>, declared: &Declared, plain: Draft) -> Draft {
    let Some(limit) = declared.pagination.as_ref().and_then(|pagination| pagination.limit.as_deref()) else {
        return plain;
    };
    let size = planner.maximum(declared, limit).unwrap_or(ITEMS).min(ITEMS);
    declared.with_paging(&plain, limit, json!(size))
}
