//! What a page says of its request: the number and size of the page, its total, and the query in its links.

use std::collections::BTreeMap;

use serde_json::Value;
use url::form_urlencoded;

use super::rules::{PAGINATION_ECHO, PAGINATION_TOTAL};
use crate::case::Case;
use crate::report::short;
use crate::run::{CaseResponse, Issue, Session};
use crate::spec::{Carrier, Declared, PageBy, Spec};

/// Compares what a page says of its number, its size and the total with the request and the rows.
pub(crate) fn judge_echo(session: &mut Session<'_>, declared: &Declared, case: &Case, answered: &CaseResponse) {
    let Some(pagination) = &declared.pagination else { return };
    let Some(body) = super::json(&answered.exchange).filter(|_| answered.exchange.status.is_success()) else { return };
    let told = |place: &Option<String>| Some((place.clone()?, body.pointer(place.as_deref()?)?.as_u64()?));
    let asked = |name: Option<&str>| case.draft.value(declared, name?)?.as_u64();
    let items = body.pointer(&pagination.items).and_then(Value::as_array).map_or(0, Vec::len) as u64;
    let number = match &pagination.by {
        PageBy::Number { parameter } => asked(Some(parameter)),
        _ => None,
    };
    // A page after the last one may be answered with the last one.
    if let Some(((place, is), asked)) = told(&pagination.current_page).zip(number)
        && is != asked
        && items > 0
    {
        let message = format!("is {is}, but page {asked} was asked for");
        session.report(case, declared, Issue::new(&PAGINATION_ECHO, place, message), &answered.evidence);
    }
    if let Some(((place, is), asked)) = told(&pagination.per_page).zip(asked(pagination.limit.as_deref()))
        && is != asked
    {
        let message = format!("is {is}, but a page of {asked} items was asked for");
        session.report(case, declared, Issue::new(&PAGINATION_ECHO, place, message), &answered.evidence);
    }
    if let Some((place, total)) = told(&pagination.total)
        && total < items
    {
        let message = format!("is {total}, but this page alone has {items} items");
        session.report(case, declared, Issue::new(&PAGINATION_TOTAL, place, message), &answered.evidence);
    }
}

/// The first link to another page that lacks a parameter of the request, and what is wrong with it.
pub(super) fn dropped_parameters(
    spec: &Spec,
    declared: &Declared,
    target: &str,
    body: &Value,
) -> Option<(String, String)> {
    let pagination = declared.pagination.as_ref()?;
    let is_own = |name: &str| {
        let is_credential = |scheme: &String| {
            spec.scheme(scheme).is_some_and(|scheme| matches!(&scheme.carrier, Carrier::Query(own) if own == name))
        };
        name == pagination.by.parameter() || declared.security.iter().flatten().any(is_credential)
    };
    let asked = query(target);
    pagination.links.iter().find_map(|(relation, place)| {
        let link = body.pointer(place)?.as_str()?;
        let told = query(link);
        // A link without the parameter that chooses the page says it in its own way.
        if !told.contains_key(&plain_name(pagination.by.parameter())) {
            return None;
        }
        let (name, values) = asked.iter().find(|(name, values)| !is_own(name) && told.get(*name) != Some(*values))?;
        let shown = short(&Value::String(link.to_owned()));
        let what = if told.contains_key(name) { "changes" } else { "drops" };
        let message =
            format!("is {shown}, the {relation} page, which {what} {name} of the request ({})", values.join(", "));
        Some((place.clone(), message))
    })
}

/// The values of each parameter, in order.
fn query(address: &str) -> BTreeMap<String, Vec<String>> {
    let query = address.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        values.entry(plain_name(&name)).or_default().push(value.into_owned());
    }
    values
}

/// The name of a parameter; some servers number the items of a list (`status[0]`).
fn plain_name(name: &str) -> String {
    match name.split_once('[') {
        Some((name, rest)) if rest.trim_end_matches(']').bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{name}[]")
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn the_items_of_a_list_may_be_numbered() {
        assert_eq!(query("/a?s[]=1&s[]=2"), query("http://b/c?s%5B0%5D=1&s%5B1%5D=2#d"));
        assert_ne!(query("/a?s[]=1&s[]=2"), query("/a?s[]=1"));
    }
}
