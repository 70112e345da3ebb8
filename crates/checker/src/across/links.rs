//! What one operation answers must be known to the others: the links that the document declares.

use serde_json::Value;

use super::{is_same_instant, json, weight};
use crate::case::{Case, Draft, Planner};
use crate::report::short;
use crate::run::{Answered, Session};
use crate::spec::{Declared, Link, Place};

/// Follows the links of an answer that have not been followed yet. `followed` are their names, with the operation's id.
pub(crate) async fn follow_links(
    session: &mut Session<'_>,
    planner: &Planner<'_>,
    declared: &Declared,
    answered: &Answered,
    followed: &mut Vec<(String, String)>,
) {
    for link in declared.links.iter().filter(|link| link.is_of(answered.exchange.status.as_u16())) {
        let key = (declared.id.clone(), link.name.clone());
        let values: Option<Vec<_>> =
            link.parameters.iter().map(|(name, place)| Some((name, place.value(&answered.exchange)?))).collect();
        // An answer without the value says nothing; another one may have it.
        let Some(values) = values.filter(|_| !followed.contains(&key)) else { continue };
        let Some((target, draft)) = request(session, planner, link, &values) else { continue };
        followed.push(key);
        let case = Case::look(target, format!("link {} of {}", link.name, declared.id), draft);
        let target = &session.spec.operations()[target];
        let Some(reached) = session.run(&case).await else { continue };
        let status = reached.exchange.status;
        if !status.is_success() {
            let shown: Vec<_> = values.iter().map(|(name, value)| format!("{name} = {}", short(value))).collect();
            let rule = if declared.reads_only() { "link/refused" } else { "created/not-found" };
            let message = format!("is {}, {} has answered with {}", status.as_u16(), declared.id, shown.join(", "));
            session.report(&case, target, rule, "status", &message, &reached.evidence);
        } else if let Some((place, message)) = contradiction(link, answered, &reached) {
            let level = weight(session);
            session.report(&case, target, "link/mismatch", &place, &message, &reached.evidence);
            session.weigh_last(level);
        }
    }
}

/// The request that a link leads to.
fn request(
    session: &Session<'_>,
    planner: &Planner<'_>,
    link: &Link,
    values: &[(&String, Value)],
) -> Option<(usize, Draft)> {
    let position = session.spec.operations().iter().position(|declared| declared.id == link.operation)?;
    let target = &session.spec.operations()[position];
    if !target.reads_only() && !session.options.writes {
        return None;
    }
    let mut draft = planner.plain(target)?;
    for (name, value) in values {
        draft = match target.parameter(name) {
            Some(index) => draft.with(index, value.clone()),
            None => draft.with_field(name, value.clone()),
        };
    }
    Some((position, draft))
}

/// Where the record that was linked to differs from what the first answer showed of it.
fn contradiction(link: &Link, first: &Answered, reached: &Answered) -> Option<(String, String)> {
    if !is_same_instant(&first.exchange, &reached.exchange) {
        return None;
    }
    let record = link.parameters.iter().find_map(|(_, place)| match place {
        Place::AnswerBody(pointer) => json(&first.exchange)?.pointer(pointer.rsplit_once('/')?.0).cloned(),
        _ => None,
    })?;
    let reached = json(&reached.exchange)?;
    let scalars = |value: &Value| !value.is_object() && !value.is_array();
    let (record, reached) = (record.as_object()?, reached.as_object()?);
    let (name, was) = record
        .iter()
        .find(|(name, was)| scalars(was) && reached.get(*name).is_some_and(|is| scalars(is) && is != *was))?;
    let message = format!("is {}, the answer that linked to it says {}", short(&reached[name]), short(was));
    Some((format!("/{name}"), message))
}
