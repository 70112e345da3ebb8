//! Recorded traffic is read as it was, written without secrets, and never a reason to fall over.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use trackside_checker::Secrets;
use trackside_checker::har::{HarError, Recorder, Recording, read_recording, read_recording_of_any_host};
use trackside_contract::Exchange;
use url::Url;

/// A change of an entry.
type Change = fn(&mut Value);

const BASE: &str = "https://shop.example/api/v1";

/// A recording as a browser saves it, with the address of its one request and changes to its entry.
fn browser(url: &str, change: impl Fn(&mut Value)) -> Value {
    let mut entry = json!({
        "_initiator": { "type": "script", "stack": [[[]]] },
        "startedDateTime": "2026-06-08T12:00:00.000Z",
        "time": null,
        "pageref": "page_1",
        "request": {
            "method": "GET", "url": url, "httpVersion": "http/2.0", "cookies": [{ "odd": true }], "queryString": "odd",
            "headers": [
                { "name": ":authority", "value": "shop.example" },
                { "name": "accept", "value": "*/*" },
                { "name": "not a name", "value": "x" },
                { "name": "content-length", "value": "7" },
            ],
            "headersSize": null, "bodySize": "none",
        },
        "response": {
            "status": 200, "statusText": null, "httpVersion": "http/2.0", "cookies": [], "redirectURL": null, "headersSize": -1,
            "headers": [
                { "name": "content-type", "value": "application/json" },
                { "name": "Content-Encoding", "value": "br" },
                { "name": "content-length", "value": "3" },
                { "name": "transfer-encoding", "value": "chunked" },
                { "name": "set-cookie", "value": "a=1\nb=2" },
            ],
            "content": { "size": 8, "mimeType": "application/json", "text": "{\"a\":1}\n" },
            "bodySize": 3.5, "_transferSize": 30,
        },
        "cache": null, "timings": [],
    });
    change(&mut entry);
    json!({ "log": { "version": "1.2", "creator": { "name": "WebInspector" }, "pages": [], "entries": [entry] } })
}

fn file(content: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("traffic.har");
    fs::write(&path, content).unwrap();
    (folder, path)
}

fn read(har: &Value) -> Result<Recording, HarError> {
    let (_folder, path) = file(har.to_string());
    read_recording(&path, &[Url::parse(BASE).unwrap()])
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    };
    pairs.iter().map(pair).collect()
}

#[test]
fn what_a_browser_saves_is_read() {
    let har = browser(&format!("{BASE}/orders?page=2#top"), |_| {});
    let recording = read(&har).unwrap();
    assert_eq!(recording.notes, Vec::<String>::new());
    let [recorded] = recording.exchanges.as_slice() else { panic!("one exchange: {recording:?}") };
    assert_eq!((recorded.index, recorded.base_url.as_str()), (0, BASE));
    assert_eq!(recorded.started.as_deref(), Some("2026-06-08T12:00:00.000Z"));
    let exchange = &recorded.exchange;
    assert_eq!((exchange.method.as_str(), exchange.target.as_str()), ("GET", "/orders?page=2"));
    assert_eq!(exchange.request_headers, headers(&[("accept", "*/*")]));
    assert_eq!(exchange.status, StatusCode::OK);
    let expected = [("content-type", "application/json"), ("set-cookie", "a=1"), ("set-cookie", "b=2")];
    assert_eq!(exchange.response_headers, headers(&expected));
    assert_eq!(exchange.response_body.as_ref(), b"{\"a\":1}\n");
}

#[test]
fn a_byte_order_mark_is_no_reason_to_refuse_a_file() {
    let har = browser(&format!("{BASE}/orders"), |_| {});
    let (_folder, path) = file([b"\xef\xbb\xbf", har.to_string().as_bytes()].concat());
    assert_eq!(read_recording(&path, &[Url::parse(BASE).unwrap()]).unwrap().exchanges.len(), 1);
}

#[test]
fn bodies_are_read_in_every_way_of_writing_them() {
    let url = format!("{BASE}/orders");
    for (data, expected) in [
        (json!({ "mimeType": "text/plain", "text": "a&b" }), &b"a&b"[..]),
        (
            json!({ "mimeType": "application/x-www-form-urlencoded", "text": null, "params": [{ "name": "a b", "value": "ü&" }, { "name": "c" }] }),
            b"a+b=%C3%BC%26&c=",
        ),
        (json!({ "text": "/wD+", "encoding": "base64" }), b"\xff\x00\xfe"),
        (json!({ "text": "/w", "encoding": "BASE64" }), b"\xff"),
        (
            json!({ "mimeType": "multipart/form-data; boundary=x", "params": [{ "name": "file", "fileName": "a" }] }),
            b"",
        ),
        (json!(null), b""),
    ] {
        let recording = read(&browser(&url, |entry| entry["request"]["postData"] = data.clone())).unwrap();
        assert_eq!(recording.exchanges[0].exchange.request_body.as_ref(), expected, "{data}");
    }
    let har = browser(&url, |entry| {
        entry["response"]["content"] = json!({ "size": 3, "text": "/wD+", "encoding": "base64" });
    });
    assert_eq!(read(&har).unwrap().exchanges[0].exchange.response_body.as_ref(), b"\xff\x00\xfe");
}

#[test]
fn the_longest_base_counts_and_the_rest_is_left_out() {
    let bases =
        ["https://shop.example", "https://shop.example/api/v1/", "https://shop.example/api", "http://shop.example:81/"];
    let bases = bases.map(|base| Url::parse(base).unwrap());
    for (url, expected) in [
        ("https://shop.example/api/v1/orders?a=1", Some(("https://shop.example/api/v1", "/orders?a=1"))),
        ("https://SHOP.example:443/api/v1", Some(("https://shop.example/api/v1", "/"))),
        ("https://shop.example/api/v11/orders", Some(("https://shop.example/api", "/v11/orders"))),
        ("https://ann:pw@shop.example/other", Some(("https://shop.example/", "/other"))),
        ("http://shop.example:81/a", Some(("http://shop.example:81/", "/a"))),
        ("http://shop.example/api/v1/orders", None),
        ("https://shop.example.evil/api/v1/orders", None),
        ("data:text/plain,x", None),
        ("blob:https://shop.example/api/v1/orders", None),
    ] {
        let (_folder, path) = file(browser(url, |_| {}).to_string());
        let recording = read_recording(&path, &bases).unwrap();
        let found =
            recording.exchanges.first().map(|recorded| (recorded.base_url.as_str(), recorded.exchange.target.as_str()));
        assert_eq!(found, expected, "{url}");
        let note = ["1 of 1 entries skipped: other servers or paths".to_owned()];
        assert_eq!(recording.notes, if found.is_none() { &note[..] } else { &[] }, "{url}");
    }
}

#[test]
fn servers_without_a_host_are_found_by_their_path() {
    for (url, expected) in [
        ("https://a.example/api/v1/orders?x=1", Some(("https://a.example/api/v1", "/orders?x=1"))),
        ("http://127.0.0.1:4010/api/v1/orders", Some(("http://127.0.0.1:4010/api/v1", "/orders"))),
        ("http://127.0.0.1:4010/assets/app.js", None),
        ("data:/api/v1/orders", None),
    ] {
        let (_folder, path) = file(browser(url, |_| {}).to_string());
        let recording = read_recording_of_any_host(&path, &["/api", "/api/v1/"]).unwrap();
        let found =
            recording.exchanges.first().map(|recorded| (recorded.base_url.as_str(), recorded.exchange.target.as_str()));
        assert_eq!(found, expected, "{url}");
    }
}

#[test]
fn entries_that_say_too_little_are_left_out_with_a_note() {
    let url = format!("{BASE}/orders");
    let rows: [(Change, &str); 5] = [
        (
            |entry| entry["response"]["_error"] = json!("net::ERR_CONTENT_LENGTH_MISMATCH"),
            "1 of 1 entries skipped: responses that broke off",
        ),
        (|entry| entry["response"]["status"] = json!(0), "1 of 1 entries skipped: requests without a response"),
        (|entry| entry["response"]["status"] = json!(null), "1 of 1 entries skipped: requests without a response"),
        (|entry| entry["response"]["status"] = json!(-1), "1 of 1 entries skipped: requests without a response"),
        (
            |entry| entry["response"]["content"] = json!({ "size": 9 }),
            "1 of 1 entries skipped: responses without a saved body; record with content",
        ),
    ];
    for (change, note) in rows {
        let recording = read(&browser(&url, change)).unwrap();
        assert_eq!((recording.exchanges.len(), recording.notes.as_slice()), (0, &[note.to_owned()][..]));
    }
    let head = browser(&url, |entry| {
        entry["request"]["method"] = json!("HEAD");
        entry["response"]["content"] = json!({ "size": 9 });
    });
    assert_eq!(read(&head).unwrap().exchanges.len(), 1, "an answer to HEAD has no body");
}

#[test]
fn errors_name_the_file_the_entry_and_the_place() {
    let url = format!("{BASE}/orders");
    let rows: [(Change, &str); 8] = [
        (
            |entry| entry["request"]["url"] = json!("no address"),
            "log.entries[0].request.url is \"no address\", which is not a URL",
        ),
        (|entry| entry["request"]["url"] = json!(7), "log.entries[0].request.url: invalid type"),
        (
            |entry| entry["request"]["method"] = json!("G T"),
            "log.entries[0].request.method is \"G T\", which is not a method",
        ),
        (
            |entry| entry["response"]["status"] = json!(99),
            "log.entries[0].response.status is 99, which is not a status",
        ),
        (|entry| entry["response"]["status"] = json!("200"), "log.entries[0].response.status: invalid type"),
        (
            |entry| entry["response"]["content"]["encoding"] = json!("rot13"),
            "log.entries[0].response.content.text is encoded as \"rot13\"",
        ),
        (
            |entry| entry["request"]["postData"] = json!({ "text": "%", "encoding": "base64" }),
            "log.entries[0].request.postData.text is not base64",
        ),
        (|entry| *entry = json!([]), "log.entries[0]"),
    ];
    for (change, expected) in rows {
        let error = read(&browser(&url, change)).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("traffic.har"), "{error}");
    }
    for content in
        ["", "null", "[]", "{}", "{\"log\":{}}", "{\"log\":{\"entries\":[]}} x", "\u{0}", "{\"log\":{\"entries\":7}}"]
    {
        let (_folder, path) = file(content);
        let error = read_recording(&path, &[]).unwrap_err();
        assert!(matches!(error, HarError::NotHar { .. }), "{content}: {error}");
    }
    let nested = format!("{{\"log\":{{\"entries\":{}", "[".repeat(1_000_000));
    let (folder, path) = file(nested);
    assert!(matches!(read_recording(&path, &[]).unwrap_err(), HarError::NotHar { .. }));
    assert!(matches!(read_recording(folder.path(), &[]).unwrap_err(), HarError::Unreadable { .. }));
}

#[test]
fn files_that_are_too_large_are_refused() {
    let (_folder, path) = file("");
    // A file that is long and takes no room.
    fs::File::options().write(true).open(&path).unwrap().set_len((256 << 20) + 1).unwrap();
    let error = read_recording(&path, &[]).unwrap_err();
    assert!(error.to_string().contains("is larger than 256 MiB"), "{error}");
}

/// An exchange in which the same secrets show in many places.
fn telling() -> Exchange {
    let request = [
        ("authorization", "Bearer known-key"),
        ("cookie", "sid=cookie-one; lang=en; other=cookie two"),
        ("x-shop-key", "named secret"),
        ("x-api-secret", "word1234 word5678"),
        ("content-type", "application/json"),
        ("referer", "https://shop.example/?token=elsewhere"),
    ];
    let response = [
        ("set-cookie", "sid=cookie-set; Path=/; HttpOnly"),
        ("location", "/orders?api_key=quiz%2Fsecret&page=2"),
        ("x-echo", "known-key"),
    ];
    let body = r#"{"next":"https:\/\/shop.example\/orders?api_key=quiz%2fsecret","echo":["known-key","cookie-one","named secret","word1234 word5678","pass-word","cookie-set","a"],"lang":"en","access_token":"handed-out"}"#;
    Exchange {
        method: Method::POST,
        target: "/orders?api_key=quiz%2Fsecret&key=abc&lang=en".to_owned(),
        request_headers: headers(&request),
        request_body: r#"{"user":"ann","password":"pass-word"}"#.into(),
        status: StatusCode::OK,
        response_headers: headers(&response),
        response_body: body.into(),
    }
}

fn written(exchange: &Exchange) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.har");
    let mut secrets = Secrets::new();
    secrets.add("known-key");
    let base = Url::parse("https://ann:base-pass@shop.example/api/v1/").unwrap();
    let mut recorder = Recorder::new(&base, secrets, vec!["x-shop-key".to_owned()]);
    recorder.add(exchange, Duration::from_millis(12));
    recorder.write(&path).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left in the folder");
    serde_json::from_slice(&fs::read(&path).unwrap()).unwrap()
}

#[test]
fn recordings_hold_no_secrets() {
    let mut har = written(&telling());
    let text = har.to_string();
    for secret in [
        "known-key",
        "cookie-one",
        "cookie two",
        "cookie-set",
        "named",
        "word1234",
        "word5678",
        "quiz",
        "abc",
        "elsewhere",
        "pass-word",
        "handed-out",
        "base-pass",
    ] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    har["log"]["entries"][0]["startedDateTime"] = json!("[instant]");
    har["log"]["creator"]["version"] = json!("[version]");
    insta::assert_json_snapshot!("recordings_hold_no_secrets", har);
}

#[test]
fn passwords_of_basic_are_found_in_the_rest_of_the_exchange() {
    let exchange = Exchange {
        request_headers: headers(&[("authorization", "Basic YW5uOmh1bnRlcjI=")]),
        response_body: "hunter2 ann:hunter2 YW5uOmh1bnRlcjI=".into(),
        ..telling()
    };
    let har = written(&exchange);
    assert_eq!(har.pointer("/log/entries/0/response/content/text").unwrap(), "[redacted] [redacted] [redacted]");
    assert_eq!(har.pointer("/log/entries/0/request/headers/0/value").unwrap(), "Basic [redacted]");
}

#[test]
fn forms_hold_no_secrets() {
    let exchange = Exchange {
        request_headers: headers(&[("content-type", "application/x-www-form-urlencoded")]),
        request_body: "user=ann&client_secret=hunter%2B2".into(),
        ..telling()
    };
    let har = written(&exchange);
    assert_eq!(har.pointer("/log/entries/0/request/postData/text").unwrap(), "user=ann&client_secret=[redacted]");
}

#[test]
fn a_recording_that_cannot_be_written_is_an_error() {
    let recorder = Recorder::new(&Url::parse(BASE).unwrap(), Secrets::new(), Vec::new());
    let folder = tempfile::tempdir().unwrap();
    assert!(recorder.write(&folder.path().join("no/such/folder.har")).is_err());
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let body = || prop_oneof![Just(Vec::new()), any::<Vec<u8>>(), ".{0,40}".prop_map(String::into_bytes)];
    let header = || proptest::collection::vec(("x-[a-z]{1,8}", "[!-~]([ -~]{0,10}[!-~])?"), 0..4);
    let method = prop_oneof![Just(Method::GET), Just(Method::POST), Just(Method::DELETE)];
    (
        method,
        "/[a-z0-9/]{0,12}(\\?[a-z]=[A-Za-z0-9%]{0,0}[a-z0-9]{0,8})?",
        header(),
        body(),
        200_u16..600,
        header(),
        body(),
    )
        .prop_map(|(method, target, request, request_body, status, response, response_body)| {
            let map = |pairs: Vec<(String, String)>| {
                let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                headers(&pairs)
            };
            Exchange {
                method,
                target,
                request_headers: map(request),
                request_body: request_body.into(),
                status: StatusCode::from_u16(status).unwrap(),
                response_headers: map(response),
                response_body: response_body.into(),
            }
        })
}

/// Every place in a value.
fn places(value: &Value, place: &str, all: &mut Vec<String>) {
    all.push(place.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| places(item, &format!("{place}/{index}"), all));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, item)| places(item, &format!("{place}/{name}"), all)),
        _ => {}
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("base64"),
            Just("%ff%"),
            Just("https://[::1"),
            Just("https://shop.example/api/v1/%"),
            Just("\u{0}\r\n")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::vec(
                (prop_oneof![Just("name"), Just("value"), Just("text"), Just("log")], inner),
                0..3
            )
            .prop_map(|fields| Value::Object(
                fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn exchanges_come_back_as_they_went(exchanges in proptest::collection::vec(exchange(), 0..4)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.har");
        let base = Url::parse(BASE).unwrap();
        let mut recorder = Recorder::new(&base, Secrets::new(), Vec::new());
        for exchange in &exchanges {
            recorder.add(exchange, Duration::ZERO);
        }
        recorder.write(&path).unwrap();
        let recording = read_recording(&path, &[base]).unwrap();
        prop_assert_eq!(&recording.notes, &Vec::<String>::new());
        prop_assert_eq!(recording.exchanges.len(), exchanges.len());
        for (recorded, sent) in recording.exchanges.iter().zip(&exchanges) {
            let mut sent = sent.clone();
            if sent.status == StatusCode::NOT_MODIFIED {
                // What stands there is the body from a cache.
                sent.response_body.clear();
            }
            // The way in which Debug writes an exchange holds all of it.
            prop_assert_eq!(format!("{:?}", recorded.exchange), format!("{sent:?}"));
        }
    }

    #[test]
    fn no_file_is_a_reason_to_fall_over(changes in proptest::collection::vec((any::<prop::sample::Index>(), anything()), 1..4)) {
        let mut har = browser(&format!("{BASE}/orders?a=1"), |entry| entry["request"]["postData"] = json!({ "text": "x", "params": [] }));
        for (place, value) in changes {
            let mut all = Vec::new();
            places(&har, "", &mut all);
            let place = place.index(all.len());
            *har.pointer_mut(&all[place]).unwrap() = value;
        }
        drop(read(&har));
    }

    #[test]
    fn no_bytes_are_a_reason_to_fall_over(place in any::<prop::sample::Index>(), bytes in any::<Vec<u8>>()) {
        let mut text = browser(&format!("{BASE}/orders"), |_| {}).to_string().into_bytes();
        let place = place.index(text.len());
        let end = (place + bytes.len()).min(text.len());
        text.splice(place..end, bytes);
        let (_folder, path) = file(text);
        drop(read_recording(&path, &[Url::parse(BASE).unwrap()]));
    }
}
