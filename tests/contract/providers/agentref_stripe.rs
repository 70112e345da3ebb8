//! Conversions of AgentRef come from Stripe: what its events cause there, and what every provider shows of it.

use chrono::Utc;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_contract::Exchange;
use trackside_mock_server::Configuration;

use super::affitor_tracking::{Program, figures};
use crate::harness::{Call, Sandbox, configuration};
use crate::stripe::signed;

const TARGET: &str = "/_sandbox/stripe";

/// A sandbox, one of its healthy programs, and a visitor who has followed a partner's link.
struct Shop {
    sandbox: Sandbox,
    program: Program,
    /// The id of the program at AgentRef.
    id: String,
    /// Its currency, in which its conversions are shown.
    currency: String,
    /// What the browser remembers, as the provider's script hands it to a checkout.
    metadata: Value,
}

impl Shop {
    async fn open() -> Self {
        Self::of(Sandbox::start_small().await).await
    }

    async fn of(sandbox: Sandbox) -> Self {
        let program = Program::in_state(&sandbox, "healthy");
        let listed = sandbox.own_programs().await;
        let number = json!(program.number.to_string());
        let listed = listed.iter().find(|listed| listed["at"]["affitor"]["id"] == number).expect("listed");
        let id = listed["at"]["agentref"]["id"].as_str().expect("an id").to_owned();
        let metadata = followed(listed["partner_link"].as_str().expect("a link")).await;
        assert_eq!(metadata["agentref_pid"], id.as_str());
        let shown = sandbox.success(&sandbox.get("agentref", format!("/programs/{id}"))).await["data"].take();
        let currency = shown["currency"].as_str().expect("a currency").to_owned();
        Self { sandbox, program, id, currency, metadata }
    }

    fn token(&self) -> &str {
        self.metadata["agentref_cid"].as_str().expect("a token")
    }

    /// Sends an event that Stripe has signed, and expects that it is acknowledged. Returns why nothing was recorded.
    async fn report(&self, kind: &str, object: &Value) -> Option<String> {
        let exchange = self.sandbox.send(&signed(event(kind, object), "whsec_sandbox", Utc::now())).await;
        assert_eq!((exchange.status, body(&exchange)), (StatusCode::OK, json!({ "received": true })), "{kind}");
        reason(&exchange)
    }

    /// The same for an event that causes something.
    async fn happens(&self, kind: &str, object: &Value) {
        assert_eq!(self.report(kind, object).await, None, "{kind} {object}");
    }

    /// The newest conversions of the program, and how many there are.
    async fn newest(&self) -> (Vec<Value>, usize) {
        let list = self.sandbox.get("agentref", format!("/conversions?programId={}", self.id));
        let mut page = self.sandbox.success(&list).await;
        let total = page["meta"]["total"].as_u64().expect("a number");
        let Value::Array(newest) = page["data"].take() else { panic!("{page}") };
        (newest, usize::try_from(total).expect("a number"))
    }

    async fn number(&self) -> usize {
        self.newest().await.1
    }

    /// The conversions of the last thirty days that came by clicks, and by coupons.
    async fn counted(&self) -> [u64; 2] {
        let status = self.sandbox.get("agentref", format!("/programs/{}/tracking/status", self.id));
        let counted = self.sandbox.success(&status).await["data"]["stats"]["conversionsLast30Days"].take();
        ["clickToken", "coupon"].map(|name| counted[name].as_u64().expect("a number"))
    }

    /// The conversions since the given number of them, the newest first.
    async fn since(&self, before: usize) -> Vec<Value> {
        let (mut newest, number) = self.newest().await;
        newest.truncate(number - before);
        newest
    }

    /// A checkout that was paid at once.
    fn checkout(&self) -> Value {
        json!({
            "id": "cs_test_1", "object": "checkout.session", "mode": "payment", "payment_status": "paid",
            "amount_total": 10_000, "currency": self.currency, "customer": null, "invoice": null, "subscription": null,
            "payment_intent": "pi_1", "client_reference_id": null, "metadata": self.metadata, "discounts": []
        })
    }

    /// A checkout of a subscription through a payment link, in which the script has written the click.
    fn subscribed(&self) -> Value {
        json!({
            "id": "cs_test_2", "object": "checkout.session", "mode": "subscription", "payment_status": "paid",
            "amount_total": 4900, "currency": self.currency, "customer": "cus_1", "invoice": "in_1", "subscription": "sub_1",
            "payment_intent": null, "client_reference_id": self.token(), "metadata": {}
        })
    }
}

/// Follows a partner's link, and gives the cookies of AgentRef's script.
async fn followed(link: &str) -> Value {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let response = client.get(link).send().await.expect("a response");
    let cookies = response.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().expect("text"));
    let pairs = cookies.filter_map(|cookie| cookie.split(';').next()?.split_once('='));
    let mut metadata: serde_json::Map<_, _> = pairs
        .filter(|(name, _)| name.starts_with("agentref_"))
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    metadata.insert("agentref_source".to_owned(), json!("script_direct"));
    metadata.into()
}

/// An event, without a signature.
fn event(kind: &str, object: &Value) -> Call {
    let body = json!({ "id": "evt_1", "object": "event", "type": kind, "data": { "object": object } });
    raw(body.to_string())
}

fn raw(body: String) -> Call {
    let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
    Call { provider: "agentref", method: Method::POST, target: TARGET.to_owned(), headers, body: body.into() }
}

fn invoice(shop: &Shop, id: &str) -> Value {
    json!({
        "id": id, "object": "invoice", "amount_paid": 4900, "currency": shop.currency, "customer": "cus_1",
        "billing_reason": "subscription_cycle", "metadata": {},
        "parent": { "type": "subscription_details", "subscription_details": { "subscription": "sub_1", "metadata": {} } }
    })
}

fn body(exchange: &Exchange) -> Value {
    serde_json::from_slice(&exchange.response_body).expect("JSON")
}

fn reason(exchange: &Exchange) -> Option<String> {
    exchange.response_headers.get("x-mock-reason").map(|reason| reason.to_str().expect("text").to_owned())
}

/// The fields of a conversion that events decide.
fn facts(conversion: &Value) -> [Value; 4] {
    ["amount", "status", "method", "stripeSessionId"].map(|name| conversion[name].clone())
}

#[tokio::test]
async fn a_paid_checkout_is_a_sale_everywhere_and_a_refund_takes_it_back_everywhere() {
    let shop = Shop::open().await;
    let (before, number) = (figures(&shop.sandbox, &shop.program).await, shop.number().await);
    let checkout = shop.checkout();
    shop.happens("checkout.session.completed", &checkout).await;
    let [conversion] = &shop.since(number).await[..] else { panic!("one conversion") };
    assert_eq!(facts(conversion), [json!(10_000), json!("pending"), json!("metadata"), json!("cs_test_1")]);
    assert_eq!(
        conversion["commission"].as_i64(),
        Some(shop.program.percent),
        "basis points of a hundred dollars, in cents"
    );
    let after = figures(&shop.sandbox, &shop.program).await;
    let added: Vec<i64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
    assert_eq!(added[..3], [1; 3], "conversions at Affitor and AgentRef, a pending transaction at wecantrack");
    let affitor = format!("/api/tracking/events/{}?pageSize=1&type=conversion", shop.program.number);
    let affitor = shop.sandbox.success(&shop.sandbox.get("affitor", affitor)).await["data"][0].take();
    assert_eq!((&affitor["processor_event_id"], &affitor["event_type"]), (&json!("cs_test_1"), &json!("conversion")));

    // Stripe sends events more than once, and says the same with several.
    let again = shop.report("checkout.session.completed", &checkout).await;
    assert_eq!(again.as_deref(), Some("no conversion: the payment was recorded before"));
    let mut charge = json!({
        "id": "ch_1", "object": "charge", "amount": 10_000, "amount_refunded": 0, "currency": shop.currency, "invoice": null,
        "payment_intent": "pi_1", "metadata": shop.metadata, "refunded": false
    });
    shop.happens("charge.succeeded", &charge).await;
    assert_eq!(shop.since(number).await.len(), 1, "the charge is linked with the conversion that there is");

    // Stripe says how much was given back so far.
    for (back, left) in [(2500, 7500), (2500, 7500), (4000, 6000)] {
        charge["amount_refunded"] = json!(back);
        shop.report("charge.refunded", &charge).await;
        let [conversion] = &shop.since(number).await[..] else { panic!("one conversion") };
        assert_eq!(conversion["amount"], left, "{back} were given back");
        let commission = left * shop.program.percent / 10_000;
        assert_eq!(conversion["commission"].as_i64(), Some(commission));
    }
    charge["amount_refunded"] = json!(10_000);
    shop.happens("charge.refunded", &charge).await;
    let [conversion] = &shop.since(number).await[..] else { panic!("one conversion") };
    assert_eq!(conversion["status"], "refunded");
    let taken_back = figures(&shop.sandbox, &shop.program).await;
    assert_eq!(taken_back[..3], before[..3], "the conversions are gone, the transaction is declined");
    let more = shop.report("charge.refunded", &charge).await;
    assert_eq!(more.as_deref(), Some("no conversion: the conversion is void already"));
}

#[tokio::test]
async fn events_of_one_payment_may_come_in_any_order() {
    let shop = Shop::open().await;
    let number = shop.number().await;
    let charge = json!({
        "id": "ch_1", "amount": 10_000, "amount_refunded": 0, "currency": shop.currency, "payment_intent": "pi_1",
        "metadata": shop.metadata
    });
    shop.happens("charge.succeeded", &charge).await;
    let [conversion] = &shop.since(number).await[..] else { panic!("one conversion") };
    assert_eq!(facts(conversion)[2..], [json!("metadata"), Value::Null]);
    shop.happens("checkout.session.completed", &shop.checkout()).await;
    let [with_session] = &shop.since(number).await[..] else { panic!("one conversion") };
    assert_eq!((&with_session["id"], &with_session["stripeSessionId"]), (&conversion["id"], &json!("cs_test_1")));
}

#[tokio::test]
async fn a_subscription_is_paid_until_it_ends() {
    let shop = Shop::open().await;
    let number = shop.number().await;
    shop.happens("checkout.session.completed", &shop.subscribed()).await;
    let first = shop.since(number).await;
    assert_eq!(facts(&first[0]), [json!(4900), json!("pending"), json!("cookie"), json!("cs_test_2")]);
    let known = shop.report("invoice.paid", &invoice(&shop, "in_1")).await;
    assert_eq!(
        known.as_deref(),
        Some("no conversion: the payment was recorded before"),
        "the checkout was this invoice"
    );

    // Long after the click has stopped to count.
    shop.sandbox.set_clock(&json!({ "advance": "80d" })).await;
    let (before, number) = (shop.counted().await, shop.number().await);
    shop.happens("invoice.paid", &invoice(&shop, "in_2")).await;
    shop.report("invoice.payment_succeeded", &invoice(&shop, "in_2")).await;
    let [renewal] = &shop.since(number).await[..] else { panic!("one conversion") };
    assert_eq!(facts(renewal), [json!(4900), json!("pending"), json!("cookie"), Value::Null]);
    assert_eq!(renewal["affiliateId"], first[0]["affiliateId"]);
    assert_eq!(shop.counted().await, [before[0] + 1, before[1]], "a renewal is the click's, and no coupon's");
    // Older versions of Stripe's API name the invoice with the charge.
    let charge =
        json!({ "id": "ch_2", "amount": 4900, "amount_refunded": 4900, "currency": shop.currency, "invoice": "in_2" });
    shop.happens("charge.refunded", &charge).await;
    assert_eq!(shop.since(number).await[0]["status"], "refunded");

    shop.happens("customer.subscription.deleted", &json!({ "id": "sub_1" })).await;
    let ended = shop.report("invoice.paid", &invoice(&shop, "in_3")).await;
    assert_eq!(ended.as_deref(), Some("no conversion: the subscription has ended"));
}

#[tokio::test]
async fn the_commission_type_says_which_payments_of_a_subscription_count() {
    for (terms, advance, counts) in [
        (json!({ "commissionType": "recurring" }), "60d", true),
        (json!({ "commissionType": "one_time" }), "30d", false),
        (json!({ "commissionType": "recurring_limited", "commissionLimitMonths": 2 }), "30d", true),
        (json!({ "commissionType": "recurring_limited", "commissionLimitMonths": 2 }), "62d", false),
    ] {
        let shop = Shop::open().await;
        let change = shop.sandbox.call("agentref", Method::PATCH, format!("/programs/{}", shop.id));
        let change = change.header("content-type", "application/json").body(terms.to_string());
        shop.sandbox.success(&change).await;
        shop.happens("checkout.session.completed", &shop.subscribed()).await;
        shop.sandbox.set_clock(&json!({ "advance": advance })).await;
        let renewed = shop.report("invoice.paid", &invoice(&shop, "in_2")).await;
        assert_eq!(renewed.is_none(), counts, "{terms} after {advance}: {renewed:?}");
    }
}

#[tokio::test]
async fn a_coupon_counts_for_more_than_a_click() {
    let shop = Shop::open().await;
    let affiliates = shop.sandbox.get("agentref", format!("/programs/{}/affiliates?limit=100", shop.id));
    let affiliates = shop.sandbox.success(&affiliates).await["data"].take();
    let active = affiliates.as_array().expect("affiliates").iter().rfind(|known| known["status"] == "approved");
    let affiliate = active.expect("an affiliate")["id"].clone();
    let coupon = json!({ "affiliateId": affiliate, "code": "STRIPE20" });
    shop.sandbox.success(&shop.sandbox.post("agentref", format!("/programs/{}/coupons", shop.id), &coupon)).await;
    let number = shop.number().await;
    let mut checkout = shop.checkout();
    checkout["discounts"] = json!([{ "coupon": "stripe20", "promotion_code": "promo_1" }]);
    shop.happens("checkout.session.completed", &checkout).await;
    let [conversion] = &shop.since(number).await[..] else { panic!("one conversion") };
    assert_eq!((&conversion["method"], &conversion["affiliateId"]), (&json!("coupon"), &affiliate));
}

#[tokio::test]
async fn payments_that_nobody_brought_are_acknowledged_and_say_why_they_are_no_conversions() {
    let shop = Shop::open().await;
    let number = shop.number().await;
    let with = |name: &str, value: Value| {
        let mut checkout = shop.checkout();
        checkout[name] = value;
        checkout
    };
    let other = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    for (checkout, why) in [
        (with("metadata", json!({})), "the payment names no click"),
        (with("metadata", json!({ "agentref_cid": "clk_zz" })), "no visitor has the click token \"clk_zz\""),
        (with("metadata", json!({ "agentref_cid": shop.token(), "agentref_pid": other })), "agentref_pid is 3c90c3cc"),
        (with("amount_total", json!(0)), "nothing was paid"),
        (with("payment_status", json!("unpaid")), "the checkout is not paid yet"),
        (with("currency", json!("xau")), "the sandbox has no rate for XAU"),
    ] {
        let reason = shop.report("checkout.session.completed", &checkout).await.expect("a reason");
        assert!(reason.starts_with("no conversion: ") && reason.contains(why), "{reason}");
    }
    for (kind, object) in [
        ("charge.refunded", json!({ "id": "ch_9", "amount_refunded": 100 })),
        ("customer.subscription.deleted", json!({ "id": "sub_9" })),
        ("customer.created", json!({ "id": "cus_9" })),
        // It has no id.
        ("balance.available", json!({ "object": "balance", "available": [] })),
    ] {
        assert!(shop.report(kind, &object).await.is_some(), "{kind}");
    }
    // What is paid in another currency is converted.
    let yen = with("currency", json!("jpy"));
    shop.happens("checkout.session.completed", &yen).await;
    let [converted] = &shop.since(number).await[..] else { panic!("one conversion") };
    let amount = converted["amount"].as_i64().expect("cents");
    assert!((5000..15_000).contains(&amount), "10,000 yen, which have no cents, are {amount} cents");
}

#[tokio::test]
async fn a_bank_transfer_counts_when_it_arrives() {
    let shop = Shop::open().await;
    let number = shop.number().await;
    let mut checkout = shop.checkout();
    checkout["payment_status"] = json!("unpaid");
    assert!(shop.report("checkout.session.completed", &checkout).await.is_some());
    checkout["payment_status"] = json!("paid");
    shop.happens("checkout.session.async_payment_succeeded", &checkout).await;
    assert_eq!(shop.since(number).await.len(), 1);
}

#[tokio::test]
async fn clicks_count_for_as_long_as_the_program_says_and_only_with_stripe_connected() {
    let shop = Shop::open().await;
    let disconnect = format!("/programs/{}/connect-stripe", shop.id);
    shop.sandbox.success(&shop.sandbox.call("agentref", Method::DELETE, disconnect)).await;
    let reason = shop.report("checkout.session.completed", &shop.checkout()).await.expect("a reason");
    assert!(reason.contains("has no connection with Stripe"), "{reason}");
    let connect = json!({ "event": "stripe_connected", "program": shop.program.number.to_string() });
    shop.sandbox.success(&shop.sandbox.control(Method::POST, "/events", &connect)).await;
    shop.sandbox.set_clock(&json!({ "advance": format!("{}d", shop.program.cookie_days) })).await;
    shop.sandbox.set_clock(&json!({ "advance": "1m" })).await;
    let reason = shop.report("checkout.session.completed", &shop.checkout()).await.expect("a reason");
    assert!(reason.contains("the last click is more than"), "{reason}");
    shop.sandbox.set_clock(&json!({ "advance": "-2m" })).await;
    shop.happens("checkout.session.completed", &shop.checkout()).await;
}

#[tokio::test]
async fn a_payment_that_two_providers_are_told_of_is_one_sale() {
    for affitor_first in [true, false] {
        let shop = Shop::open().await;
        let number = shop.number().await;
        let click = json!({ "affiliate_url": format!("{}/?aff={}", shop.program.website, shop.program.partner) });
        let click = shop.sandbox.post("affitor", "/api/v1/track/click", &click).without_credentials();
        let click = shop.sandbox.success(&click).await;
        let mut checkout = shop.checkout();
        checkout["metadata"]["affitor_click_id"] = click["click_id"].clone();
        checkout["metadata"]["program_id"] = json!(shop.program.number.to_string());
        let at_affitor = Call {
            provider: "affitor",
            target: "/api/webhook-distributor/stripe".to_owned(),
            ..event("checkout.session.completed", &checkout)
        };
        for is_affitor in [affitor_first, !affitor_first] {
            if is_affitor {
                shop.sandbox.success(&signed(at_affitor.clone(), "whsec_sandbox", Utc::now())).await;
            } else {
                shop.report("checkout.session.completed", &checkout).await;
            }
        }
        let [conversion] = &shop.since(number).await[..] else { panic!("one sale, Affitor first: {affitor_first}") };
        assert_eq!(conversion["stripeSessionId"], "cs_test_1", "Affitor first: {affitor_first}");
        // Nor is the refund taken twice.
        let charge = json!({
            "id": "ch_1", "amount": 10_000, "amount_refunded": 2500, "currency": shop.currency, "payment_intent": "pi_1",
            "metadata": { "program_id": shop.program.number.to_string() }
        });
        shop.happens("charge.refunded", &charge).await;
        let at_affitor = Call { body: event("charge.refunded", &charge).body, ..at_affitor };
        shop.sandbox.success(&signed(at_affitor, "whsec_sandbox", Utc::now())).await;
        assert_eq!(shop.since(number).await[0]["amount"], 7500);
    }
}

#[tokio::test]
async fn a_subscription_whose_first_invoice_affitor_has_reported_goes_on() {
    let shop = Shop::open().await;
    let number = shop.number().await;
    let click = json!({ "affiliate_url": format!("{}/?aff={}", shop.program.website, shop.program.partner) });
    let click = shop.sandbox.post("affitor", "/api/v1/track/click", &click).without_credentials();
    let click = shop.sandbox.success(&click).await;
    let mut first = invoice(&shop, "in_1");
    first["metadata"] = json!({ "affitor_click_id": click["click_id"], "program_id": shop.program.number.to_string() });
    let at_affitor = event("invoice.paid", &first);
    let at_affitor = Call { provider: "affitor", target: "/api/webhook-distributor/stripe".to_owned(), ..at_affitor };
    shop.sandbox.success(&signed(at_affitor, "whsec_sandbox", Utc::now())).await;
    shop.happens("checkout.session.completed", &shop.subscribed()).await;
    let conversions = shop.since(number).await;
    assert_eq!(conversions.len(), 1);
    assert_eq!(conversions[0]["stripeSessionId"], "cs_test_2");
    shop.happens("invoice.paid", &invoice(&shop, "in_2")).await;
    let [renewal, first] = &shop.since(number).await[..] else { panic!("two conversions") };
    assert_eq!(renewal["affiliateId"], first["affiliateId"]);
}

#[tokio::test]
async fn what_stripe_has_not_signed_is_refused() {
    let stripe_secrets = vec!["whsec_of_the_cli".to_owned()];
    let sandbox = Sandbox::start_with(Configuration { orders: 1500, stripe_secrets, ..configuration() }).await;
    let shop = Shop::of(sandbox).await;
    let (now, number) = (Utc::now(), shop.number().await);
    let paid = event("checkout.session.completed", &shop.checkout());
    let pinned = crate::harness::NOW.parse().expect("a time");
    let long_ago = now - chrono::Duration::minutes(6);
    let altered = Call { body: paid.body.to_vec().repeat(2).into(), ..signed(paid.clone(), "whsec_sandbox", now) };
    for (call, status, why) in [
        (paid.clone(), 400, "the header Stripe-Signature is missing"),
        (signed(paid.clone(), "wrong", now), 400, "no v1 of Stripe-Signature fits the body"),
        (signed(paid.clone(), "whsec_sandbox", long_ago), 400, "more than five minutes from the clock"),
        (altered, 400, "no v1 of Stripe-Signature fits the body"),
        (paid.clone().header("stripe-signature", "nonsense"), 400, "Stripe-Signature has no time"),
        (signed(raw("no JSON".to_owned()), "whsec_sandbox", now), 400, "the body is not an event of Stripe"),
        (signed(event("invoice.paid", &json!({})), "whsec_sandbox", now), 400, "the body is not an event of Stripe"),
        (signed(raw(" ".repeat(1 << 21)), "whsec_sandbox", now), 413, "more than 1048576 bytes"),
        (Call { method: Method::GET, ..paid.clone() }, 405, "events are sent with POST"),
    ] {
        let exchange = shop.sandbox.send(&call).await;
        assert_eq!(exchange.status.as_u16(), status, "{why}: {}", body(&exchange));
        assert!(body(&exchange)["message"].as_str().expect("a message").contains(why), "{}", body(&exchange));
    }
    assert_eq!(shop.since(number).await.len(), 0);
    // The secret of Stripe's command line, and a signature of the sandbox's time.
    for (secret, at) in [("whsec_of_the_cli", now), ("whsec_sandbox", pinned)] {
        assert_eq!(shop.sandbox.send(&signed(paid.clone(), secret, at)).await.status, StatusCode::OK, "{secret}");
    }
    assert_eq!(shop.since(number).await.len(), 1);
}

#[tokio::test]
async fn a_sale_of_stripe_can_be_undone_and_reported_again() {
    let shop = Shop::open().await;
    let number = shop.number().await;
    shop.happens("checkout.session.completed", &shop.checkout()).await;
    let events = shop.sandbox.success(&shop.sandbox.control(Method::GET, "/events?event=sale", &Value::Null)).await;
    assert_eq!(events["events"][0]["cause"]["operation"], "stripe");
    let undo = json!({ "ids": [events["events"][0]["id"]] });
    shop.sandbox.success(&shop.sandbox.control(Method::POST, "/events/undo", &undo)).await;
    assert_eq!(shop.since(number).await.len(), 0);
    shop.happens("checkout.session.completed", &shop.checkout()).await;
    let [conversion] = &shop.since(number).await[..] else { panic!("one conversion") };
    assert_eq!(conversion["stripeSessionId"], "cs_test_1");
}
