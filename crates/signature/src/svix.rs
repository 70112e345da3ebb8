//! Svix's signature: HMAC-SHA256 over `id.timestamp.body`, written as `v1,` and base64. The key stands after `whsec_`.
//!
//! Svix itself writes keys in base64. Some providers write them in base64url, which the official libraries refuse or
//! read wrongly; here both are read. See <https://docs.svix.com/receiving/verifying-payloads/how-manual>.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{GeneralPurposeConfig, STANDARD, URL_SAFE_NO_PAD};

use crate::{SignatureError, mac, rewritten};

/// How far the time of a delivery may be from the clock, in seconds.
pub const TOLERANCE: u64 = 300;

/// The header with the id of the message.
pub const ID: &str = "svix-id";

/// The header with the time at which it was sent, in seconds of UNIX time.
pub const TIMESTAMP: &str = "svix-timestamp";

/// The header with the signatures, separated by blanks.
pub const SIGNATURE: &str = "svix-signature";

const PREFIX: &str = "whsec_";

/// Base64url with or without padding.
const KEY: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The headers of a delivery; `None` for one that is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Headers<'h> {
    /// `svix-id`.
    pub id: Option<&'h str>,
    /// `svix-timestamp`.
    pub timestamp: Option<&'h str>,
    /// `svix-signature`.
    pub signature: Option<&'h str>,
}

/// A secret whose key has these bytes. It holds at least one `-`, as base64url may: who reads it as base64 fails with
/// every such secret, and not with some of them.
pub fn secret(mut key: [u8; 24]) -> String {
    key[0] = 0xf8 | (key[0] & 0x03);
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(key))
}

/// The value of `svix-signature` for a body that is sent at this time, in seconds of UNIX time.
///
/// Returns an error if the secret is not `whsec_` and base64url.
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Result<String, SignatureError> {
    let key = key(secret)?;
    Ok(format!("v1,{}", STANDARD.encode(mac::code(&key, &parts(id, &timestamp.to_string(), body)))))
}

/// Whether one of the secrets has signed the body, not long before or after `now`, in seconds of UNIX time. There are
/// two secrets while one replaces the other.
///
/// Returns an error if a header is missing or cannot be read, if no signature fits, or if it is too old.
pub fn verify(secrets: &[&str], headers: Headers<'_>, body: &[u8], now: i64) -> Result<(), SignatureError> {
    let present = |name: &'static str, value: Option<_>| value.ok_or(SignatureError::MissingHeader { name });
    let id = present(ID, headers.id)?;
    let timestamp = present(TIMESTAMP, headers.timestamp)?;
    let signature = present(SIGNATURE, headers.signature)?;
    let sent: i64 = timestamp.parse().map_err(|_| SignatureError::MalformedHeader {
        name: TIMESTAMP,
        expected: "seconds of UNIX time, such as 1774276200",
    })?;
    let codes: Vec<Vec<u8>> =
        signature.split_ascii_whitespace().filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok()).collect();
    if codes.is_empty() {
        return Err(SignatureError::MalformedHeader {
            name: SIGNATURE,
            expected: "`v1,` and base64, or several of them separated by blanks",
        });
    }
    let keys: Vec<Vec<u8>> = secrets.iter().map(|secret| key(secret)).collect::<Result<_, _>>()?;
    let fits = |body: &[u8]| {
        let parts = parts(id, timestamp, body);
        keys.iter().any(|key| codes.iter().any(|code| mac::is_code(code, key, &parts)))
    };
    if !fits(body) {
        return Err(rewritten::reason(body, fits));
    }
    let seconds = now.abs_diff(sent);
    match seconds <= TOLERANCE {
        true => Ok(()),
        false if sent < now => Err(SignatureError::TooOld { seconds, tolerance: TOLERANCE }),
        false => Err(SignatureError::TooEarly { seconds, tolerance: TOLERANCE }),
    }
}

fn parts<'p>(id: &'p str, timestamp: &'p str, body: &'p [u8]) -> [&'p [u8]; 5] {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body]
}

/// The key in a secret, with or without `whsec_`, in base64url or base64.
fn key(secret: &str) -> Result<Vec<u8>, SignatureError> {
    let text: String = secret.strip_prefix(PREFIX).unwrap_or(secret).trim().chars().map(to_base64url).collect();
    match KEY.decode(text) {
        Ok(key) if !key.is_empty() => Ok(key),
        _ => Err(SignatureError::MalformedSecret { expected: "`whsec_` and a key in base64url" }),
    }
}

fn to_base64url(character: char) -> char {
    match character {
        '+' => '-',
        '/' => '_',
        other => other,
    }
}
