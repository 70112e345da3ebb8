//! Input that nobody reads is accepted as the provider would accept it, named in `x-mock-warning`, and marked in the
//! journal.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_contract::Exchange;

use crate::harness::{Call, Sandbox, WHOLE_TIME, assert_kept};

fn warnings(exchange: &Exchange) -> Vec<String> {
    let values = exchange.response_headers.get_all("x-mock-warning").iter();
    values.map(|value| value.to_str().expect("visible ASCII").to_owned()).collect()
}

fn transactions(sandbox: &Sandbox, more: &str) -> Call {
    sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1{more}"))
}

#[tokio::test]
async fn unknown_parameters_fields_and_headers_are_named() {
    let sandbox = Sandbox::start_small().await;
    let list = |body: Value| sandbox.post("fullwhere", "/partners/survey-tracker/list", &body);
    for (call, expected) in [
        (transactions(&sandbox, "&limits=3"), &["unknown query parameter limits (did you mean limit?)"][..]),
        (transactions(&sandbox, "&Page=3"), &["unknown query parameter Page (did you mean page?)"]),
        (transactions(&sandbox, "&%71=a&zz"), &["unknown query parameter q", "unknown query parameter zz"]),
        (transactions(&sandbox, "&status[0]=pending&api_key=wct-sandbox"), &[]),
        (transactions(&sandbox, "").header("x-api-kye", "a"), &["unknown header x-api-kye (did you mean X-API-Key?)"]),
        (transactions(&sandbox, "").header("prefers", "code=404"), &["unknown header prefers (did you mean prefer?)"]),
        (transactions(&sandbox, "").header("x-forwarded-for", "192.0.2.1").header("referer", "http://a.example"), &[]),
        (transactions(&sandbox, "").header("prefer", "delay=long"), &["Prefer was not honoured: delay=long"]),
        (list(json!({ "limit": 1, "purchase": ["a"] })), &["unknown body field purchase (did you mean purchases?)"]),
        (list(json!({ "limit": 1 })), &[]),
        (sandbox.get("partnero", "/v1/program?include=stats"), &["unknown query parameter include"]),
        (sandbox.control(Method::GET, "/journal?statu=4xx", &Value::Null), &["unknown query parameter statu (did you"]),
    ] {
        let exchange = sandbox.send(&call).await;
        assert!(exchange.status.is_success(), "{}: {}", call.target, exchange.status);
        assert_kept(&call, &exchange);
        let found = warnings(&exchange);
        let fits = |(found, expected): (&String, &&str)| found.starts_with(*expected);
        assert!(found.len() == expected.len() && found.iter().zip(expected).all(fits), "{}: {found:?}", call.target);
    }
}

#[tokio::test]
async fn a_refused_request_names_ignored_parameters_too() {
    let sandbox = Sandbox::start_small().await;
    let exchange = sandbox.send(&sandbox.get("wecantrack", "/api/v3/transactions?date_typ=order_date")).await;
    assert_eq!(exchange.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(warnings(&exchange), ["unknown query parameter date_typ (did you mean date_type?)"]);
}

#[tokio::test]
async fn the_journal_marks_ignored_input_and_finds_it() {
    let sandbox = Sandbox::start_small().await;
    sandbox.send(&transactions(&sandbox, "")).await;
    sandbox.send(&transactions(&sandbox, "&limits=3")).await;
    let list = |query: &str| sandbox.control(Method::GET, format!("/journal{query}"), &Value::Null);
    let entries = sandbox.success(&list("")).await;
    let warning = |index: usize| &entries["entries"][index]["warning"];
    assert_eq!(
        (warning(0), warning(1)),
        (&json!("unknown query parameter limits (did you mean limit?)"), &Value::Null)
    );
    let found = sandbox.success(&list("?text=did%20you%20mean")).await;
    assert_eq!(found["entries"].as_array().map(Vec::len), Some(1));
    let page = reqwest::get(format!("http://{}/journal", sandbox.server.address())).await.expect("a page");
    let page = page.text().await.expect("a text");
    assert_eq!(page.matches("ignored: unknown query parameter limits (did you mean limit?)").count(), 1);
}

#[tokio::test]
async fn a_list_without_brackets_is_no_list() {
    let sandbox = Sandbox::start_small().await;
    let accounts = sandbox.get("wecantrack", "/api/v2/network_accounts?ids=1");
    for (call, status, field) in [
        (transactions(&sandbox, "&status=pending"), 422, "status"),
        (transactions(&sandbox, "&network_account_tags=a"), 422, "network_account_tags"),
        (accounts, 422, "ids"),
    ] {
        let exchange = sandbox.send(&call).await;
        assert_kept(&call, &exchange);
        let body = String::from_utf8_lossy(&exchange.response_body).into_owned();
        assert_eq!(exchange.status.as_u16(), status, "{field}: {body}");
        assert!(body.contains(&format!("The {} field must be an array.", field.replace('_', " "))), "{body}");
        assert!(warnings(&exchange).is_empty(), "{field} is not unknown");
    }
    for more in ["&status=", "&status[]=pending"] {
        assert_eq!(sandbox.send(&transactions(&sandbox, more)).await.status, StatusCode::OK, "{more}");
    }
}
