//! Checks links: what one operation returns must be known to the others.

use serde_json::{Map, Value};

use super::rules::{CREATED_NOT_FOUND, LINK_MISMATCH, LINK_REFUSED};
use super::{is_same_instant, json};
use crate::case::{Case, Draft, Planner};
use crate::report::short;
use crate::run::{CaseResponse, Issue, Session};
use crate::spec::{Declared, Link, Place};

/// Follows the links of a response that have not been followed yet. `followed` has the operation id and name of each
/// link.
pub(crate) async fn follow_links(
    session: &mut Session<'_>,
    planner: &Planner<'_>,
    declared: &Declared,
    answered: &CaseResponse,
    followed: &mut Vec<(String, String)>,
) {
    // What has been changed need not look as it did.
    let mut is_unchanged = true;
    for link in declared.links.iter().filter(|link| link.is_of(answered.exchange.status.as_u16())) {
        let key = (declared.id.clone(), link.name.clone());
        let values: Option<Vec<_>> = link
            .parameters
            .iter()
            .map(|(name, place)| Some((name, place.value(&answered.exchange, &declared.path)?)))
            .collect();
        // A response without the value says nothing; another one may have it.
        let Some(values) = values.filter(|_| !followed.contains(&key)) else { continue };
        let Some((target, draft)) = request(session, planner, declared, link, &values) else { continue };
        followed.push(key);
        let case = Case::look(target, format!("link {} of {}", link.name, declared.id), draft);
        let target = &session.spec.operations()[target];
        is_unchanged &= target.reads_only();
        let Some(reached) = session.run(&case).await else { continue };
        let status = reached.exchange.status;
        if !status.is_success() {
            let shown: Vec<_> = values.iter().map(|(name, value)| format!("{name} = {}", short(value))).collect();
            let rule = if declared.reads_only() { &LINK_REFUSED } else { &CREATED_NOT_FOUND };
            let message = format!("is {}, although {} returned {}", status.as_u16(), declared.id, shown.join(", "));
            session.report(&case, target, Issue::new(rule, "status", message), &reached.evidence);
        } else if let Some((place, message)) =
            Some(()).filter(|()| is_unchanged).and_then(|()| contradiction(link, answered, &reached))
        {
            session.report(&case, target, Issue::new(&LINK_MISMATCH, place, message), &reached.evidence);
        }
    }
}

/// The request that a link leads to.
fn request(
    session: &Session<'_>,
    planner: &Planner<'_>,
    source: &Declared,
    link: &Link,
    values: &[(&String, Value)],
) -> Option<(usize, Draft)> {
    let position = session.spec.operations().iter().position(|declared| declared.id == link.operation)?;
    let target = &session.spec.operations()[position];
    if !target.reads_only() && !session.options.writes {
        return None;
    }
    let mut draft = planner.plain(target)?;
    if target.takes_credentials_of(source) {
        draft.credentials_of = Some(source.id.clone());
    }
    for (name, value) in values {
        draft = match target.parameter(name) {
            Some(index) => draft.with(index, value.clone()),
            None => draft.with_field(name, value.clone()),
        };
    }
    Some((position, draft))
}

/// The first difference between the linked record and what the first response showed of it.
fn contradiction(link: &Link, first: &CaseResponse, reached: &CaseResponse) -> Option<(String, String)> {
    if !is_same_instant(&first.exchange, &reached.exchange) {
        return None;
    }
    let first = json(&first.exchange)?;
    let (record, name, value) = link.parameters.iter().find_map(|(_, place)| match place {
        Place::ResponseBody(pointer) => {
            let (record, name) = pointer.rsplit_once('/')?;
            Some((first.pointer(record)?.as_object()?, name, first.pointer(pointer)?))
        }
        _ => None,
    })?;
    let reached = json(&reached.exchange)?;
    // What has neither the value nor a field of this name is an envelope: the record in it may be another thing.
    let reached =
        reached.as_object().filter(|body| body.contains_key(name) || body.values().any(|found| found == value));
    difference(record, value, reached?)
}

/// The first difference between a record and what a link from it reached by a value: none if that is another thing, as the
/// customer of an order is.
fn difference(record: &Map<String, Value>, value: &Value, reached: &Map<String, Value>) -> Option<(String, String)> {
    let own_id = reached.iter().find(|(_, found)| *found == value).map(|(name, _)| name);
    if own_id.is_some_and(|name| record.get(name).is_some_and(|other| other != value)) {
        return None;
    }
    let is_scalar = |value: &Value| !value.is_object() && !value.is_array();
    let differs = |(name, was): &(&String, &Value)| {
        is_scalar(was) && reached.get(*name).is_some_and(|is| is_scalar(is) && is != *was)
    };
    let (name, was) = record.iter().find(differs)?;
    let message = format!("is {}, the response that links to it says {}", short(&reached[name]), short(was));
    Some((format!("/{name}"), message))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::difference;

    #[test]
    fn only_the_same_thing_has_to_look_the_same() {
        let order = json!({ "id": 7, "customerId": 9, "createdAt": "monday" });
        let places = |value: i64, reached: Value| {
            let reached = reached.as_object().expect("an object");
            difference(order.as_object().expect("an object"), &json!(value), reached).map(|(place, _)| place)
        };
        assert_eq!(places(7, json!({ "id": 7, "createdAt": "monday" })), None);
        assert_eq!(places(7, json!({ "id": 7, "createdAt": "tuesday" })), Some("/createdAt".to_owned()));
        assert_eq!(places(7, json!({ "id": 8, "createdAt": "monday" })), Some("/id".to_owned()), "another order");
        assert_eq!(places(9, json!({ "id": 9, "createdAt": "sunday" })), None, "the customer is no order");
        assert_eq!(
            places(9, json!({ "id": 8, "customerId": 9 })),
            Some("/id".to_owned()),
            "another order of the customer"
        );
    }
}
