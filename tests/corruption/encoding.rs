//! Bodies that are not the JSON text that they should be.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::corruption::{Corruption, Effect, Operation};
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_LIST, FULLWHERE_TRACKER, PARTNERO_PROGRAM, WECANTRACK_LIST,
};

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = broken();
    corruptions.extend(doubtful());
    corruptions.extend(codings());
    corruptions
}

/// JSON that parsers read differently.
fn doubtful() -> Vec<Corruption> {
    let doubtful =
        |name, operation, says, change| Corruption::new(name, operation, "body/doubtful", says, Effect::Bytes(change));
    vec![
        doubtful("field twice in an object", AGENTREF_STATUS, "is there more than once", |body| {
            replace(body, "\"summary\":", "\"summary\":7,\"summary\":");
        }),
        doubtful("number beyond a double", FULLWHERE_TRACKER, "beyond the range of a double", |body| {
            replace(body, "\"clicks\":", "\"clicks\":1e400,\"\":");
        }),
        doubtful("half of a surrogate pair", AFFITOR_STATUS, "half of a surrogate pair", |body| {
            replace(body, "\"lastUpdated\":\"", "\"lastUpdated\":\"\\ud83d");
        }),
        Corruption::new(
            "JSON nested 400 levels deep",
            WECANTRACK_LIST,
            "body/depth",
            "nested so deeply",
            Effect::Bytes(|body| *body = ["[".repeat(400), "]".repeat(400)].concat().into_bytes()),
        ),
    ]
}

/// Bodies that are not compressed as their header says.
fn codings() -> Vec<Corruption> {
    let coded = |name, operation, says, change| {
        Corruption::new(name, operation, "transport/encoding", says, Effect::Answer(change))
    };
    vec![
        coded("gzip announced, body not compressed", AGENTREF_STATUS, "the body is not gzip", |_, answer| {
            answer.set_header("content-encoding", "gzip");
        }),
        coded(
            "body that begins like gzip, without the header",
            AGENTREF_STATUS,
            "is missing, but the body is gzip",
            |_, answer| {
                answer.body = vec![0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xAB, 0x56, 0x4A, 0x49, 0x2C, 0x49];
            },
        ),
        coded("gzip cut off", FULLWHERE_LIST, "cannot be inflated", |_, answer| {
            if !answer.body.is_empty() {
                answer.body = gzip(&answer.body);
                answer.body.truncate(answer.body.len() / 2);
                answer.set_header("content-encoding", "gzip");
            }
        }),
        coded("gzip without its header", AFFITOR_STATUS, "is missing, but the body is gzip", |_, answer| {
            if !answer.body.is_empty() {
                answer.body = gzip(&answer.body);
            }
        }),
        coded("content coding that does not exist", WECANTRACK_LIST, "is no content coding", |_, answer| {
            answer.set_header("content-encoding", "utf-8");
        }),
        coded(
            "Brotli announced, body not compressed",
            PARTNERO_PROGRAM,
            "is br, but the body cannot be inflated",
            |_, answer| {
                answer.set_header("content-encoding", "br");
            },
        ),
    ]
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).expect("gzip");
    encoder.finish().expect("gzip")
}

/// Bodies that are not JSON.
fn broken() -> Vec<Corruption> {
    vec![
        not_json("empty body", AGENTREF_STATUS, "is empty", Vec::clear),
        not_json("JSON cut off, with a length that fits", FULLWHERE_LIST, "is truncated", |body| {
            body.truncate(body.len() / 2);
        }),
        not_json("JSON without its last bracket", AFFITOR_STATUS, "is truncated", |body| {
            body.pop();
        }),
        not_json("JSON with a trailing comma", AFFITOR_STATUS, "is not JSON", |body| {
            body.insert(body.len() - 1, b',');
        }),
        not_json("garbage after the JSON", FULLWHERE_TRACKER, "trailing characters", |body| {
            body.extend_from_slice(b"\n<!-- 12 ms -->");
        }),
        not_json("two JSON documents in one body", AGENTREF_STATUS, "trailing characters", |body| {
            body.extend_from_within(..);
        }),
        not_json("byte order mark before the JSON", AGENTREF_STATUS, "is not JSON", |body| {
            body.splice(..0, *b"\xEF\xBB\xBF");
        }),
        not_json("prefix against script inclusion before the JSON", WECANTRACK_LIST, "is not JSON", |body| {
            body.splice(..0, *b")]}',\n");
        }),
        not_json("JSON wrapped in a function call", WECANTRACK_LIST, "is not JSON", |body| {
            *body = [b"callback(", body.as_slice(), b");"].concat();
        }),
        not_json("single quotes instead of double quotes", AFFITOR_STATUS, "is not JSON", |body| {
            replace(body, "\"", "'");
        }),
        not_json("NaN instead of a number", FULLWHERE_TRACKER, "is not JSON", |body| {
            replace(body, "\"clicks\":", "\"clicks\":NaN,\"\":");
        }),
        not_json("line break within a string", AGENTREF_STATUS, "is not JSON", |body| {
            replace(body, "\"summary\":\"", "\"summary\":\"\n");
        }),
        not_json("HTML with the content type of JSON", AGENTREF_STATUS, "is not JSON", |body| {
            *body = b"<html><body><h1>Welcome</h1></body></html>".to_vec();
        }),
        not_json("bytes that are not UTF-8", FULLWHERE_TRACKER, "is not JSON", |body| {
            replace(body, "\"surveyName\":\"", "\"surveyName\":\"\u{1}");
            for byte in body.iter_mut().filter(|byte| **byte == 1) {
                *byte = 0xFF;
            }
        }),
        not_json("UTF-16 instead of UTF-8", AFFITOR_STATUS, "is not JSON", |body| {
            *body = String::from_utf8_lossy(body).encode_utf16().flat_map(u16::to_le_bytes).collect();
        }),
        answer("JSON as a string within JSON", AGENTREF_STATUS, "body/type", "(string)", |body| {
            let text = serde_json::Value::from(String::from_utf8_lossy(body));
            *body = text.to_string().into_bytes();
        }),
        answer("JSON nested 5,000 levels deep", AGENTREF_STATUS, "body/depth", "nested so deeply", |body| {
            let (open, close) = ("[".repeat(5000), "]".repeat(5000));
            replace(body, "\"warnings\":[]", &format!("\"warnings\":{open}{close}"));
        }),
    ]
}

/// A change of the bytes of every answer of success that has a body.
fn answer(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Vec<u8>),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Bytes(change))
}

fn not_json(name: &'static str, operation: Operation, says: &'static str, change: fn(&mut Vec<u8>)) -> Corruption {
    answer(name, operation, "body/not-json", says, change)
}

fn replace(body: &mut Vec<u8>, from: &str, to: &str) {
    *body = String::from_utf8_lossy(body).replace(from, to).into_bytes();
}
