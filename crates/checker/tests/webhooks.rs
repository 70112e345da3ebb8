//! Deliveries of webhooks are received over HTTP and judged.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use trackside_checker::report::Format;
use trackside_checker::{CoverageKind, Options};
use trackside_signature::svix;

use crate::deliveries::{OTHER, SECRET, Sent, example, found, heard, heard_until, now, options, published, summary};

/// A change of a signed delivery.
type Change = fn(Sent) -> Sent;

/// An event of AgentRef.
pub(crate) fn conversion() -> Value {
    example(&published("agentref"), "conversion.created")
}

/// The event with a change.
fn changed(change: impl Fn(&mut Value)) -> Value {
    let mut payload = conversion();
    change(&mut payload);
    payload
}

/// The findings of one delivery to AgentRef's receiver, and their lines.
pub(crate) async fn judged(sent: &Sent, options: &Options) -> (Vec<String>, String) {
    let heard = heard("agentref", options, vec![sent.bytes()]).await;
    assert_eq!(heard.statuses, ["HTTP/1.1 200 OK"], "every delivery is taken");
    let report = heard.report.expect("a report");
    let lines: Vec<_> =
        report.findings.iter().map(|finding| format!("{} {}", finding.place, finding.message)).collect();
    for finding in &report.findings {
        let is_known = finding.case.as_deref() == Some("delivery 1") && finding.message.starts_with("delivery 1");
        assert!(is_known || finding.case.is_none(), "{finding:?} does not say which delivery it is of");
    }
    (found(&report), lines.join("\n"))
}

/// Deliveries: how they are told, the change that makes them of a good one, what is found, and a part of what is said.
const FAULTS: &[(&str, Change, &[&str], &str)] = &[
    ("as it should be", |sent| sent, &[], ""),
    (
        "unsigned",
        |sent| sent.without(svix::SIGNATURE),
        &["error webhook/unsigned"],
        "header:svix-signature delivery 1 (conversion.created, msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e): is missing",
    ),
    (
        "signed with another secret",
        |_| Sent::svix(&conversion(), OTHER, now()),
        &["error webhook/signature-wrong"],
        "made with another secret",
    ),
    (
        "changed on its way",
        |sent| {
            let body = sent.body.replace("4900", "4901");
            sent.body(body)
        },
        &["error webhook/signature-wrong"],
        "or of another body",
    ),
    (
        "written again",
        |sent| {
            let body = serde_json::to_string_pretty(&conversion()).expect("JSON");
            sent.body(body)
        },
        &["error webhook/signature-wrong"],
        "parsed the body and written it again",
    ),
    (
        "a signature that cannot be read",
        |sent| sent.with(svix::SIGNATURE, "nonsense"),
        &["error webhook/signature-unreadable"],
        "header:svix-signature delivery 1",
    ),
    (
        "old",
        |_| Sent::svix(&conversion(), SECRET, now() - 4_000),
        &["warning webhook/stale"],
        "seconds before it came, and the document allows 300",
    ),
    (
        "from the future",
        |_| Sent::svix(&conversion(), SECRET, now() + 4_000),
        &["warning webhook/stale"],
        "seconds after it came",
    ),
    ("almost old", |_| Sent::svix(&conversion(), SECRET, now() - 290), &[], ""),
    (
        "a time that cannot be read",
        |sent| sent.with(svix::TIMESTAMP, "noon"),
        &["error header/value", "error webhook/signature-unreadable"],
        "header:svix-timestamp",
    ),
    (
        "without its id",
        |sent| sent.without(svix::ID),
        &["error webhook/signature-unreadable"],
        "header:svix-id delivery 1 (conversion.created, msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e): is missing",
    ),
    (
        "with another id",
        |_| Sent::svix(&changed(|payload| payload["id"] = json!("msg_1")), SECRET, now()).with(svix::ID, "msg_2"),
        &["error webhook/signature-wrong", "warning semantic"],
        "the header names the event of the body",
    ),
    (
        "of an unknown event",
        |_| Sent::svix(&changed(|payload| payload["type"] = json!("conversion.exploded")), SECRET, now()),
        &["error webhook/event-unknown"],
        "/type delivery 1 (conversion.exploded, msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e): is \"conversion.exploded\", which the document does not declare; it declares program.created, ",
    ),
    (
        "of no event",
        |_| {
            Sent::svix(
                &changed(|payload| {
                    payload.as_object_mut().expect("an object").remove("type");
                }),
                SECRET,
                now(),
            )
        },
        &["error webhook/event-unnamed"],
        "/type is missing",
    ),
    (
        "whose event is not a string",
        |_| Sent::svix(&changed(|payload| payload["type"] = json!(7)), SECRET, now()),
        &["error webhook/event-unnamed"],
        "/type is 7, not text",
    ),
    (
        "with an unknown field",
        |_| Sent::svix(&changed(|payload| payload["data"]["extra"] = json!(1)), SECRET, now()),
        &["warning body/unknown-field"],
        "/data/extra delivery 1 (conversion.created, msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e): ",
    ),
    (
        "with a wrong type",
        |_| Sent::svix(&changed(|payload| payload["data"]["amount"] = json!("49")), SECRET, now()),
        &["error body/type"],
        "/data/amount delivery 1 (conversion.created, msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e): is \"49\" (string), the contract says integer",
    ),
    (
        "that is not JSON",
        |_| Sent::svix(&json!("x"), SECRET, now()).body("{"),
        &["error body/not-json", "error webhook/signature-wrong"],
        "is not JSON",
    ),
    (
        "that is empty",
        |sent| sent.body(""),
        &["error body/not-json", "error webhook/signature-wrong"],
        "the body is empty",
    ),
    (
        "that says it is text",
        |sent| sent.with("content-type", "text/plain"),
        &["error content-type"],
        "header:content-type",
    ),
    (
        "by another method",
        |sent| Sent { method: "PUT", ..sent },
        &["error operation/undeclared"],
        "is PUT, the contract declares POST",
    ),
];

#[tokio::test]
async fn each_fault_of_a_delivery_is_found_and_nothing_else() {
    for (name, change, expected, line) in FAULTS {
        let sent = change(Sent::svix(&conversion(), SECRET, now()));
        let (found, lines) = judged(&sent, &options(&[SECRET])).await;
        assert_eq!(found, *expected, "a delivery {name}: {lines}");
        assert!(lines.contains(line), "a delivery {name} says {lines:?}, not {line:?}");
    }
}

#[tokio::test]
async fn either_secret_counts_while_one_replaces_the_other() {
    let sent = Sent::svix(&conversion(), SECRET, now());
    assert_eq!(judged(&sent, &options(&[OTHER, SECRET])).await.0, [""; 0]);
    assert_eq!(judged(&sent, &options(&[OTHER])).await.0, ["error webhook/signature-wrong"]);
}

#[tokio::test]
async fn without_a_secret_no_signature_is_good() {
    for (sent, expected) in [
        (Sent::svix(&conversion(), SECRET, now()), &["warning webhook/not-verified"][..]),
        (Sent::svix(&conversion(), OTHER, now()), &["warning webhook/not-verified"]),
        (Sent::svix(&conversion(), SECRET, now()).without(svix::SIGNATURE), &["error webhook/unsigned"]),
        // The time is judged all the same.
        (Sent::svix(&conversion(), SECRET, now() - 4_000), &["warning webhook/not-verified", "warning webhook/stale"]),
        (
            Sent::svix(&conversion(), SECRET, now()).without(svix::TIMESTAMP),
            &["error header/missing", "warning webhook/not-verified"],
        ),
    ] {
        let heard = heard("agentref", &options(&[]), vec![sent.bytes()]).await;
        let report = heard.report.expect("a report");
        assert_eq!(found(&report), expected);
        assert_eq!(summary(&report, "signatures"), "0 of 1 verified");
    }
}

#[tokio::test]
async fn strictness_makes_errors_of_warnings_but_the_clock_of_a_sandbox_is_its_own() {
    let old = Sent::svix(&conversion(), SECRET, now() - 4_000);
    let extra = changed(|payload| payload["data"]["extra"] = json!(1));
    let extra = Sent::svix(&extra, SECRET, now());
    let strict = |secrets| Options { strict: true, ..options(secrets) };
    let sandbox = |secrets| Options { sandbox: true, ..options(secrets) };
    for (sent, options, expected) in [
        (&old, strict(&[SECRET]), "error webhook/stale"),
        (&old, sandbox(&[SECRET]), "warning webhook/stale"),
        (&old, Options { strict: true, ..sandbox(&[SECRET]) }, "error webhook/stale"),
        (&extra, strict(&[SECRET]), "error body/unknown-field"),
        (&extra, sandbox(&[SECRET]), "error body/unknown-field"),
    ] {
        assert_eq!(judged(sent, &options).await.0, [expected]);
    }
    for options in [strict(&[]), sandbox(&[])] {
        let fresh = Sent::svix(&conversion(), SECRET, now());
        assert_eq!(judged(&fresh, &options).await.0, ["error webhook/not-verified"]);
    }
}

#[tokio::test]
async fn partnero_signs_the_body_in_hexadecimal_digits() {
    let document = published("partnero");
    let payload = example(&document, "partner.created");
    let good = Sent::body_hex(&payload, "p4ss");
    for (sent, expected) in [
        (good.clone(), &[][..]),
        (Sent::body_hex(&payload, "other"), &["error webhook/signature-wrong"]),
        (good.clone().with("Signature", "xyz"), &["error webhook/signature-unreadable"]),
        (good.clone().without("Signature"), &["error webhook/unsigned"]),
        (good.clone().with("Signature", &good.headers[1].1.to_uppercase()), &[]),
    ] {
        let report = heard("partnero", &options(&["p4ss"]), vec![sent.bytes()]).await.report.expect("a report");
        assert_eq!(found(&report), expected, "{:?}", report.findings);
        assert_eq!(summary(&report, "deliveries"), format!("1, {} with findings", expected.len()));
    }
}

#[tokio::test]
async fn wecantrack_signs_nothing_and_names_no_event() {
    let document = published("wecantrack");
    let payload = example(&document, "conversion.created");
    let mut broken = payload.clone();
    broken["sale_amount"] = json!("45");
    let query = "transaction_id=84139522&network_id=awin";
    let get = Sent { method: "GET", target: format!("/hooks?{query}"), body: String::new(), ..Sent::json(&json!({})) };
    for (sent, is_clean) in [(Sent::json(&payload), true), (Sent::json(&broken), false), (get, false)] {
        let report = heard("wecantrack", &options(&[]), vec![sent.bytes()]).await.report.expect("a report");
        assert_eq!(report.findings.is_empty(), is_clean, "{:?}", report.findings);
        assert_eq!(summary(&report, "signatures"), "");
        assert_eq!(summary(&report, "events"), "", "events that look the same are not counted");
        assert!(report.notes[0].contains("does not say where a payload names its event"), "{:?}", report.notes);
        for finding in &report.findings {
            let message = &finding.message;
            assert!(message.starts_with("delivery 1 (conversion.created or conversion.updated): "), "{message}");
        }
    }
    // A secret that is there by mistake is not a reason to fail.
    let report =
        heard("wecantrack", &options(&["x"]), vec![Sent::json(&payload).bytes()]).await.report.expect("a report");
    assert_eq!(found(&report), [""; 0]);
    assert!(report.notes.iter().any(|note| note.contains("the secret is not used")), "{:?}", report.notes);
}

#[tokio::test]
async fn repeated_deliveries_are_counted_and_no_errors() {
    let first = Sent::svix(&conversion(), SECRET, now()).bytes();
    let other = Sent::svix(&changed(|payload| payload["id"] = json!("msg_7")), SECRET, now()).bytes();
    let heard = heard("agentref", &options(&[SECRET]), vec![first.clone(), other, first]).await;
    let report = heard.report.expect("a report");
    assert_eq!(found(&report), [""; 0]);
    assert_eq!(summary(&report, "deliveries"), "3, 0 with findings, 1 repeated");
    assert_eq!(summary(&report, "signatures"), "3 of 3 verified");
    assert_eq!(heard.told[3], "delivery 3 (conversion.created, msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e): 0 findings, repeated");
}

#[tokio::test]
async fn events_are_covered_by_their_deliveries() {
    let document = published("agentref");
    let deliveries = |events: &[&str]| -> Vec<Vec<u8>> {
        events.iter().map(|event| Sent::svix(&example(&document, event), SECRET, now()).bytes()).collect()
    };
    let wanting = |percent| Options { min_coverage: vec![(CoverageKind::Events, percent)], ..options(&[SECRET]) };
    for (events, percent, seen, expected) in [
        (&["conversion.created"][..], 0.0, "1 of 13 seen", &[][..]),
        (&["conversion.created", "payout.created"], 15.0, "2 of 13 seen, 15 % required", &[]),
        (&["conversion.created", "payout.created"], 16.0, "2 of 13 seen, 16 % required", &["error coverage/events"]),
    ] {
        let report = heard("agentref", &wanting(percent), deliveries(events)).await.report.expect("a report");
        assert_eq!(found(&report), expected, "{:?}", report.findings);
        assert_eq!(summary(&report, "events"), seen);
        let coverage = report.coverage.expect("the coverage");
        assert_eq!(coverage["events"]["seen"], json!(events.len()));
        assert!(coverage["events"]["unseen"].as_array().expect("names").contains(&json!("program.created")));
        assert_eq!(coverage["operations"]["declared"], json!(0), "no operation is called");
        let unseen = coverage["fields"]["unseen"].as_array().expect("names");
        assert!(!unseen.contains(&json!("conversion.created payload /data/amount")), "{unseen:?}");
        assert!(unseen.contains(&json!("flag.resolved payload /type")), "{unseen:?}");
    }
}

/// Four deliveries with something of everything.
async fn mixed() -> (trackside_checker::report::Report, String) {
    let time = now();
    let signed = |payload: &Value, secret| Sent::svix(payload, secret, time);
    let extra = changed(|payload| {
        payload["id"] = json!("msg_2");
        payload["data"]["extra"] = json!(1);
    });
    let unknown = changed(|payload| {
        payload["id"] = json!("msg_3");
        payload["type"] = json!("conversion.exploded");
    });
    let requests = vec![
        signed(&conversion(), SECRET).bytes(),
        signed(&extra, SECRET).bytes(),
        signed(&unknown, SECRET).bytes(),
        signed(&conversion(), OTHER).without(svix::SIGNATURE).bytes(),
        b"nonsense\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
    ];
    let heard = heard("agentref", &options(&[SECRET]), requests).await;
    (heard.report.expect("a report"), time.to_string())
}

#[tokio::test]
async fn the_report_says_which_delivery_and_why() {
    let (report, time) = mixed().await;
    let written = |format| {
        let mut out = Vec::new();
        report.write(&mut out, format, false).expect("memory takes everything");
        String::from_utf8(out).expect("text")
    };
    let text = written(Format::Text);
    let address = report.subject.rsplit_once("//").expect("a URL").1.trim_end_matches('/');
    let mut text = text.replace(address, "127.0.0.1:4100").replace(&time, "[time]");
    // Signatures depend on the time.
    while let Some((start, end)) = text.find("v1,").and_then(|start| Some((start, start + text[start..].find('\'')?))) {
        text.replace_range(start..end, "[signature]");
    }
    insta::assert_snapshot!("webhooks_as_text", text);
    for format in [Format::Json, Format::Junit, Format::Github, Format::Markdown] {
        let text = written(format).replace('\\', "");
        for part in ["delivery 3 (conversion.exploded, msg", "which the document does not declare", "webhook/unsigned"]
        {
            assert!(text.contains(part), "{format:?} does not say {part:?}:\n{text}");
        }
    }
}

/// The rules about webhooks that these tests break.
pub(crate) async fn broken() -> BTreeSet<String> {
    let unnamed = changed(|payload| payload["type"] = json!(7));
    let sent = vec![
        Sent::svix(&conversion(), OTHER, now() - 4_000).bytes(),
        Sent::svix(&conversion(), SECRET, now()).with(svix::SIGNATURE, "x").bytes(),
        Sent::svix(&unnamed, SECRET, now()).bytes(),
    ];
    let unverified = vec![Sent::svix(&conversion(), SECRET, now()).bytes()];
    let reports = [
        mixed().await.0,
        heard("agentref", &options(&[SECRET]), sent).await.report.expect("a report"),
        heard_until("agentref", &options(&[]), unverified, Some(2)).await.report.expect("a report"),
    ];
    reports.iter().flat_map(|report| &report.findings).map(|finding| finding.rule.to_string()).collect()
}
