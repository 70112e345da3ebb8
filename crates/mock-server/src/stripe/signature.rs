//! The signature of Stripe's webhooks: `t=…,v1=…`, HMAC-SHA256 with the secret of the endpoint over the time, a point and
//! the body as it was sent. See <https://docs.stripe.com/webhooks#verify-manually>.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The secret of webhooks, besides those with which clients have connected accounts, and those of `--stripe-secret`.
pub(crate) const USUAL_SECRET: &str = "whsec_sandbox";

/// How old a signature may be: as long as Stripe's own libraries accept it.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// The header for a body, signed with the usual secret.
pub(crate) fn signed(body: &[u8], at: DateTime<Utc>) -> String {
    let time = at.timestamp();
    format!("t={time},v1={}", hex(&mac(USUAL_SECRET, time, body).finalize().into_bytes()))
}

/// Whether one of the secrets has signed the body, not long ago. `t` may be the time of the sandbox's clock or of the
/// machine's: whoever signs knows only the latter. Returns the reason if the header is refused.
pub(crate) fn verify(header: &str, body: &[u8], secrets: &[String], now: DateTime<Utc>) -> Result<(), &'static str> {
    let part = |name: &str| {
        let parts = header.split(',').filter_map(|part| part.trim().split_once('='));
        parts.filter(move |(known, _)| *known == name).map(|(_, value)| value).collect::<Vec<_>>()
    };
    let time: i64 = part("t")
        .first()
        .and_then(|time| time.parse().ok())
        .ok_or("Stripe-Signature has no time: it looks like t=1718000000,v1=…")?;
    let is_recent = |clock: DateTime<Utc>| clock.timestamp().abs_diff(time) <= TOLERANCE.num_seconds().unsigned_abs();
    if !is_recent(now) && !is_recent(Utc::now()) {
        return Err("t of Stripe-Signature is more than five minutes from the clock");
    }
    let signatures: Vec<Vec<u8>> = part("v1").into_iter().filter_map(bytes).collect();
    let fits =
        |secret: &String| signatures.iter().any(|signature| mac(secret, time, body).verify_slice(signature).is_ok());
    if secrets.iter().any(fits) {
        return Ok(());
    }
    Err(
        "no v1 of Stripe-Signature fits the body: sign it with whsec_sandbox, with the secret that --stripe-secret gives, \
         or with the webhook_secret that was sent to Affitor's /api/v1/cli/stripe-connect",
    )
}

fn mac(secret: &str, time: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key may have any length");
    mac.update(time.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("memory takes everything");
        text
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use hmac::Mac as _;

    use super::{hex, mac, verify};

    /// The signature of Stripe's scheme, computed with OpenSSL:
    /// `printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test`.
    const KNOWN: &str = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    #[test]
    fn signatures_are_those_of_stripe() {
        let body = br#"{"id":"evt_1"}"#;
        assert_eq!(hex(&mac("whsec_test", 1_700_000_000, body).finalize().into_bytes()), KNOWN);
        let secrets = ["other".to_owned(), "whsec_test".to_owned()];
        let good = format!("t=1700000000,v1=00,v1={KNOWN}");
        for (header, body, now, accepted) in [
            (good.as_str(), &body[..], 1_700_000_000, true),
            (&good, body, 1_700_000_300, true),
            (&good, body, 1_700_000_301, false),
            (&good, br#"{"id":"evt_2"}"#, 1_700_000_000, false),
            (&format!("t=1700000001,v1={KNOWN}"), body, 1_700_000_000, false),
            (&format!("v1={KNOWN}"), body, 1_700_000_000, false),
            ("t=1700000000", body, 1_700_000_000, false),
            ("nonsense", body, 1_700_000_000, false),
        ] {
            assert_eq!(verify(header, body, &secrets, at(now)).is_ok(), accepted, "{header}");
        }
        assert!(verify(&good, body, &["other".to_owned()], at(1_700_000_000)).is_err());
    }
}
