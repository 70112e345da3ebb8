//! Fullwhere as a client works with it: what trackers name, what completed surveys bring, and imports.

use std::path::Path;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, MockServer, PinnedWorld};

use crate::harness::{Sandbox, configuration};

async fn get(sandbox: &Sandbox, resource: &str, id: &Value) -> Value {
    let id = id.as_str().unwrap();
    sandbox.success(&sandbox.get("fullwhere", format!("/partners/{resource}?id={id}"))).await
}

async fn status_of(sandbox: &Sandbox, resource: &str, id: &Value) -> StatusCode {
    let id = id.as_str().unwrap();
    sandbox.answer(&sandbox.get("fullwhere", format!("/partners/{resource}?id={id}"))).await.0
}

async fn trackers(sandbox: &Sandbox, filter: &Value) -> Vec<Value> {
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", filter);
    sandbox.success(&list).await["data"].as_array().unwrap().clone()
}

async fn import(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.post("fullwhere", "/partners/customer", body)).await
}

async fn cause(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events", body)).await["events"].clone()
}

#[tokio::test]
async fn what_trackers_name_exists_and_counts_agree() {
    let sandbox = Sandbox::start_small().await;
    let newest = trackers(&sandbox, &json!({ "limit": 100, "toSendAt": "2026-06-08" })).await;
    assert_eq!(newest.len(), 100);
    for tracker in newest.iter().step_by(7) {
        let survey = get(&sandbox, "survey", &tracker["surveyId"]).await;
        assert_eq!((&survey["name"], &survey["enabled"]), (&tracker["surveyName"], &json!(true)));
        let purchase = get(&sandbox, "purchase", &tracker["purchaseId"]).await;
        let customer = get(&sandbox, "customer", &tracker["customerId"]).await;
        assert_eq!(purchase["customer"], customer);
        let [channel, sent_to] = [&tracker["sendingType"], &tracker["sentTo"]];
        if !sent_to.is_null() {
            let field = if channel == "Email" { "email" } else { "phoneNumber" };
            assert_eq!(sent_to, &customer[field], "{tracker}");
        }
        let filter = json!({ "customers": [tracker["customerId"]], "limit": 100 });
        let theirs = trackers(&sandbox, &filter).await;
        let completed = theirs.iter().filter(|tracker| tracker["status"] == "Completed").count();
        assert_eq!(customer["feedbackCount"], completed, "{customer}");
        let purchases: std::collections::BTreeSet<_> =
            theirs.iter().map(|known| known["purchaseId"].to_string()).collect();
        assert!(customer["purchaseCount"].as_u64().unwrap() >= purchases.len() as u64);
    }
}

#[tokio::test]
async fn a_survey_that_is_completed_by_hand_brings_feedback() {
    let sandbox = Sandbox::start_small().await;
    let order = cause(&sandbox, &json!({ "event": "sale" })).await[1]["order"].clone();
    let tracker = trackers(&sandbox, &json!({ "purchases": [order] })).await.pop().expect("the sale has a survey");
    let before = get(&sandbox, "survey", &tracker["surveyId"]).await["submissionCount"].as_u64().unwrap();
    let body = json!({ "event": "survey_completed", "order": order, "survey": tracker["surveyId"] });
    let event = cause(&sandbox, &body).await[0].clone();
    let feedback = get(&sandbox, "feedback", &event["feedback"]).await;
    assert_eq!((&feedback["createdAt"], &feedback["analyzed"]), (&json!("2026-06-08T12:00:00.000Z"), &json!(false)));
    let survey = get(&sandbox, "survey", &tracker["surveyId"]).await;
    assert_eq!(survey["submissionCount"], before + 1);
    let customer = get(&sandbox, "customer", &tracker["customerId"]).await;
    assert_eq!((&customer["feedbackCount"], &customer["purchaseCount"]), (&json!(1), &json!(1)));
    let rating = feedback["rating"].as_u64().map(|rating| format!("{rating}.00"));
    assert_eq!(customer["averageFeedbackRating"].as_str(), rating.as_deref());
    sandbox.set_clock(&json!({ "advance": "10m" })).await;
    let later = get(&sandbox, "feedback", &event["feedback"]).await;
    assert_eq!(
        (&later["analyzed"], &later["rating"], &later["text"]),
        (&json!(true), &feedback["rating"], &feedback["text"])
    );

    sandbox.success(&sandbox.control(Method::POST, "/events/undo", &json!({ "ids": [event["id"]] }))).await;
    assert_eq!(status_of(&sandbox, "feedback", &event["feedback"]).await, StatusCode::NOT_FOUND);
    assert_eq!(get(&sandbox, "survey", &tracker["surveyId"]).await["submissionCount"], before);
}

#[tokio::test]
async fn an_import_fills_in_what_was_null_and_nothing_else() {
    let sandbox = Sandbox::start_small().await;
    let ada = json!({ "email": "ada@shop.example", "firstName": "Ada", "metadata": { "table": "7" } });
    let first = import(&sandbox, &ada).await;
    assert_eq!(
        (&first["phoneNumber"], &first["displayName"], &first["type"]),
        (&Value::Null, &json!("Ada"), &json!("Unknown"))
    );
    assert_eq!(get(&sandbox, "customer", &first["id"]).await, first);
    assert_eq!(import(&sandbox, &ada).await, first, "nothing is new");
    let more =
        json!({ "email": "ada@shop.example", "phoneNumber": "+46701740605", "firstName": "Eve", "lastName": "Moss" });
    let second = import(&sandbox, &more).await;
    assert_eq!(
        (&second["id"], &second["firstName"], &second["lastName"]),
        (&first["id"], &json!("Ada"), &json!("Moss"))
    );
    assert_eq!((&second["phoneNumber"], &second["metadata"]), (&json!("+46701740605"), &json!({ "table": "7" })));
    let other = import(&sandbox, &json!({ "email": "ada@shop.example", "phoneNumber": "+4630" })).await;
    assert_ne!(other["id"], first["id"], "another pair is another customer");
    let nobody = [import(&sandbox, &json!({})).await, import(&sandbox, &json!({})).await];
    assert_ne!(nobody[0]["id"], nobody[1]["id"], "without a pair, everybody is new");
}

#[tokio::test]
async fn an_import_merges_into_a_customer_of_the_world_until_it_is_undone() {
    let sandbox = Sandbox::start_small().await;
    let newest = trackers(&sandbox, &json!({ "limit": 1, "toSendAt": "2026-06-08" })).await;
    let before = get(&sandbox, "customer", &newest[0]["customerId"]).await;
    for given in [
        json!({ "email": before["email"], "phoneNumber": before["phoneNumber"], "company": "Acme" }),
        json!({ "phoneNumber": before["phoneNumber"], "company": "Other", "civility": "Dr." }),
    ] {
        let merged = import(&sandbox, &given).await;
        assert_eq!(
            (&merged["id"], &merged["company"], &merged["firstName"]),
            (&before["id"], &json!("Acme"), &before["firstName"])
        );
    }
    let after = get(&sandbox, "customer", &before["id"]).await;
    assert_eq!((&after["company"], &after["civility"]), (&json!("Acme"), &json!("Dr.")));
    assert_eq!(get(&sandbox, "purchase", &newest[0]["purchaseId"]).await["customer"], after);

    let events = sandbox.success(&sandbox.control(Method::GET, "/events?event=record", &Value::Null)).await;
    assert_eq!(events["total"], 2);
    let first = events["events"][1].clone();
    assert!(first["record"].as_str().unwrap().starts_with("fullwhere/merged-customers/"), "{first}");
    let undone = sandbox.control(Method::POST, "/events/undo", &json!({ "ids": [first["id"]] }));
    assert_eq!(sandbox.success(&undone).await["events"].as_array().unwrap().len(), 2);
    assert_eq!(get(&sandbox, "customer", &before["id"]).await, before);
    let new = import(&sandbox, &json!({ "email": "eve@shop.example" })).await;
    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!(status_of(&sandbox, "customer", &new["id"]).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_is_imported_before_they_buy_keeps_their_id() {
    let sandbox = Sandbox::start_small().await;
    let (email, number) = ("ada@shop.example", "+46701740605");
    let imported = import(&sandbox, &json!({ "email": email, "phoneNumber": number, "lastName": "Moss" })).await;
    assert_eq!(imported["purchaseCount"], 0);
    let lead = cause(&sandbox, &json!({ "event": "lead", "key": "user_ada", "email": email })).await;
    let program = lead[1]["program"].clone();
    let sale = cause(&sandbox, &json!({ "event": "sale", "customer": "user_ada", "program": program })).await;
    let bought = get(&sandbox, "customer", &imported["id"]).await;
    assert_eq!(
        (&bought["purchaseCount"], &bought["phoneNumber"], &bought["lastName"]),
        (&json!(1), &json!(number), &json!("Moss"))
    );
    let purchase = get(&sandbox, "purchase", &sale[0]["order"]).await;
    assert_eq!(purchase["customer"], bought);
    let of_both = json!({ "customers": [imported["id"]], "purchases": [sale[0]["order"]] });
    let theirs = trackers(&sandbox, &json!({ "customers": [imported["id"]] })).await;
    assert_eq!(trackers(&sandbox, &of_both).await, theirs);
    assert_eq!((theirs.is_empty(), &theirs[0]["customerId"]), (false, &imported["id"]));
    assert_eq!(status_of(&sandbox, "customer", &sale[0]["customer"]).await, StatusCode::NOT_FOUND, "one has one id");
    // Somebody who buys without having been imported is imported later.
    cause(&sandbox, &json!({ "event": "lead", "key": "eve@shop.example" })).await;
    let sale = cause(&sandbox, &json!({ "event": "sale", "customer": "eve@shop.example" })).await;
    let eve = import(&sandbox, &json!({ "email": "eve@shop.example", "phoneNumber": "+4631" })).await;
    assert_eq!(
        (&eve["id"], &eve["purchaseCount"], &eve["phoneNumber"]),
        (&sale[0]["customer"], &json!(1), &json!("+4631"))
    );
    let other = import(&sandbox, &json!({ "email": "eve@shop.example", "phoneNumber": "+4632" })).await;
    assert_ne!(other["id"], eve["id"]);
    assert_eq!(get(&sandbox, "customer", &eve["id"]).await, eve);
}

#[tokio::test]
async fn an_empty_account_sees_nothing_but_what_it_has_imported() {
    let sandbox = Sandbox::start_small().await;
    let empty = ["fw-key-empty".to_owned(), "fw-secret-empty".to_owned()];
    let known = trackers(&sandbox, &json!({ "limit": 1 })).await.remove(0);
    for (resource, id) in [("customer", "customerId"), ("purchase", "purchaseId"), ("survey", "surveyId")] {
        let target = format!("/partners/{resource}?id={}", known[id].as_str().unwrap());
        let (status, _) = sandbox.answer(&sandbox.get("fullwhere", target).with_secrets(&empty)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{resource}");
    }
    let customer = get(&sandbox, "customer", &known["customerId"]).await;
    let body = json!({ "email": customer["email"], "phoneNumber": customer["phoneNumber"] });
    let own = sandbox.success(&sandbox.post("fullwhere", "/partners/customer", &body).with_secrets(&empty)).await;
    assert_ne!(own["id"], customer["id"]);
    let again = format!("/partners/customer?id={}", own["id"].as_str().unwrap());
    assert_eq!(sandbox.success(&sandbox.get("fullwhere", again).with_secrets(&empty)).await, own);
    assert_eq!(status_of(&sandbox, "customer", &own["id"]).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_story_with_one_program_and_one_survey() {
    let text = "
simulate: false
programs:
  - name: Acme Coffee
    partners: [{code: maria}]
    customers: [{key: ada, email: ada@shop.example, partner: maria, signed_up_at: -10d}]
    surveys: [{name: How was it?, send_after: 3d, resolicitation_delay: 1h}]
";
    let world = PinnedWorld::of_text(Path::new("world.yaml"), text).unwrap_or_else(|error| panic!("{error}"));
    let sandbox = Sandbox::start_with(Configuration { world: Some(world), ..configuration() }).await;
    let order = cause(&sandbox, &json!({ "event": "sale", "customer": "ada" })).await[0]["order"].clone();
    let purchase = get(&sandbox, "purchase", &order).await;
    assert_eq!(
        (&purchase["storeName"], &purchase["customer"]["email"]),
        (&json!("Acme Coffee"), &json!("ada@shop.example"))
    );
    let tracker = trackers(&sandbox, &json!({ "purchases": [order] })).await.remove(0);
    assert_eq!((&tracker["surveyName"], &tracker["status"]), (&json!("How was it?"), &json!("Scheduled")));
    assert_eq!(tracker["sendAt"], "2026-06-11T12:00:00.000Z");
    let survey = get(&sandbox, "survey", &tracker["surveyId"]).await;
    assert_eq!((&survey["resolicitationDelay"], &survey["submissionCount"]), (&json!(3600), &json!(0)));
    sandbox.set_clock(&json!({ "advance": "3d1h" })).await;
    let sent = get(&sandbox, "survey-tracker", &tracker["id"]).await;
    assert!(sent["status"] == "Failed" || sent["sentTo"] == "ada@shop.example", "{sent}");
    let completed = cause(&sandbox, &json!({ "event": "survey_completed", "order": order })).await;
    get(&sandbox, "feedback", &completed[0]["feedback"]).await;
    assert_eq!(get(&sandbox, "survey", &tracker["surveyId"]).await["submissionCount"], 1);

    for (surveys, expected) in [
        ("[{name: a}, {name: a}]", "programs[0].surveys[1]: another survey of the program has its name"),
        ("[{name: a, send_after: 4000d}]", "programs[0].surveys[0]: one of its times is longer than 3650 days"),
    ] {
        let text = format!("programs:\n  - name: Acme\n    surveys: {surveys}\n");
        let world = PinnedWorld::of_text(Path::new("world.yaml"), &text).unwrap_or_else(|error| panic!("{error}"));
        let refused = MockServer::builder().world(world).start().await.expect_err("it cannot be").to_string();
        assert!(refused.contains(expected), "{refused}");
    }

    // An export says the same.
    let exported = sandbox.success(&sandbox.control(Method::GET, "/world/export", &Value::Null)).await;
    let text = exported["file"].as_str().unwrap();
    assert!(text.contains("How was it?") && text.contains("resolicitation_delay: 1h"), "{text}");
    let world = PinnedWorld::of_text(Path::new("world.yaml"), text).unwrap_or_else(|error| panic!("{error}"));
    let again = Sandbox::start_with(Configuration { now: None, world: Some(world), ..configuration() }).await;
    assert_eq!(get(&again, "survey", &tracker["surveyId"]).await, get(&sandbox, "survey", &tracker["surveyId"]).await);
}
