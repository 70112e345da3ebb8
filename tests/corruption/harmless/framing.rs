//! Other ways to divide and delimit the same response (RFC 9112).

use std::fmt::Write as _;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderValue, Method};

use super::Variation;
use crate::corruption::{Effect, Scene};
use crate::message::Answer;
use crate::wire::Piece;

/// The variations of this subject.
pub(super) fn variations() -> Vec<Variation> {
    let mut variations = chunks();
    variations.extend(ends());
    variations.extend(status_lines());
    variations.extend(interim());
    variations.extend(pieces());
    variations
}

fn chunks() -> Vec<Variation> {
    vec![
        framed("one chunk", |scene, answer| chunked(scene, answer, usize::MAX, |size| format!("{size:x}"), "")),
        framed("chunks of a hundred bytes", |scene, answer| {
            chunked(scene, answer, 100, |size| format!("{size:x}"), "")
        }),
        framed("chunks of seven bytes, which divide characters", |scene, answer| {
            chunked(scene, answer, 7, |size| format!("{size:x}"), "")
        }),
        framed("sizes of chunks in capital letters", |scene, answer| {
            chunked(scene, answer, 0xabc, |size| format!("{size:X}"), "")
        }),
        framed("sizes of chunks with zeros before them", |scene, answer| {
            chunked(scene, answer, 200, |size| format!("{size:08x}"), "")
        }),
        framed("chunks with extensions", |scene, answer| {
            chunked(scene, answer, 200, |size| format!("{size:x};sum=7;name=\"a b\""), "")
        }),
        framed("trailers after the chunks", |scene, answer| {
            chunked(scene, answer, 200, |size| format!("{size:x}"), "server-timing: app;dur=7\r\nx-sum: 7\r\n")
        }),
        framed("transfer coding in capital letters", |scene, answer| {
            let pieces = chunked(scene, answer, 500, |size| format!("{size:x}"), "");
            replaced(pieces, "transfer-encoding: chunked", "Transfer-Encoding: Chunked")
        }),
    ]
}

fn ends() -> Vec<Variation> {
    vec![
        framed("connection closed after each response, and told", |scene, answer| {
            let mut last = answer.clone();
            last.headers.insert(CONNECTION, HeaderValue::from_static("close"));
            whole(scene, &last)
        }),
        Variation::new(
            "connection closed after each response, and not told",
            Effect::Wire(|scene, answer| whole(scene, answer)),
        ),
        framed("body that ends with the connection", |scene, answer| {
            let mut last = answer.clone();
            last.headers.remove(CONTENT_LENGTH);
            last.headers.insert(CONNECTION, HeaderValue::from_static("close"));
            whole(scene, &last)
        }),
        framed("length with zeros before it", |scene, answer| {
            let mut padded = answer.clone();
            if let Some(length) = answer.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()) {
                padded.set_header("content-length", &format!("000{length}"));
            }
            // HEAD and GET say the same, in the same words.
            whole(scene, &padded)
        }),
        framed("HTTP/1.0", |scene, answer| replaced(whole(scene, answer), "HTTP/1.1 ", "HTTP/1.0 ")),
        framed("HTTP/1.0 with a connection that is kept", |scene, answer| {
            let mut kept = answer.clone();
            kept.headers.insert(CONNECTION, HeaderValue::from_static("Keep-Alive"));
            replaced(whole(scene, &kept), "HTTP/1.1 ", "HTTP/1.0 ")
        }),
    ]
}

fn status_lines() -> Vec<Variation> {
    vec![
        framed("status without a phrase", |scene, answer| reason(scene, answer, "")),
        framed("status with another phrase", |scene, answer| reason(scene, answer, "All is well, or not")),
        framed("status with a phrase beyond ASCII", |scene, answer| reason(scene, answer, "Très bien")),
    ]
}

/// Interim responses, which clients have to skip.
fn interim() -> Vec<Variation> {
    vec![
        framed("early hints", |scene, answer| {
            before(scene, answer, "HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n")
        }),
        framed("told to continue", |scene, answer| before(scene, answer, "HTTP/1.1 100 Continue\r\n\r\n")),
        framed("told that it takes time, several times", |scene, answer| {
            before(scene, answer, &"HTTP/1.1 102 Processing\r\n\r\n".repeat(5))
        }),
    ]
}

fn pieces() -> Vec<Variation> {
    vec![
        framed("head and body in separate packets", |scene, answer| {
            paused(vec![answer.head(), body(scene, answer).to_vec()])
        }),
        framed("head that comes in pieces", |scene, answer| {
            let head = answer.head();
            let (start, end) = head.split_at(head.len() / 2);
            paused(vec![start.to_vec(), end.to_vec(), body(scene, answer).to_vec()])
        }),
        framed("body that comes in pieces", |scene, answer| {
            let body = body(scene, answer);
            let mut parts = vec![answer.head()];
            parts.extend(body.chunks(body.len() / 3 + 1).map(<[u8]>::to_vec));
            paused(parts)
        }),
        framed("first byte alone", |scene, answer| {
            let all = whole_bytes(scene, answer);
            paused(vec![all[..1].to_vec(), all[1..].to_vec()])
        }),
    ]
}

/// The body as it is sent: none to HEAD.
fn body<'a>(scene: &Scene<'_>, answer: &'a Answer) -> &'a [u8] {
    if scene.request.method == Method::HEAD { &[] } else { &answer.body }
}

fn whole_bytes(scene: &Scene<'_>, answer: &Answer) -> Vec<u8> {
    [answer.head().as_slice(), body(scene, answer)].concat()
}

fn whole(scene: &Scene<'_>, answer: &Answer) -> Vec<Piece> {
    vec![Piece::Bytes(whole_bytes(scene, answer))]
}

fn before(scene: &Scene<'_>, answer: &Answer, interim: &str) -> Vec<Piece> {
    vec![Piece::Bytes(interim.as_bytes().to_vec()), Piece::Bytes(whole_bytes(scene, answer))]
}

fn reason(scene: &Scene<'_>, answer: &Answer, phrase: &str) -> Vec<Piece> {
    let bytes = whole_bytes(scene, answer);
    let end = bytes.iter().position(|byte| *byte == b'\r').unwrap_or_default();
    let line = format!("HTTP/1.1 {} {phrase}", answer.status.as_str());
    vec![Piece::Bytes([line.as_bytes(), &bytes[end..]].concat())]
}

/// The response in chunks of a size, with trailers.
fn chunked(scene: &Scene<'_>, answer: &Answer, size: usize, line: fn(usize) -> String, trailers: &str) -> Vec<Piece> {
    let is_bodiless = [204, 304].contains(&answer.status.as_u16());
    if is_bodiless {
        return whole(scene, answer);
    }
    let mut answer = answer.clone();
    answer.headers.remove(CONTENT_LENGTH);
    answer.headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
    let mut bytes = answer.head();
    if scene.request.method != Method::HEAD {
        for chunk in answer.body.chunks(size.min(answer.body.len()).max(1)) {
            bytes.extend_from_slice(line(chunk.len()).as_bytes());
            bytes.extend_from_slice(b"\r\n");
            bytes.extend_from_slice(chunk);
            bytes.extend_from_slice(b"\r\n");
        }
        let mut end = "0\r\n".to_owned();
        write!(end, "{trailers}\r\n").expect("writing to a string never fails");
        bytes.extend_from_slice(end.as_bytes());
    }
    vec![Piece::Bytes(bytes)]
}

/// Parts with a pause before each but the first.
fn paused(parts: Vec<Vec<u8>>) -> Vec<Piece> {
    let pause = Duration::from_millis(2);
    let mut pieces = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let (first, rest) = part.split_at(1);
        pieces.push(Piece::Bytes(first.to_vec()));
        pieces.push(Piece::Drip(rest.iter().take(1).copied().collect(), pause));
        pieces.push(Piece::Bytes(rest.iter().skip(1).copied().collect()));
    }
    pieces
}

fn replaced(pieces: Vec<Piece>, from: &str, to: &str) -> Vec<Piece> {
    let replaced = |piece| match piece {
        Piece::Bytes(bytes) => {
            let place = bytes.windows(from.len()).position(|window| window == from.as_bytes());
            let at = place.map_or(bytes.len(), |place| place + from.len());
            let start = place.unwrap_or(bytes.len());
            let to = if place.is_some() { to } else { "" };
            Piece::Bytes([&bytes[..start], to.as_bytes(), &bytes[at..]].concat())
        }
        other => other,
    };
    pieces.into_iter().map(replaced).collect()
}

fn framed(name: &'static str, write: fn(&mut Scene<'_>, &Answer) -> Vec<Piece>) -> Variation {
    Variation::new(name, Effect::Framing(write))
}
