//! Events as Stripe sends them: signed with the secret of the endpoint, as its documentation says.

use std::io::Write as _;
use std::process::{Command, Stdio};

use chrono::{DateTime, Utc};

use crate::harness::Call;

/// The call with the header `Stripe-Signature`: HMAC-SHA256 over the time, a point and the body, by OpenSSL.
pub(crate) fn signed(call: Call, secret: &str, at: DateTime<Utc>) -> Call {
    let mut openssl = Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", secret])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl");
    let time = at.timestamp();
    let mut input = format!("{time}.").into_bytes();
    input.extend_from_slice(&call.body);
    openssl.stdin.as_mut().expect("its input").write_all(&input).expect("it reads");
    let output = String::from_utf8(openssl.wait_with_output().expect("it ends").stdout).expect("text");
    let signature = output.trim().rsplit(' ').next().expect("a signature");
    call.header("stripe-signature", format!("t={time},v1={signature}"))
}
