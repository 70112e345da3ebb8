//! Repeats requests.

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{Method, StatusCode};
use trackside_contract::{Exchange, Origin, parse_json};

use super::rules::{HEAD_HEADER, HEAD_STATUS, IDEMPOTENCE_CHANGED, REPEAT_CHANGED};
use super::{content_type, is_same_instant};
use crate::case::Case;
use crate::run::{CaseResponse, Issue, Session};
use crate::spec::Declared;

/// Shorter ids are not looked for in bodies, where they would be found by chance.
const SHORTEST_ID: usize = 8;

/// Repeats a request. With `x-idempotent` the response must be the same. A server that sends its time must also give
/// the same response to a repeated read while the time stands still.
pub(crate) async fn repeat_request(session: &mut Session<'_>, declared: &Declared, case: &Case, first: &CaseResponse) {
    let tells_instant = first.exchange.response_headers.contains_key("x-mock-now");
    let must_be_same = declared.is_idempotent || (tells_instant && declared.reads_only());
    if !must_be_same {
        return;
    }
    // What happens once only shows at the third time: a server may remember just the last request.
    let times = if declared.is_idempotent { 2 } else { 1 };
    for time in 0..times {
        let name = if time == 0 { format!("{}, repeated", case.name) } else { format!("{}, once more", case.name) };
        let again = Case::look(case.operation, name, case.draft.clone());
        if compare_again(session, declared, &again, first).await {
            return;
        }
    }
}

/// Sends a request again. Returns whether there was a finding, or no response to compare.
async fn compare_again(session: &mut Session<'_>, declared: &Declared, again: &Case, first: &CaseResponse) -> bool {
    let Some(second) = session.run(again).await else { return true };
    if !declared.is_idempotent && !is_same_instant(&first.exchange, &second.exchange) {
        return true;
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
    } else if !says_the_same(&first.exchange, &second.exchange) {
        ("", "differs from the response to the same request before".to_owned())
    } else {
        return false;
    };
    session.report(again, declared, Issue::new(rule, place, message), &second.evidence);
    true
}

/// Whether two responses have the same body: byte for byte, or as JSON. The order of fields and the way numbers are
/// written may change from one response to the next. So may the ids that the header `x-request-id` gives to the
/// requests: each has its own, and a response that was kept repeats the first one.
pub(super) fn says_the_same(first: &Exchange, second: &Exchange) -> bool {
    if first.response_body == second.response_body {
        return true;
    }
    let ids: Vec<_> = [first, second].into_iter().filter_map(request_id).collect();
    let (first, second) = (without_ids(first, &ids), without_ids(second, &ids));
    let json = |text: &str| parse_json(text.as_bytes()).ok();
    first == second || json(&first).is_some_and(|first| json(&second).is_some_and(|second| first == second))
}

/// The body without the ids of requests.
fn without_ids(exchange: &Exchange, ids: &[&str]) -> String {
    let body = String::from_utf8_lossy(&exchange.response_body);
    ids.iter().fold(body.into_owned(), |body, id| if body.contains(id) { body.replace(id, "") } else { body })
}

fn request_id(exchange: &Exchange) -> Option<&str> {
    let id = exchange.response_headers.get("x-request-id").and_then(|id| id.to_str().ok());
    id.filter(|id| id.len() >= SHORTEST_ID)
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
        let (of_head, of_whole) = (head.exchange.status.as_u16(), whole.exchange.status.as_u16());
        // A server that fails now and then fails whatever the method is.
        let again = Case::look(case.operation, format!("{}, repeated", case.name), case.draft.clone());
        let Some(second) = session.run(&again).await else { return };
        if second.exchange.status == whole.exchange.status {
            let message = format!("is {of_head} for HEAD, but {of_whole} when the same request was sent again");
            session.report(&case, declared, Issue::new(&REPEAT_CHANGED, "status", message), &head.evidence);
            return;
        }
        let message = format!("is {of_head} for HEAD, {of_whole} for GET");
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
    // A body may be compressed for GET alone.
    let encoding = |exchange: &Exchange| exchange.response_headers.get(CONTENT_ENCODING).cloned();
    if encoding(&head.exchange) != encoding(&whole.exchange) {
        return;
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

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, Method, StatusCode};
    use trackside_contract::Exchange;

    use super::says_the_same;

    fn exchange(id: &str, body: &str) -> Exchange {
        let mut response_headers = HeaderMap::new();
        response_headers.insert("x-request-id", id.parse().expect("a header value"));
        Exchange {
            method: Method::GET,
            target: "/".to_owned(),
            request_headers: HeaderMap::new(),
            request_body: Bytes::new(),
            status: StatusCode::OK,
            response_headers,
            response_body: body.to_owned().into(),
        }
    }

    #[test]
    fn the_order_of_fields_and_the_way_numbers_are_written_may_change() {
        let id = "0123456789abcdef";
        let first = exchange(id, r#"{"total":1,"rows":[2,3]}"#);
        for (body, expected) in [
            (r#"{"total":1,"rows":[2,3]}"#, true),
            (r#"{ "rows": [2.0, 3e0], "total": 1.0 }"#, true),
            (r#"{"total":1,"rows":[3,2]}"#, false),
            (r#"{"total":"1","rows":[2,3]}"#, false),
            (r#"{"total":1,"rows":[2,3]"#, false),
        ] {
            assert_eq!(says_the_same(&first, &exchange(id, body)), expected, "{body}");
        }
        assert!(!says_the_same(&exchange(id, "a"), &exchange(id, "b")), "neither is JSON");
        let kept = format!(r#"{{"id":"{id}"}}"#);
        assert!(says_the_same(&exchange(id, &kept), &exchange("fedcba9876543210", &kept)), "the first response, kept");
    }

    #[test]
    fn only_the_ids_of_the_requests_may_differ() {
        let body = |id: &str, total: u32| exchange(id, &format!(r#"{{"id":"req_{id}","total":{total}}}"#));
        let (first, second) = ("0123456789abcdef", "fedcba9876543210");
        assert!(says_the_same(&body(first, 1), &body(second, 1)));
        assert!(!says_the_same(&body(first, 1), &body(second, 2)));
        let kept = exchange(second, &format!(r#"{{"total":1.0,"id":"req_{first}"}}"#));
        assert!(says_the_same(&body(first, 1), &kept), "a response that was kept");
        assert!(
            !says_the_same(&exchange("1", r#"{"total":1}"#), &exchange("2", r#"{"total":2}"#)),
            "too short to be ids"
        );
    }
}
