//! AgentRef's programs: what a change means for every provider.

use http::{Method, StatusCode};
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

fn patch(sandbox: &Sandbox, target: String, body: &Value) -> Call {
    sandbox.call("agentref", Method::PATCH, target).header("content-type", "application/json").body(body.to_string())
}

async fn created(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.post("agentref", "/programs", body)).await["data"].take()
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("an id").to_owned()
}

/// The name of a program at Affitor.
async fn at_affitor(sandbox: &Sandbox, program: &str) -> Option<Value> {
    let programs = sandbox.catalogue().await["programs"].take();
    let listed =
        programs.as_array().expect("programs").iter().find(|known| known["at"]["agentref"]["id"] == program)?;
    let number = listed["at"]["affitor"]["id"].as_str().expect("a number").to_owned();
    let list = sandbox.get("affitor", "/api/advertiser/affiliate-programs");
    let list = sandbox.success(&list).await["data"].take();
    list.as_array().expect("programs").iter().find(|known| known["id"].as_i64() == number.parse().ok()).cloned()
}

#[tokio::test]
async fn a_program_is_created_changed_and_found_again() {
    let sandbox = Sandbox::start_small().await;
    let body = json!({
        "name": "Heron Boats", "commissionType": "recurring_limited", "commissionPercent": 12.5,
        "commissionLimitMonths": 12, "website": "https://heron.example", "description": "Boats", "currency": "EUR",
        "cookieDuration": 60, "payoutThreshold": 2500, "portalSlug": "heron", "payoutFrequency": "weekly",
        "autoApproveAffiliates": true, "applicationAccess": "invite_only",
    });
    let program = created(&sandbox, &body).await;
    for (field, value) in body.as_object().expect("fields").iter().filter(|(field, _)| *field != "payoutFrequency") {
        assert_eq!(&program[field], value, "{field}");
    }
    let path = format!("/programs/{}", id(&program));
    let mut detail = sandbox.success(&sandbox.get("agentref", path.clone())).await["data"].take();
    assert_eq!(detail.as_object_mut().expect("fields").remove("readiness"), Some(json!("setup")));
    assert_eq!(detail, program);
    assert_eq!(at_affitor(&sandbox, &id(&program)).await.expect("listed")["name"], "Heron Boats");

    sandbox.set_clock(&json!({ "advance": "1h" })).await;
    let changes = json!({
        "name": "Heron Yachts", "commissionPercent": 30, "commissionType": "one_time", "portalSlug": null,
        "cookieDuration": 7,
    });
    let changed = sandbox.success(&patch(&sandbox, path.clone(), &changes)).await["data"].take();
    for (field, value) in changes.as_object().expect("fields") {
        assert_eq!(&changed[field], value, "{field}");
    }
    assert_eq!((&changed["description"], &changed["commissionLimitMonths"]), (&json!("Boats"), &Value::Null));
    assert_ne!(changed["updatedAt"], program["updatedAt"]);
    let shown = at_affitor(&sandbox, &id(&program)).await.expect("listed");
    assert_eq!((&shown["name"], &shown["cookie_window_days"]), (&json!("Heron Yachts"), &json!(7)), "{shown}");

    // A sale from now on has the new commission.
    let sale = json!({ "event": "sale", "program": id(&program), "amount_cents": 10_000 });
    let caused = sandbox.success(&sandbox.control(Method::POST, "/events", &sale)).await;
    let events = caused["events"].as_array().expect("events");
    assert_eq!(events.last().expect("a sale")["commission_cents"], 3000);

    // Nothing that is not said to change is recorded.
    let before = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await["total"].take();
    sandbox.success(&patch(&sandbox, path, &json!({}))).await;
    let after = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await["total"].take();
    assert_eq!(before, after);
}

#[tokio::test]
async fn what_does_not_go_together_is_refused() {
    let sandbox = Sandbox::start_small().await;
    let usual = |more: &Value| {
        let mut body = json!({ "name": "Heron", "commissionType": "one_time", "commissionPercent": 10 });
        body.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        body
    };
    created(&sandbox, &usual(&json!({ "portalSlug": "heron" }))).await;
    for (more, status, word) in [
        (json!({ "portalSlug": "heron" }), 409, "slug"),
        (json!({ "marketplaceStatus": "public" }), 409, "Stripe"),
        (json!({ "commissionLimitMonths": 3 }), 422, "commissionLimitMonths"),
        (json!({ "commissionType": "recurring_limited" }), 422, "commissionLimitMonths"),
        (json!({ "currency": "xyz" }), 422, "currency"),
        (json!({ "commissionPercent": 0 }), 422, "commissionPercent"),
        (json!({ "payoutThreshold": 999 }), 422, "payoutThreshold"),
        (json!({ "portalSlug": "Heron Boats" }), 422, "portalSlug"),
        (json!({ "website": "heron.example" }), 422, "website"),
        (json!({ "name": "" }), 422, "name"),
    ] {
        let (found, body) = sandbox.answer(&sandbox.post("agentref", "/programs", &usual(&more))).await;
        assert_eq!(found.as_u16(), status, "{more}: {body}");
        assert!(body["error"]["message"].as_str().expect("a text").contains(word), "{more}: {body}");
    }
}

/// How many clicks the ledger has after a link is followed.
async fn clicks_after_following(sandbox: &Sandbox, link: &str) -> Value {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
    let response = client.get(link).send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::FOUND);
    sandbox.success(&sandbox.control(Method::GET, "/events?event=click", &Value::Null)).await["total"].take()
}

#[tokio::test]
async fn a_program_that_is_paused_or_archived_does_not_track() {
    let sandbox = Sandbox::start_small().await;
    let listed = sandbox.catalogue().await["programs"][0].take();
    let (link, id) = (listed["partner_link"].as_str().expect("a link"), listed["at"]["agentref"]["id"].as_str());
    let path = format!("/programs/{}", id.expect("an id"));
    assert_eq!(clicks_after_following(&sandbox, link).await, 1);
    for (status, clicks) in [("paused", 1), ("active", 2), ("archived", 2), ("active", 3)] {
        let changed = sandbox.success(&patch(&sandbox, path.clone(), &json!({ "status": status }))).await;
        assert_eq!(changed["data"]["status"], status);
        assert_eq!(clicks_after_following(&sandbox, link).await, clicks, "{status}");
        let sale = json!({ "event": "sale", "program": id });
        let (found, _) = sandbox.answer(&sandbox.control(Method::POST, "/events", &sale)).await;
        assert_eq!(found.is_success(), status == "active", "{status}");
        if found.is_success() {
            let undo = sandbox.success(&sandbox.control(Method::GET, "/events?limit=1", &Value::Null)).await;
            let ids =
                json!({ "ids": [undo["events"][0]["id"], undo["events"][0]["id"].as_u64().expect("a number") - 1] });
            sandbox.success(&sandbox.control(Method::POST, "/events/undo", &ids)).await;
        }
    }
    let listed = async |query: &str| {
        let list = sandbox.success(&sandbox.get("agentref", format!("/programs?limit=100{query}"))).await;
        list["data"].as_array().expect("programs").iter().any(|program| program["id"] == *id.expect("an id"))
    };
    assert!(listed("").await);
    let archived = sandbox.success(&sandbox.call("agentref", Method::DELETE, path.clone())).await;
    assert_eq!(archived["data"]["status"], "archived");
    assert_eq!(
        sandbox.success(&sandbox.call("agentref", Method::DELETE, path.clone())).await["data"]["status"],
        "archived"
    );
    assert_eq!((listed("").await, listed("&status=archived").await), (false, true));
    sandbox.success(&sandbox.get("agentref", path)).await;
    let me = sandbox.success(&sandbox.get("agentref", "/me")).await;
    let own = me["data"]["programs"].as_array().expect("programs");
    assert!(own.iter().all(|program| program["id"] != *id.expect("an id")));

    // Undoing the last event brings it back.
    let last =
        sandbox.success(&sandbox.control(Method::GET, "/events?event=program_archived&limit=1", &Value::Null)).await;
    let undo = sandbox.control(Method::POST, "/events/undo", &json!({ "ids": [last["events"][0]["id"]] }));
    sandbox.success(&undo).await;
    assert!(listed("").await);
}

#[tokio::test]
async fn disconnecting_stripe_shows_in_tracking_status_and_readiness() {
    let sandbox = Sandbox::start_small().await;
    let id = sandbox.catalogue().await["programs"][0]["at"]["agentref"]["id"].as_str().expect("an id").to_owned();
    let status = async || {
        sandbox.success(&sandbox.get("agentref", format!("/programs/{id}/tracking/status"))).await["data"].take()
    };
    let program = async || sandbox.success(&sandbox.get("agentref", format!("/programs/{id}"))).await["data"].take();
    assert_eq!(status().await["status"]["stripeConnected"], true);
    assert_eq!(program().await["readiness"], "ready");
    let path = format!("/programs/{id}/connect-stripe");
    let connected = sandbox.success(&sandbox.post("agentref", path.clone(), &json!({}))).await;
    assert_eq!((&connected["data"]["connected"], connected["data"].get("authUrl")), (&json!(true), None));

    sandbox.success(&sandbox.call("agentref", Method::DELETE, path.clone())).await;
    let now = status().await;
    assert_eq!(now["status"]["stripeConnected"], false);
    let codes: Vec<_> = now["warnings"].as_array().expect("warnings").iter().map(|warning| &warning["code"]).collect();
    assert!(codes.contains(&&json!("stripe_not_connected")), "{codes:?}");
    let now = program().await;
    assert_eq!((&now["readiness"], &now["stripeConnectedAt"]), (&json!("partial"), &Value::Null));

    let begun = sandbox.success(&sandbox.post("agentref", path, &json!({ "method": "oauth_url" }))).await;
    assert!(begun["data"]["authUrl"].is_string(), "{begun}");
    let connect = json!({ "event": "stripe_connected", "program": id });
    sandbox.success(&sandbox.control(Method::POST, "/events", &connect)).await;
    assert_eq!(program().await["readiness"], "ready");
}

#[tokio::test]
async fn the_marketplace_shows_only_programs_that_are_ready_for_it() {
    let sandbox = Sandbox::start_small().await;
    let programs = sandbox.catalogue().await["programs"].take();
    for (state, status, missing) in [
        ("healthy", 200, ""),
        ("stripe-not-connected", 409, "Stripe"),
        ("script-missing", 409, "tracking"),
        ("no-partners", 409, "affiliate"),
    ] {
        let program = programs.as_array().expect("programs").iter().find(|known| known["state"] == state);
        let id = program.expect("such a program")["at"]["agentref"]["id"].as_str().expect("an id");
        let body = json!({ "status": "public", "category": "Software" });
        let call = patch(&sandbox, format!("/programs/{id}/marketplace"), &body);
        let (found, body) = sandbox.answer(&call).await;
        assert_eq!(found.as_u16(), status, "{state}: {body}");
        if status == 409 {
            assert!(body["error"]["message"].as_str().expect("a text").contains(missing), "{state}: {body}");
            continue;
        }
        let program = sandbox.success(&sandbox.get("agentref", format!("/programs/{id}"))).await["data"].take();
        assert_eq!(
            (&program["marketplaceStatus"], &program["marketplaceCategory"]),
            (&json!("public"), &json!("Software"))
        );
    }
}
