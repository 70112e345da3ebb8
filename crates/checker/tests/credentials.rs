//! Credentials of several parts, and several ways to authenticate.

use serde_json::{Value, json};
use trackside_checker::{Credentials, Options};

use crate::fake::{Asked, checked, document, lines, response, serve, told};

/// A document whose operation takes a pair of headers, or a key in the query.
fn shop() -> Value {
    let responses =
        json!({ "200": response(&json!({ "type": "object" })), "401": response(&json!({ "type": "object" })) });
    let mut document = document(&json!({ "/orders": { "get": {
        "operationId": "getOrders", "responses": responses, "security": [{ "key": [], "secret": [] }, { "inQuery": [] }]
    } } }));
    document["components"] = json!({ "securitySchemes": {
        "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
        "secret": { "type": "apiKey", "in": "header", "name": "X-Secret" },
        "inQuery": { "type": "apiKey", "in": "query", "name": "api_key" }
    } });
    document
}

/// Checks a server that lets a request in as this function says.
async fn found(lets_in: impl Fn(&Asked) -> bool + Send + Sync + 'static) -> Vec<String> {
    let url = serve(move |asked| match asked.method.as_str() {
        "GET" => told(if lets_in(asked) { 200 } else { 401 }, &json!({})),
        _ => told(405, &json!({})),
    });
    let credentials =
        Credentials::default().with("key", "KEY", "k").with("secret", "SECRET", "s").with("inQuery", "Q", "q");
    let report = checked(&shop(), &url, Options { credentials, ..Options::default() }).await.expect("a report");
    lines(&report)
}

fn by_pair(asked: &Asked) -> bool {
    asked.header("x-key") == Some("k") && asked.header("x-secret") == Some("s")
}

#[tokio::test]
async fn a_server_that_wants_every_part_is_right() {
    let found = found(|asked| by_pair(asked) || asked.query("api_key") == Some("q")).await;
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn a_half_that_is_not_enforced_is_named() {
    for (name, expected) in [
        (
            "no secret",
            "authentication/not-enforced status: is 200, but the request has no secret beside the other credentials",
        ),
        ("wrong secret", "authentication/wrong-accepted status: is 200, but the secret of the request is made up"),
        ("wrong key", "authentication/wrong-accepted status: is 200, but the key of the request is made up"),
        ("wrong query", "authentication/wrong-accepted status: is 200, but the inQuery of the request is made up"),
    ] {
        let found = found(move |asked| {
            let (key, secret, query) = (asked.header("x-key"), asked.header("x-secret"), asked.query("api_key"));
            match name {
                "no secret" if secret.is_none() && query.is_none() => key == Some("k"),
                "wrong secret" if secret.is_some() => key == Some("k"),
                "wrong key" if key.is_some() => secret == Some("s"),
                "wrong query" if query.is_some() => true,
                _ => by_pair(asked) || query == Some("q"),
            }
        })
        .await;
        assert!(found.iter().any(|line| line.starts_with(expected)), "{name}: {found:#?}");
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
    }
}
