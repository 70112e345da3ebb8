//! The journal: what it records, what it explains, and what it never shows.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_mock_server::Configuration;

use crate::harness::{CONTROL, Call, Sandbox, WHOLE_TIME, configuration};

/// The entries of the journal, the newest first.
async fn entries(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    let list = sandbox.success(&sandbox.control(Method::GET, format!("/journal{query}"), &Value::Null)).await;
    list["entries"].as_array().expect("a list").clone()
}

/// The newest exchange in full.
async fn newest(sandbox: &Sandbox) -> Value {
    let id = entries(sandbox, "?limit=1").await[0]["id"].clone();
    sandbox.success(&sandbox.control(Method::GET, format!("/journal/{id}"), &Value::Null)).await
}

#[tokio::test]
async fn an_exchange_is_recorded_in_full() {
    let sandbox = Sandbox::start_small().await;
    let call = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 2 }));
    let answer = sandbox.send(&call).await;
    let exchange = newest(&sandbox).await;
    let entry = &exchange["entry"];
    for (field, expected) in [
        ("provider", json!("fullwhere")),
        ("operation", json!("listSurveyTrackers")),
        ("method", json!("POST")),
        ("target", json!("/fullwhere/partners/survey-tracker/list")),
        ("status", json!(201)),
        ("reason", Value::Null),
        ("complete", json!(true)),
        ("request_bytes", json!(call.body.len())),
        ("response_bytes", json!(answer.response_body.len())),
        ("now", json!("2026-06-08T12:00:00Z")),
    ] {
        assert_eq!(entry[field], expected, "{field}");
    }
    assert_eq!(exchange["request"]["body"], json!("{\"limit\":2}"));
    assert_eq!(exchange["response"]["body"].as_str().map(str::as_bytes), Some(&answer.response_body[..]));
    assert_eq!(exchange["problems"], json!([]));
    let headers = exchange["response"]["headers"].as_array().unwrap();
    for (name, value) in &answer.response_headers {
        let shown = json!({ "name": name.as_str(), "value": value.to_str().unwrap() });
        // The HTTP server adds these later.
        let later = ["date", "content-length"].contains(&name.as_str());
        assert!(later || headers.contains(&shown), "{shown} is not among {headers:?}");
    }
}

#[tokio::test]
async fn an_entry_names_the_events_that_its_request_caused_and_removed() {
    let sandbox = Sandbox::start_small().await;
    let cause = |body: Value| sandbox.control(Method::POST, "/events", &body);
    let trackers = sandbox.success(&sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}))).await;
    let purchase = trackers["data"][0]["purchaseId"].clone();
    let generate = sandbox.post("fullwhere", "/partners/survey-tracker/generate", &json!({ "purchaseId": purchase }));
    let undo = |ids: Value| sandbox.control(Method::POST, "/events/undo", &json!({ "ids": ids }));
    let moved = |by: &str| sandbox.control(Method::POST, "/clock", &json!({ "advance": by }));
    for (call, status, events, removed) in [
        (cause(json!({ "event": "sale" })), 200, json!([0, 1]), json!([])),
        (cause(json!({ "event": "refund" })), 200, json!([2]), json!([])),
        (generate.clone(), 201, json!([3]), json!([])),
        // Nothing new: the links are known.
        (generate, 201, json!([]), json!([])),
        (cause(json!({ "event": "sale", "amount_cents": -1 })), 422, json!([]), json!([])),
        (undo(json!([0, 3])), 200, json!([]), json!([0, 1, 2, 3])),
        (undo(json!([0])), 404, json!([]), json!([])),
        (moved("1h"), 200, json!([]), json!([])),
        (cause(json!({ "event": "click" })), 200, json!([4]), json!([])),
        (moved("-1h"), 200, json!([]), json!([])),
        // It takes the place of what was recorded later.
        (cause(json!({ "event": "click" })), 200, json!([5]), json!([4])),
    ] {
        let (found, body) = sandbox.answer(&call).await;
        assert_eq!(found, status, "{body}");
        let exchange = newest(&sandbox).await;
        let entry = &exchange["entry"];
        assert_eq!((&entry["events"], &entry["removed_events"]), (&events, &removed), "{entry}");
        let found = sandbox
            .success(&sandbox.control(
                Method::GET,
                format!("/events?request_id={}", entry["request_id"].as_str().unwrap()),
                &Value::Null,
            ))
            .await;
        let ids: Vec<_> = found["events"].as_array().unwrap().iter().rev().map(|event| event["id"].clone()).collect();
        assert_eq!(json!(ids), events, "the events name the request, too: {entry}");
    }
    let id = newest(&sandbox).await["entry"]["id"].clone();
    let page =
        reqwest::get(format!("http://{}/journal/{id}", sandbox.server.address())).await.unwrap().text().await.unwrap();
    assert!(page.contains("Events caused") && page.contains(">5</a>"), "{page}");
    assert!(page.contains("data-testid=\"exchange-removed\">4</dd>"), "{page}");
}

#[tokio::test]
async fn what_breaks_the_contract_is_explained() {
    let sandbox = Sandbox::start_small().await;
    let get = |target: String| sandbox.get("wecantrack", target);
    let list = |body: Value| sandbox.post("fullwhere", "/partners/survey-tracker/list", &body);
    let generate = |body: Value| sandbox.post("fullwhere", "/partners/survey-tracker/generate", &body);
    for (call, location, name, message) in [
        (
            get(format!("/api/v3/transactions?{WHOLE_TIME}&limit=2000")),
            "query",
            Some("limit"),
            "`limit` is 2000, the contract says at most 1000",
        ),
        (
            get(format!("/api/v3/transactions?{WHOLE_TIME}&page=0")),
            "query",
            Some("page"),
            "`page` is 0, the contract says at least 1",
        ),
        (
            sandbox.get("affitor", "/api/tracking/events/1?page=1&page=2"),
            "query",
            Some("page"),
            "`page` is 1 and 2, the contract allows one value",
        ),
        (
            get(format!("/api/v3/transactions?{WHOLE_TIME}&page=one")),
            "query",
            Some("page"),
            "`page` is one, the contract says a whole number that fits",
        ),
        (
            get("/api/v3/transactions?date_type=order_date&end_date=2026-06-08T00:00:00".to_owned()),
            "query",
            Some("start_date"),
            "`start_date` is missing, the contract requires it",
        ),
        (
            get(format!("/api/v3/transactions?{WHOLE_TIME}&status[0]=lost")),
            "query",
            Some("status[]"),
            "`status[]` is lost, the contract says one of pending, approved, declined",
        ),
        (
            get(format!("/api/v3/transactions?{WHOLE_TIME}&limits=3")),
            "query",
            Some("limits"),
            "`limits` is not a query parameter of listTransactions and was ignored. Did you mean `limit`?",
        ),
        (
            sandbox.get("affitor", "/api/tracking/status/zero"),
            "path",
            Some("programId"),
            "`programId` is zero, the contract says a whole number that fits",
        ),
        (list(json!({ "limit": 0 })), "body", Some("limit"), "`limit` is 0, the contract says at least 1"),
        (generate(json!({})), "body", Some("purchaseId"), "`purchaseId` is missing, the contract requires it"),
        (
            get("/api/v3/transaction".to_owned()),
            "request",
            None,
            "no endpoint has this path; wecantrack has GET /wecantrack/api/v3/transactions",
        ),
        (
            list(json!({})).header("content-type", "text/plain"),
            "request",
            None,
            "the content type is text/plain; the endpoint takes application/json",
        ),
    ] {
        // The last header of a name is the one that counts here.
        let call = last_headers(call);
        sandbox.send(&call).await;
        let exchange = newest(&sandbox).await;
        let problem = &exchange["problems"][0];
        assert_eq!(problem["message"], json!(message), "{}: {exchange}", call.target);
        assert_eq!((&problem["location"], &problem["name"]), (&json!(location), &json!(name)), "{message}");
    }
}

fn last_headers(mut call: Call) -> Call {
    let all = call.headers.clone();
    call.headers
        .retain(|(name, value)| all.iter().rfind(|(known, _)| known == name).is_some_and(|(_, last)| last == value));
    call
}

#[tokio::test]
async fn secrets_show_as_their_last_four_characters() {
    let key = "wct-0123/very+secret==tail";
    let keys = vec![format!("wecantrack={key}").parse().expect("a key")];
    let sandbox = Sandbox::start_with(Configuration { orders: 1500, keys, ..configuration() }).await;
    let encoded: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    let calls = [
        sandbox
            .get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1&api_key={encoded}"))
            .without_credentials(),
        sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1")).with_secrets(&[key]),
        sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1&page=0&api_key={encoded}")),
    ];
    for call in &calls {
        let answer = sandbox.send(call).await;
        assert_ne!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let all = entries(&sandbox, "").await;
    let mut shown = vec![json!(all).to_string()];
    for entry in &all {
        let target = format!("/journal/{}", entry["id"]);
        shown.push(sandbox.success(&sandbox.control(Method::GET, target, &Value::Null)).await.to_string());
    }
    let har = sandbox.send(&sandbox.control(Method::GET, "/journal.har", &Value::Null)).await;
    shown.push(String::from_utf8(har.response_body.to_vec()).unwrap());
    for (place, text) in shown.iter().enumerate() {
        for hidden in [key, &encoded, &key[4..], "very+secret", "very%2Bsecret", "wct-sandbox"] {
            assert!(!text.contains(hidden), "{hidden} shows in {place}: {text}");
        }
    }
    let first = &shown[3];
    assert!(first.contains("api_key=…tail"), "{first}");
    assert!(first.contains("$WECANTRACK_API_KEY"), "{first}");
    let body = serde_json::from_str::<Value>(first).unwrap()["response"]["body"].as_str().unwrap().to_owned();
    let page: Value = serde_json::from_str(&body).expect("what is shown is JSON still");
    assert!(page["first_page_url"].as_str().unwrap().contains("…tail"), "{page}");
    let har: Value = serde_json::from_str(&shown[4]).unwrap();
    assert_eq!((&har["log"]["version"], har["log"]["entries"].as_array().unwrap().len()), (&json!("1.2"), 3));
}

#[tokio::test]
async fn the_recording_is_filtered_as_the_list_is() {
    let sandbox = Sandbox::start_small().await;
    sandbox.send(&sandbox.get("wecantrack", "/api/v3/transactions?limit=1")).await;
    sandbox.send(&sandbox.get("wecantrack", "/api/v3/transactions?limit=2000")).await;
    sandbox.send(&sandbox.get("partnero", "/v1/program")).await;
    for (query, expected) in [
        ("", 3),
        ("?provider=wecantrack", 2),
        ("?provider=wecantrack&status=4xx", 2),
        ("?status=422", 2),
        ("?status=200", 1),
        ("?operation=getProgram", 1),
        ("?text=LIMIT%3D1", 1),
        ("?world=nobody", 0),
        ("?id=2", 1),
        ("?id=9", 0),
    ] {
        let har = sandbox.send(&sandbox.control(Method::GET, format!("/journal.har{query}"), &Value::Null)).await;
        let har: Value = serde_json::from_slice(&har.response_body).unwrap();
        assert_eq!(har["log"]["entries"].as_array().unwrap().len(), expected, "{query}");
    }
}

#[tokio::test]
async fn the_curl_command_repeats_the_request() {
    let sandbox = Sandbox::start_small().await;
    let call = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 1 }));
    let answer = sandbox.send(&call.header("user-agent", "a browser").header("sec-fetch-mode", "cors")).await;
    let line = newest(&sandbox).await["curl"].as_str().unwrap().to_owned();
    assert!(!line.contains("browser") && !line.contains("sec-fetch"), "{line}");
    let output = tokio::process::Command::new("sh")
        .args(["-c", &line])
        .envs([("FULLWHERE_API_KEY", "fw-key-sandbox"), ("FULLWHERE_API_SECRET", "fw-secret-sandbox")])
        .output()
        .await
        .expect("a shell");
    assert_eq!(output.stdout, answer.response_body, "{line}: {output:?}");
}

#[tokio::test]
async fn entries_are_filtered_and_paged() {
    let sandbox = Sandbox::start_small().await;
    let program = sandbox.get("partnero", "/v1/program");
    sandbox.send(&program).await;
    sandbox.send(&program.clone().without_credentials()).await;
    sandbox.send(&sandbox.get("wecantrack", "/api/v3/transactions?limit=2000")).await;
    sandbox.send(&sandbox.get("wecantrack", "/nowhere")).await;
    sandbox.set_clock(&json!({ "advance": "1h" })).await;
    // Reading the catalogue is not recorded.
    sandbox.catalogue().await;
    let ids = |list: Vec<Value>| list.iter().map(|entry| entry["id"].as_u64().unwrap()).collect::<Vec<_>>();
    for (query, expected) in [
        ("", vec![5, 4, 3, 2, 1]),
        ("?provider=partnero", vec![2, 1]),
        ("?provider=control", vec![5]),
        ("?operation=listTransactions", vec![3]),
        ("?status=4xx", vec![4, 3, 2]),
        ("?status=401", vec![2]),
        ("?status=5xx", vec![]),
        ("?text=LIMIT", vec![3]),
        ("?text=nowhere&status=404", vec![4]),
        ("?limit=2", vec![5, 4]),
        ("?limit=2&before=4", vec![3, 2]),
        ("?before=1", vec![]),
    ] {
        assert_eq!(ids(entries(&sandbox, query).await), expected, "{query}");
    }
    let cleared = sandbox.success(&sandbox.control(Method::POST, "/journal/clear", &json!({}))).await;
    assert_eq!((&cleared["seen"], &cleared["kept"]), (&json!(0), &json!(0)));
    sandbox.send(&program).await;
    assert_eq!(ids(entries(&sandbox, "").await), [6], "numbers continue");
}

#[tokio::test]
async fn the_oldest_are_dropped_and_a_journal_may_be_off() {
    for (journal, kept) in [(0, vec![]), (1, vec![4]), (3, vec![4, 3, 2])] {
        let sandbox = Sandbox::start_with(Configuration { orders: 100, journal, ..configuration() }).await;
        for place in 0..4 {
            // A burst is as long as the journal. Requests that come slowly are recorded as well.
            tokio::time::sleep(std::time::Duration::from_millis(if place == 0 { 0 } else { 15 })).await;
            sandbox.send(&sandbox.get("partnero", "/v1/program")).await;
        }
        let ids: Vec<_> = entries(&sandbox, "").await.iter().map(|entry| entry["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, kept, "{journal}");
    }
}

#[tokio::test]
async fn too_many_at_once_are_counted_and_left_out() {
    let sandbox = Sandbox::start_with(Configuration { orders: 100, journal: 20, ..configuration() }).await;
    let call = sandbox.get("partnero", "/v1/program");
    for _ in 0..400 {
        sandbox.send(&call).await;
    }
    let list = sandbox.success(&sandbox.control(Method::GET, "/journal", &Value::Null)).await;
    let counts = &list["counts"];
    assert_eq!((&counts["seen"], &counts["capacity"], &counts["kept"]), (&json!(400), &json!(20), &json!(20)));
    assert!(counts["left_out"].as_u64().unwrap() > 0, "{counts}");
}

#[tokio::test]
async fn broken_responses_are_marked() {
    let sandbox = Sandbox::start_small().await;
    for (fault, reason) in [(json!({ "reset_rate": 1.0 }), "reset"), (json!({ "truncate_rate": 1.0 }), "fault:")] {
        let faults = sandbox.control(Method::PUT, "/faults", &json!({ "faults": [fault] }));
        let (status, answer) = sandbox.answer(&faults).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let url = format!("{}/v1/program", sandbox.server.base_url("partnero"));
        let answered = reqwest::Client::new().get(url).header("authorization", "Bearer pk-95u4ubu1").send().await;
        if let Ok(answered) = answered {
            assert!(answered.bytes().await.is_err(), "{fault}");
        }
        let entry = entries(&sandbox, "?provider=partnero&limit=1").await[0].clone();
        assert_eq!(entry["complete"], json!(false), "{fault}: {entry}");
        assert!(entry["reason"].as_str().unwrap().contains(reason), "{entry}");
    }
}

#[tokio::test]
async fn followers_get_new_entries_until_the_sandbox_stops() {
    let sandbox = Sandbox::start_small().await;
    let url = format!("{}/journal/stream", sandbox.server.base_url("_mock"));
    let mut stream = reqwest::Client::new().get(&url).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut received = String::new();
    read_until(&mut stream, &mut received, "event: counts").await;
    sandbox.send(&sandbox.get("partnero", "/v1/program?api_key=abcdefghijklmnop")).await;
    read_until(&mut stream, &mut received, "id: 1\n").await;
    let data =
        received.lines().skip_while(|line| *line != "event: entries").find_map(|line| line.strip_prefix("data: "));
    let told: Value = serde_json::from_str(data.expect("data")).unwrap();
    assert_eq!(told, json!(entries(&sandbox, "").await));
    assert!(!received.contains("abcdefghijkl"), "{received}");
    sandbox.success(&sandbox.control(Method::POST, "/journal/clear", &json!({}))).await;
    read_until(&mut stream, &mut received, "event: cleared").await;

    // A follower that reconnects gets the entries that it missed.
    let program = sandbox.get("partnero", "/v1/program");
    sandbox.send(&program).await;
    sandbox.send(&program).await;
    let mut again = reqwest::Client::new().get(&url).header("last-event-id", "2").send().await.unwrap();
    let mut missed = String::new();
    read_until(&mut again, &mut missed, "id: 3\n").await;
    assert!(missed.contains("\"id\":3") && !missed.contains("\"id\":2"), "{missed}");

    let stopping = tokio::spawn(sandbox.server.stop());
    while let Ok(Some(_)) = stream.chunk().await {}
    while let Ok(Some(_)) = again.chunk().await {}
    stopping.await.unwrap().unwrap();
}

async fn read_until(stream: &mut reqwest::Response, received: &mut String, wanted: &str) {
    while !received.contains(wanted) {
        let chunk = stream.chunk().await.unwrap().unwrap_or_else(|| panic!("no {wanted} in {received}"));
        received.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}

#[tokio::test]
async fn host_names_of_providers_are_recorded_as_sent() {
    let sandbox = Sandbox::start_small().await;
    let port = sandbox.server.address().port();
    let url = format!("http://{}/v1/program", sandbox.server.address());
    let request = reqwest::Client::new().get(url).header("host", format!("partnero.localhost:{port}"));
    request.header("authorization", "Bearer pk-95u4ubu1").send().await.unwrap();
    let exchange = newest(&sandbox).await;
    let entry = &exchange["entry"];
    assert_eq!((&entry["target"], &entry["operation"]), (&json!("/v1/program"), &json!("getProgram")));
    let start =
        format!("curl -sS 'http://partnero.localhost:{port}/v1/program' -H 'authorization: Bearer '\"$PARTNERO");
    assert!(exchange["curl"].as_str().unwrap().starts_with(&start), "{exchange}");
}

#[tokio::test]
async fn unknown_exchanges_are_not_found() {
    let sandbox = Sandbox::start_small().await;
    for (target, status) in
        [("/journal/7", 404), ("/journal/0", 422), ("/journal/seven", 422), ("/journal?limit=1001", 422)]
    {
        let call = sandbox.control(Method::GET, target, &Value::Null);
        assert_eq!(call.provider, CONTROL);
        let (answered, body) = sandbox.answer(&call).await;
        assert_eq!(answered.as_u16(), status, "{target}: {body}");
    }
}
