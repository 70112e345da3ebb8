//! Partnero's partners: who is listed and found, who joins, and what becomes of them everywhere.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

/// A call with a body.
fn with_body(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> Call {
    sandbox.call("partnero", method, target).header("content-type", "application/json").body(body.to_string())
}

async fn get(sandbox: &Sandbox, target: &str) -> Value {
    sandbox.success(&sandbox.get("partnero", target)).await["data"].take()
}

async fn create(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.post("partnero", "/v1/partners", body)).await["data"].take()
}

async fn act(sandbox: &Sandbox, method: Method, target: String) -> (u16, Value) {
    let (status, body) = sandbox.answer(&sandbox.call("partnero", method, target)).await;
    (status.as_u16(), body)
}

async fn activity(sandbox: &Sandbox) -> [i64; 4] {
    let shown = get(sandbox, "/v1/program").await;
    let activity = &shown["stats"]["partner_activity"];
    ["active", "pending", "archived", "deleted"].map(|status| activity[status].as_i64().expect("a number"))
}

#[tokio::test]
async fn the_pages_of_the_list_are_the_whole_list_and_agree_with_the_programs_figures() {
    let sandbox = Sandbox::start_small().await;
    let whole = get(&sandbox, "/v1/partners?limit=250").await;
    let whole = whole.as_array().expect("rows");
    let (mut paged, mut page) = (Vec::new(), 1);
    loop {
        let target = format!("/v1/partners?limit=7&page={page}");
        let body = sandbox.success(&sandbox.get("partnero", target)).await;
        paged.extend(body["data"].as_array().expect("rows").clone());
        if body["links"]["next"].is_null() {
            break;
        }
        page += 1;
    }
    assert_eq!(&paged, whole);
    let created: Vec<_> = whole.iter().map(|row| row["created_at"].as_str()).collect();
    assert!(created.is_sorted_by(|one, other| one >= other), "the newest first");
    let [active, pending, archived, _] = activity(&sandbox).await;
    for (status, count) in [("active", active), ("pending", pending), ("archived", archived), ("deleted", 0)] {
        let listed = whole.iter().filter(|row| row["status"] == status).count();
        assert_eq!(i64::try_from(listed).expect("few"), count, "{status}");
    }
    let mut back = get(&sandbox, "/v1/partners?limit=250&sort=asc").await;
    back.as_array_mut().expect("rows").reverse();
    assert_eq!(back.as_array(), Some(whole));
    for row in &whole[..5] {
        assert_eq!(&get(&sandbox, &format!("/v1/partners/{}", row["id"].as_str().expect("an id"))).await, row);
    }
}

#[tokio::test]
async fn a_partner_is_the_same_person_with_the_same_figures_at_agentref() {
    let sandbox = Sandbox::start_small().await;
    let programs = sandbox.catalogue().await["programs"].take();
    let own = get(&sandbox, "/v1/program").await["program"]["public_id"].take();
    let mut programs = programs.as_array().expect("programs").iter();
    let program = programs.find(|program| program["at"]["partnero"]["id"] == own).expect("the program");
    let program = program["at"]["agentref"]["id"].as_str().expect("an id").to_owned();
    let target = format!("/programs/{program}/affiliates?limit=100&includeBlocked=true");
    let affiliates = sandbox.success(&sandbox.get("agentref", target)).await["data"].take();
    let mut compared = 0;
    for affiliate in affiliates.as_array().expect("rows") {
        let target = format!("/v1/partner?key={}", affiliate["code"].as_str().expect("a code"));
        let (status, body) = sandbox.answer(&sandbox.get("partnero", target)).await;
        if status == StatusCode::NOT_FOUND {
            continue;
        }
        let partner = &body["data"];
        assert_eq!(partner["referrals"]["clicks"], affiliate["totalClicks"]);
        assert_eq!(partner["referrals"]["sales_count"], affiliate["totalConversions"]);
        assert_eq!(partner["status"] == "active", affiliate["status"] == "approved");
        compared += 1;
    }
    assert!(compared > 5, "{compared}");
}

#[tokio::test]
async fn somebody_joins_is_found_by_every_identifier_and_by_parts_of_them() {
    let sandbox = Sandbox::start_small().await;
    let body = json!({
        "email": "Ida.Moss@mail.example", "id": "shop-77", "key": "kestrel", "name": "Ida", "surname": "Moss",
        "password": "Passw0rd", "tags": ["spring"],
    });
    let [active, ..] = activity(&sandbox).await;
    let partner = create(&sandbox, &body).await;
    assert_eq!(activity(&sandbox).await[0], active + 1);
    for (field, expected) in [
        ("id", json!("shop-77")),
        ("key", json!("kestrel")),
        ("name", json!("Ida")),
        ("surname", json!("Moss")),
        ("status", json!("active")),
        ("approved", json!(true)),
        ("tags", json!([{ "value": "spring" }])),
    ] {
        assert_eq!(partner[field], expected, "{field}");
    }
    assert!(partner["referral_link"].as_str().expect("a link").ends_with("?aff=kestrel"), "{partner}");
    assert!(!partner.to_string().contains("Passw0rd"), "the password is not shown");
    for query in ["key=kestrel", "id=shop-77", "email=ida.moss%40mail.example"] {
        assert_eq!(get(&sandbox, &format!("/v1/partner?{query}")).await, partner, "{query}");
    }
    for (query, found) in [
        ("key=EST", true),
        ("id=op-7", true),
        ("email=moss", true),
        ("key=kestrel&email=moss", true),
        ("key=kestrel&email=nobody", false),
    ] {
        let rows = get(&sandbox, &format!("/v1/partners:search?limit=250&{query}")).await;
        assert_eq!(rows.as_array().expect("rows").iter().any(|row| row["id"] == "shop-77"), found, "{query}");
    }
    let (status, _) = act(&sandbox, Method::GET, "/v1/partners/kestrel".to_owned()).await;
    assert_eq!(status, 404, "a referral key is not an id");
    assert_eq!(act(&sandbox, Method::GET, "/v1/partner".to_owned()).await.0, 422, "nobody is named");
}

#[tokio::test]
async fn what_another_partner_has_cannot_be_given_and_passwords_are_checked() {
    let sandbox = Sandbox::start_small().await;
    create(&sandbox, &json!({ "email": "ida@mail.example", "id": "one", "key": "kestrel" })).await;
    for (body, field) in [
        (json!({ "email": "IDA@mail.example" }), "email"),
        (json!({ "email": "a@mail.example", "id": "one" }), "id"),
        (json!({ "email": "a@mail.example", "key": "kestrel" }), "key"),
        (json!({ "email": "nobody" }), "email"),
        (json!({ "key": "new" }), "email"),
        (json!({ "email": "a@mail.example", "password": "password1" }), "password"),
        (json!({ "email": "a@mail.example", "password": "Passw0r" }), "password"),
        (json!({ "email": "a@mail.example", "key": "a b" }), "key"),
    ] {
        let (status, answer) = sandbox.answer(&sandbox.post("partnero", "/v1/partners", &body)).await;
        assert_eq!((status.as_u16(), &answer["status"]), (422, &json!(0)), "{body}: {answer}");
        assert!(answer["errors"][field].is_array(), "{body}: {answer}");
    }
    let body = json!({ "email": "a@mail.example", "referring_partner": { "key": "nobody" } });
    let (status, answer) = sandbox.answer(&sandbox.post("partnero", "/v1/partners", &body)).await;
    assert_eq!((status.as_u16(), answer), (400, json!({ "message": "Invalid partner key" })));
    create(&sandbox, &json!({ "email": "a@mail.example", "referring_partner": { "id": "one" } })).await;
}

#[tokio::test]
async fn a_partner_is_archived_restored_and_deleted_for_good() {
    let sandbox = Sandbox::start_small().await;
    let before = activity(&sandbox).await;
    let id = get(&sandbox, "/v1/partners?limit=250").await;
    let id = id.as_array().expect("rows").iter().find(|row| row["status"] == "active").expect("somebody")["id"].clone();
    let path = format!("/v1/partners/{}", id.as_str().expect("an id"));
    let ok = (200, json!({ "status": 1 }));
    let refused = (400, json!({ "message": "Partner is not archived." }));
    assert_eq!(act(&sandbox, Method::POST, format!("{path}/revoke-archive")).await, refused);
    assert_eq!(act(&sandbox, Method::POST, format!("{path}/archive")).await, ok);
    let again = (400, json!({ "message": "Partner is already archived." }));
    assert_eq!(act(&sandbox, Method::POST, format!("{path}/archive")).await, again);
    assert_eq!(get(&sandbox, &path).await["status"], "archived");
    let archived = activity(&sandbox).await;
    assert_eq!((archived[0], archived[2]), (before[0] - 1, before[2] + 1));
    let key = get(&sandbox, &path).await["key"].clone();
    let sign_in = sandbox.post("partnero", "/v1/partners:sign-in-url", &json!({ "key": key }));
    assert_eq!(sandbox.answer(&sign_in).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(act(&sandbox, Method::POST, format!("{path}/revoke-archive")).await, ok);
    assert_eq!(activity(&sandbox).await, before);
    let url = sandbox.success(&sign_in).await["data"]["url"].take();
    assert!(url.as_str().expect("a URL").starts_with("https://"), "{url}");
    assert_eq!(act(&sandbox, Method::DELETE, path.clone()).await, ok);
    let deleted = activity(&sandbox).await;
    assert_eq!((deleted[0], deleted[3]), (before[0] - 1, before[3] + 1));
    for (method, end) in [
        (Method::GET, ""),
        (Method::DELETE, ""),
        (Method::POST, "/archive"),
        (Method::POST, "/revoke-archive"),
        (Method::GET, "/referral_links"),
    ] {
        assert_eq!(act(&sandbox, method, format!("{path}{end}")).await.0, 404, "{end}");
    }
    let rows = get(&sandbox, "/v1/partners?limit=250").await;
    assert!(rows.as_array().expect("rows").iter().all(|row| row["id"] != id));
    let events = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await["events"].take();
    let kinds: Vec<_> = events.as_array().expect("events").iter().map(|event| event["event"].as_str()).collect();
    assert_eq!(kinds, [Some("partner_deleted"), Some("partner_restored"), Some("partner_archived")]);
    let undo = json!({ "ids": [events[2]["id"]] });
    let undone = sandbox.success(&sandbox.control(Method::POST, "/events/undo", &undo)).await;
    assert_eq!(undone["events"].as_array().map(Vec::len), Some(3), "{undone}");
    assert_eq!((activity(&sandbox).await, get(&sandbox, &path).await["status"].clone()), (before, json!("active")));
}

#[tokio::test]
async fn somebody_whom_the_simulation_has_archived_comes_back() {
    let sandbox = Sandbox::start().await;
    let rows = get(&sandbox, "/v1/partners?limit=250").await;
    let mut rows = rows.as_array().expect("rows").iter();
    let archived = rows.find(|row| row["status"] == "archived").expect("somebody")["id"].clone();
    let path = format!("/v1/partners/{}", archived.as_str().expect("an id"));
    assert_eq!(act(&sandbox, Method::POST, format!("{path}/revoke-archive")).await.0, 200);
    assert_eq!(get(&sandbox, &path).await["status"], "active");
}

#[tokio::test]
async fn details_are_changed_by_path_and_by_the_older_calls() {
    let sandbox = Sandbox::start_small().await;
    let body = json!({ "email": "ida@mail.example", "id": "one", "key": "kestrel", "name": "Ida", "surname": "Moss" });
    create(&sandbox, &body).await;
    create(&sandbox, &json!({ "email": "nils@mail.example", "id": "two" })).await;
    let change = async |target: &str, body: Value| {
        sandbox.success(&with_body(&sandbox, Method::PUT, target, &body)).await["data"].take()
    };
    let changed = change("/v1/partners/one", json!({ "surname": "Holm", "tags": ["a", "b"] })).await;
    assert_eq!((&changed["name"], &changed["surname"]), (&json!("Ida"), &json!("Holm")));
    assert_eq!(changed["tags"], json!([{ "value": "a" }, { "value": "b" }]));
    let update = json!({ "key": "kestrel", "update": { "email": "moss@mail.example", "status": "archived" } });
    let changed = change("/v1/partners", update).await;
    assert_eq!((&changed["email"], &changed["status"]), (&json!("moss@mail.example"), &json!("archived")));
    let update = json!({ "id": "one", "update": { "status": "active", "name": "Åse" } });
    let changed = change("/v1/partner", update).await;
    assert_eq!((&changed["name"], &changed["status"]), (&json!("Åse"), &json!("active")));
    assert_eq!(get(&sandbox, "/v1/partners/one").await, changed);
    let taken = with_body(&sandbox, Method::PUT, "/v1/partners/one", &json!({ "email": "nils@mail.example" }));
    let (status, answer) = sandbox.answer(&taken).await;
    let expected = json!({ "status": 0, "errors": { "email": ["The email has already been taken."] } });
    assert_eq!((status.as_u16(), answer), (422, expected));
    for (target, body, id) in [
        ("/v1/partners", json!({ "key": "kestrel" }), "one"),
        ("/v1/partner", json!({ "email": "nils@mail.example" }), "two"),
    ] {
        let done = sandbox.success(&with_body(&sandbox, Method::DELETE, target, &body)).await;
        assert_eq!(done, json!({ "status": 1 }));
        assert_eq!(act(&sandbox, Method::GET, format!("/v1/partners/{id}")).await.0, 404);
        let (status, _) = sandbox.answer(&with_body(&sandbox, Method::DELETE, target, &body)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{target}");
    }
    // Nobody has the id and the address any more, but the key is still that of somebody who has earned with it.
    create(&sandbox, &json!({ "email": "moss@mail.example", "id": "one" })).await;
    assert_eq!(get(&sandbox, "/v1/partners/one").await["email"], "moss@mail.example");
}

#[tokio::test]
async fn what_a_new_partner_brings_is_in_their_figures() {
    let sandbox = Sandbox::start_small().await;
    let program = get(&sandbox, "/v1/program").await["program"]["public_id"].take();
    create(&sandbox, &json!({ "email": "ida@mail.example", "id": "one", "key": "kestrel" })).await;
    let cause = async |body: Value| sandbox.success(&sandbox.control(Method::POST, "/events", &body)).await;
    cause(json!({ "event": "sale", "program": program, "partner": "kestrel", "amount_cents": 10_000, "commission_cents": 1500 })).await;
    let pending = get(&sandbox, "/v1/partners/one").await;
    assert_eq!((&pending["referrals"]["sales_count"], &pending["referrals_count"]), (&json!(1), &json!(1)));
    assert_eq!(pending["referrals"]["revenue"][0]["amount"], 100);
    assert_eq!(pending["commissions"]["pending"][0]["amount"], 15);
    cause(json!({ "event": "approval" })).await;
    let approved = get(&sandbox, "/v1/partners/one").await;
    assert_eq!(approved["commissions"]["pending"][0]["amount"], 0);
    assert_eq!(approved["commissions"]["not_paid"][0]["amount"], 15);
    cause(json!({ "event": "payout", "program": program, "partner": "kestrel" })).await;
    let paid = get(&sandbox, "/v1/partners/one").await["commissions"].take();
    assert_eq!((&paid["paid"], &paid["not_paid"][0]["amount"]), (&json!(15), &json!(0)));
}

#[tokio::test]
async fn only_affiliate_programs_have_partners() {
    let sandbox = Sandbox::start_small().await;
    let mut refused = 0;
    for key in sandbox.server.sandbox().keys().of("partnero").filter(|key| key.works()) {
        let shown = sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&key.secrets)).await;
        let is_affiliate = shown["data"]["program"]["type"] == "Affiliate";
        let (status, _) = sandbox.answer(&sandbox.get("partnero", "/v1/partners").with_secrets(&key.secrets)).await;
        assert_eq!(status, if is_affiliate { StatusCode::OK } else { StatusCode::FORBIDDEN });
        refused += u32::from(!is_affiliate);
    }
    assert!(refused >= 2, "{refused}");
}
