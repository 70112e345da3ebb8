//! Listings that page by offset or by cursor, and each way in which they can be wrong.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use trackside_checker::Options;

use crate::fake::{Asked, Told, checked, document, lines, response, serve, told};

/// How many items the listing has.
const COUNT: usize = 23;

/// What is wrong with a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// The offset is rounded down to whole pages.
    Rounded,
    /// The parameter that chooses the page does nothing.
    Ignored,
    /// Pages have an item more than asked for.
    TooLong,
    /// Every page but the first lacks its first item.
    Skipping,
    /// The first page is the only one that is not full.
    Short,
    /// The total is too small.
    Total,
    /// The last page begins with an item of the page before it.
    Overlapping,
    /// The cursor of the second page is that of the first.
    Circle,
    /// The cursor is an object.
    NotACursor,
    /// Cursors are refused.
    Refused,
    /// There is a cursor, and there are no items, for ever.
    Endless,
    /// Small pages have no cursor.
    Early,
    /// A large page has no cursor, although it does not have every item.
    Capped,
}

/// How a listing is declared.
fn listing(by: &Value, place: &str, total: bool) -> Value {
    let mut pagination = json!({ "in": place, "limit": "limit", "items": "/data", "identity": "/id" });
    pagination.as_object_mut().unwrap().extend(by.as_object().unwrap().clone());
    if total {
        pagination["total"] = json!("/total");
    }
    let item = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let page = json!({ "type": "object", "required": ["data"], "properties": {
        "data": { "type": "array", "items": item },
        "total": { "type": "integer" },
        "next": { "nullable": true }
    } });
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 20 });
    let (name, schema) = match by.get("offset") {
        Some(_) => ("offset", json!({ "type": "integer", "minimum": 0, "maximum": 1000 })),
        None => ("cursor", json!({ "type": "string" })),
    };
    let responses = json!({ "200": response(&page), "400": response(&json!({ "type": "object" })) });
    let mut operation = json!({ "operationId": "listOrders", "x-pagination": pagination, "responses": responses });
    if place == "body" {
        let fields = json!({ "limit": limit, name: schema });
        operation["requestBody"] = response(&json!({ "type": "object", "properties": fields }));
        operation["requestBody"].as_object_mut().unwrap().remove("description");
        return document(&json!({ "/orders": { "post": operation } }));
    }
    let parameter = |name: &str, schema: &Value| json!({ "name": name, "in": "query", "schema": schema });
    operation["parameters"] = json!([parameter("limit", &limit), parameter(name, &schema)]);
    document(&json!({ "/orders": { "get": operation } }))
}

fn offset() -> Value {
    json!({ "offset": "offset" })
}

fn cursor() -> Value {
    json!({ "cursor": "cursor", "nextCursor": "/next" })
}

/// The value of a parameter in the query or the body; nothing if it is not valid.
fn number(asked: &Asked, name: &str, usual: usize, most: usize) -> Option<usize> {
    let found = if asked.method == "POST" {
        let body: Value = serde_json::from_str(&asked.body).ok()?;
        match body.as_object()?.get(name) {
            None => usual,
            Some(number) => usize::try_from(number.as_u64()?).ok()?,
        }
    } else {
        asked.number(name, usual)?
    };
    (found <= most).then_some(found)
}

/// The text of a cursor; nothing if the request is not valid.
fn text(asked: &Asked) -> Option<String> {
    if asked.method != "POST" {
        return Some(asked.query("cursor").unwrap_or_default().to_owned());
    }
    let body: Value = serde_json::from_str(&asked.body).ok()?;
    body.as_object()?.get("cursor").map_or(Some(String::new()), |cursor| cursor.as_str().map(str::to_owned))
}

fn refused() -> Told {
    told(400, &json!({}))
}

/// A listing by offset.
fn by_offset(asked: &Asked, fault: Fault, total: bool) -> Told {
    if !["GET", "POST"].contains(&asked.method.as_str()) {
        return told(405, &json!({}));
    }
    if asked.header("content-type").is_some_and(|found| found != "application/json") {
        return refused();
    }
    let limit = number(asked, "limit", 5, 20).filter(|limit| *limit > 0);
    let (Some(limit), Some(mut start)) = (limit, number(asked, "offset", 0, 1000)) else { return refused() };
    match fault {
        Fault::Rounded => start -= start % limit,
        Fault::Ignored => start = 0,
        Fault::Overlapping if start + limit >= COUNT && start > 0 => start -= 1,
        _ => {}
    }
    let longer = usize::from(fault == Fault::TooLong);
    let mut data: Vec<_> = (start..COUNT.min(start + limit + longer)).map(|id| json!({ "id": id })).collect();
    if (fault == Fault::Skipping && start > 0) || (fault == Fault::Short && start == 0 && limit < 20) {
        data.pop();
    }
    let mut body = json!({ "data": data });
    if total {
        body["total"] = json!(if fault == Fault::Total { COUNT - 4 } else { COUNT });
    }
    told(200, &body)
}

/// A listing by cursor. A cursor names the first item of its page.
fn by_cursor(asked: &Asked, fault: Fault) -> Told {
    if !["GET", "POST"].contains(&asked.method.as_str()) {
        return told(405, &json!({}));
    }
    if asked.header("content-type").is_some_and(|found| found != "application/json") {
        return refused();
    }
    let limit = number(asked, "limit", 5, 20).filter(|limit| *limit > 0);
    let (Some(limit), Some(cursor)) = (limit, text(asked)) else { return refused() };
    let start = match cursor.strip_prefix("from-") {
        Some(_) if fault == Fault::Refused => return refused(),
        Some(_) if fault == Fault::Ignored => 0,
        Some(start) => match start.parse::<usize>() {
            Ok(start) => start,
            Err(_) => return refused(),
        },
        None if cursor.is_empty() => 0,
        None => return refused(),
    };
    let end = COUNT.min(start + limit);
    let longer = usize::from(fault == Fault::TooLong);
    let skipped = usize::from(fault == Fault::Skipping && start > 0);
    let data: Vec<_> = (start + skipped..COUNT.min(end + longer)).map(|id| json!({ "id": id })).collect();
    let next = match fault {
        Fault::Circle if start > 0 => json!(cursor),
        Fault::NotACursor => json!({ "from": end }),
        Fault::Early if limit < 20 => Value::Null,
        Fault::Capped if limit == 20 => Value::Null,
        Fault::Endless => json!(format!("from-{}", start + limit)),
        Fault::Overlapping if end < COUNT => json!(format!("from-{}", end - 1)),
        // Cursors of their own for each page, which all lead to the first one.
        Fault::Ignored => json!(format!("from-{}", cursor.len() + limit)),
        _ if end < COUNT => json!(format!("from-{end}")),
        _ => Value::Null,
    };
    told(200, &json!({ "data": data, "next": next }))
}

async fn found_by_offset(place: &str, fault: Fault, total: bool) -> Vec<String> {
    let url = serve(move |asked| by_offset(asked, fault, total));
    let options = Options { cases_per_operation: 30, ..Options::default() };
    let report = checked(&listing(&offset(), place, total), &url, options).await.expect("a report");
    lines(&report)
}

async fn found_by_cursor(place: &str, fault: Fault) -> Vec<String> {
    let url = serve(move |asked| by_cursor(asked, fault));
    let options = Options { cases_per_operation: 30, ..Options::default() };
    let report = checked(&listing(&cursor(), place, false), &url, options).await.expect("a report");
    lines(&report)
}

#[tokio::test]
async fn a_sound_listing_by_offset_or_cursor_is_clean() {
    for place in ["query", "body"] {
        for total in [false, true] {
            assert_eq!(found_by_offset(place, Fault::None, total).await, [""; 0], "offset, {place}, total {total}");
        }
        assert_eq!(found_by_cursor(place, Fault::None).await, [""; 0], "cursor, {place}");
    }
}

#[tokio::test]
async fn faults_of_a_listing_by_offset_are_found() {
    for (fault, total, says) in [
        (Fault::Rounded, true, "pagination/offset /data: begins with 0 at offset 1, but the second item"),
        (Fault::Rounded, false, "pagination/offset /data: begins with 0 at offset 1, but the second item"),
        (Fault::Ignored, true, "pagination/duplicate /data: 0 is on page 2 and on page 1"),
        (Fault::Ignored, false, "pagination/duplicate /data: 0 is on page 2 and on page 1"),
        (Fault::TooLong, true, "pagination/limit /data: has 5 items, but 4 were asked for"),
        (Fault::TooLong, false, "pagination/limit /data: has 21 items, but 20 were asked for"),
        (Fault::Skipping, true, "pagination/lost /data: has 3 items on page 2"),
        (Fault::Skipping, false, "pagination/lost /data: has 3 items on page 2, which is not full, but there are 3"),
        (Fault::Short, true, "pagination/lost /data: has 3 items on page 1"),
        (Fault::Short, false, "pagination/lost /data: has 3 items on page 1, which is not full, but there are 4"),
        (Fault::Total, true, "pagination/endless /data: has 3 items on page 6"),
        (Fault::Overlapping, true, "pagination/duplicate /data: 19 is on page 6 and on page 5"),
        (Fault::Overlapping, false, "pagination/duplicate /data: 19 is on page 6 and on page 5"),
    ] {
        for place in ["query", "body"] {
            let found = found_by_offset(place, fault, total).await;
            assert!(found.iter().any(|line| line.starts_with(says)), "{fault:?}, total {total}, {place}: {found:#?}");
        }
    }
}

#[tokio::test]
async fn faults_of_a_listing_by_cursor_are_found() {
    for (fault, says) in [
        (Fault::Ignored, "pagination/duplicate /data: 0 is on page 2 and on page 1"),
        (Fault::TooLong, "pagination/limit /data: has 21 items, but 20 were asked for"),
        (Fault::Skipping, "pagination/lost /data: 4 is on one page of 20 items, but on none of the smaller pages"),
        (Fault::Overlapping, "pagination/duplicate /data: 3 is on page 2 and on page 1"),
        (Fault::Circle, "pagination/cursor /next: is \"from-4\" on page 2, which leads back to page 2"),
        (Fault::NotACursor, "pagination/cursor /next: is {\"from\":4} on page 1, which is not a cursor"),
        (Fault::Refused, "pagination/cursor /next: is \"from-4\" on page 1, which does not lead to a page"),
        (Fault::Endless, "pagination/endless /data: has no items on page 8 and the one before it, but a cursor"),
        (Fault::Early, "pagination/lost /data: 4 is on one page of 20 items, but on none of the smaller pages"),
        (Fault::Capped, "pagination/cursor /next: is missing on a page of 20 items, but smaller pages lead to 23"),
    ] {
        for place in ["query", "body"] {
            let found = found_by_cursor(place, fault).await;
            assert!(found.iter().any(|line| line.starts_with(says)), "{fault:?}, {place}: {found:#?}");
        }
    }
}

/// A cursor that no page returned would be refused, although the schema allows it.
#[tokio::test]
async fn cursors_are_never_made_up() {
    let seen = std::sync::Arc::<std::sync::Mutex<BTreeSet<String>>>::default();
    let log = seen.clone();
    let url = serve(move |asked| {
        log.lock().unwrap().extend(asked.query("cursor").map(str::to_owned));
        by_cursor(asked, Fault::None)
    });
    let mut document = listing(&cursor(), "query", false);
    document["paths"]["/orders"]["get"]["parameters"][1]["example"] = json!("from-an-example");
    let report = checked(&document, &url, Options::default()).await.expect("a report");
    assert_eq!(lines(&report), [""; 0]);
    let seen = seen.lock().unwrap();
    assert!(!seen.is_empty(), "cursors are followed");
    assert!(seen.iter().all(|cursor| cursor.trim_start_matches("from-").parse::<usize>().is_ok()), "{seen:?}");
}

/// The rules that listings by offset and cursor break here.
pub(crate) async fn broken() -> Vec<String> {
    let mut found = found_by_offset("query", Fault::Rounded, true).await;
    found.extend(found_by_cursor("query", Fault::Refused).await);
    found.iter().filter_map(|line| Some(line.split_once(' ')?.0.to_owned())).collect()
}
