//! Repeats requests.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{Method, StatusCode};
use trackside_contract::Origin;

use super::rules::{HEAD_HEADER, HEAD_STATUS, IDEMPOTENCE_CHANGED, REPEAT_CHANGED};
use super::{content_type, is_same_instant};
use crate::case::Case;
use crate::run::{CaseResponse, Issue, Session};
use crate::spec::Declared;

/// Repeats a request. With `x-idempotent` the response must be the same. A server that sends its time must also give
/// the same response to a repeated read while the time stands still.
pub(crate) async fn repeat_request(session: &mut Session<'_>, declared: &Declared, case: &Case, first: &CaseResponse) {
    let tells_instant = first.exchange.response_headers.contains_key("x-mock-now");
    let must_be_same = declared.is_idempotent || (tells_instant && declared.reads_only());
    if !must_be_same {
        return;
    }
    let again = Case::look(case.operation, format!("{}, repeated", case.name), case.draft.clone());
    let Some(second) = session.run(&again).await else { return };
    if !declared.is_idempotent && !is_same_instant(&first.exchange, &second.exchange) {
        return;
    }
    let rule = if declared.is_idempotent { &IDEMPOTENCE_CHANGED } else { &REPEAT_CHANGED };
    let (place, message) = if first.exchange.status != second.exchange.status {
        (
            "status",
            format!(
                "is {}, but was {} for the same request before",
                second.exchange.status.as_u16(),
                first.exchange.status.as_u16()
            ),
        )
    } else if first.exchange.response_body != second.exchange.response_body {
        ("", "differs from the response to the same request before".to_owned())
    } else {
        return;
    };
    session.report(&again, declared, Issue::new(rule, place, message), &second.evidence);
}

/// Sends a HEAD request. Its status and headers must be those of the GET request. A GET that writes has no HEAD.
pub(crate) async fn compare_head(session: &mut Session<'_>, declared: &Declared, case: &Case, whole: &CaseResponse) {
    if declared.method != Method::GET || !declared.reads_only() {
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
        session.report(&case, declared, Issue::new(&HEAD_STATUS, "status", message), &head.evidence);
        return;
    }
    // RFC 9110 lets a response to HEAD leave out what is only known once the body is made. The sandbox knows it before.
    let must_match =
        session.options.origin() == Origin::Sandbox || head.exchange.response_headers.contains_key(CONTENT_TYPE);
    if must_match && content_type(&head.exchange) != content_type(&whole.exchange) {
        let message =
            format!("is {:?} for HEAD, {:?} for GET", content_type(&head.exchange), content_type(&whole.exchange));
        let issue = Issue::new(&HEAD_HEADER, "header:content-type", message);
        session.report(&case, declared, issue, &head.evidence);
    }
    let lengths =
        (head.exchange.response_headers.get(CONTENT_LENGTH), whole.exchange.response_headers.get(CONTENT_LENGTH));
    if let (Some(of_head), Some(of_whole)) = lengths
        && of_head != of_whole
        && is_same_instant(&head.exchange, &whole.exchange)
    {
        let message = format!("is {of_head:?} for HEAD, {of_whole:?} for GET");
        let issue = Issue::new(&HEAD_HEADER, "header:content-length", message).into_warning();
        session.report(&case, declared, issue, &head.evidence);
    }
}
