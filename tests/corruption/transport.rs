//! Connections that break, answers that are no HTTP, and answers without end.

use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderValue, Method};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::Answer;
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_LIST, FULLWHERE_TRACKER, PARTNERO_PROGRAM, WECANTRACK_LIST,
};
use crate::wire::Piece;

/// How long the checker waits where it is to lose its patience.
const SHORT: Duration = Duration::from_millis(300);

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = cut_off();
    corruptions.extend(slow());
    corruptions.extend(malformed());
    corruptions
}

fn cut_off() -> Vec<Corruption> {
    let cut_off = |name, operation, write| wire(name, operation, "transport/cut-off", "", write);
    vec![
        cut_off("body shorter than its length", FULLWHERE_LIST, |_, answer| vec![Piece::Bytes(half(answer))]),
        cut_off("length larger than the body", AGENTREF_STATUS, |_, answer| {
            vec![Piece::Bytes(with_length(answer, &(answer.body.len() + 10).to_string()).bytes())]
        }),
        cut_off("chunk that is cut off", WECANTRACK_LIST, |_, answer| {
            let chunk = format!("{:x}\r\n", answer.body.len() + 10);
            vec![Piece::Bytes([chunked(answer).head().as_slice(), chunk.as_bytes(), &answer.body].concat())]
        }),
        cut_off("connection closed before the response", AFFITOR_STATUS, |_, _| Vec::new()),
        cut_off("connection closed within the headers", PARTNERO_PROGRAM, |_, _| {
            vec![Piece::Bytes(b"HTTP/1.1 200 OK\r\ncontent-ty".to_vec())]
        }),
        cut_off("connection reset before the response", FULLWHERE_TRACKER, |_, _| vec![Piece::Reset]),
        cut_off("connection reset within the body", FULLWHERE_LIST, |_, answer| {
            vec![Piece::Bytes(half(answer)), Piece::Drip(vec![b' '; 2], SHORT / 10), Piece::Reset]
        }),
        wire("server gone after its first response", AGENTREF_STATUS, "transport/connect", "", |_, answer| {
            let mut last = answer.clone();
            last.headers.insert(CONNECTION, HeaderValue::from_static("close"));
            vec![Piece::Bytes(last.bytes()), Piece::Vanish]
        }),
        wire("length smaller than the body", AFFITOR_STATUS, "body/not-json", "is truncated", |scene, answer| {
            if scene.request.method == Method::HEAD {
                return vec![Piece::Bytes(answer.bytes())];
            }
            vec![Piece::Bytes(with_length(answer, &(answer.body.len() / 2).to_string()).bytes())]
        }),
    ]
}

fn slow() -> Vec<Corruption> {
    let slow =
        |name, operation, write| wire(name, operation, "transport/timeout", "took more than", write).patience(SHORT);
    vec![
        slow("no response", AGENTREF_STATUS, |_, _| vec![Piece::Hold]),
        slow("headers without a body", AFFITOR_STATUS, |scene, answer| {
            if scene.request.method == Method::HEAD {
                return vec![Piece::Hold];
            }
            vec![Piece::Bytes(answer.head()), Piece::Hold]
        }),
        slow("response that arrives byte by byte", FULLWHERE_LIST, |_, answer| {
            vec![Piece::Drip(answer.bytes(), Duration::from_millis(20))]
        }),
        slow("body that arrives byte by byte", PARTNERO_PROGRAM, |_, answer| {
            vec![Piece::Bytes(answer.head()), Piece::Drip(answer.body.clone(), Duration::from_millis(20))]
        }),
        slow("endless interim responses", FULLWHERE_TRACKER, |_, _| {
            vec![Piece::Forever(b"HTTP/1.1 102 Processing\r\n\r\n".to_vec())]
        }),
        wire("endless body", AGENTREF_STATUS, "transport/body-endless", "has a body of more than", |_, answer| {
            let mut endless = answer.clone();
            endless.headers.remove(CONTENT_LENGTH);
            vec![Piece::Bytes(endless.head()), Piece::Forever(vec![b' '; 1 << 16])]
        }),
        wire("endless chunks", WECANTRACK_LIST, "transport/body-endless", "has a body of more than", |_, answer| {
            let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 1 << 16], b"\r\n"].concat();
            vec![Piece::Bytes(chunked(answer).head()), Piece::Forever(chunk)]
        }),
    ]
}

fn malformed() -> Vec<Corruption> {
    let malformed = |name, operation, write| wire(name, operation, "transport/malformed", "", write);
    vec![
        malformed("another protocol", AGENTREF_STATUS, |_, _| vec![Piece::Bytes(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec())]),
        malformed("response without headers", AFFITOR_STATUS, |_, answer| vec![Piece::Bytes(answer.body.clone())]),
        malformed("status that is not a number", PARTNERO_PROGRAM, |_, answer| {
            let head = String::from_utf8_lossy(&answer.head()).replacen("HTTP/1.1 200", "HTTP/1.1 abc", 1);
            vec![Piece::Bytes(head.into_bytes())]
        }),
        malformed("header without a colon", AGENTREF_STATUS, |_, _| {
            vec![Piece::Bytes(b"HTTP/1.1 200 OK\r\ncontent type json\r\n\r\n{}".to_vec())]
        }),
        malformed("header of two megabytes", FULLWHERE_LIST, |_, _| {
            let start = b"HTTP/1.1 200 OK\r\nx-trace: ".to_vec();
            vec![Piece::Bytes(start), Piece::Bytes(vec![b'a'; 2 << 20]), Piece::Hold]
        }),
        malformed("endless headers", WECANTRACK_LIST, |_, _| {
            vec![
                Piece::Bytes(b"HTTP/1.1 200 OK\r\n".to_vec()),
                Piece::Forever(b"x-trace: 0123456789abcdef\r\n".to_vec()),
            ]
        }),
        malformed("two lengths that differ", AFFITOR_STATUS, |_, answer| {
            let mut two = answer.clone();
            two.headers.append(CONTENT_LENGTH, HeaderValue::from_static("7"));
            vec![Piece::Bytes(two.bytes())]
        }),
        malformed("negative length", FULLWHERE_TRACKER, |_, answer| {
            vec![Piece::Bytes(with_length(answer, "-1").bytes())]
        }),
        wire("chunks without the last one", AFFITOR_STATUS, "transport/cut-off", "is truncated after", |_, answer| {
            let chunk = format!("{:x}\r\n", answer.body.len());
            vec![Piece::Bytes([chunked(answer).head().as_slice(), chunk.as_bytes(), &answer.body, b"\r\n"].concat())]
        }),
        malformed("chunk whose size is not a number", FULLWHERE_LIST, |_, answer| {
            vec![Piece::Bytes([chunked(answer).head().as_slice(), b"xyz\r\n{}\r\n0\r\n\r\n"].concat())]
        }),
        wire("switch to another protocol", AGENTREF_STATUS, "status/undeclared", "is 101", |_, _| {
            vec![Piece::Bytes(
                b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n".to_vec(),
            )]
        }),
    ]
}

/// The head of an answer and half of its body.
fn half(answer: &Answer) -> Vec<u8> {
    [answer.head().as_slice(), &answer.body[..answer.body.len() / 2]].concat()
}

fn with_length(answer: &Answer, length: &str) -> Answer {
    let mut answer = answer.clone();
    answer.set_header("content-length", length);
    answer
}

fn chunked(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    answer.headers.remove(CONTENT_LENGTH);
    answer.headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
    answer
}

fn wire(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    write: fn(&mut Scene<'_>, &Answer) -> Vec<Piece>,
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Wire(write)).cases(3)
}
