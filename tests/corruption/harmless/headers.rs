//! Headers that a contract does not speak of, and other ways to write those that it does.

use http::{HeaderName, HeaderValue, Method, StatusCode};

use super::Variation;
use crate::corruption::{Effect, Scene};
use crate::message::Answer;
use crate::wire::Piece;

/// The variations of this subject.
pub(super) fn variations() -> Vec<Variation> {
    let mut variations = written();
    variations.extend(added());
    variations.extend(unusual());
    variations
}

/// Other ways to write the same headers.
fn written() -> Vec<Variation> {
    vec![
        line("header names in capital letters", |scene, answer| {
            lines(scene, answer, |name, value| format!("{}: {value}", name.to_ascii_uppercase()))
        }),
        line("header names with a capital letter for each word", |scene, answer| {
            lines(scene, answer, |name, value| {
                let words: Vec<_> = name.split('-').map(capitalised).collect();
                format!("{}: {value}", words.join("-"))
            })
        }),
        line("no space after the colon", |scene, answer| lines(scene, answer, |name, value| format!("{name}:{value}"))),
        line("tab after the colon", |scene, answer| lines(scene, answer, |name, value| format!("{name}:\t{value}"))),
        line("spaces around header values", |scene, answer| {
            lines(scene, answer, |name, value| format!("{name}:   {value}  "))
        }),
        Variation::new("headers in the opposite order", Effect::Answer(|_, answer| reorder(answer, <[_]>::reverse))),
        Variation::new("headers in alphabetical order", Effect::Answer(|_, answer| reorder(answer, <[_]>::sort))),
    ]
}

/// Headers that servers and proxies add.
fn added() -> Vec<Variation> {
    vec![
        with("server and proxy named", |_, answer| {
            add(answer, &[("server", "nginx/1.29.3"), ("via", "1.1 edge-7"), ("x-powered-by", "Express")]);
        }),
        with("cookies", |_, answer| {
            add(answer, &[("set-cookie", "session=a1; Path=/; HttpOnly"), ("set-cookie", "lang=en; Max-Age=3600")]);
        }),
        with("validators of a cache", |_, answer| {
            add(answer, &[("etag", "\"33a64df5\""), ("last-modified", "Mon, 08 Jun 2026 11:00:00 GMT")]);
        }),
        with("weak validator", |_, answer| add(answer, &[("etag", "W/\"0815\"")])),
        with("rules for caches", |_, answer| {
            add(
                answer,
                &[("cache-control", "private, max-age=0, must-revalidate"), ("pragma", "no-cache"), ("expires", "0")],
            );
        }),
        with("response of a cache", |_, answer| {
            add(answer, &[("age", "12"), ("x-cache", "HIT"), ("x-served-by", "cache-fra-1"), ("x-cache-hits", "3")]);
        }),
        with("varies by everything", |_, answer| add(answer, &[("vary", "*")])),
        with("varies by some headers", |_, answer| {
            add(answer, &[("vary", "accept-encoding, origin"), ("vary", "accept")]);
        }),
        with("security headers", |_, answer| {
            add(
                answer,
                &[
                    ("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
                    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
                    ("x-content-type-options", "nosniff"),
                    ("x-frame-options", "DENY"),
                    ("referrer-policy", "no-referrer"),
                ],
            );
        }),
        with("CORS headers", |_, answer| {
            add(
                answer,
                &[
                    ("access-control-allow-origin", "*"),
                    ("access-control-expose-headers", "x-request-id"),
                    ("access-control-max-age", "600"),
                ],
            );
        }),
        with("tracing headers", |_, answer| {
            add(
                answer,
                &[
                    ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                    ("cf-ray", "8f1d2c3b4a5e6f70-FRA"),
                    ("x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678"),
                    ("server-timing", "db;dur=53, app;dur=47.2"),
                ],
            );
        }),
        with("other protocols announced", |_, answer| add(answer, &[("alt-svc", "h3=\":443\"; ma=86400")])),
        with("links to documentation", |_, answer| {
            add(answer, &[("link", "</docs>; rel=\"service-doc\", </openapi.json>; rel=\"service-desc\"")]);
        }),
        with("connection kept alive, and told", |_, answer| {
            add(answer, &[("connection", "keep-alive"), ("keep-alive", "timeout=5, max=1000")]);
        }),
        with("language of the body", |_, answer| add(answer, &[("content-language", "en-GB")])),
        with("body to be shown inline", |_, answer| {
            add(answer, &[("content-disposition", "inline; filename=\"a.json\"")]);
        }),
        with("no ranges accepted", |_, answer| add(answer, &[("accept-ranges", "none")])),
        with("methods allowed, though nothing was refused", |_, answer| {
            if answer.status.is_success() {
                add(answer, &[("allow", "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE")]);
            }
        }),
        with("challenge with 401, as HTTP requires", |_, answer| {
            if answer.status == StatusCode::UNAUTHORIZED {
                add(answer, &[("www-authenticate", "Bearer realm=\"api\", error=\"invalid_token\"")]);
            }
        }),
        with("warning and reports", |_, answer| {
            add(
                answer,
                &[
                    ("warning", "199 - \"Miscellaneous warning\""),
                    (
                        "report-to",
                        "{\"group\":\"nel\",\"max_age\":86400,\"endpoints\":[{\"url\":\"https://r.example\"}]}",
                    ),
                    ("nel", "{\"report_to\":\"nel\",\"max_age\":86400}"),
                ],
            );
        }),
        with("deprecation and sunset announced", |_, answer| {
            add(answer, &[("deprecation", "@1814313600"), ("sunset", "Wed, 30 Jun 2027 00:00:00 GMT")]);
        }),
    ]
}

/// Headers that are rare and allowed.
fn unusual() -> Vec<Variation> {
    vec![
        with("sixty more headers", |_, answer| {
            for number in 0..60 {
                let name: HeaderName = format!("x-extra-{number}").parse().expect("a header name");
                answer.headers.append(name, HeaderValue::from(number));
            }
        }),
        with("long header", |_, answer| add(answer, &[("x-context", &"a".repeat(8000))])),
        with("empty header that is not declared", |_, answer| add(answer, &[("x-empty", "")])),
        with("header with letters beyond ASCII", |_, answer| {
            let value = HeaderValue::from_bytes("Zürich".as_bytes()).expect("a header value");
            answer.headers.append("x-region", value);
        }),
        with("header with letters of Latin-1", |_, answer| {
            answer.headers.append("x-region", HeaderValue::from_bytes(b"Z\xfcrich").expect("a header value"));
        }),
    ]
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

fn add(answer: &mut Answer, headers: &[(&'static str, &str)]) {
    for (name, value) in headers {
        answer.headers.append(*name, value.parse().expect("a header value"));
    }
}

fn reorder(answer: &mut Answer, order: fn(&mut [String])) {
    let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
    order(&mut names);
    let before = std::mem::take(&mut answer.headers);
    for name in names {
        for value in before.get_all(&name) {
            answer.headers.append(name.parse::<HeaderName>().expect("a header name"), value.clone());
        }
    }
}

/// The response with each header line as `line` writes it.
fn lines(scene: &Scene<'_>, answer: &Answer, line: fn(&str, &str) -> String) -> Vec<Piece> {
    let head = String::from_utf8_lossy(&answer.head()).into_owned();
    let (status, headers) = head.split_once("\r\n").unwrap_or_default();
    let written = headers.split("\r\n").filter_map(|header| header.split_once(": "));
    let written: String = written.map(|(name, value)| line(name, value) + "\r\n").collect();
    let body = if scene.request.method == Method::HEAD { &[][..] } else { &answer.body };
    vec![Piece::Bytes([format!("{status}\r\n{written}\r\n").as_bytes(), body].concat())]
}

fn line(name: &'static str, write: fn(&mut Scene<'_>, &Answer) -> Vec<Piece>) -> Variation {
    Variation::new(name, Effect::Framing(write))
}

fn with(name: &'static str, change: fn(&mut Scene<'_>, &mut Answer)) -> Variation {
    Variation::new(name, Effect::Answer(change))
}
