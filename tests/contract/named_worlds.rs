//! Named worlds: one process, many worlds that see nothing of each other.

use std::path::Path;
use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_contract::Exchange;
use trackside_mock_server::{Configuration, RateLimit};

use crate::harness::{CONTROL, Call, Sandbox, WHOLE_TIME, body_of, configuration, providers, root};

/// The header that selects a world.
const HEADER: &str = "x-mock-world";

/// What a world shows of its orders, partners and controls, byte for byte except for the ids of requests.
async fn picture(sandbox: &Sandbox, world: &str) -> Vec<String> {
    let control = |target: &str| sandbox.control(Method::GET, target, &Value::Null);
    let mut bodies = Vec::new();
    for call in [
        sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}")),
        sandbox.get("partnero", "/v1/program"),
        sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 100 })),
        control("/clock"),
        control("/faults"),
        control("/overrides"),
        control("/scenario"),
        control("/events"),
        control("/checkpoints"),
        control("/journal"),
    ] {
        let exchange = sandbox.send(&within(call, world)).await;
        let id = exchange.response_headers["x-request-id"].to_str().expect("visible text");
        bodies.push(String::from_utf8_lossy(&exchange.response_body).replace(id, "").replace(world, "NAME"));
    }
    bodies
}

/// The same call in a world.
fn within(call: Call, world: &str) -> Call {
    call.header(HEADER, world)
}

async fn change(sandbox: &Sandbox, world: &str, method: Method, target: &str, body: Value) -> Value {
    sandbox.success(&within(sandbox.control(method, target, &body), world)).await
}

/// Sends a request as it is written here, and gives status, headers and body.
async fn raw(sandbox: &Sandbox, target: &str, headers: &[(&str, &str)]) -> (StatusCode, http::HeaderMap, String) {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let mut request = client.get(format!("http://{}{target}", sandbox.server.address()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.expect("a response");
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, response.text().await.expect("text"))
}

#[tokio::test]
async fn worlds_see_nothing_of_each_other() {
    let sandbox = Sandbox::start_with(Configuration { rate_limit: RateLimit::PerMinute(60), ..small() }).await;
    let untouched = picture(&sandbox, "untouched-world").await;
    let usual = sandbox.control(Method::GET, "/events", &Value::Null);

    // Ledger, clock, faults, overrides, readings and checkpoints.
    let operations = sandbox.operations().await;
    let rows = |operation: &&Value| operation["template"] == "/api/v3/transactions" && operation["method"] == "GET";
    let rows = &operations.iter().find(rows).expect("wecantrack's transactions")["id"];
    for _ in 0..3 {
        change(&sandbox, "busy-world", Method::POST, "/events", json!({ "event": "sale" })).await;
    }
    change(&sandbox, "busy-world", Method::POST, "/checkpoints", json!({ "name": "sold" })).await;
    change(
        &sandbox,
        "busy-world",
        Method::PUT,
        "/scenario",
        json!({
            "name": "busy scenario", "now": "2026-06-20T12:00:00Z",
            "faults": [{ "provider": "affitor", "error_rate": 1.0 }],
            "overrides": [{ "provider": "wecantrack", "operation": rows, "patch": { "data": [] }, "force": true }],
            "readings": { "agentref": ["validation-is-400"] },
        }),
    )
    .await;
    let busy = picture(&sandbox, "busy-world").await;
    for (place, (busy, untouched)) in busy.iter().zip(&untouched).enumerate() {
        assert_ne!(busy, untouched, "{place} has changed");
    }
    // Requests are noted, so the journal's own page is the last in line: one more of each read.
    let (journal, others) = (untouched.len() - 1, picture(&sandbox, "new-world").await);
    assert_eq!(others[..journal], untouched[..journal], "a new world");
    assert_eq!(picture(&sandbox, "untouched-world").await[..journal], untouched[..journal], "an older one");
    assert_eq!(sandbox.success(&usual).await["events"], json!([]), "the usual one");

    // A rate limit counts in one world.
    let limited = within(sandbox.get("wecantrack", "/api/v1/user/information"), "limited-world");
    let mut statuses = Vec::new();
    for _ in 0..61 {
        statuses.push(sandbox.send(&limited).await.status);
    }
    assert_eq!((statuses[59], statuses[60]), (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS));
    let other = within(sandbox.get("wecantrack", "/api/v1/user/information"), "other-world");
    assert_eq!(sandbox.send(&other).await.status, StatusCode::OK);

    // A reset is of one world.
    change(&sandbox, "new-world", Method::POST, "/reset", json!({})).await;
    assert_eq!(change(&sandbox, "busy-world", Method::GET, "/events", Value::Null).await["total"], 6);
    change(&sandbox, "busy-world", Method::POST, "/checkpoints/sold/restore", json!({})).await;
    let unknown = within(sandbox.control(Method::POST, "/checkpoints/sold/restore", &json!({})), "new-world");
    assert_eq!(sandbox.answer(&unknown).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn cached_responses_and_idempotency_keys_stay_in_their_world() {
    let sandbox = Sandbox::start_with(small()).await;
    let page = sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1"));
    let websites = sandbox.get("wecantrack", "/api/v1/websites");
    let total = async |world: &str| sandbox.success(&within(page.clone(), world)).await["total"].as_u64();
    let before = total("a").await;
    let list = sandbox.success(&within(websites.clone(), "a")).await;
    // Both worlds are at the same time and at the same position of their logs.
    change(&sandbox, "a", Method::POST, "/events", json!({ "event": "sale" })).await;
    change(&sandbox, "b", Method::POST, "/events", json!({ "event": "test_click" })).await;
    for _ in 0..3 {
        assert_eq!((total("a").await, total("b").await), (before.map(|before| before + 1), before));
        assert_eq!(sandbox.success(&within(websites.clone(), "b")).await, list);
    }
    // A world with the name of a deleted one is another world.
    let deleted = sandbox.control(Method::DELETE, "/worlds/a", &Value::Null);
    assert_eq!(sandbox.answer(&deleted).await.0, StatusCode::NO_CONTENT);
    change(&sandbox, "a", Method::POST, "/events", json!({ "event": "test_click" })).await;
    assert_eq!(total("a").await, before);

    let create = |world: &str, name: &str| {
        let body = json!({ "name": name, "commissionType": "one_time", "commissionPercent": 10 });
        within(sandbox.post("agentref", "/programs", &body).header("idempotency-key", "one"), world)
    };
    sandbox.success(&create("a", "One")).await;
    let (status, answer) = sandbox.answer(&create("a", "Two")).await;
    assert_eq!(status, StatusCode::CONFLICT, "the key is used in this world: {answer}");
    sandbox.success(&create("b", "Two")).await;
}

#[tokio::test]
async fn a_file_is_sent_to_one_world() {
    const FILE: &[u8] = b"\x89PNG\r\n\x1a\nnot really an image, but it begins like one";
    let sandbox = Sandbox::start_with(small()).await;
    let mine = sandbox.get("agentref", "/me/programs").with_secrets(&["ak_aff_sandbox"]);
    let program = sandbox.success(&mine).await["data"][0]["programId"].as_str().expect("an id").to_owned();
    let post = async |world: &str, target: &str, body: Value| {
        let (status, answer) = sandbox.answer(&within(sandbox.post("agentref", target, &body), world)).await;
        (status.as_u16(), answer["data"].clone())
    };
    let mut completions = Vec::new();
    for world in ["a", "b"] {
        let text = json!({ "title": "Spring", "body": "{{affiliate_link}}", "platforms": ["x"] });
        let (_, resource) = post(world, &format!("/programs/{program}/marketing-resources/social-posts"), text).await;
        let media = format!("/marketing-resources/social-posts/{}/media", resource["id"].as_str().expect("an id"));
        let announced = json!({
            "program_id": program, "file_name": "a.png", "mime_type": "image/png", "file_size_bytes": FILE.len(),
        });
        let (_, session) = post(world, &format!("{media}/upload-sessions"), announced).await;
        let url = session["signed_url"].as_str().expect("an address").to_owned();
        assert!(url.contains(&format!("/_world/{world}/agentref/uploads/")), "{url}");
        let completion = json!({
            "program_id": program, "upload_path": session["upload_path"], "upload_token": session["upload_token"],
            "file_name": "a.png",
        });
        completions.push((url, format!("{media}/complete"), completion));
    }
    // Both wait for a file with the same name, and only one gets it. The address alone says which.
    let request = reqwest::Client::new().put(&completions[0].0).header("content-type", "image/png").body(FILE);
    assert_eq!(request.send().await.expect("a response").status(), StatusCode::OK);
    for (world, (_, target, body)) in ["a", "b"].into_iter().zip(&completions) {
        let (status, _) = post(world, target, body.clone()).await;
        assert_eq!(status < 300, world == "a", "{world}: {status}");
    }
}

#[tokio::test]
async fn the_journal_of_a_world_has_its_own_requests() {
    let sandbox = Sandbox::start_with(small()).await;
    let page = sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1"));
    for world in ["a", "a", "b"] {
        sandbox.success(&within(page.clone(), world)).await;
    }
    sandbox.success(&page).await;
    let worlds = async |world: Option<&str>, target: &str| {
        let call = sandbox.control(Method::GET, target, &Value::Null);
        let list = sandbox.success(&world.map_or(call.clone(), |world| within(call.clone(), world))).await;
        let entries = list["entries"].as_array().expect("a list").clone();
        let kept = list["counts"]["kept"].as_u64().expect("a number");
        (entries.iter().map(|entry| entry["world"].clone()).collect::<Vec<_>>(), kept)
    };
    let (a, b, none) = (json!("a"), json!("b"), Value::Null);
    let all = vec![none.clone(), b.clone(), a.clone(), a.clone()];
    assert_eq!(worlds(None, "/journal").await, (all.clone(), 4), "the usual world sees all");
    assert_eq!(worlds(None, "/journal?world=b").await, (vec![b.clone()], 4));
    assert_eq!(worlds(Some("a"), "/journal").await, (vec![a.clone(), a.clone()], 2));
    assert_eq!(worlds(Some("a"), "/journal?world=b").await, (vec![a.clone(), a.clone()], 2), "it has no other");
    let foreign = within(sandbox.control(Method::GET, "/journal/3", &Value::Null), "a");
    assert_eq!(sandbox.answer(&foreign).await.0, StatusCode::NOT_FOUND);
    for (world, target, entries) in [("a", "", 2), ("b", "", 1), ("", "?world=a", 2), ("", "", 4)] {
        let headers: &[_] = if world.is_empty() { &[] } else { &[(HEADER, world)] };
        let (_, _, har) = raw(&sandbox, &format!("/_mock/journal.har{target}"), headers).await;
        let har: Value = serde_json::from_str(&har).expect("JSON");
        assert_eq!(har["log"]["entries"].as_array().map(Vec::len), Some(entries), "{world} {target}");
    }
    let cleared = change(&sandbox, "a", Method::POST, "/journal/clear", json!({})).await;
    assert_eq!((&cleared["kept"], &cleared["seen"]), (&json!(0), &json!(0)));
    assert_eq!(worlds(None, "/journal").await, (vec![none, b], 2));
}

#[tokio::test]
async fn a_request_says_its_world_in_three_ways_and_links_lead_back_to_it() {
    let sandbox = Sandbox::start_with(small()).await;
    let port = sandbox.server.address().port();
    let (by_host, plain) = (format!("a.localhost:{port}"), format!("localhost:{port}"));
    for (target, headers, origin) in [
        ("/_mock/world", vec![("host", plain.as_str()), (HEADER, "a")], format!("http://{plain}/_world/a")),
        ("/_mock/world", vec![("host", by_host.as_str())], format!("http://{by_host}")),
        ("/_world/a/_mock/world", vec![("host", plain.as_str())], format!("http://{plain}/_world/a")),
    ] {
        let (status, said, body) = raw(&sandbox, target, &headers).await;
        assert_eq!((status, said[HEADER].to_str().ok()), (StatusCode::OK, Some("a")), "{target} {headers:?}");
        let catalogue: Value = serde_json::from_str(&body).expect("JSON");
        let agentref = catalogue["providers"].as_array().expect("a list").iter().find(|one| one["name"] == "agentref");
        let agentref = agentref.expect("a provider");
        assert_eq!(agentref["base_url"], format!("{origin}/agentref"));
        assert_eq!(agentref["host_url"], format!("http://agentref.a.localhost:{port}/api/v1"));
        let mut links = catalogue["programs"].as_array().expect("a list").iter();
        let link = links.find_map(|program| program["partner_link"].as_str()).expect("a link");
        assert!(link.starts_with(&format!("{origin}/l/")), "{link}");
        // The link, without its host name, which this machine may not resolve.
        let target =
            link.strip_prefix("http://").and_then(|link| link.find('/').map(|at| &link[at..])).expect("a path");
        let host = if origin.contains("//a.") { &by_host } else { &plain };
        let before = change(&sandbox, "a", Method::GET, "/events", Value::Null).await["total"].as_u64();
        let (status, said, _) = raw(
            &sandbox,
            &format!("{target}{}to=http://localhost:3000", if target.contains('?') { '&' } else { '?' }),
            &[("host", host)],
        )
        .await;
        assert_eq!((status, said[HEADER].to_str().ok()), (StatusCode::FOUND, Some("a")), "{link}");
        let after = change(&sandbox, "a", Method::GET, "/events", Value::Null).await["total"].as_u64();
        assert_eq!(after, before.map(|before| before + 1), "{link}");
    }
    let none = sandbox.control(Method::GET, "/events", &Value::Null);
    assert_eq!(sandbox.success(&none).await["total"], 0, "none of the clicks is in the usual world");
    let both = format!("wecantrack.a.localhost:{port}");
    let (status, said, _) =
        raw(&sandbox, "/api/v1/user/information", &[("host", &both), ("x-api-key", "wct-sandbox")]).await;
    assert_eq!((status, said[HEADER].to_str().ok()), (StatusCode::OK, Some("a")));
    // A page of a provider's list leads to the next one in the same world.
    let page = within(sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1")), "a");
    let next = sandbox.success(&page).await["next_page_url"].as_str().expect("a next page").to_owned();
    assert!(next.contains("/_world/a/wecantrack/"), "{next}");
    let response =
        reqwest::Client::new().get(&next).header("x-api-key", "wct-sandbox").send().await.expect("a response");
    assert_eq!((response.status().as_u16(), response.headers()[HEADER].to_str().ok()), (200, Some("a")));
}

#[tokio::test]
async fn a_world_that_is_not_said_clearly_is_refused_in_words() {
    let sandbox = Sandbox::start_with(small()).await;
    let port = sandbox.server.address().port();
    let host = |name: &str| format!("{name}.localhost:{port}");
    let (a, under, deep) = (host("a"), host("a_b"), host("x.y"));
    for (target, headers, reason) in [
        ("/wecantrack/api/v1/websites", vec![("host", a.as_str()), (HEADER, "b")], "selects two worlds, `b`"),
        ("/_world/b/wecantrack/api/v1/websites", vec![(HEADER, "a")], "selects two worlds"),
        ("/_mock/clock", vec![(HEADER, "a"), (HEADER, "b")], "selects two worlds"),
        ("/_mock/clock", vec![(HEADER, "Worker 3")], "cannot name a world"),
        ("/_mock/clock", vec![(HEADER, "")], "cannot name a world"),
        ("/_mock/clock", vec![(HEADER, "partnero")], "host name of a provider"),
        ("/_world//_mock/clock", vec![], "cannot name a world"),
        ("/", vec![("host", under.as_str())], "cannot name a world"),
        ("/_mock/clock", vec![("host", deep.as_str())], "neither a provider nor a world"),
    ] {
        let (status, said, body) = raw(&sandbox, target, &headers).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{target} {headers:?}: {body}");
        assert!(
            body.contains(reason) && said["x-mock-reason"].to_str().is_ok_and(|said| said.contains(reason)),
            "{body}"
        );
        assert!(!said.contains_key(HEADER), "it has no world");
    }
    // What the control surface refuses creates nothing.
    let evil = [("origin", "https://evil.example"), (HEADER, "evil")];
    assert_eq!(raw(&sandbox, "/_mock/clock", &evil).await.0, StatusCode::FORBIDDEN);
    let list = sandbox.success(&sandbox.control(Method::GET, "/worlds", &Value::Null)).await;
    assert_eq!(list, json!({ "worlds": [], "most": 256 }));
    // A page of another origin may select a world at the providers, and read which one it got.
    let client = reqwest::Client::new();
    let asked = client
        .request(Method::OPTIONS, sandbox.server.base_url("wecantrack") + "/api/v1/websites")
        .header("origin", "http://localhost:5173")
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "x-api-key,x-mock-world");
    let allowed = asked.send().await.expect("a response").headers()["access-control-allow-headers"].clone();
    assert!(allowed.to_str().is_ok_and(|allowed| allowed.contains(HEADER)), "{allowed:?}");
    let page = [("origin", "http://localhost:5173"), ("x-api-key", "wct-sandbox"), (HEADER, "a")];
    let (_, said, _) = raw(&sandbox, "/wecantrack/api/v1/websites", &page).await;
    assert!(said["access-control-expose-headers"].to_str().is_ok_and(|exposed| exposed.contains(HEADER)));
}

#[tokio::test]
async fn worlds_are_created_listed_and_deleted_within_their_bounds() {
    let sandbox = Sandbox::start_with(Configuration { max_worlds: 3, ..small() }).await;
    let create = |body: Value| sandbox.control(Method::POST, "/worlds", &body);
    let (status, world) = sandbox.answer(&create(json!({ "name": "plain" }))).await;
    assert_eq!(
        (status, &world["shared"], &world["now"]),
        (StatusCode::CREATED, &json!(true), &json!("2026-06-08T12:00:00Z"))
    );
    let (status, answer) = sandbox.answer(&create(json!({ "name": "plain" }))).await;
    assert_eq!((status, &answer["error"]), (StatusCode::CONFLICT, &json!("conflict")));
    let file = json!({ "now": "2026-05-01T00:00:00Z", "simulate": false, "programs": [{ "name": "Only One" }], "keys": ["wecantrack=mine"] });
    let (status, own) = sandbox.answer(&create(json!({ "name": "own", "world": file }))).await;
    assert_eq!(
        (status, &own["shared"], &own["now"]),
        (StatusCode::CREATED, &json!(false), &json!("2026-05-01T00:00:00Z"))
    );
    let programs = change(&sandbox, "own", Method::GET, "/world", Value::Null).await;
    assert_eq!(programs["programs"].as_array().map(Vec::len), Some(1));
    let mine = within(sandbox.get("wecantrack", "/api/v1/user/information").with_secrets(&["mine"]), "own");
    assert_eq!(sandbox.send(&mine).await.status, StatusCode::OK);
    assert_eq!(
        sandbox.send(&sandbox.get("wecantrack", "/api/v1/user/information").with_secrets(&["mine"])).await.status,
        StatusCode::UNAUTHORIZED
    );
    let (_, seeded) =
        sandbox.answer(&create(json!({ "name": "seeded", "seed": 7, "orders": 300, "now": "2026-06-01" }))).await;
    assert_eq!(
        (&seeded["seed"], &seeded["orders"], &seeded["now"]),
        (&json!(7), &json!(300), &json!("2026-06-01T00:00:00Z"))
    );

    // There are three, and no room for another.
    let (status, answer) = sandbox.answer(&create(json!({ "name": "more" }))).await;
    assert_eq!((status, &answer["error"]), (StatusCode::INSUFFICIENT_STORAGE, &json!("insufficient_storage")));
    let (status, said, _) = raw(&sandbox, "/wecantrack/api/v1/websites", &[(HEADER, "more")]).await;
    assert_eq!(status, StatusCode::INSUFFICIENT_STORAGE, "never silently another world");
    assert!(said["x-mock-reason"].to_str().is_ok_and(|reason| reason.contains("--max-worlds")), "{said:?}");
    let list = sandbox.success(&sandbox.control(Method::GET, "/worlds", &Value::Null)).await;
    let names: Vec<_> = list["worlds"].as_array().expect("a list").iter().map(|world| &world["name"]).collect();
    assert_eq!((json!(names), &list["most"]), (json!(["own", "plain", "seeded"]), &json!(3)));

    for (body, field) in [
        (json!({ "name": "No" }), "name"),
        (json!({ "name": "agentref" }), "name"),
        (json!({ "name": "x", "now": "2199-01-01" }), "now"),
        (json!({ "name": "x", "orders": 2_000_000 }), "orders"),
        (json!({ "name": "x", "world": { "progams": [] } }), "world"),
        (
            json!({ "name": "x", "world": { "programs": [{ "name": "A", "orders": [{ "at": "-1d", "partner": "nobody" }] }] } }),
            "world",
        ),
    ] {
        sandbox.success(&sandbox.control(Method::GET, "/worlds", &Value::Null)).await;
        let deleted = sandbox.control(Method::DELETE, "/worlds/plain", &Value::Null);
        sandbox.answer(&deleted).await;
        let (status, answer) = sandbox.answer(&create(body.clone())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
        assert!(
            answer["message"].as_str().is_some_and(|message| message.contains(&format!("`{field}"))),
            "{body}: {answer}"
        );
    }
    let gone = sandbox.control(Method::DELETE, "/worlds/plain", &Value::Null);
    assert_eq!(sandbox.answer(&gone).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_world_can_be_deleted_while_it_is_used() {
    let sandbox = std::sync::Arc::new(Sandbox::start_with(small()).await);
    let writing: Vec<_> = (0..4)
        .map(|_| {
            let sandbox = std::sync::Arc::clone(&sandbox);
            tokio::spawn(async move {
                for _ in 0..20 {
                    change(&sandbox, "a", Method::POST, "/events", json!({ "event": "test_click" })).await;
                }
            })
        })
        .collect();
    let mut deleted = 0;
    while writing.iter().any(|writer| !writer.is_finished()) {
        let (status, _) = sandbox.answer(&sandbox.control(Method::DELETE, "/worlds/a", &Value::Null)).await;
        assert!(matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_FOUND), "{status}");
        deleted += u32::from(status == StatusCode::NO_CONTENT);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for writer in writing {
        writer.await.expect("every write got a response");
    }
    assert!(deleted > 1, "{deleted}");
    let left = change(&sandbox, "a", Method::GET, "/events", Value::Null).await["total"].as_u64();
    assert!(left.is_some_and(|left| left < 80), "{left:?} of 80");
}

/// A command of the guide.
struct Step {
    method: Method,
    /// Path and query.
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// The commands of `docs/an-integration-in-ten-minutes.md` that call the sandbox, without the reset at the end.
fn story() -> (String, Vec<Step>) {
    let path = root().join("docs/an-integration-in-ten-minutes.md");
    let guide = std::fs::read_to_string(path).expect("the guide is there");
    let file = guide.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a world file");
    let mut steps = Vec::new();
    for block in guide.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        for command in block.replace("\\\n", " ").lines().filter_map(|line| line.strip_prefix("$ curl ")) {
            steps.push(step(command));
        }
    }
    assert_eq!(steps.pop().map(|step| step.target).as_deref(), Some("/_mock/reset"));
    (file.to_owned(), steps)
}

fn step(command: &str) -> Step {
    let mut step = Step { method: Method::GET, target: String::new(), headers: Vec::new(), body: String::new() };
    let mut words = words(command).into_iter();
    while let Some(word) = words.next() {
        match &*word {
            "-H" => {
                let header = words.next().expect("a header");
                let (name, value) = header.split_once(": ").expect("a header");
                step.headers.push((name.to_owned(), value.to_owned()));
            }
            "-d" => (step.method, step.body) = (Method::POST, words.next().expect("a body")),
            "-s" | "-si" => {}
            url => url.strip_prefix("http://localhost:4010").expect("an address").clone_into(&mut step.target),
        }
    }
    step
}

/// The words of a command, in single quotes or not.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, part) in command.split('\'').enumerate() {
        if place % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Runs the story in a world, which it selects by header or by path. Gives all statuses and bodies, and how the world
/// ends.
async fn told(
    client: &reqwest::Client,
    origin: &str,
    steps: &[Step],
    world: &str,
    by_path: bool,
) -> Vec<(u16, String)> {
    let ends =
        ["/_mock/events?limit=1000", "/_mock/clock", "/_mock/world", "/_mock/world/export", "/partnero/v1/program"];
    let end = |target: &&str| {
        let headers = vec![("Authorization".to_owned(), "Bearer pk-acmecafe".to_owned())];
        Step { method: Method::GET, target: (*target).to_owned(), headers, body: String::new() }
    };
    let ends: Vec<Step> = ends.iter().map(end).collect();
    let mut told = Vec::new();
    for Step { method, target, headers, body } in steps.iter().chain(&ends) {
        let prefix = if by_path { format!("/_world/{world}") } else { String::new() };
        let mut request = client.request(method.clone(), format!("{origin}{prefix}{target}")).body(body.clone());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = if by_path { request } else { request.header(HEADER, world) };
        let response = request.send().await.expect("a response");
        assert_eq!(response.headers()[HEADER], world, "{target}");
        let (status, place) = (response.status().as_u16(), response.headers().get("location").cloned());
        let body = response
            .text()
            .await
            .expect("text")
            .replace(&format!("/_world/{world}"), "")
            .replace(&format!(".{world}."), ".");
        told.push((status, format!("{body}{place:?}")));
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_worlds_in_parallel_tell_the_same_story() {
    let (file, steps) = story();
    assert!(steps.len() > 20, "{} steps", steps.len());
    let world = trackside_mock_server::PinnedWorld::of_text(Path::new("shop.yaml"), &file).expect("a world file");
    let sandbox = Sandbox::start_with(Configuration { world: Some(world), now: None, ..configuration() }).await;
    let origin = format!("http://{}", sandbox.server.address());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let steps = std::sync::Arc::new(steps);
    let begun = Instant::now();
    let telling: Vec<_> = (0..100)
        .map(|number| {
            let (client, origin, steps) = (client.clone(), origin.clone(), std::sync::Arc::clone(&steps));
            tokio::spawn(
                async move { told(&client, &origin, &steps, &format!("story-{number}"), number % 2 == 1).await },
            )
        })
        .collect();
    let mut stories = Vec::new();
    for teller in telling {
        stories.push(teller.await.expect("a story"));
    }
    let taken = begun.elapsed();
    println!("100 stories of {} requests in parallel took {taken:?}", stories[0].len());
    for (place, (status, body)) in stories[0].iter().enumerate() {
        assert!(*status < 400, "{place}: {status} {}", body.chars().take(300).collect::<String>());
    }
    for (number, story) in stories.iter().enumerate() {
        for (place, (one, first)) in story.iter().zip(&stories[0]).enumerate() {
            let cut = |text: &str| text.chars().take(300).collect::<String>();
            assert!(one == first, "story {number}, request {place}: {}\n{}", cut(&one.1), cut(&first.1));
        }
    }
    // The usual world has seen nothing of it.
    let none = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await;
    assert_eq!(none["total"].as_u64(), Some(3), "what the world file says");
    let list = sandbox.success(&sandbox.control(Method::GET, "/worlds", &Value::Null)).await;
    let worlds = list["worlds"].as_array().expect("a list");
    assert_eq!(worlds.len(), 100);
    assert!(worlds.iter().all(|world| world["shared"] == true && world["records"] == worlds[0]["records"]));
    // Far above what it takes, so that only a world that waits for others fails.
    assert!(taken < Duration::from_mins(1), "{taken:?}");
}

#[tokio::test]
async fn the_fixture_for_rust_gives_a_world_per_test() {
    let sandbox = Sandbox::start_with(small()).await;
    let (one, two) = (sandbox.server.world("one").expect("a world"), sandbox.server.world("two").expect("a world"));
    let client = reqwest::Client::new();
    let url = format!("{}/_mock/events", one.origin());
    let response = client.post(&url).json(&json!({ "event": "sale" })).send().await.expect("a response");
    assert!(response.status().is_success());
    let count = async |url: String, header: (&str, &str)| {
        let request = client.get(url).header(header.0, header.1);
        request.send().await.expect("a response").json::<Value>().await.expect("JSON")["total"].as_u64()
    };
    let plain = format!("{}/events", sandbox.server.base_url("_mock"));
    assert_eq!((count(plain.clone(), one.header()).await, count(plain, two.header()).await), (Some(2), Some(0)));
    one.checkpoint("sold").expect("there is room");
    let removed = one.reset().expect("in memory");
    assert!(removed > 0 && two.reset().expect("in memory") == 0);
    one.restore("sold").expect("it is there");
    assert!(two.restore("sold").is_err(), "checkpoints are of one world");
    assert_eq!(one.reset().expect("in memory"), removed, "its events are back");
    assert!(one.base_url("agentref").ends_with("/_world/one/agentref"));
    for (name, part) in [("Two words", "cannot name a world"), ("agentref", "host name of a provider")] {
        let error = sandbox.server.world(name).expect_err("no name").to_string();
        assert!(error.contains(part), "{error}");
    }
    let deleted = [0, 1].map(|_| sandbox.server.delete_world("one").expect("there is no database that could be lost"));
    assert_eq!(deleted, [true, false]);
}

#[tokio::test]
async fn every_provider_can_be_called_in_a_world() {
    let sandbox = Sandbox::start_with(small()).await;
    for operation in sandbox.operations().await {
        let provider = providers().into_iter().find(|name| operation["provider"] == *name);
        let Some(provider) = provider.filter(|_| operation["method"] == "GET") else { continue };
        let target = operation["url"].as_str().and_then(|url| url.split_once(&format!("/{provider}/")));
        let Some((_, target)) = target else { continue };
        let call = within(sandbox.get(provider, format!("/{target}")), "w");
        let exchange: Exchange = sandbox.send(&call).await;
        assert_eq!(exchange.response_headers[HEADER], "w", "{provider} {target}");
    }
    let exchange = sandbox.send(&within(sandbox.control(Method::GET, "/health", &Value::Null), "w")).await;
    assert_eq!((exchange.status, body_of(&exchange)["status"].as_str()), (StatusCode::OK, Some("ok")));
    assert_eq!(CONTROL, "control");
}

fn small() -> Configuration {
    Configuration { orders: 1500, ..configuration() }
}
