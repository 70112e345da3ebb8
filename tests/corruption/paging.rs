//! Pages that contradict their envelope, their links, or each other.

use serde_json::{Value, json};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{Request, change, remove, repeat_first, set, shift};
use crate::operations::{FULLWHERE_LIST, WECANTRACK_LIST};

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = envelopes();
    corruptions.extend(items());
    corruptions.extend(links());
    corruptions.extend(ignored());
    corruptions
}

fn envelopes() -> Vec<Corruption> {
    let fact = |name, says, change| page(name, WECANTRACK_LIST, "semantic", says, change);
    vec![
        fact("wrong page size", "per_page is the limit asked for", |_, body| shift(body, "/per_page", 1)),
        fact("wrong page number", "current_page is the page asked for", |_, body| {
            shift(body, "/current_page", 1);
        }),
        fact("wrong number of the last page", "the last page is the total divided by per_page", |_, body| {
            shift(body, "/last_page", 1);
        }),
        fact("wrong number of the first row", "from is the number of the page's first transaction", |_, body| {
            shift(body, "/from", -1);
        }),
        fact("wrong number of the last row", "from and to count the transactions of the page", |_, body| {
            shift(body, "/to", 1);
        }),
        fact("rows beyond the total", "no transaction has a number above the total", |_, body| set(body, "/total", 1)),
        page(
            "wrong page number, without a rule about it",
            FULLWHERE_LIST,
            "pagination/echo",
            "was asked for",
            |_, body| set(body, "/page", 7),
        ),
        page(
            "wrong page size, without a rule about it",
            FULLWHERE_LIST,
            "pagination/echo",
            "items was asked for",
            |_, body| set(body, "/limit", 7),
        ),
        page("wrong total", FULLWHERE_LIST, "pagination/total", "but the pages have", |_, body| {
            shift(body, "/total", 1);
        }),
        page("total changing between pages", FULLWHERE_LIST, "pagination/total", "on the first page", |scene, body| {
            shift(body, "/total", i64::try_from(page_number(scene)).unwrap_or_default() * 50);
        }),
        page(
            "total that counts only the page",
            FULLWHERE_LIST,
            "pagination/endless",
            "should be the last",
            |_, body| {
                let count = body["data"].as_array().map_or(0, Vec::len);
                set(body, "/total", count);
            },
        ),
        page("total twice as large as it is", FULLWHERE_LIST, "pagination/lost", "the total of", |_, body| {
            change(body, "/total", |total| json!(total.as_u64().unwrap_or_default() * 2));
        }),
    ]
}

fn items() -> Vec<Corruption> {
    vec![
        page("row twice on a page", WECANTRACK_LIST, "pagination/duplicate", "/data", |_, body| {
            let first = body.pointer("/data/0").cloned().unwrap_or_default();
            set(body, "/data/1", first);
        }),
        page("row on two pages", FULLWHERE_LIST, "pagination/duplicate", "/data", |scene, body| {
            match page_number(scene) {
                1 => *scene.memory = body.pointer("/data/0").cloned().unwrap_or_default(),
                2 => set(body, "/data/0", scene.memory.clone()),
                _ => {}
            }
        }),
        page("row lost from a page", FULLWHERE_LIST, "pagination/lost", "on page 2", |scene, body| {
            if page_number(scene) == 2 {
                remove(body, "/data/0");
            }
        }),
        page("row lost from the last page", WECANTRACK_LIST, "pagination/total", "but the pages have", |_, body| {
            if body["next_page_url"].is_null() && body["data"].as_array().is_some_and(|rows| rows.len() > 5) {
                remove(body, "/data/0");
            }
        }),
        page("page lost", FULLWHERE_LIST, "pagination/lost", "has 0 items", |scene, body| {
            if page_number(scene) == 3 {
                set(body, "/data", json!([]));
            }
        }),
        page("page longer than requested", FULLWHERE_LIST, "pagination/limit", "were asked for", |_, body| {
            repeat_first(body, "/data");
        }),
        page(
            "page longer than requested, found by a rule",
            FULLWHERE_LIST,
            "semantic",
            "no more trackers than the limit",
            |_, body| {
                repeat_first(body, "/data");
            },
        ),
        page("endless pages", FULLWHERE_LIST, "pagination/endless", "should be the last", |scene, body| {
            let is_empty = body["data"].as_array().is_some_and(Vec::is_empty);
            if is_empty && !scene.memory.is_null() {
                scene.memory["id"] = json!(format!("00000000-0000-4000-8000-{:012}", page_number(scene)));
                set(body, "/data", json!([scene.memory.clone()]));
            } else if let Some(item) = body.pointer("/data/0") {
                *scene.memory = item.clone();
            }
        }),
    ]
}

fn links() -> Vec<Corruption> {
    let link = |name, says, change| page(name, WECANTRACK_LIST, "pagination/link", says, change);
    vec![
        link("link to the next page that leads nowhere", "which does not lead to a page", |_, body| {
            edit(body, "/next_page_url", |url| url.replace("page=", "page=x"));
        }),
        link("link to the next page that leads to this one", "which leads to page 1 instead of page 2", |_, body| {
            let page = format!("page={}", body["current_page"]);
            edit(body, "/next_page_url", |url| with_page(url, &page));
        }),
        link("link to the next page that skips one", "which leads to page 3 instead of page 2", |_, body| {
            let page = format!("page={}", body["current_page"].as_u64().unwrap_or_default() + 2);
            edit(body, "/next_page_url", |url| with_page(url, &page));
        }),
        link("missing link to the next page", "is missing on page 1", |_, body| {
            set(body, "/next_page_url", Value::Null);
        }),
        link("link to a next page on the last one", "there is no next page", |_, body| {
            if body["next_page_url"].is_null() {
                let url = body["last_page_url"].clone();
                set(body, "/next_page_url", url);
            }
        }),
        link("missing link to the previous page", "is missing on page 2", |_, body| {
            set(body, "/prev_page_url", Value::Null);
        }),
        link("link to another host", "which leads away from", |_, body| {
            edit(body, "/next_page_url", |url| format!("https://internal.example/api{}", query(url)));
        }),
        link("link to another path", "which leads away from", |_, body| {
            edit(body, "/first_page_url", |url| url.replace("/wecantrack/", "/v2/wecantrack/"));
        }),
        link("link without the page size", "which leads to other items", |_, body| {
            edit(body, "/next_page_url", |url| without(url, "limit="));
        }),
        link("link without a required parameter", "which does not lead to a page", |_, body| {
            edit(body, "/next_page_url", |url| without(url, "date_type="));
        }),
        link("link that is not a URL", "which is not a URL", |_, body| {
            set(body, "/first_page_url", "http://[/?page=1");
        }),
        link("last-page link that leads to another page", "instead of page", |_, body| {
            edit(body, "/last_page_url", |url| with_page(url, "page=2"));
        }),
        link("first-page link that leads to another page", "instead of page 1", |_, body| {
            edit(body, "/first_page_url", |url| with_page(url, "page=2"));
        }),
        page(
            "link to another page than its name says",
            WECANTRACK_LIST,
            "semantic",
            "the URLs ask for the pages",
            |_, body| {
                edit(body, "/last_page_url", |url| with_page(url, "page=1000"));
            },
        ),
        page(
            "link to a next page on the last one, found by a rule",
            WECANTRACK_LIST,
            "semantic",
            "there is a next page exactly before the last one",
            |_, body| {
                let url = body["last_page_url"].clone();
                set(body, "/next_page_url", url);
            },
        ),
    ]
}

fn ignored() -> Vec<Corruption> {
    let on_its_way =
        |name, operation, rule, says, change| Corruption::new(name, operation, rule, says, Effect::Request(change));
    vec![
        on_its_way("page ignored", FULLWHERE_LIST, "pagination/duplicate", "on page", |_, request: &mut Request| {
            request.drop_field("page", Value::is_number);
        }),
        on_its_way(
            "page ignored, and the response says so",
            WECANTRACK_LIST,
            "semantic",
            "current_page is the page asked for",
            |_, request| {
                request.drop_query("page");
            },
        ),
        on_its_way("pages counted from zero", FULLWHERE_LIST, "pagination/lost", "has", |_, request| {
            let mut body = request.json();
            shift(&mut body, "/page", 1);
            if body != request.json() {
                request.set_json(&body);
            }
        }),
        on_its_way("limit ignored", WECANTRACK_LIST, "pagination/limit", "were asked for", |_, request| {
            request.drop_query("limit");
        }),
        on_its_way(
            "limit ignored, and the response says so",
            WECANTRACK_LIST,
            "semantic",
            "per_page is the limit asked for",
            |_, request| {
                request.drop_query("limit");
            },
        ),
        on_its_way("limit never above ten", FULLWHERE_LIST, "pagination/lost", "has 10 items", |_, request| {
            let mut body = request.json();
            if body["limit"].as_u64().is_some_and(|limit| (11..=100).contains(&limit)) {
                body["limit"] = json!(10);
                request.set_json(&body);
            }
        }),
    ]
}

/// The page that was asked for.
fn page_number(scene: &Scene<'_>) -> u64 {
    scene.request.json()["page"].as_u64().unwrap_or(1)
}

fn edit(body: &mut Value, pointer: &str, edit: impl FnOnce(&str) -> String) {
    change(body, pointer, |link| link.as_str().map_or_else(|| link.clone(), |link| Value::from(edit(link))));
}

/// A link with another page at its end, where the sandbox writes it.
fn with_page(url: &str, page: &str) -> String {
    url.rsplit_once("page=").map_or_else(|| url.to_owned(), |(start, _)| format!("{start}{page}"))
}

/// A link without one of its parameters.
fn without(url: &str, parameter: &str) -> String {
    let (start, query) = url.split_once('?').unwrap_or((url, ""));
    let kept: Vec<_> = query.split('&').filter(|pair| !pair.starts_with(parameter)).collect();
    format!("{start}?{}", kept.join("&"))
}

fn query(url: &str) -> &str {
    url.find('?').map_or("", |start| &url[start..])
}

fn page(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Value),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Success(change))
}
