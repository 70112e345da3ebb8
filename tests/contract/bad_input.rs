//! Bad input gets a clear error in the provider's shape and status, and the sandbox's own reason beside it.

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

const DATES: &str = "start_date=2026-06-01T00:00:00&end_date=2026-06-02T00:00:00";

/// Sends the call and expects the status, a kept contract and the word in the reason.
async fn check(sandbox: &Sandbox, call: &Call, status: u16, reason: &str) -> Value {
    let exchange = sandbox.send(call).await;
    let body = String::from_utf8_lossy(&exchange.response_body).into_owned();
    assert_eq!(exchange.status.as_u16(), status, "{} {}: {body}", call.provider, call.target);
    crate::harness::assert_kept(call, &exchange);
    let said = exchange.response_headers.get("x-mock-reason").and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(said.contains(reason), "{} {}: {said:?} does not say {reason:?}", call.provider, call.target);
    serde_json::from_str(&body).expect("a JSON body")
}

#[tokio::test]
async fn ids_in_paths() {
    let sandbox = Sandbox::start().await;
    for (id, status) in [
        ("not-a-uuid", 400),
        ("3c90c3cc-0d44-4b50-8888", 400),
        ("3c90c3cc0d444b5088888dd25736052a", 400),
        ("%7B3c90c3cc-0d44-4b50-8888-8dd25736052a%7D", 400),
        ("3c90c3cc-0d44-4b50-8888-8dd25736052g", 400),
        ("%FF%FE", 400),
        ("%00", 400),
        ("3c90c3cc-0d44-4b50-8888-8dd25736052a", 404),
        ("00000000-0000-0000-0000-000000000000", 404),
    ] {
        let body =
            check(&sandbox, &sandbox.get("agentref", format!("/programs/{id}/tracking/status")), status, "").await;
        assert_eq!(body["error"]["code"], if status == 400 { "BAD_REQUEST" } else { "NOT_FOUND" }, "{id}");
    }
    for (id, status) in [
        ("0", 400),
        ("-1", 400),
        ("1.5", 400),
        ("abc", 400),
        ("2147483648", 400),
        ("99999999999999999999", 400),
        ("%FF", 400),
        ("2147483647", 404),
    ] {
        let body = check(&sandbox, &sandbox.get("affitor", format!("/api/tracking/status/{id}")), status, "").await;
        assert_eq!(body["error"]["status"], status, "{id}");
    }
}

#[tokio::test]
async fn ids_in_capitals_are_the_same_ids() {
    let sandbox = Sandbox::start().await;
    let catalogue = sandbox.catalogue().await;
    let id = catalogue["programs"][0]["at"]["agentref"]["id"].as_str().unwrap().to_uppercase();
    sandbox.success(&sandbox.get("agentref", format!("/programs/{id}/tracking/status"))).await;
    let trackers =
        sandbox.success(&sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 1 }))).await;
    let id = trackers["data"][0]["id"].as_str().unwrap().to_uppercase();
    sandbox.success(&sandbox.get("fullwhere", format!("/partners/survey-tracker?id={id}"))).await;
}

#[tokio::test]
async fn query_parameters() {
    let sandbox = Sandbox::start().await;
    for (query, field, reason) in [
        (DATES.to_owned(), "date_type", "`date_type` is required"),
        (format!("date_type=&{DATES}"), "date_type", "`date_type` is required"),
        (format!("date_type=orderdate&{DATES}"), "date_type", "`date_type` is not one of"),
        ("date_type=order_date&end_date=2026-06-02T00:00:00".to_owned(), "start_date", "`start_date` is required"),
        ("date_type=order_date&start_date=2026-06-01T00:00:00".to_owned(), "end_date", "`end_date` is required"),
        (
            "date_type=order_date&start_date=2026-02-30T00:00:00&end_date=2026-06-02T00:00:00".to_owned(),
            "start_date",
            "`start_date` does not look like",
        ),
        (
            "date_type=order_date&start_date=2026-06-01&end_date=2026-06-02T00:00:00".to_owned(),
            "start_date",
            "`start_date` does not look like",
        ),
        (
            "date_type=order_date&start_date=2026-06-01T25:00:00&end_date=2026-06-02T00:00:00".to_owned(),
            "start_date",
            "`start_date` does not look like",
        ),
        (
            "date_type=order_date&start_date=2026-06-03T00:00:00&end_date=2026-06-02T00:00:00".to_owned(),
            "end_date",
            "end_date",
        ),
        (
            // The last value counts, as in PHP.
            format!("date_type=order_date&date_type=someday&{DATES}"),
            "date_type",
            "`date_type` is not one of",
        ),
        (format!("date_type=order_date&{DATES}&limit=0"), "limit", "`limit` is below 1"),
        (format!("date_type=order_date&{DATES}&limit=1001"), "limit", "`limit` is above 1000"),
        (format!("date_type=order_date&{DATES}&limit=-1"), "limit", "`limit` is below 1"),
        (format!("date_type=order_date&{DATES}&limit=ten"), "limit", "`limit` is not a whole number"),
        (format!("date_type=order_date&{DATES}&limit=1.5"), "limit", "`limit` is not a whole number"),
        (format!("date_type=order_date&{DATES}&limit="), "limit", "`limit` is not a whole number"),
        (format!("date_type=order_date&{DATES}&limit=5&limit=0"), "limit", "`limit` is below 1"),
        (format!("date_type=order_date&{DATES}&page=0"), "page", "`page` is below 1"),
        (format!("date_type=order_date&{DATES}&page=99999999999999999999"), "page", "`page` is not a whole number"),
        (format!("date_type=order_date&{DATES}&status[]=paid"), "status", "is not one of pending, approved, declined"),
        (
            format!("date_type=order_date&{DATES}&status[]=approved&status[]="),
            "status",
            "is not one of pending, approved, declined",
        ),
        (
            format!("date_type=order_date&{DATES}&network_account_id=x"),
            "network_account_id",
            "`network_account_id` is not a whole number",
        ),
        (format!("date_type=order_date&{DATES}&website_id=-5"), "website_id", "`website_id` is below 1"),
    ] {
        let body =
            check(&sandbox, &sandbox.get("wecantrack", format!("/api/v3/transactions?{query}")), 422, reason).await;
        let errors = body["errors"].as_object().expect("errors by field");
        assert!(errors.keys().any(|name| name.starts_with(field)), "{query}: {errors:?}");
    }
    let all = check(&sandbox, &sandbox.get("wecantrack", "/api/v3/transactions?limit=0&page=x"), 422, "").await;
    let named: Vec<_> = all["errors"].as_object().unwrap().keys().cloned().collect();
    for field in ["date_type", "start_date", "end_date", "limit", "page"] {
        assert!(named.iter().any(|name| name == field), "every broken field is named: {named:?}");
    }
}

#[tokio::test]
async fn survey_tracker_ids() {
    let sandbox = Sandbox::start().await;
    for (query, reason) in [
        ("", "`id` is required"),
        ("?id=", "`id` is required"),
        ("?id=abc", "`id` does not look like"),
        ("?id=%FF", "`id` does not look like"),
    ] {
        check(&sandbox, &sandbox.get("fullwhere", format!("/partners/survey-tracker{query}")), 400, reason).await;
    }
    let twice = "?id=3c90c3cc-0d44-4b50-8888-8dd25736052a&id=3c90c3cc-0d44-4b50-8888-8dd25736052a";
    check(&sandbox, &sandbox.get("fullwhere", format!("/partners/survey-tracker{twice}")), 400, "more than once").await;
}

#[tokio::test]
async fn bodies() {
    let sandbox = Sandbox::start().await;
    let many: Vec<String> = (0..10_000).map(|index| format!("purchase-{index}")).collect();
    for (body, reason) in [
        (json!({ "limit": 0 }), "`limit` is below 1"),
        (json!({ "limit": 101 }), "`limit` is above 100"),
        (json!({ "limit": -1 }), "`limit` is below 1"),
        (json!({ "limit": "ten" }), "`limit` is not a number"),
        (json!({ "limit": [] }), "`limit` is not a number"),
        (json!({ "page": 0 }), "`page` is below 1"),
        (json!({ "fromSendAt": "yesterday" }), "`fromSendAt` is not a date-time with a zone"),
        (json!({ "fromSendAt": "2026-02-30T00:00:00Z" }), "`fromSendAt` is not a date-time with a zone"),
        (json!({ "toSendAt": 5 }), "`toSendAt` is not text"),
        (json!({ "purchases": [] }), "`purchases` has fewer than 1 items"),
        (json!({ "customers": [] }), "`customers` has fewer than 1 items"),
        (json!({ "purchases": many }), "`purchases` has more than 100 items"),
        (json!({ "purchases": "one" }), "`purchases` is not a list"),
        (json!({ "purchases": [1] }), "`purchases[0]` is not text"),
        (json!({ "purchases": ["a", null] }), "`purchases[1]` is null"),
        (json!({ "customers": ["a", "b", {}] }), "`customers[2]` is not text"),
    ] {
        let body =
            check(&sandbox, &sandbox.post("fullwhere", "/partners/survey-tracker/list", &body), 400, reason).await;
        assert_eq!(body["statusCode"], 400);
    }
    for (body, reason) in [
        (json!({}), "`purchaseId` is required"),
        (json!({ "purchaseId": "" }), "`purchaseId` has fewer than 1 characters"),
        (json!({ "purchaseId": null }), "`purchaseId` is null"),
        (json!({ "purchaseId": 7 }), "`purchaseId` is not text"),
        (json!({ "purchaseId": "x".repeat(10_000) }), "`purchaseId` has more than"),
        (json!({ "purchaseId": "LH-00412345" }), "`purchaseId` does not look like 3c90c3cc"),
    ] {
        check(&sandbox, &sandbox.post("fullwhere", "/partners/survey-tracker/generate", &body), 400, reason).await;
    }
}

#[tokio::test]
async fn bodies_that_are_not_what_they_say() {
    let sandbox = Sandbox::start().await;
    let call = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}));
    let deep = format!("{{\"limit\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for (body, reason) in [
        (Bytes::from_static(b""), "no body is given"),
        (Bytes::from_static(b"{\"limit\":"), "not JSON"),
        (Bytes::from_static(b"limit=10"), "not JSON"),
        (Bytes::from_static(b"[1]"), "not a JSON object"),
        (Bytes::from_static(b"null"), "not a JSON object"),
        (Bytes::from_static(b"{\"purchases\":[\"\xff\xfe\"]}"), "not JSON"),
        (Bytes::from(deep), "not JSON"),
    ] {
        check(&sandbox, &call.clone().body(body), 400, reason).await;
    }
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        let mut call = call.clone();
        call.headers.retain(|(name, _)| name != "content-type");
        let call = if content_type.is_empty() { call } else { call.header("content-type", content_type) };
        check(&sandbox, &call, 415, "the endpoint takes application/json").await;
    }
    let mut with_charset = call.clone();
    with_charset.headers.retain(|(name, _)| name != "content-type");
    assert_eq!(
        sandbox.answer(&with_charset.header("content-type", "application/json; charset=utf-8")).await.0,
        StatusCode::CREATED
    );
    let large = format!("{{\"purchases\":[\"{}\"]}}", "x".repeat(1 << 20));
    check(&sandbox, &call.clone().body(large), 413, "larger than 1048576 bytes").await;
}

#[tokio::test]
async fn headers_that_are_too_large() {
    let sandbox = Sandbox::start().await;
    for (provider, target) in
        [("agentref", "/programs/3c90c3cc-0d44-4b50-8888-8dd25736052a/tracking/status"), ("partnero", "/v1/program")]
    {
        check(&sandbox, &sandbox.get(provider, target).header("x-filler", "x".repeat(20_000)), 431, "headers").await;
    }
}

#[tokio::test]
async fn queries_of_any_kind_are_no_trouble() {
    let sandbox = Sandbox::start().await;
    let long = "x".repeat(30_000);
    for query in [
        "%",
        "%zz",
        "&&&",
        "=",
        "status[",
        "status[]",
        "status[x]=y",
        "a=b&a=b&a=b",
        "%00=%00",
        "date_type[]=order_date",
        &long,
    ] {
        let exchange = sandbox.send(&sandbox.get("wecantrack", format!("/api/v3/transactions?{query}"))).await;
        assert_eq!(exchange.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}
