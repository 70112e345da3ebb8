//! Signatures that another implementation made, and how each mistake is told.

use serde::Deserialize;
use trackside_signature::{SignatureError, body_hex, svix};

/// A delivery, and what is to be said of it. The signatures were made with Python's `hmac`; the clients for TypeScript
/// and Python read the same file.
#[derive(Deserialize)]
struct Vector {
    name: String,
    scheme: String,
    secrets: Vec<String>,
    headers: std::collections::BTreeMap<String, String>,
    body: String,
    now: i64,
    expected: String,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("vectors.json")).expect("vectors are JSON")
}

impl Vector {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    fn verify(&self) -> Result<(), SignatureError> {
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        match self.scheme.as_str() {
            "svix" => {
                let headers = svix::Headers {
                    id: self.header(svix::ID),
                    timestamp: self.header(svix::TIMESTAMP),
                    signature: self.header(svix::SIGNATURE),
                };
                svix::verify(&secrets, headers, self.body.as_bytes(), self.now)
            }
            "body-hex" => body_hex::verify(&secrets, "Signature", self.header("signature"), self.body.as_bytes()),
            other => panic!("there is no scheme {other}"),
        }
    }
}

fn kind(result: &Result<(), SignatureError>) -> &'static str {
    match result {
        Ok(()) => "ok",
        Err(SignatureError::MissingHeader { .. }) => "missing-header",
        Err(SignatureError::MalformedHeader { .. }) => "malformed-header",
        Err(SignatureError::MalformedSecret { .. }) => "malformed-secret",
        Err(SignatureError::EmptyBody) => "empty-body",
        Err(SignatureError::RewrittenBody) => "rewritten-body",
        Err(SignatureError::WrongSecret) => "wrong-secret",
        Err(SignatureError::TooOld { .. }) => "too-old",
        Err(SignatureError::TooEarly { .. }) => "too-early",
        Err(other) => panic!("{other} has no name here"),
    }
}

#[test]
fn every_delivery_is_judged_as_it_should_be() {
    let vectors = vectors();
    assert!(vectors.len() > 40, "{} vectors", vectors.len());
    for vector in &vectors {
        assert_eq!(kind(&vector.verify()), vector.expected, "{} {}", vector.scheme, vector.name);
    }
}

#[test]
fn what_is_signed_here_is_what_others_sign() {
    let mut signed = 0;
    for vector in vectors().iter().filter(|vector| vector.name == "right") {
        let (secret, body) = (&vector.secrets[0], vector.body.as_bytes());
        let signature = match vector.scheme.as_str() {
            "svix" => {
                let timestamp = vector.header(svix::TIMESTAMP).expect("a time").parse().expect("seconds");
                svix::sign(secret, vector.header(svix::ID).expect("an id"), timestamp, body).expect("a signature")
            }
            _ => body_hex::sign(secret, body),
        };
        assert!(vector.headers.values().any(|value| *value == signature), "{} {signature}", vector.scheme);
        signed += 1;
    }
    assert_eq!(signed, 2);
}

#[test]
fn secrets_cannot_be_read_as_base64() {
    for byte in 0..=u8::MAX {
        let secret = svix::secret([byte; 24]);
        assert_eq!(secret.len(), "whsec_".len() + 32);
        assert!(secret["whsec_".len()..].contains(['-', '_']), "{secret}");
        let signature = svix::sign(&secret, "msg_1", 7, b"{}").expect("its own secret is read");
        let headers = svix::Headers { id: Some("msg_1"), timestamp: Some("7"), signature: Some(&signature) };
        assert_eq!(svix::verify(&[&secret], headers, b"{}", 7), Ok(()));
    }
    let (one, other) = (svix::secret([1; 24]), svix::secret([2; 24]));
    assert_ne!(one, other);
}

#[test]
fn nothing_is_read_again_that_is_too_long() {
    let body = format!("[{}1]", "1, ".repeat(600_000));
    let signature =
        body_hex::sign("secret", serde_json::from_str::<serde_json::Value>(&body).unwrap().to_string().as_bytes());
    let found = body_hex::verify(&["secret"], "Signature", Some(&signature), body.as_bytes());
    assert_eq!(found, Err(SignatureError::WrongSecret));
}
