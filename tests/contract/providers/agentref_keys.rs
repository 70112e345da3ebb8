//! AgentRef's keys: whose they are, and what they may do. What each operation needs is read from the published document.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use trackside_mock_server::Configuration;

use crate::harness::{Call, Sandbox, configuration, document};

/// What the published document says of an operation: the kinds of keys and the scopes that it needs.
fn needs(operation: &Value) -> (Vec<String>, Vec<String>) {
    let template = operation["template"].as_str().expect("a path");
    let method = operation["method"].as_str().expect("a method").to_ascii_lowercase();
    let declared = document("agentref")["paths"][template][&method].take();
    let texts = |name: &str| {
        let listed = declared[name].as_array().into_iter().flatten();
        listed.map(|text| text.as_str().expect("a text").to_owned()).collect()
    };
    (texts("x-key-kinds"), texts("x-scopes"))
}

async fn of_agentref(sandbox: &Sandbox) -> Vec<Value> {
    let all = sandbox.operations().await;
    all.into_iter().filter(|operation| operation["provider"] == "agentref").collect()
}

async fn code(sandbox: &Sandbox, call: &Call) -> (u16, Value) {
    let (status, body) = sandbox.answer(call).await;
    (status.as_u16(), body["error"].clone())
}

#[tokio::test]
async fn every_operation_takes_the_kinds_of_keys_that_it_declares_and_no_other() {
    let sandbox = Sandbox::start_small().await;
    for operation in of_agentref(&sandbox).await {
        let (kinds, _) = needs(&operation);
        for (kind, secret) in
            [("merchant", "ak_live_sandbox"), ("affiliate", "ak_aff_sandbox"), ("onboarding", "ak_onb_sandbox")]
        {
            let call = sandbox.listed_call(&operation).with_secrets(&[secret]);
            let (status, error) = code(&sandbox, &call).await;
            let id = &operation["id"];
            if kinds.is_empty() || kinds.iter().any(|accepted| accepted == kind) {
                assert_ne!(status, 403, "{id} with {secret}: {error}");
                continue;
            }
            let expected = if kind == "onboarding" && kinds.contains(&"merchant".to_owned()) {
                "INSUFFICIENT_SCOPE"
            } else {
                "FORBIDDEN"
            };
            assert_eq!((status, &error["code"]), (403, &json!(expected)), "{id} with {secret}");
        }
    }
}

#[tokio::test]
async fn a_key_without_the_scope_is_told_which_one_it_lacks_and_a_key_with_it_is_not() {
    let first = Sandbox::start_small().await;
    let mut tried = 0;
    for operation in of_agentref(&first).await {
        let (kinds, scopes) = needs(&operation);
        let [needed] = &scopes[..] else {
            assert!(scopes.is_empty(), "{} needs more than one scope", operation["id"]);
            continue;
        };
        let is_affiliate = kinds == ["affiliate"];
        let (prefix, other) = if is_affiliate { ("ak_aff_", "profile:read") } else { ("ak_live_", "invites:claim") };
        let other = if needed == other { "stats:read" } else { other };
        let keys = [format!("agentref={prefix}with:{needed}"), format!("agentref={prefix}without:{other}")];
        let keys = keys.map(|key| key.parse().expect("a key")).to_vec();
        let sandbox = Sandbox::start_with(Configuration { orders: 1500, keys, ..configuration() }).await;
        let call = sandbox.listed_call(&operation);
        let (status, error) = code(&sandbox, &call.clone().with_secrets(&[format!("{prefix}without")])).await;
        assert_eq!((status, &error["code"]), (403, &json!("INSUFFICIENT_SCOPE")), "{}", operation["id"]);
        assert!(error["message"].as_str().expect("a text").contains(needed.as_str()), "{error}");
        let (status, error) = code(&sandbox, &call.with_secrets(&[format!("{prefix}with")])).await;
        assert!(status < 300, "{}: {status} {error}", operation["id"]);
        tried += 1;
    }
    assert!(tried > 0);
}

#[tokio::test]
async fn the_narrow_key_reaches_what_its_scopes_allow_and_nothing_else() {
    let sandbox = Sandbox::start_small().await;
    let own = ["conversions:read".to_owned(), "stats:read".to_owned()];
    let (mut reached, mut refused) = (Vec::new(), 0);
    for operation in of_agentref(&sandbox).await {
        let (kinds, scopes) = needs(&operation);
        let (status, error) = code(&sandbox, &sandbox.listed_call(&operation).with_secrets(&["ak_live_narrow"])).await;
        let (id, of_merchant) = (&operation["id"], kinds.is_empty() || kinds.contains(&"merchant".to_owned()));
        if of_merchant && scopes.iter().all(|scope| own.contains(scope)) {
            assert!(status < 300, "{id}: {status} {error}");
            reached.push(id.as_str().expect("an id").to_owned());
        } else {
            let expected = if of_merchant { "INSUFFICIENT_SCOPE" } else { "FORBIDDEN" };
            assert_eq!((status, &error["code"]), (403, &json!(expected)), "{id}");
            refused += 1;
        }
    }
    for id in ["listConversions", "getConversionStats", "listRecentConversions", "getProgramStats", "getMe"] {
        assert!(reached.iter().any(|reached| reached == id), "{id} is not among {reached:?}");
    }
    assert!(refused > 30, "{refused}");
}

#[tokio::test]
async fn who_may_not_call_learns_nothing_of_what_exists_or_is_valid() {
    let sandbox = Sandbox::start_small().await;
    let nowhere = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    for operation in of_agentref(&sandbox).await {
        let (kinds, _) = needs(&operation);
        let secret = match kinds.first().map(String::as_str) {
            None => continue,
            Some("affiliate") => "ak_live_sandbox",
            Some(_) => "ak_aff_sandbox",
        };
        if kinds.len() > 1 && kinds.contains(&"affiliate".to_owned()) {
            continue;
        }
        let listed = sandbox.listed_call(&operation);
        let mut path = operation["template"].as_str().expect("a path").to_owned();
        for name in operation["path_parameters"].as_object().expect("parameters").keys() {
            path = path.replace(&format!("{{{name}}}"), nowhere);
        }
        let unknown = Call { target: path, ..listed.clone() };
        let malformed = Call { target: unknown.target.replace(nowhere, "nonsense"), ..listed.clone() }.body("no JSON");
        for call in [listed, unknown, malformed] {
            let exchange = sandbox.send(&call.with_secrets(&[secret])).await;
            assert_eq!(exchange.status.as_u16(), 403, "{} {}", operation["id"], exchange.target);
        }
    }
}

#[tokio::test]
async fn a_key_says_what_it_may_do() {
    let keys = vec!["agentref=ak_live_ci:programs:read+stats:read".parse().expect("a key")];
    let sandbox = Sandbox::start_with(Configuration { orders: 300, keys, ..configuration() }).await;
    let me = async |secret: &str| {
        sandbox.success(&sandbox.get("agentref", "/me").with_secrets(&[secret])).await["data"].take()
    };
    for (secret, owner, kind) in [
        ("ak_live_sandbox", "merchant", "full"),
        ("ak_live_empty", "merchant", "full"),
        ("ak_aff_sandbox", "affiliate", "full"),
        ("ak_onb_sandbox", "merchant", "onboarding"),
    ] {
        let key = me(secret).await["key"].take();
        assert_eq!((&key["ownerType"], &key["keyType"]), (&json!(owner), &json!(kind)), "{secret}");
    }
    assert_eq!(me("ak_live_ci").await["key"]["scopes"], json!(["programs:read", "stats:read"]));
    assert!(
        me("ak_live_sandbox").await["key"]["scopes"].as_array().expect("scopes").contains(&json!("webhooks:write"))
    );
    assert_eq!(me("ak_live_empty").await["programs"], json!([]));
    assert!(!me("ak_live_sandbox").await["programs"].as_array().expect("programs").is_empty());
    assert_eq!(me("ak_aff_sandbox").await.get("programs"), None);
}

#[tokio::test]
async fn the_catalogue_lists_a_key_of_each_kind() {
    let sandbox = Sandbox::start_small().await;
    let catalogue = sandbox.catalogue().await;
    let providers = catalogue["providers"].as_array().expect("providers");
    let agentref = providers.iter().find(|provider| provider["name"] == "agentref").expect("agentref");
    let works = |credential: &&Value| credential["works"] == true;
    let listed: Vec<_> = agentref["credentials"].as_array().expect("credentials").iter().filter(works).collect();
    for kind in ["merchant", "affiliate", "onboarding"] {
        assert!(listed.iter().any(|credential| credential["kind"] == kind), "{kind}");
    }
    let narrow = listed.iter().find(|credential| credential["secrets"] == json!(["ak_live_narrow"])).expect("narrow");
    assert_eq!(narrow["scopes"], json!(["conversions:read", "stats:read"]));
}

#[tokio::test]
async fn a_repeated_post_creates_one_thing_and_another_body_is_a_conflict() {
    let sandbox = Sandbox::start_small().await;
    let body = json!({ "name": "Twice", "commissionType": "one_time", "commissionPercent": 10 });
    let create = |key: &str, body: &Value| sandbox.post("agentref", "/programs", body).header("idempotency-key", key);
    let first = sandbox.success(&create("one", &body)).await;
    let again = sandbox.success(&create("one", &body)).await;
    assert_eq!(first, again, "the request id too: it is the first response");
    let total = async || {
        let list = sandbox.success(&sandbox.get("agentref", "/programs?limit=100")).await;
        list["data"].as_array().expect("programs").iter().filter(|program| program["name"] == "Twice").count()
    };
    assert_eq!(total().await, 1);
    let other = json!({ "name": "Other", "commissionType": "one_time", "commissionPercent": 10 });
    let (status, error) = code(&sandbox, &create("one", &other)).await;
    assert_eq!((status, &error["code"]), (409, &json!("IDEMPOTENCY_KEY_REUSED")));

    // Refused requests are not remembered.
    let (status, _) = code(&sandbox, &create("two", &json!({ "name": "Twice" }))).await;
    assert_eq!(status, 422);
    sandbox.success(&create("two", &body)).await;
    assert_eq!(total().await, 2);
    sandbox.set_clock(&json!({ "advance": "24h" })).await;
    sandbox.success(&create("one", &other)).await;

    let call = create("three", &body);
    let sent =
        tokio::join!(sandbox.success(&call), sandbox.success(&call), sandbox.success(&call), sandbox.success(&call));
    assert!([&sent.1, &sent.2, &sent.3].into_iter().all(|response| *response == sent.0));
    assert_eq!(total().await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn clients_that_write_at_the_same_time_create_each_thing_once() {
    const CLIENTS: usize = 32;
    const KEYS: usize = 16;
    let sandbox = Arc::new(Sandbox::start_small().await);
    let program = sandbox.success(&sandbox.get("agentref", "/programs?limit=1")).await["data"][0]["id"].take();
    let invites = format!("/programs/{}/invites", program.as_str().expect("an id"));
    let names = async || {
        let list = sandbox.success(&sandbox.get("agentref", invites.clone())).await["data"].take();
        let emails = list.as_array().expect("invites").iter().filter_map(|invite| invite["email"].as_str());
        let mut emails: Vec<_> = emails.map(str::to_owned).collect();
        emails.sort();
        emails
    };
    let before = names().await.len();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let (sandbox, invites) = (Arc::clone(&sandbox), invites.clone());
        // Everybody begins with another key, and has sent every key in the end.
        clients.spawn(async move {
            let mut responses = vec![Value::Null; KEYS];
            for key in (0..KEYS).map(|key| (key + client) % KEYS) {
                let body = json!({ "email": format!("{key:02}@mail.example") });
                let call = sandbox.post("agentref", invites.clone(), &body);
                responses[key] = sandbox.success(&call.header("idempotency-key", format!("key-{key}"))).await;
            }
            responses
        });
    }
    let responses = clients.join_all().await;
    assert!(responses.iter().all(|response| *response == responses[0]), "one key, one response");
    let expected: Vec<_> = (0..KEYS).map(|key| format!("{key:02}@mail.example")).collect();
    assert_eq!(names().await[..KEYS], expected, "one key, one thing");
    assert_eq!(names().await.len(), before + KEYS);
}

#[tokio::test]
async fn a_read_takes_no_idempotency_key() {
    let sandbox = Sandbox::start_small().await;
    let call = sandbox.call("agentref", Method::GET, "/programs").header("idempotency-key", "one");
    sandbox.success(&call).await;
    let call = sandbox.call("agentref", Method::GET, "/programs?limit=1").header("idempotency-key", "one");
    assert_eq!(sandbox.success(&call).await["data"].as_array().expect("programs").len(), 1);
}
