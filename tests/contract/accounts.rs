//! The second account of every provider: it has things of its own, and neither account sees anything of the other.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};
use trackside_mock_server::Grant;

use crate::harness::{Call, Sandbox, providers};

/// What both accounts see, because it belongs to nobody: networks, and the tiers of a subscription.
const SHARED: [(&str, &str); 7] = [
    // Every program has the usual form.
    ("partnero", "/v1/leads/details"),
    ("wecantrack", "/api/v2/networks"),
    ("agentref", "/billing"),
    ("agentref", "/billing/tiers"),
    // An invite is for everybody who has its token, and every affiliate may apply for a program.
    ("agentref", "/invites/{token}"),
    ("agentref", "/invites/{token}/claim"),
    ("agentref", "/marketplace/apply/{programId}"),
];

/// Whether a credential is of the account that is meant.
type IsMeant<'t> = &'t dyn Fn(&Value) -> bool;

/// A credential of another account, of the same kind as the one that an operation is listed with.
fn counterpart(catalogue: &Value, operation: &Value, is_meant: impl Fn(&Value) -> bool) -> Option<Vec<String>> {
    let all = catalogue["providers"].as_array().expect("a list").iter();
    let own = all.filter(|provider| provider["name"] == operation["provider"]);
    let credentials: Vec<&Value> =
        own.flat_map(|provider| provider["credentials"].as_array().expect("a list")).collect();
    let known = credentials.iter().find(|known| known["secrets"] == operation["credential"])?;
    let is_alike = |other: &&&Value| {
        other["scheme"] == known["scheme"]
            && other["kind"] == known["kind"]
            && other["works"] == true
            && is_meant(other)
    };
    let secrets = credentials.iter().find(is_alike)?["secrets"].as_array().expect("a list");
    Some(secrets.iter().map(|secret| secret.as_str().expect("a text").to_owned()).collect())
}

fn is_other(credential: &Value) -> bool {
    credential["owner"] == "other"
}

/// The same call with other secrets.
fn with_credential(sandbox: &Sandbox, operation: &Value, secrets: &[String]) -> Call {
    let mut call = sandbox.listed_call(operation);
    for (old, new) in operation["credential"].as_array().expect("a list").iter().zip(secrets) {
        let old = old.as_str().expect("a text");
        call.headers.iter_mut().for_each(|(_, value)| *value = value.replace(old, new));
        call.target = call.target.replace(old, new);
    }
    call
}

/// Whether a field or parameter names something that exists.
fn is_name(field: &str) -> bool {
    field == "id" || ["Id", "_id", "_key"].iter().any(|end| field.ends_with(end))
}

/// Whether an operation names something that exists: in its path, its query or its body. A test event does not.
fn names_something(operation: &Value) -> bool {
    if operation["body"]["additional_data"]["test_mode"] == true {
        return false;
    }
    // What is created may be given an id.
    let is_given = |name: &str| name == "id" && operation["success"] == 201;
    let given = |(name, value): (&String, &Value)| is_name(name) && !is_given(name) && !value.is_null();
    // A website is named by its address, a partner or customer by any identifier.
    let names = ["url", "site_url", "key", "email"];
    let is_name_in_query =
        |pair: &Value| pair["name"].as_str().is_some_and(|name| is_name(name) || names.contains(&name));
    let others = ["partner", "customer", "referring_customer", "update", "coupon_uuid"];
    !operation["path_parameters"].as_object().expect("an object").is_empty()
        || operation["query"].as_array().expect("a list").iter().any(is_name_in_query)
        || operation["body"].as_object().is_some_and(|body| {
            body.iter().any(given)
                || others.iter().any(|name| body.get(*name).is_some_and(|value| !value.is_null()))
                || operation["success"] != 201 && names.iter().any(|name| body.get(*name).is_some_and(Value::is_string))
        })
}

/// Every identifier in a body. Networks and currencies belong to nobody.
fn identifiers(body: &Value, found: &mut BTreeSet<String>) {
    match body {
        Value::Array(items) => items.iter().for_each(|item| identifiers(item, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let is_counted = is_name(name) || name == "public_id" || name == "reference" || name == "user_id";
                match value {
                    Value::String(_) if name.ends_with("network_id") || name == "currency_id" => {}
                    Value::String(text) if is_counted => _ = found.insert(text.clone()),
                    Value::Number(number) if is_counted => _ = found.insert(number.to_string()),
                    nested => identifiers(nested, found),
                }
            }
        }
        _ => {}
    }
}

fn identifiers_of(body: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    identifiers(body, &mut found);
    found
}

/// The call that shows a program.
fn sight_call(sandbox: &Sandbox, provider: &str, sight: &Value) -> Call {
    let provider = providers().into_iter().find(|known| *known == provider).expect("a known provider");
    let (_, target) = sight["link"].as_str().expect("a text").split_once(provider).expect("the provider's prefix");
    let call = match &sight["body"] {
        Value::Null => sandbox.get(provider, target),
        body => sandbox.post(provider, target, body),
    };
    let secrets = sight["credential"].as_array().expect("a list").iter();
    call.with_secrets(&secrets.map(|secret| secret.as_str().expect("a text")).collect::<Vec<_>>())
}

/// The name of the second account's program that can sell.
async fn program_of_other(sandbox: &Sandbox) -> String {
    let catalogue = sandbox.catalogue().await;
    let mut programs = catalogue["programs"].as_array().expect("a list").iter();
    programs.find(|program| program["owner"] == "other").expect("a program")["name"]
        .as_str()
        .expect("a name")
        .to_owned()
}

async fn cause(sandbox: &Sandbox, event: &Value) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events", event)).await["events"].take()
}

/// A sandbox in which the second account has sold something.
async fn with_a_sale_of_other() -> Sandbox {
    let sandbox = Sandbox::start_small().await;
    let program = program_of_other(&sandbox).await;
    cause(&sandbox, &json!({ "event": "sale", "program": program, "transaction_id": "of-other" })).await;
    sandbox
}

#[tokio::test]
async fn what_is_anothers_is_refused_and_in_no_list() {
    let sandbox = with_a_sale_of_other().await;
    let catalogue = sandbox.catalogue().await;
    let (mut refused, mut shown) = (BTreeSet::new(), BTreeSet::new());
    for operation in sandbox.operations().await {
        let id = (operation["provider"].as_str().expect("a text"), operation["id"].as_str().expect("a text"));
        let others: [(&str, IsMeant); 2] = [("other", &is_other), ("empty", &|credential| credential["empty"] == true)];
        for (account, is_meant) in others {
            let Some(secrets) = counterpart(&catalogue, &operation, is_meant) else { continue };
            let call = with_credential(&sandbox, &operation, &secrets);
            let (status, body) = sandbox.answer(&call).await;
            let template = operation["template"].as_str().expect("a text");
            let is_shared = SHARED.contains(&(id.0, template));
            if names_something(&operation) && !is_shared {
                let finds_nothing = body["data"].as_array().is_some_and(Vec::is_empty);
                assert!(
                    [400, 403, 404, 422].contains(&status.as_u16()) || finds_nothing,
                    "{id:?} with {secrets:?}: {status} {body}"
                );
                refused.insert((id.0.to_owned(), id.1.to_owned(), account));
                continue;
            }
            assert!(status.is_success(), "{id:?} with {secrets:?}: {status} {body}");
            if is_shared || operation["writes"] == true {
                continue;
            }
            let usual = identifiers_of(&sandbox.success(&sandbox.listed_call(&operation)).await);
            let common: Vec<_> = usual.intersection(&identifiers_of(&body)).cloned().collect();
            assert!(common.is_empty(), "{id:?} shows {common:?} of the usual account with {secrets:?}");
            shown.insert((id.0.to_owned(), id.1.to_owned(), account));
        }
    }
    let of = |set: &BTreeSet<(String, String, &str)>, provider: &str, account: &str| {
        set.iter().filter(|(name, _, whose)| name == provider && *whose == account).count()
    };
    for (provider, account, ids, lists) in [
        ("agentref", "other", 1, 0),
        ("agentref", "empty", 1, 0),
        ("affitor", "other", 9, 5),
        ("affitor", "empty", 5, 2),
        ("partnero", "other", 0, 2),
        ("fullwhere", "other", 6, 1),
        ("fullwhere", "empty", 6, 1),
        ("wecantrack", "other", 5, 3),
        ("wecantrack", "empty", 5, 3),
    ] {
        let (found, listed) = (of(&refused, provider, account), of(&shown, provider, account));
        assert!(found >= ids && listed >= lists, "{provider}, {account}: {found} refused, {listed} without");
    }
}

#[tokio::test]
async fn the_usual_account_sees_nothing_of_the_other() {
    let sandbox = with_a_sale_of_other().await;
    let catalogue = sandbox.catalogue().await;
    let mut seen = BTreeSet::new();
    // Each sight of a program is a call of its owner. With the other owner's credential it shows nothing.
    for program in catalogue["programs"].as_array().expect("a list").iter().filter(|program| is_other(program)) {
        for (provider, sight) in program["at"].as_object().expect("an object") {
            let own = sight_call(&sandbox, provider, sight);
            let shown = sandbox.success(&own).await;
            let usual = sandbox.server.sandbox().keys().of(own.provider).find(|key| key.grant == Grant::Full);
            // A key of Partnero is one of a program.
            let Some(usual) = usual else { continue };
            let (status, body) = sandbox.answer(&own.with_secrets(&usual.secrets)).await;
            let common = identifiers_of(&shown).intersection(&identifiers_of(&body)).count();
            assert!(!status.is_success() || common == 0, "{provider}: {status} {body}");
            seen.insert(provider.clone());
        }
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

#[tokio::test]
async fn the_second_account_has_things_of_its_own() {
    let sandbox = with_a_sale_of_other().await;
    let call = |provider, target: &str, secrets: &[&str]| sandbox.get(provider, target).with_secrets(secrets);
    let time = "date_type=order_date&start_date=2024-01-01T00:00:00&end_date=2026-12-31T00:00:00";
    let transactions = call("wecantrack", &format!("/api/v3/transactions?{time}"), &["wct-other"]);
    let transactions = sandbox.success(&transactions).await;
    assert_eq!(transactions["total"], 1, "{transactions}");
    let [websites, accounts] =
        [("/api/v1/websites"), ("/api/v2/network_accounts")].map(|target| call("wecantrack", target, &["wct-other"]));
    let (websites, accounts) = (sandbox.success(&websites).await, sandbox.success(&accounts).await);
    assert_eq!((websites.as_array().map(Vec::len), accounts.as_array().map(Vec::len)), (Some(1), Some(1)));
    assert_eq!(transactions["data"][0]["user_network_account_id"], accounts[0]["id"]);
    let programs = call("affitor", "/api/advertiser/affiliate-programs", &["session-other"]);
    assert_eq!(sandbox.success(&programs).await["data"].as_array().map(Vec::len), Some(2));
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}));
    let list = list.with_secrets(&["fw-key-other", "fw-secret-other"]);
    assert_eq!(sandbox.success(&list).await["total"], 1);
}

#[tokio::test]
async fn a_customer_of_both_accounts_is_two_customers() {
    let sandbox = Sandbox::start_small().await;
    let other = program_of_other(&sandbox).await;
    let email = "ada@mail.example";
    for program in ["Lowe Lighting", &other] {
        let lead = json!({ "event": "lead", "program": program, "key": format!("ada at {program}"), "email": email });
        cause(&sandbox, &lead).await;
        let customer = format!("ada at {program}");
        cause(&sandbox, &json!({ "event": "sale", "program": program, "customer": customer })).await;
    }
    let import = sandbox.post("fullwhere", "/partners/customer", &json!({ "email": email, "firstName": "Ada" }));
    let theirs = import.clone().with_secrets(&["fw-key-other", "fw-secret-other"]);
    let (usual, theirs) = (sandbox.success(&import).await, sandbox.success(&theirs).await);
    assert_ne!(usual["id"], theirs["id"]);
    assert_eq!((&usual["purchaseCount"], &theirs["purchaseCount"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn what_the_second_account_creates_is_its_own() {
    let sandbox = Sandbox::start_small().await;
    let operations = sandbox.operations().await;
    let catalogue = sandbox.catalogue().await;
    let listed = |method: &str, template: &str| {
        let is_meant = |known: &&Value| {
            known["provider"] == "affitor" && known["method"] == method && known["template"] == template
        };
        operations.iter().find(is_meant).expect("it is listed")
    };
    let as_other = |operation: &Value| {
        let secrets = counterpart(&catalogue, operation, is_other).expect("a credential of the other account");
        with_credential(&sandbox, operation, &secrets)
    };
    let programs = ("/api/v1/cli/init", "/api/v1/cli/programs", "program_id");
    let keys = ("/api/advertiser/api-keys", "/api/advertiser/api-keys", "id");
    for (create, list, id) in [programs, keys] {
        let created = sandbox.success(&as_other(listed("POST", create))).await["data"][id].take();
        let has = |list: &Value| list["data"].as_array().expect("a list").iter().any(|known| known["id"] == created);
        assert!(has(&sandbox.success(&as_other(listed("GET", list))).await), "{list}");
        assert!(!has(&sandbox.success(&sandbox.listed_call(listed("GET", list))).await), "{list}");
    }
}
