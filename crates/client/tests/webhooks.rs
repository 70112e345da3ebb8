//! Webhooks: signatures are verified first, then the event is read as the type of its name.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};
use trackside_client::webhooks::{WebhookError, agentref as signed_by_agentref, partnero as signed_by_partnero};
use trackside_client::{EventError, SignatureError, agentref, partnero, wecantrack};
use trackside_signature::{body_hex, svix};

const AGENTREF: &str = include_str!("../../contract/tests/events/agentref.json");
const PARTNERO: &str = include_str!("../../contract/tests/events/partnero.json");
const WECANTRACK: &str = include_str!("../../contract/tests/events/wecantrack.json");

const SENT: i64 = 1_774_276_200;

fn payloads(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).expect("payloads by event")
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (HeaderName::try_from(*name).expect("a name"), HeaderValue::try_from(*value).expect("a value"))
    };
    pairs.iter().map(pair).collect()
}

fn at(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs())
}

#[test]
fn every_event_is_read_as_the_variant_of_its_name() {
    let agentref = payloads(AGENTREF);
    assert_eq!(agentref.keys().collect::<Vec<_>>(), agentref::Event::NAMES);
    for (name, payload) in &agentref {
        let event = agentref::Event::read(payload.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(event.name(), name);
    }
    let partnero = payloads(PARTNERO);
    assert_eq!(partnero.keys().collect::<Vec<_>>(), partnero::Event::NAMES);
    for (name, payload) in &partnero {
        let event = partnero::Event::read(payload.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(event.name(), name);
    }
    for (name, payload) in &payloads(WECANTRACK) {
        let event = wecantrack::Event::of(name, payload.to_string().as_bytes());
        assert_eq!(event.unwrap_or_else(|error| panic!("{error}")).name(), name);
    }
}

#[test]
fn payloads_are_typed() {
    let payload = payloads(AGENTREF)["conversion.created"].to_string();
    let event = agentref::Event::read(payload.as_bytes()).expect("an event");
    let agentref::Event::ConversionCreated(created) = event else { panic!("{event:?}") };
    assert_eq!((created.data.amount, created.data.commission), (12_990, 1624));
    let payload = payloads(WECANTRACK)["conversion.updated"].to_string();
    let event = wecantrack::Event::of("conversion.updated", payload.as_bytes()).expect("an event");
    let wecantrack::Event::ConversionUpdated(updated) = event else { panic!("{event:?}") };
    assert_eq!(updated.decline_reason.as_deref(), Some("Returned"));
}

#[test]
fn what_is_no_event_is_told() {
    let read = |text: &str| agentref::Event::read(text.as_bytes()).expect_err("no event");
    assert!(matches!(read("{}"), EventError::Unnamed { place: "/type" }));
    assert!(matches!(read("id=1"), EventError::Unnamed { .. }));
    assert!(matches!(read(r#"{"type":"click.created"}"#), EventError::Unknown { name } if name == "click.created"));
    let EventError::Unreadable { event, reason } = read(r#"{"type":"payout.failed","id":7}"#) else { panic!() };
    assert_eq!(event, "payout.failed");
    assert!(reason.starts_with("id: "), "{reason}");
}

#[test]
fn agentrefs_signature_is_verified_before_the_event_is_read() {
    let secret = svix::secret([7; 24]);
    let body = payloads(AGENTREF)["payout.completed"].to_string();
    let signature = svix::sign(&secret, "msg_1", SENT, body.as_bytes()).expect("a signature");
    let time = SENT.to_string();
    let sent = headers(&[("svix-id", "msg_1"), ("svix-timestamp", &time), ("svix-signature", &signature)]);
    let verify = |secrets: &[&str], body: &str, now: i64| {
        signed_by_agentref::verify_at(secrets, &sent, body.as_bytes(), at(now)).map(|event| event.name())
    };
    let other = svix::secret([9; 24]);
    assert_eq!(verify(&[&other, &secret], &body, SENT).expect("an event"), "payout.completed");
    let refused = |result: Result<_, WebhookError>| match result {
        Err(WebhookError::Signature(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(verify(&[&other], &body, SENT)), SignatureError::WrongSecret);
    let pretty = serde_json::to_string_pretty(&payloads(AGENTREF)["payout.completed"]).expect("a text");
    assert_eq!(refused(verify(&[&secret], &pretty, SENT)), SignatureError::RewrittenBody);
    let old = refused(verify(&[&secret], &body, SENT + 301));
    assert_eq!(old, SignatureError::TooOld { seconds: 301, tolerance: 300 });
    // Without a clock of one's own it is the machine's, and the event is old by now.
    let now = signed_by_agentref::verify(&[&secret], &sent, body.as_bytes()).map(|event| event.name());
    assert!(matches!(refused(now), SignatureError::TooOld { .. }));
    let missing = signed_by_agentref::verify(&[&secret], &HeaderMap::new(), body.as_bytes()).map(|event| event.name());
    assert_eq!(refused(missing), SignatureError::MissingHeader { name: "svix-id" });
}

#[test]
fn partneros_signature_is_verified_before_the_event_is_read() {
    let body = payloads(PARTNERO)["lead.converted"].to_string();
    let signature = body_hex::sign("h4Tz81LqPw0sXv6B", body.as_bytes());
    let sent = headers(&[("Signature", &signature)]);
    let event = signed_by_partnero::verify(&["h4Tz81LqPw0sXv6B"], &sent, body.as_bytes()).expect("an event");
    assert_eq!(event.name(), "lead.converted");
    let refused = signed_by_partnero::verify(&["another"], &sent, body.as_bytes()).expect_err("another secret");
    assert!(matches!(refused, WebhookError::Signature(SignatureError::WrongSecret)), "{refused}");
    let signature = body_hex::sign("secret", b"{}");
    let unnamed = signed_by_partnero::verify(&["secret"], &headers(&[("signature", &signature)]), b"{}");
    assert!(matches!(unnamed, Err(WebhookError::Event(EventError::Unnamed { place: "/event" }))), "{unnamed:?}");
}
