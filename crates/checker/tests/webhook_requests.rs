//! What comes to a receiver of webhooks besides good deliveries: requests that cannot be read, too few, or nothing.

use serde_json::json;
use trackside_checker::CheckError;

use crate::deliveries::{SECRET, Sent, found, heard, heard_until, now, options, summary};
use crate::webhooks::{conversion, judged};

#[tokio::test]
async fn requests_that_cannot_be_read_are_refused_and_reported() {
    let head = "POST /hooks HTTP/1.1\r\nhost: x\r\n";
    let large = "x".repeat((1 << 20) + 1);
    for (request, status, why) in [
        ("nonsense\r\n\r\n".to_owned(), "HTTP/1.1 400 Bad Request", "is not valid HTTP"),
        (format!("{head}content-length: many\r\n\r\n"), "HTTP/1.1 400 Bad Request", "is not valid HTTP"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), "HTTP/1.1 400 Bad Request", "is not HTTP/1.1"),
        ("POST /cut HTTP/1.1\r\nhost: x".to_owned(), "HTTP/1.1 400 Bad Request", "broke off before its headers ended"),
        (
            "POST /cut HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{".to_owned(),
            "HTTP/1.1 400 Bad Request",
            "has a body that broke off",
        ),
        (head.to_owned(), "HTTP/1.1 408 Request Timeout", "was not complete within 1 seconds"),
        (
            format!("{head}content-length: 9\r\n\r\n{{"),
            "HTTP/1.1 408 Request Timeout",
            "has a body that was not complete within 1 seconds",
        ),
        (
            format!("{head}content-length: {}\r\n\r\n{large}", large.len()),
            "HTTP/1.1 413 Payload Too Large",
            "has a body of more than 1048576 bytes",
        ),
        ("\u{16}\u{3}\u{1}\0\u{5}\u{1}\0\0\u{1}\u{3}\u{3}".to_owned(), "", "is not HTTP but TLS"),
    ] {
        // A delivery after it is received as ever.
        let good = Sent::svix(&conversion(), SECRET, now()).bytes();
        let heard = heard("agentref", &options(&[SECRET]), vec![request.clone().into_bytes(), good]).await;
        let report = heard.report.expect("a report");
        let shown: String = request.chars().take(80).collect();
        assert!(heard.statuses[0].starts_with(status), "{shown:?}: {:?}", heard.statuses);
        assert_eq!(heard.statuses[1], "HTTP/1.1 200 OK");
        assert_eq!(found(&report), ["error webhook/unreadable"], "{shown:?}");
        let message = &report.findings[0].message;
        assert!(message.starts_with("delivery 1: ") && message.contains(why), "{shown:?}: {message}");
        assert_eq!(summary(&report, "deliveries"), "1, 0 with findings, 0 repeated, 1 more could not be read");
    }
}

#[tokio::test]
async fn a_body_of_one_mebibyte_is_read() {
    let mut payload = conversion();
    payload["data"]["stripeSessionId"] = json!("x".repeat((1 << 20) - 1_000));
    let sent = Sent::svix(&payload, SECRET, now());
    assert!((1_040_000..=1 << 20).contains(&sent.body.len()));
    let (found, lines) = judged(&sent, &options(&[SECRET])).await;
    assert_eq!(found, [""; 0], "{lines:.300}");
}

#[tokio::test]
async fn who_only_looks_whether_the_receiver_is_there_is_told_so() {
    let look = |method, target: &str| {
        Sent { method, target: target.to_owned(), headers: Vec::new(), body: String::new() }.bytes()
    };
    let good = Sent::svix(&conversion(), SECRET, now()).bytes();
    let looks = vec![look("GET", "/"), look("OPTIONS", "/x?secret=1"), good];
    let heard = heard_until("agentref", &options(&[SECRET]), looks, Some(1)).await;
    assert_eq!(
        heard.statuses,
        ["HTTP/1.1 405 Method Not Allowed"; 2].iter().chain(&["HTTP/1.1 200 OK"]).copied().collect::<Vec<_>>()
    );
    let report = heard.report.expect("a report");
    assert_eq!(found(&report), [""; 0]);
    assert_eq!(report.notes, ["2 requests are no deliveries (GET /): a delivery is sent by POST"]);
    assert_eq!(summary(&report, "deliveries"), "1, 0 with findings, 0 repeated");
}

#[tokio::test]
async fn to_receive_nothing_is_an_error_that_says_what_to_do() {
    let silence = heard("agentref", &options(&[]), Vec::new()).await.report.expect_err("nothing was received");
    let look = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec();
    let looked = heard("agentref", &options(&[]), vec![look]).await.report.expect_err("nothing was received");
    for (error, note) in [(silence, ")"), (looked, "; 1 request is no delivery (GET /): a delivery is sent by POST")] {
        assert!(matches!(error, CheckError::NothingReceived { .. }));
        let said = error.to_string();
        for part in [
            "nothing was received at http://127.0.0.1:",
            "trackside-mock --webhook",
            "trackside-mock trigger program.created",
            note,
        ] {
            assert!(said.contains(part), "{said}");
        }
        assert!(said.ends_with(note), "{said}");
    }
}

#[tokio::test]
async fn fewer_deliveries_than_wanted_are_an_error() {
    let good = Sent::svix(&conversion(), SECRET, now()).bytes();
    for (wanted, expected) in [(1, &[][..]), (2, &["error webhook/too-few"])] {
        let heard = heard_until("agentref", &options(&[SECRET]), vec![good.clone()], Some(wanted)).await;
        assert_eq!(found(&heard.report.expect("a report")), expected);
    }
}

#[tokio::test]
async fn documents_without_events_and_secrets_that_are_none_are_refused() {
    let error = heard("affitor", &options(&[]), Vec::new()).await.report.expect_err("no events");
    assert!(error.to_string().contains("declares no webhook events (`x-webhooks`)"), "{error}");
    for (secret, is_refused) in [("whsec_", true), ("whsec_*", true), (SECRET, false), (&SECRET[6..], false)] {
        let good = Sent::svix(&conversion(), SECRET, now()).bytes();
        let requests = if is_refused { Vec::new() } else { vec![good] };
        let report = heard("agentref", &options(&[secret]), requests).await.report;
        match report {
            Ok(report) => assert_eq!((found(&report), is_refused), (Vec::new(), false), "{secret}"),
            Err(error) => {
                assert!(matches!(error, CheckError::WebhookSecret { .. }) && is_refused, "{secret}: {error}");
                assert!(!error.to_string().contains('*'), "{error} shows the secret");
            }
        }
    }
}

#[tokio::test]
async fn a_delivery_with_very_many_faults_has_a_short_report() {
    let mut payload = conversion();
    for place in 0..2_000 {
        payload["data"][format!("extra_{place}")] = json!("x".repeat(20));
    }
    let sent = Sent::svix(&payload, SECRET, now()).bytes();
    let report = heard("agentref", &options(&[SECRET]), vec![sent]).await.report.expect("a report");
    assert!(report.findings.len() <= 50 && !report.findings.is_empty(), "{}", report.findings.len());
    assert!(report.notes.iter().any(|note| note.contains("findings left out")), "{:?}", report.notes);
    let evidence = report.findings[0].evidence.as_ref().expect("evidence");
    assert!(evidence.curl.len() < 2_000 && evidence.curl.contains("# without its body of"), "{}", evidence.curl);
}
