//! The same request once more.

use http::header::CONTENT_LENGTH;
use http::{Method, StatusCode};

use super::{content_type, is_same_instant, weight};
use crate::case::Case;
use crate::run::{Answered, Session};
use crate::spec::Declared;

/// Sends a request once more: where the contract says `x-idempotent` the answer must be the same, and a server that tells its instant must
/// give the same answer to a reading request of one instant.
pub(crate) async fn ask_again(session: &mut Session<'_>, declared: &Declared, case: &Case, first: &Answered) {
    let tells_instant = first.exchange.response_headers.contains_key("x-mock-now");
    let must_be_same = declared.is_idempotent || (tells_instant && declared.reads_only());
    if !must_be_same {
        return;
    }
    let again = Case::look(case.operation, format!("{}, once more", case.name), case.draft.clone());
    let Some(second) = session.run(&again).await else { return };
    if !declared.is_idempotent && !is_same_instant(&first.exchange, &second.exchange) {
        return;
    }
    let rule = if declared.is_idempotent { "idempotence/changed" } else { "repeat/changed" };
    let (place, message) = if first.exchange.status != second.exchange.status {
        (
            "status",
            format!(
                "is {} after {}, for the same request",
                second.exchange.status.as_u16(),
                first.exchange.status.as_u16()
            ),
        )
    } else if first.exchange.response_body != second.exchange.response_body {
        ("", "is another one than before, for the same request".to_owned())
    } else {
        return;
    };
    session.report(&again, declared, rule, place, &message, &second.evidence);
}

/// Asks for the head of an answer: status and headers must be those of the whole.
pub(crate) async fn ask_for_head(session: &mut Session<'_>, declared: &Declared, case: &Case, whole: &Answered) {
    if declared.method != Method::GET {
        return;
    }
    let mut draft = case.draft.clone();
    draft.method = Some(Method::HEAD);
    let case = Case::look(case.operation, format!("{}, by HEAD", case.name), draft);
    let Some(head) = session.run(&case).await else { return };
    if [StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_IMPLEMENTED].contains(&head.exchange.status) {
        return;
    }
    if head.exchange.status != whole.exchange.status {
        let message =
            format!("is {} for HEAD, {} for GET", head.exchange.status.as_u16(), whole.exchange.status.as_u16());
        session.report(&case, declared, "head/status", "status", &message, &head.evidence);
        return;
    }
    if content_type(&head.exchange) != content_type(&whole.exchange) {
        let message =
            format!("is {:?} for HEAD, {:?} for GET", content_type(&head.exchange), content_type(&whole.exchange));
        session.report(&case, declared, "head/header", "header:content-type", &message, &head.evidence);
    }
    let lengths =
        (head.exchange.response_headers.get(CONTENT_LENGTH), whole.exchange.response_headers.get(CONTENT_LENGTH));
    if let (Some(of_head), Some(of_whole)) = lengths
        && of_head != of_whole
        && is_same_instant(&head.exchange, &whole.exchange)
    {
        let message = format!("is {of_head:?} for HEAD, {of_whole:?} for GET");
        let level = weight(session);
        session.report(&case, declared, "head/header", "header:content-length", &message, &head.evidence);
        session.weigh_last(level);
    }
}
