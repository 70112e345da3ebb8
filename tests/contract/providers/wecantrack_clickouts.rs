//! Clickouts at wecantrack: what becomes of a click that is registered before the visitor leaves.

use http::{Method, StatusCode};
use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, RateLimit};
use url::Url;

use crate::harness::{Call, Sandbox, configuration};

/// A program, an active partner of it, and its key at Affitor.
struct Shop {
    website: String,
    partner: String,
    key: String,
    name: String,
}

impl Shop {
    fn healthy(sandbox: &Sandbox) -> Self {
        let inner = sandbox.server.sandbox();
        let moment = inner.moment();
        let view = moment.view();
        let program = view.programs().find(|program| program.state.name() == "healthy").expect("such a program");
        let is_its_own = |note: &str| note == format!("the key of {}", program.name);
        let keys = inner.keys().of("affitor").filter(|key| is_its_own(&key.note)).map(|key| key.secrets[0].clone());
        let partner = view.active_partner(program.id).and_then(|partner| view.partner_code(program.id, partner));
        Self {
            website: program.website.clone(),
            partner: partner.expect("a partner").to_owned(),
            key: keys.last().expect("its key"),
            name: program.name.clone(),
        }
    }

    fn link(&self) -> String {
        format!("{}/lamps?color=warm%20white&aff={}", self.website, self.partner)
    }

    fn affitor(&self, path: &str, body: &Value) -> Call {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let (method, body) = (Method::POST, body.to_string().into());
        let call = Call { provider: "affitor", method, target: path.to_owned(), headers, body };
        call.header("authorization", format!("Bearer {}", self.key))
    }
}

/// As PHP's `rawurlencode`.
fn encoded(url: &str) -> String {
    form_urlencoded::byte_serialize(url.as_bytes()).collect::<String>().replace('+', "%20")
}

fn decoded(text: &Value) -> Url {
    let text = text.as_str().unwrap_or_else(|| panic!("no link: {text}"));
    let (_, plain) = form_urlencoded::parse(format!("x={text}").as_bytes()).into_owned().next().expect("a pair");
    Url::parse(&plain).unwrap_or_else(|error| panic!("{plain}: {error}"))
}

fn clickout(sandbox: &Sandbox, body: &Value) -> Call {
    sandbox.post("wecantrack", "/api/v1/clickout", body)
}

/// The reference in the sub id of a link.
fn reference(link: &Url) -> String {
    let values = link.query_pairs().filter(|(name, _)| name.eq_ignore_ascii_case("clickref"));
    let (_, value) = values.last().unwrap_or_else(|| panic!("no sub id in {link}"));
    value[value.find("WCT").expect("a reference")..].to_owned()
}

async fn transactions(sandbox: &Sandbox) -> Vec<Value> {
    let day = "date_type=order_date&start_date=2026-06-08T00:00:00&end_date=2026-06-08T23:59:59&limit=1000";
    let page = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{day}"))).await;
    page["data"].as_array().expect("rows").clone()
}

async fn with_reference(sandbox: &Sandbox, reference: &str) -> Vec<Value> {
    transactions(sandbox).await.into_iter().filter(|row| row["reference"] == reference).collect()
}

async fn first_website(sandbox: &Sandbox) -> Value {
    sandbox.success(&sandbox.get("wecantrack", "/api/v1/websites".to_owned())).await[0].clone()
}

#[tokio::test]
async fn a_sale_after_a_clickout_shows_all_that_was_sent_with_it() {
    let sandbox = Sandbox::start_small().await;
    let shop = Shop::healthy(&sandbox);
    let website = first_website(&sandbox).await;
    let page = format!("{}/ten-lamps", website["url"].as_str().unwrap());
    let metadata = json!({ "title": "Ten lamps", "position": 3, "tags": ["a", null] });
    let body = json!({
        "affiliate_url": encoded(&shop.link()),
        "clickout_url": encoded(&page),
        "metadata": metadata,
        "custom_index_1": "newsletter",
        "custom_index_5": "week 23",
        "_ga": null,
        "_wctrck": null,
        "user_click_reference": "mine-7",
    });
    let answer = sandbox.success(&clickout(&sandbox, &body)).await;
    let link = decoded(&answer["affiliate_url"]);
    assert!(link.as_str().starts_with(&shop.link()), "{link}");
    let reference = reference(&link);
    assert!(reference.starts_with("WCT260608") && reference.len() == 20, "{reference}");
    assert!(with_reference(&sandbox, &reference).await.is_empty(), "nothing is sold yet");

    // The visitor arrives at the shop, signs up and buys.
    let arrival = json!({ "affiliate_url": link.as_str() });
    let click = sandbox.success(&shop.affitor("/api/v1/track/click", &arrival)).await;
    let lead = json!({ "click_id": click["click_id"], "customer_key": "user_ada" });
    sandbox.success(&shop.affitor("/api/v1/track/lead", &lead)).await;
    let sale = json!({ "transaction_id": "txn_ada_1", "customer_key": "user_ada", "amount_cents": 10_000 });
    sandbox.success(&shop.affitor("/api/v1/track/sale", &sale)).await;

    let rows = with_reference(&sandbox, &reference).await;
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(row["advertiser_name"], shop.name);
    assert_eq!((&row["click_metadata"], &row["clickout_url"]), (&metadata, &json!(page)));
    assert_eq!((&row["custom_index_1"], &row["custom_index_5"]), (&json!("newsletter"), &json!("week 23")));
    assert_eq!((row.get("custom_index_2"), &row["user_click_reference"]), (None, &json!("mine-7")));
    let sub_ids = row["sub_ids"].as_object().unwrap();
    let (name, value) = link.query_pairs().into_owned().last().unwrap();
    assert_eq!(sub_ids[&name], value, "what the link carries is what the network got");
    // The account and the website are those of the clickout.
    for (filter, expected) in [
        (format!("network_account_id={}", row["user_network_account_id"]), true),
        (format!("website_id={}", website["id"]), true),
        (format!("website_id={}", website["id"].as_i64().unwrap() + 1), false),
    ] {
        let day = "date_type=click_date&start_date=2026-06-08T00:00:00&end_date=2026-06-08T23:59:59&limit=1000";
        let page = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{day}&{filter}"))).await;
        let is_there = page["data"].as_array().unwrap().iter().any(|row| row["reference"] == reference);
        assert_eq!(is_there, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_redirecting_link_of_the_sandbox_leads_on_with_the_reference() {
    let sandbox = Sandbox::start_small().await;
    let link = sandbox.catalogue().await["programs"][0]["partner_link"].as_str().unwrap().to_owned();
    let body = json!({ "affiliate_url": encoded(&format!("{link}?to=http://localhost:3000/pricing")) });
    let tracked = decoded(&sandbox.success(&clickout(&sandbox, &body)).await["affiliate_url"]);
    let reference = reference(&tracked);
    let clicks = sandbox.control(Method::GET, "/events?event=click", &Value::Null);
    let recorded = sandbox.success(&clicks).await;
    assert_eq!(recorded["total"], 1, "the clickout is a click");

    let client = Client::builder().redirect(Policy::none()).build().expect("a client");
    let response = client.get(tracked.as_str()).send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::FOUND);
    let to = Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    assert!(to.as_str().starts_with("http://localhost:3000/pricing?"), "{to}");
    assert_eq!(self::reference(&to), reference);
    let (_, click_id) = to.query_pairs().into_owned().find(|(name, _)| name == "affitor_click_id").expect("an id");
    assert_eq!(sandbox.success(&clicks).await["total"], 1, "following the link is the same click");

    // Somebody who has clicked before is the same visitor as before, and what they buy is the clickout's.
    let earlier = client.get(&link).send().await.expect("a response");
    let cookie = earlier.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let again = client.get(tracked.as_str()).header("cookie", &cookie).send().await.expect("a response");
    let again = Url::parse(again.headers()["location"].to_str().unwrap()).unwrap();
    let own = again.query_pairs().into_owned().find(|(name, _)| name == "affitor_click_id").expect("an id").1;
    assert_eq!(cookie, format!("affitor_click_id={own}"));
    assert_ne!(own, click_id);
    let listed = sandbox.success(&clicks).await;
    assert_eq!(listed["total"], 3);
    let sale = json!({ "event": "sale", "customer": listed["events"][0]["customer"] });
    sandbox.success(&sandbox.control(Method::POST, "/events", &sale)).await;
    let rows = with_reference(&sandbox, &reference).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["click_metadata"], &rows[0]["clickout_url"]), (&json!({}), &Value::Null));
    // The next click of theirs has nothing to do with the clickout.
    client.get(&link).header("cookie", &cookie).send().await.expect("a response");
    sandbox.success(&sandbox.control(Method::POST, "/events", &sale)).await;
    assert_eq!(with_reference(&sandbox, &reference).await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_tracked_is_a_warning_and_what_is_wrong_an_error() {
    let sandbox = Sandbox::start_small().await;
    let shop = Shop::healthy(&sandbox);
    let own = format!("{}/?aff={}&click=[click_id]", shop.website, shop.partner);
    for (body, status, key) in [
        (json!({ "affiliate_url": shop.link() }), 200, "affiliate_url"),
        (json!({ "affiliate_url": "https://elsewhere.example/" }), 299, "warning"),
        (json!({ "affiliate_url": format!("{}/?aff=nobody", shop.website) }), 299, "warning"),
        (json!({ "affiliate_url": shop.website }), 299, "warning"),
        (json!({ "affiliate_url": shop.link(), "click_id_placeholder": "{id}" }), 299, "warning"),
        (json!({ "affiliate_url": own, "click_id_placeholder": "[click_id]" }), 200, "affiliate_url"),
        (json!({ "affiliate_url": encoded(&own), "click_id_placeholder": "[click_id]" }), 200, "affiliate_url"),
        (
            json!({ "affiliate_url": "https://elsewhere.example/?s=ID", "click_id_placeholder": "ID" }),
            200,
            "affiliate_url",
        ),
        (json!({ "affiliate_url": "not a url" }), 400, "error"),
        (json!({ "affiliate_url": "" }), 400, "error"),
        (json!({ "affiliate_url": 7 }), 400, "error"),
        (json!({ "affiliate_url": shop.link(), "metadata": "text" }), 400, "error"),
        (json!({}), 400, "error"),
    ] {
        let (answered, response) = sandbox.answer(&clickout(&sandbox, &body)).await;
        assert_eq!(answered.as_u16(), status, "{body}: {response}");
        assert!(response[key].is_string(), "{body}: {response}");
        if body.get("click_id_placeholder").is_some() && status == 200 {
            let link = decoded(&response["affiliate_url"]);
            assert!(!link.as_str().contains("clickRef"), "{link}");
            assert!(link.query_pairs().any(|(_, value)| value.starts_with("WCT26")), "{link}");
        }
    }
    let empty = clickout(&sandbox, &json!({ "affiliate_url": shop.link() })).with_secrets(&["wct-empty".to_owned()]);
    assert_eq!(sandbox.answer(&empty).await.0.as_u16(), 299, "an account without a network tracks nothing");
}

#[tokio::test]
async fn a_link_that_holds_the_callers_own_reference_stays_as_it_is() {
    let sandbox = Sandbox::start_small().await;
    let shop = Shop::healthy(&sandbox);
    let link = format!("{}&sub=MINE-9", shop.link());
    let body = json!({ "affiliate_url": encoded(&link), "user_click_reference": "mine-9" });
    let answer = sandbox.success(&clickout(&sandbox, &body)).await;
    assert_eq!(decoded(&answer["affiliate_url"]).as_str(), link);
}

#[tokio::test]
async fn a_page_registers_clicks_without_a_key_thirty_times_a_minute() {
    let sandbox = Sandbox::start_with(Configuration { rate_limit: RateLimit::Documented, ..configuration() }).await;
    let shop = Shop::healthy(&sandbox);
    let website = first_website(&sandbox).await;
    let script = format!("/api/v1/websites/script?url={}", website["url"].as_str().unwrap());
    let script = sandbox.success(&sandbox.get("wecantrack", script)).await;
    let (_, uid) = script.as_str().unwrap().split_once("\"uid\":\"").expect("the script has the user id");
    let uid = uid[..6].to_owned();
    let public = |uid: &str| {
        let body = json!({ "uid": uid, "affiliate_url": encoded(&shop.link()) });
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let target = "/api/public/v1/clickout".to_owned();
        Call { provider: "wecantrack", method: Method::POST, target, headers, body: body.to_string().into() }
    };
    for sent in 1..=30 {
        let exchange = sandbox.send(&public(&uid)).await;
        assert_eq!(exchange.status.as_u16(), 200);
        assert_eq!(exchange.response_headers["x-ratelimit-limit"], "30");
        assert_eq!(exchange.response_headers["x-ratelimit-remaining"], (30 - sent).to_string());
    }
    assert_eq!(sandbox.answer(&public(&uid)).await.0.as_u16(), 429);
    let other = Sandbox::start_small().await;
    let (status, body) = other.answer(&public("1")).await;
    assert_eq!((status.as_u16(), &body["error"]), (400, &json!("The selected uid is invalid.")));
}

#[tokio::test]
async fn a_sale_can_be_caused_for_whoever_a_clickout_registered() {
    let sandbox = Sandbox::start_small().await;
    let body = json!({ "affiliate_url": Shop::healthy(&sandbox).link() });
    let link = decoded(&sandbox.success(&clickout(&sandbox, &body)).await["affiliate_url"]);
    let reference = reference(&link);
    let sale =
        |customer: &str| sandbox.control(Method::POST, "/events", &json!({ "event": "sale", "customer": customer }));
    sandbox.success(&sale(&reference)).await;
    assert_eq!(with_reference(&sandbox, &reference).await.len(), 1);
    // Another code, or another second, is another click.
    let other = format!("{}{}", &reference[..19], if reference.ends_with('a') { 'b' } else { 'a' });
    let earlier = format!("WCT25{}", &reference[5..]);
    for unknown in [other, earlier] {
        assert_eq!(sandbox.answer(&sale(&unknown)).await.0.as_u16(), 422, "{unknown}");
    }
    // What is undone is not found any more.
    let clicks = sandbox.success(&sandbox.control(Method::GET, "/events?event=click", &Value::Null)).await;
    let undo = json!({ "ids": [clicks["events"][0]["id"]] });
    sandbox.success(&sandbox.control(Method::POST, "/events/undo", &undo)).await;
    assert_eq!(sandbox.answer(&sale(&reference)).await.0.as_u16(), 422);
    assert!(with_reference(&sandbox, &reference).await.is_empty());
}
