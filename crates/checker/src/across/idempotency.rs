//! Sends a request again with its idempotency key, and another one with the same key.

use super::repetition::says_the_same;
use super::rules::{IDEMPOTENCE_CHANGED, IDEMPOTENCY_KEY_REUSED};
use crate::case::{Case, Planner};
use crate::run::{Issue, Session};
use crate::spec::Declared;

/// How often the request is sent.
const TIMES: usize = 3;

/// Statuses by which a server says that a key belongs to another request.
const REFUSALS: [u16; 3] = [400, 409, 422];

/// Asks an operation that takes an idempotency key three times for the same, and then for something else with the same
/// key. `fresh` numbers the attempts at a request that is not refused because of what is there already.
pub(crate) async fn repeat_with_key(session: &mut Session<'_>, planner: &Planner<'_>, operation: usize) {
    let declared = &session.spec.operations()[operation];
    let Some(header) = declared.idempotency_key.clone().filter(|_| !declared.reads_only()) else { return };
    let Some(plain) = planner.plain(declared) else { return };
    for attempt in 0..3 {
        let key = planner.key(declared, attempt);
        let draft = keyed(declared, &planner.fresh(declared, &plain, attempt), &header, &key);
        let name = |time: usize| format!("idempotency key, sent {time} of {TIMES} times");
        let Some(first) = session.run(&Case::look(operation, name(1), draft.clone())).await else { return };
        if !first.exchange.status.is_success() {
            continue;
        }
        for time in 2..=TIMES {
            let case = Case::look(operation, name(time), draft.clone());
            let Some(again) = session.run(&case).await else { return };
            let (was, is) = (first.exchange.status.as_u16(), again.exchange.status.as_u16());
            let found = if was != is {
                Some(("status", format!("is {is}, but was {was} for the same request with the same key")))
            } else if !says_the_same(&first.exchange, &again.exchange) {
                Some(("", "differs from the response to the same request with the same key".to_owned()))
            } else {
                None
            };
            if let Some((place, message)) = found {
                return session.report(
                    &case,
                    declared,
                    Issue::new(&IDEMPOTENCE_CHANGED, place, message),
                    &again.evidence,
                );
            }
        }
        return other_request(session, planner, declared, Case::look(operation, "", draft)).await;
    }
}

/// Sends another valid request with the key of a case.
async fn other_request(session: &mut Session<'_>, planner: &Planner<'_>, declared: &Declared, first: Case) {
    let body = first.draft.body.clone();
    let is_other = |draft: &crate::case::Draft| draft.body != body;
    let changed = planner
        .other_values(declared, &first.draft)
        .into_iter()
        .flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)));
    let draft = changed.map(|(name, value)| first.draft.with_field(&name, value)).find(is_other);
    let Some(draft) = draft else { return };
    let case = Case { name: "idempotency key of another request".to_owned(), draft, ..first };
    let Some(answered) = session.run(&case).await else { return };
    let status = answered.exchange.status;
    if status.is_client_error() {
        return;
    }
    let promises = REFUSALS.iter().any(|refusal| *refusal != 400 && declared.statuses.contains(refusal));
    let message = format!("is {}, but the idempotency key belongs to a request with another body", status.as_u16());
    let issue = Issue::new(&IDEMPOTENCY_KEY_REUSED, "status", message);
    let issue = if promises { issue } else { issue.into_warning() };
    session.report(&case, declared, issue, &answered.evidence);
}

/// The request with the key, as a parameter if it is declared as one.
fn keyed(declared: &Declared, draft: &crate::case::Draft, header: &str, key: &str) -> crate::case::Draft {
    let index = declared.parameters.iter().position(|parameter| parameter.name.eq_ignore_ascii_case(header));
    match index {
        Some(index) => draft.with(index, serde_json::json!(key)),
        None => draft.with_header(header, key),
    }
}
