//! Recorded requests as code, and as the form of their operation.

use trackside_page::pages;
use trackside_page::sample::{Context, Repeated, Request, Variable};

use crate::fixtures::{catalogue, documents, operations, site};

/// A request of wecantrack with a key, which the sandbox may list.
fn listing(listed: bool, query: &str) -> Repeated {
    Repeated {
        request: Request {
            method: "GET".to_owned(),
            url: format!("http://localhost:4010/wecantrack/api/v3/transactions?{query}"),
            headers: vec![("x-api-key".to_owned(), Variable::stand_in(0).to_string())],
            body: None,
        },
        target: format!("/wecantrack/api/v3/transactions?{query}"),
        variables: vec![Variable {
            name: "WECANTRACK_API_KEY".to_owned(),
            listed: listed.then(|| "wct-sandbox".to_owned()),
        }],
        obstacle: None,
        writes: false,
        is_whole: true,
    }
}

/// A registration at AgentRef without a key.
fn unauthenticated() -> Repeated {
    Repeated {
        request: Request {
            method: "GET".to_owned(),
            url: "http://localhost:4010/agentref/x".to_owned(),
            headers: Vec::new(),
            body: None,
        },
        target: "/agentref/x".to_owned(),
        variables: Vec::new(),
        ..listing(false, "")
    }
}

#[test]
fn a_recorded_request_is_written_in_every_language() {
    let repeated = listing(true, "limit=5&status%5B%5D=approved&limits=3");
    let (document, operation) = documents().operation("wecantrack", "listTransactions").expect("it is documented");
    let call = repeated.call(catalogue(), document, operation);
    assert!(call.credential.is_some(), "the sandbox lists the key");
    let secrets = repeated.stand_ins();
    let context = Context { origin: "http://localhost:4010", document, operation, call: &call, secrets: &secrets };
    let command = "curl -sS 'http://localhost:4010/' -H 'x-api-key: '\"$WECANTRACK_API_KEY\"";
    let mut text = String::new();
    for sample in repeated.samples(command, Some(&context)) {
        let filled = sample.with_key.expect("the key is listed");
        text.push_str(&[sample.title, &sample.text, &filled, ""].join("\n\n"));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_key_that_is_not_listed_is_nowhere() {
    let repeated = listing(false, "limit=5");
    assert!(repeated.again().is_err_and(|why| why.contains("does not list")));
    for sample in repeated.samples("curl", None) {
        assert_eq!(sample.with_key, None, "{}", sample.title);
        assert!(!sample.text.contains(Variable::stand_in(0)), "{}", sample.title);
    }
}

#[test]
fn a_listed_key_is_sent_again() {
    let again = listing(true, "limit=5").again().expect("it can be sent");
    assert_eq!(again.headers, [("x-api-key".to_owned(), "wct-sandbox".to_owned())]);
    assert_eq!(again.target, "/wecantrack/api/v3/transactions?limit=5");
    let broken = Repeated { obstacle: Some("its body is not text"), ..listing(true, "") };
    assert_eq!(broken.again(), Err("its body is not text"));
}

#[test]
fn the_form_of_the_operation_is_filled_in() {
    let repeated = listing(true, "limit=5&status%5B%5D=approved&status%5B%5D=declined");
    let (document, operation) = documents().operation("wecantrack", "listTransactions").expect("it is documented");
    let call = repeated.call(catalogue(), document, operation);
    let path = repeated.reference(&call).expect("it is short");
    let (page, query) = path.split_once('?').expect("a query");
    assert_eq!(page, "/reference/wecantrack/listTransactions");
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let at = ("wecantrack", "listTransactions");
    let html = pages::operation(&site(), documents(), catalogue(), operations(), at, &pairs).expect("it has a page");
    for text in [r#"name="limit" value="5""#, r#"value="declined" data-location="query" checked"#] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn a_request_without_a_key_stays_without() {
    let repeated = unauthenticated();
    let (document, operation) = documents().operation("agentref", "getTrackingStatus").expect("it is documented");
    let path = repeated.reference(&repeated.call(catalogue(), document, operation)).expect("it is short");
    assert!(path.ends_with("credential="), "{path}");
    assert!(repeated.samples("curl", None).iter().all(|sample| sample.with_key.is_none()));
}

#[test]
fn a_long_body_has_no_link() {
    let mut repeated = unauthenticated();
    repeated.request.body = Some("x".repeat(10_000));
    let (document, operation) = documents().operation("agentref", "getTrackingStatus").expect("it is documented");
    assert_eq!(repeated.reference(&repeated.call(catalogue(), document, operation)), None);
}
