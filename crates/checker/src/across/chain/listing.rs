//! Looks for a record in a listing.

use serde_json::{Value, json};
use trackside_contract::Location;

use super::Created;
use crate::case::{Case, Planner};
use crate::run::{CaseResponse, Session};
use crate::spec::{Declared, PageBy};

/// The most pages that are read.
const PAGES: u64 = 10;

/// The page size if the document has no maximum.
const ITEMS: u64 = 100;

/// What a listing says about a record.
pub(super) struct Listed {
    /// Whether the record is in it; `None` if there are more pages than were read.
    pub(super) is_found: Option<bool>,
    /// The place of the items.
    pub(super) place: String,
    /// The case of the last page that was read.
    pub(super) case: Case,
    pub(super) answered: CaseResponse,
}

impl Listed {
    /// Reads a listing; `None` if it cannot be read.
    pub(super) async fn look(
        session: &mut Session<'_>,
        planner: &Planner<'_>,
        list: usize,
        create: usize,
        created: &Created,
        identity: &Value,
    ) -> Option<Self> {
        let (source, declared) = (&session.spec.operations()[create], &session.spec.operations()[list]);
        let mut draft = planner.plain(declared)?;
        // The listing is at the path of the creation, so it has its parameters.
        for (index, parameter) in declared.parameters.iter().enumerate() {
            let same = source.parameter(&parameter.name).filter(|_| parameter.location == Location::Path);
            if let Some(value) = same.and_then(|same| created.draft.parameters.get(&same)) {
                draft = draft.with(index, value.clone());
            }
        }
        if declared.takes_credentials_of(source) {
            draft.credentials_of = Some(source.id.clone());
        }
        let limit = declared.pagination.as_ref().and_then(|pagination| pagination.limit.clone());
        let size = limit.as_ref().map(|name| planner.maximum(declared, name).unwrap_or(ITEMS).min(ITEMS));
        if let Some((name, size)) = limit.as_ref().zip(size) {
            draft = declared.with_paging(&draft, name, json!(size));
        }
        let mut position = first(declared);
        for number in 1..=PAGES {
            let mut page = draft.clone();
            if let (Some(pagination), Some(position)) = (&declared.pagination, &position) {
                page = declared.with_paging(&page, pagination.by.parameter(), position.clone());
            }
            let case = Case::look(list, format!("chain of {}: page {number} of the listing", source.id), page);
            let answered = session.run(&case).await.filter(|answered| answered.exchange.status.is_success())?;
            let body = super::super::json(&answered.exchange)?;
            let (place, items) = items(declared, &body)?;
            let is_here = items.iter().any(|item| is_of(item, identity));
            let next = if is_here { None } else { next(declared, &body, number, items.len() as u64) };
            let is_last = next.is_none();
            if is_here || is_last || number == PAGES {
                let is_found = if is_here { Some(true) } else { is_last.then_some(false) };
                return Some(Self { is_found, place, case, answered });
            }
            position = next;
        }
        None
    }
}

fn first(declared: &Declared) -> Option<Value> {
    match declared.pagination.as_ref()?.by {
        PageBy::Number { .. } => Some(json!(1)),
        PageBy::Offset { .. } => Some(json!(0)),
        PageBy::Cursor { .. } => None,
    }
}

/// The position of the next page, if there may be one.
fn next(declared: &Declared, body: &Value, number: u64, items: u64) -> Option<Value> {
    let pagination = declared.pagination.as_ref().filter(|_| items > 0)?;
    match &pagination.by {
        PageBy::Number { .. } => Some(json!(number + 1)),
        PageBy::Offset { .. } => Some(json!(number * items)),
        PageBy::Cursor { next, .. } => body.pointer(next).filter(|next| !next.is_null()).cloned(),
    }
}

/// The items of a listing, and their place.
fn items<'b>(declared: &Declared, body: &'b Value) -> Option<(String, &'b Vec<Value>)> {
    let places: Vec<&str> = match &declared.pagination {
        Some(pagination) => vec![&pagination.items],
        None => vec!["", "/data"],
    };
    places.into_iter().find_map(|place| Some((place.to_owned(), body.pointer(place)?.as_array()?)))
}

/// Whether an item is the record with this identity.
fn is_of(item: &Value, identity: &Value) -> bool {
    item == identity || item.as_object().is_some_and(|fields| fields.values().any(|value| value == identity))
}
