//! Partners' links that one can click, and the stand-in for a tracker's script.

use http::{Method, StatusCode};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use url::Url;

use crate::harness::Sandbox;

/// Follows a link as a browser would that stops before the next page.
async fn follow(url: &str, cookie: Option<&str>) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().expect("a client");
    let request = client.get(url);
    let request = match cookie {
        Some(cookie) => request.header("cookie", cookie),
        None => request,
    };
    request.send().await.expect("a response")
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).unwrap_or_else(|| panic!("no {name}: {response:?}")).to_str().expect("text")
}

async fn first_program(sandbox: &Sandbox) -> Value {
    sandbox.catalogue().await["programs"][0].clone()
}

async fn clicks(sandbox: &Sandbox) -> Vec<Value> {
    let events = sandbox.success(&sandbox.control(Method::GET, "/events?event=click", &Value::Null)).await;
    events["events"].as_array().unwrap().clone()
}

#[tokio::test]
async fn following_a_link_records_a_click_and_leads_to_the_page_with_its_id() {
    let sandbox = Sandbox::start_small().await;
    let program = first_program(&sandbox).await;
    let link = program["partner_link"].as_str().unwrap();
    let response = follow(&format!("{link}?to=http://localhost:3000/pricing?plan=pro"), None).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    let to = Url::parse(header(&response, "location")).unwrap();
    assert_eq!((to.origin().ascii_serialization().as_str(), to.path()), ("http://localhost:3000", "/pricing"));
    let query: Vec<(String, String)> = to.query_pairs().into_owned().collect();
    let [(plan, pro), (aff, code), (name, click_id)] = &query[..] else { panic!("{to}") };
    assert_eq!((plan.as_str(), pro.as_str(), aff.as_str(), name.as_str()), ("plan", "pro", "aff", "affitor_click_id"));
    assert!(link.ends_with(code));
    let cookie = header(&response, "set-cookie");
    assert!(cookie.starts_with(&format!("affitor_click_id={click_id}; Path=/; Max-Age=")), "{cookie}");

    let recorded = clicks(&sandbox).await;
    let [click] = &recorded[..] else { panic!("{recorded:?}") };
    assert_eq!((&click["program"], &click["partner"]), (&program["name"], &json!(code)));
    assert_eq!((&click["cause"]["provider"], &click["cause"]["operation"]), (&json!("links"), &json!("follow")));
    let journal = sandbox.success(&sandbox.control(Method::GET, "/journal", &Value::Null)).await;
    let is_of_link = |entry: &&Value| entry["target"].as_str().unwrap().starts_with(&format!("/l/{code}?"));
    let entry = journal["entries"].as_array().unwrap().iter().find(is_of_link);
    assert_eq!(entry.unwrap()["events"].as_array().unwrap().len(), 1, "{journal}");

    // The id is one that Affitor knows: the visitor signs up.
    let lead = json!({ "click_id": click_id, "customer_key": "ada", "email": "ada@example.com" });
    let lead = sandbox.post("affitor", "/api/v1/track/lead", &lead).with_secrets(&["aff_sandbox".to_owned()]);
    sandbox.success(&lead).await;
    // The same visitor clicks again.
    follow(link, Some(&format!("theme=dark; affitor_click_id={click_id}"))).await;
    let recorded = clicks(&sandbox).await;
    assert_eq!(recorded.len(), 2);
    assert_eq!(recorded[0]["customer"], recorded[1]["customer"]);
    // A visitor without the cookie is another one, and the link leads to the program's website.
    let response = follow(link, None).await;
    assert!(header(&response, "location").starts_with(program["website"].as_str().unwrap()), "{response:?}");
    let recorded = clicks(&sandbox).await;
    assert_eq!(recorded.len(), 3);
    assert_ne!(recorded[0]["customer"], recorded[1]["customer"]);
}

#[tokio::test]
async fn links_that_lead_nowhere_say_why() {
    let sandbox = Sandbox::start_small().await;
    let link = first_program(&sandbox).await["partner_link"].as_str().unwrap().to_owned();
    let nobody = link.replace(link.rsplit('/').next().unwrap(), "nobody-here");
    for (url, status, reason) in [
        (nobody, StatusCode::NOT_FOUND, "no partner has the code \"nobody-here\""),
        (format!("{link}?to=javascript:x"), StatusCode::UNPROCESSABLE_ENTITY, "`to` is not a URL of a page"),
        (format!("{link}?to=pricing"), StatusCode::UNPROCESSABLE_ENTITY, "`to` is not a URL of a page"),
        (format!("{link}?target=x"), StatusCode::UNPROCESSABLE_ENTITY, "no parameter \"target\""),
        (format!("{link}?program=none"), StatusCode::NOT_FOUND, "no partner has the code"),
    ] {
        let response = follow(&url, None).await;
        assert_eq!(response.status(), status, "{url}");
        let body: Value = response.json().await.expect("JSON");
        assert!(body["message"].as_str().unwrap().contains(reason), "{url}: {body}");
    }
    let head = Client::new().head(&link).send().await.expect("a response");
    assert_eq!(head.status(), StatusCode::METHOD_NOT_ALLOWED, "HEAD changes nothing");
    assert_eq!(clicks(&sandbox).await.len(), 0);
}

#[tokio::test]
async fn a_link_of_a_code_that_two_programs_have_needs_the_program() {
    let sandbox = Sandbox::start_small().await;
    for name in ["Wren Kites", "Heron Kites"] {
        let cause = async |event: Value| sandbox.success(&sandbox.control(Method::POST, "/events", &event)).await;
        cause(json!({ "event": "program_created", "name": name })).await;
        cause(json!({ "event": "partner_joined", "program": name, "code": "kestrel" })).await;
        cause(json!({ "event": "partner_approved", "program": name, "partner": "kestrel" })).await;
    }
    let address = format!("http://{}/l/kestrel", sandbox.server.address());
    let response = follow(&address, None).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let body: Value = response.json().await.expect("JSON");
    assert!(body["message"].as_str().unwrap().contains("say which one is meant"), "{body}");
    let catalogue = sandbox.catalogue().await;
    let programs = catalogue["programs"].as_array().unwrap();
    let heron = programs.iter().find(|program| program["name"] == "Heron Kites").unwrap();
    follow(heron["partner_link"].as_str().unwrap(), None).await;
    assert_eq!(clicks(&sandbox).await[0]["program"], "Heron Kites");

    // Blocked partners lead to the shop, and earn nothing.
    let blocked = json!({ "event": "partner_blocked", "program": "Heron Kites", "partner": "kestrel" });
    sandbox.success(&sandbox.control(Method::POST, "/events", &blocked)).await;
    let response = follow(&format!("{address}?program=Heron%20Kites&to=http://localhost:3000/"), None).await;
    assert_eq!((response.status(), header(&response, "location")), (StatusCode::FOUND, "http://localhost:3000/"));
    assert!(header(&response, "x-mock-reason").contains("not active"));
    assert_eq!(clicks(&sandbox).await.len(), 1);
}

#[tokio::test]
async fn the_script_is_where_the_provider_serves_its_own() {
    let sandbox = Sandbox::start_small().await;
    let url = format!("http://{}/affitor/js/affitor-tracker.js", sandbox.server.address());
    let response = reqwest::get(url).await.expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "content-type"), "text/javascript; charset=utf-8");
    assert!(response.text().await.unwrap().contains("window.affitor"));
}
