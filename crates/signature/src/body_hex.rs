//! A signature of the body alone: HMAC-SHA256 in hexadecimal digits, in lower case. The key is the secret as text.

use std::fmt::Write as _;

use crate::{SignatureError, mac, rewritten};

/// The signature of a body.
pub fn sign(secret: &str, body: &[u8]) -> String {
    mac::code(secret.as_bytes(), &[body]).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("memory takes everything");
        text
    })
}

/// Whether one of the secrets has signed the body. `header` is the name of the header that holds the signature. There
/// are two secrets while one replaces the other.
///
/// Returns an error if the signature is missing, cannot be read or is of another body or secret.
pub fn verify(
    secrets: &[&str],
    header: &'static str,
    signature: Option<&str>,
    body: &[u8],
) -> Result<(), SignatureError> {
    let signature = signature.ok_or(SignatureError::MissingHeader { name: header })?;
    let malformed = SignatureError::MalformedHeader { name: header, expected: "64 hexadecimal digits" };
    let code = bytes(signature.trim()).filter(|code| code.len() == 32).ok_or(malformed)?;
    if secrets.iter().all(|secret| secret.is_empty()) {
        return Err(SignatureError::MalformedSecret { expected: "text that is not empty" });
    }
    let fits = |body: &[u8]| secrets.iter().any(|secret| mac::is_code(&code, secret.as_bytes(), &[body]));
    if fits(body) { Ok(()) } else { Err(rewritten::reason(body, fits)) }
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    pairs.map(|pair| if let [high, low] = pair { Some(digit(*high)? << 4 | digit(*low)?) } else { None }).collect()
}
