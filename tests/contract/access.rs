//! Who may see the page and steer the sandbox, and who may not.

use http::{Method, StatusCode};
use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, MockServer};

use crate::harness::{Sandbox, configuration};

/// The guarded paths that answer to GET.
const GUARDED: [&str; 5] = ["/", "/_mock/clock", "/_mock/journal", "/_mock/journal/stream", "/_mock/journal.har"];

fn client() -> Client {
    Client::builder().redirect(Policy::none()).build().expect("a client")
}

async fn status(request: reqwest::RequestBuilder) -> u16 {
    request.send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn beyond_loopback_a_token_is_asked_for() {
    let host = "0.0.0.0".to_owned();
    let server = MockServer::start(Configuration { host, orders: 100, ..configuration() }).await.expect("it starts");
    let token = server.token().expect("it has made one").to_owned();
    let origin = format!("http://localhost:{}", server.address().port());
    assert_eq!(server.origin(), origin);
    let client = client();
    for path in GUARDED {
        let url = format!("{origin}{path}");
        assert_eq!(status(client.get(&url)).await, 401, "{path}");
        assert_eq!(status(client.get(&url).bearer_auth("another-token")).await, 401, "{path}");
        assert_eq!(status(client.get(&url).bearer_auth(&token)).await, 200, "{path}");
    }
    let clock = client.post(format!("{origin}/_mock/clock")).json(&json!({ "advance": "1d" }));
    assert_eq!(status(clock).await, 401);
    let url = format!("{origin}/_mock/clock?token={token}");
    assert_eq!(status(client.get(url)).await, 401, "programs send a header, which no log keeps");
    let provider = client.get(format!("{origin}/partnero/v1/program")).bearer_auth("pk-95u4ubu1");
    assert_eq!(status(provider).await, 200, "providers know nothing of it");
    server.stop().await.expect("it stops");
}

#[tokio::test]
async fn anybody_may_ask_whether_the_sandbox_runs() {
    let token = Some("a-token-of-mine".parse().expect("a token"));
    let sandbox = Sandbox::start_with(Configuration { orders: 100, token, ..configuration() }).await;
    let (client, port) = (client(), sandbox.server.address().port());
    let url = format!("http://127.0.0.1:{port}/_mock/health");
    for (name, value) in
        [("host", "10.42.0.7:4010"), ("host", "evil.example"), ("origin", "https://evil.example"), ("accept", "*/*")]
    {
        let response = client.get(&url).header(name, value).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{name}: {value}");
        assert!(!response.headers().contains_key("access-control-allow-origin"), "{name}: {value}");
        assert_eq!(response.text().await.expect("a body"), r#"{"status":"ok"}"#, "{name}: {value}");
    }
    assert_eq!(status(client.get(&url).bearer_auth("another-token")).await, 401, "a wrong token is refused");
    assert_eq!(status(client.post(&url)).await, 401);
    let full = client.get(&url).bearer_auth("a-token-of-mine").send().await.expect("an answer");
    let full: Value = full.json().await.expect("JSON");
    assert_eq!((&full["status"], &full["orders"], &full["clock"]), (&"ok".into(), &100.into(), &"pinned".into()));
}

#[tokio::test]
async fn wrong_tokens_are_answered_slowly() {
    let token = Some("a-token-of-mine".parse().expect("a token"));
    let sandbox = Sandbox::start_with(Configuration { orders: 100, token, ..configuration() }).await;
    let (client, port) = (client(), sandbox.server.address().port());
    for (target, shown, is_slow) in [
        ("_mock/clock", Some("another-token"), true),
        ("_mock/clock", Some("a-token-of-mine"), false),
        ("_mock/clock", None, false),
        ("?token=another-token", None, true),
    ] {
        let started = std::time::Instant::now();
        let request = client.get(format!("http://127.0.0.1:{port}/{target}"));
        status(match shown {
            Some(shown) => request.bearer_auth(shown),
            None => request,
        })
        .await;
        let took = started.elapsed();
        assert_eq!(took.as_millis() >= 400, is_slow, "{target} {shown:?} took {took:?}");
    }
}

#[tokio::test]
async fn a_visit_with_the_token_leaves_a_cookie() {
    let token = Some("a-token-of-mine".parse().expect("a token"));
    let sandbox = Sandbox::start_with(Configuration { orders: 100, token, ..configuration() }).await;
    let (client, port) = (client(), sandbox.server.address().port());
    let url = format!("http://127.0.0.1:{port}/");
    assert_eq!(status(client.get(format!("{url}?token=another-token"))).await, 401);
    let visit = client.get(format!("{url}?token=a-token-of-mine&tab=rust")).send().await.expect("an answer");
    assert_eq!(visit.status(), StatusCode::SEE_OTHER);
    assert_eq!(visit.headers()["location"], "/?tab=rust");
    let cookie = visit.headers()["set-cookie"].to_str().expect("a cookie").to_owned();
    assert_eq!(cookie, format!("trackside_token_{port}=a-token-of-mine; Path=/; HttpOnly; SameSite=Strict"));
    let (pair, _) = cookie.split_once(';').expect("attributes");
    assert_eq!(status(client.get(&url).header("cookie", pair)).await, 200);
    let moved = client.post(format!("{url}_mock/clock")).header("cookie", pair).json(&json!({ "advance": "1d" }));
    assert_eq!(status(moved).await, 200);
}

#[tokio::test]
async fn strangers_and_foreign_pages_are_refused() {
    let allow_hosts = vec!["sandbox.example".to_owned()];
    let sandbox = Sandbox::start_with(Configuration { orders: 100, allow_hosts, ..configuration() }).await;
    let (client, port) = (client(), sandbox.server.address().port());
    for path in GUARDED {
        for (name, value, expected) in [
            ("host", format!("localhost:{port}"), 200),
            ("host", "sandbox.example".to_owned(), 200),
            ("host", "evil.example".to_owned(), 403),
            ("host", "192.168.1.5".to_owned(), 403),
            ("origin", format!("http://127.0.0.1:{port}"), 200),
            ("origin", "http://localhost:5173".to_owned(), 403),
            ("origin", "null".to_owned(), 403),
            ("sec-fetch-site", "same-origin".to_owned(), 200),
            ("sec-fetch-site", "cross-site".to_owned(), 403),
        ] {
            let request = client.get(format!("http://127.0.0.1:{port}{path}")).header(name, &value);
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status().as_u16(), expected, "{path} {name}: {value}");
            assert!(!answer.headers().contains_key("access-control-allow-origin"), "{path} {name}: {value}");
        }
    }
}

#[tokio::test]
async fn what_a_form_can_send_changes_nothing() {
    let sandbox = Sandbox::start_small().await;
    let before = sandbox.success(&sandbox.control(Method::GET, "/scenario", &Value::Null)).await;
    for (method, target, body) in [
        (Method::POST, "/clock", r#"{"advance":"1d"}"#),
        (Method::POST, "/reset", "{}"),
        (Method::POST, "/journal/clear", "{}"),
        (Method::PUT, "/faults", r#"{"faults":[]}"#),
        (Method::PUT, "/overrides", r#"{"overrides":[]}"#),
        (Method::PUT, "/scenario", r#"{"name":"theirs"}"#),
    ] {
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
            let call = sandbox.control(method.clone(), target, &Value::Null).body(body);
            let call = if content_type.is_empty() { call } else { call.header("content-type", content_type) };
            let answer = sandbox.send(&call).await;
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{method} {target} {content_type}");
        }
    }
    assert_eq!(sandbox.success(&sandbox.control(Method::GET, "/scenario", &Value::Null)).await, before);
}
