//! A value of a row, sent as a filter, finds that row and no other; pages say what was asked for, and keep the filter in
//! their links.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use trackside_checker::Options;

use crate::fake::{Asked, Told, checked, document, response, serve, told};

/// A mistake of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// The status is ignored.
    StatusLeaks,
    /// No row has any status.
    StatusFindsNothing,
    /// The id of the partner is ignored.
    PartnerLeaks,
    /// The start of the range is ignored.
    StartLeaks,
    /// Every start is too late.
    StartFindsNothing,
    /// The link to the next page has no filter.
    LinkDropsStatus,
    /// The link to the next page has another status.
    LinkChangesStatus,
    /// The number of the page is always 1.
    PageIsFixed,
    /// The size of the page is always 10.
    SizeIsFixed,
    /// The total is always 1.
    TotalIsFixed,
}

/// The rows of the listing: the number, status and partner of each tell nothing of the others.
fn rows() -> Vec<Value> {
    let row = |number: usize| {
        let status = ["open", "paid", "lost"][number % 3];
        json!({
            "id": format!("o-{number}"), "status": status,
            "partner": { "id": format!("p-{}", number % 5) },
            "createdAt": format!("2026-03-{:02}T10:00:00Z", number + 1)
        })
    };
    (0..20).map(row).collect()
}

fn orders() -> Value {
    let text = json!({ "type": "string" });
    let row = json!({ "type": "object", "required": ["id"], "properties": {
        "id": text, "status": text, "createdAt": { "type": "string", "format": "date-time" },
        "partner": { "type": "object", "properties": { "id": text } }
    } });
    let link = json!({ "type": "string", "nullable": true });
    let whole = json!({ "type": "integer" });
    let page = json!({ "type": "object", "required": ["data"], "properties": {
        "data": { "type": "array", "items": row }, "page": whole, "size": whole, "total": whole, "next": link
    } });
    let parameter = |name: &str, schema: &Value| json!({ "name": name, "in": "query", "schema": schema });
    let number = json!({ "type": "integer", "minimum": 1, "maximum": 50 });
    document(&json!({ "/orders": { "get": {
        "operationId": "listOrders",
        "x-pagination": {
            "in": "query", "page": "page", "limit": "limit", "items": "/data", "identity": "/id", "total": "/total",
            "currentPage": "/page", "perPage": "/size", "links": { "next": "/next" }
        },
        "parameters": [
            parameter("page", &number), parameter("limit", &number),
            parameter("status[]", &json!({ "type": "array", "items": { "type": "string", "enum": ["open", "paid", "lost"] } })),
            parameter("partner_id", &json!({ "type": "string", "minLength": 1 })),
            parameter("created_from", &json!({ "type": "string", "format": "date-time" }))
        ],
        "responses": { "200": response(&page), "400": response(&json!({ "type": "object" })) }
    } } }))
}

fn answer(fault: Fault, asked: &Asked) -> Told {
    if asked.method != "GET" {
        return told(405, &json!({}));
    }
    let (Some(page), Some(limit)) = (asked.number("page", 1), asked.number("limit", 10)) else {
        return told(400, &json!({}));
    };
    let statuses: Vec<_> =
        asked.query.iter().filter(|(name, _)| name == "status[]").map(|(_, value)| value.as_str()).collect();
    let from = asked.query("created_from");
    let is_known = statuses.iter().all(|status| ["open", "paid", "lost"].contains(status));
    let is_date = from.is_none_or(|from| from.len() >= 20 && from.as_bytes()[10] == b'T' && !from.contains("02-30"));
    let is_partner = asked.query("partner_id").is_none_or(|id| !id.is_empty());
    if !is_known || !is_date || !is_partner || !(1..=50).contains(&page) || !(1..=50).contains(&limit) {
        return told(400, &json!({}));
    }
    let is_wanted = |row: &Value| {
        let status = row["status"].as_str().unwrap_or_default();
        let by_status = match fault {
            Fault::StatusLeaks => true,
            Fault::StatusFindsNothing => statuses.is_empty(),
            _ => statuses.is_empty() || statuses.contains(&status),
        };
        let partner = &row["partner"]["id"];
        let by_partner = fault == Fault::PartnerLeaks || asked.query("partner_id").is_none_or(|id| partner == id);
        let by_date = match fault {
            Fault::StartLeaks => true,
            Fault::StartFindsNothing => from.is_none(),
            _ => from.is_none_or(|from| row["createdAt"].as_str().unwrap_or_default() >= from),
        };
        by_status && by_partner && by_date
    };
    let all: Vec<_> = rows().into_iter().filter(is_wanted).collect();
    let data: Vec<_> = all.iter().skip((page - 1) * limit).take(limit).collect();
    let next = (page * limit < all.len()).then(|| {
        let kept = asked.query.iter().filter(|(name, _)| match name.as_str() {
            "page" | "limit" => false,
            "status[]" => fault != Fault::LinkDropsStatus,
            _ => true,
        });
        let kept = kept.map(|(name, value)| {
            let value = if fault == Fault::LinkChangesStatus { "open" } else { value.as_str() };
            format!("&{}={}", name.replace("[]", "%5B0%5D"), value.replace(':', "%3A"))
        });
        format!("/orders?page={}&limit={limit}{}", page + 1, kept.collect::<String>())
    });
    let page = if fault == Fault::PageIsFixed { 1 } else { page };
    let size = if fault == Fault::SizeIsFixed { 10 } else { limit };
    let total = if fault == Fault::TotalIsFixed { 1 } else { all.len() };
    told(200, &json!({ "data": data, "page": page, "size": size, "total": total, "next": next }))
}

async fn found(fault: Fault) -> Vec<(&'static str, String)> {
    let url = serve(move |asked| answer(fault, asked));
    let options = Options { cases_per_operation: 10, ..Options::default() };
    let report = checked(&orders(), &url, options).await.expect("a report");
    report.findings.iter().map(|finding| (finding.rule.as_str(), finding.message.clone())).collect()
}

/// The rules that are broken by the faults.
pub(crate) async fn broken() -> BTreeSet<String> {
    let mut broken = BTreeSet::new();
    for fault in [Fault::StatusLeaks, Fault::StatusFindsNothing, Fault::PageIsFixed] {
        broken.extend(found(fault).await.into_iter().map(|(rule, _)| rule.to_owned()));
    }
    broken
}

#[tokio::test]
async fn each_fault_of_a_filter_is_found_by_its_rule() {
    for (fault, rule, says) in [
        (Fault::StatusLeaks, "filter/leak", "status[]"),
        (Fault::StatusFindsNothing, "filter/missing", "status[]"),
        (Fault::PartnerLeaks, "filter/leak", "partner_id"),
        (Fault::StartLeaks, "filter/leak", "created_from"),
        (Fault::StartFindsNothing, "filter/missing", "created_from"),
        (Fault::LinkDropsStatus, "pagination/link", "drops status[]"),
        (Fault::LinkChangesStatus, "pagination/link", "changes status[]"),
        (Fault::PageIsFixed, "pagination/echo", "was asked for"),
        (Fault::SizeIsFixed, "pagination/echo", "items was asked for"),
        (Fault::TotalIsFixed, "pagination/total", "this page alone"),
    ] {
        let found = found(fault).await;
        assert!(found.iter().any(|(id, message)| *id == rule && message.contains(says)), "{fault:?}: {found:#?}");
    }
}

#[tokio::test]
async fn right_filters_have_no_finding() {
    assert_eq!(found(Fault::None).await, []);
}

#[tokio::test]
async fn a_given_value_of_an_optional_parameter_is_sent() {
    let url = serve(|asked| match asked.query("partner_id") {
        Some("given") => told(500, &json!({})),
        _ => answer(Fault::None, asked),
    });
    let values = vec![("partner_id".to_owned(), "given".to_owned())];
    let options = Options { values, cases_per_operation: 30, ..Options::default() };
    let report = checked(&orders(), &url, options).await.expect("a report");
    let cases: Vec<_> = report.findings.iter().filter_map(|finding| finding.case.as_deref()).collect();
    assert!(cases.contains(&"partner_id: the given \"given\""), "{cases:?}");
}
