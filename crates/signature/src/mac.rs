//! HMAC-SHA256.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The code of several parts, one after the other.
pub(crate) fn code(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    of(key, parts).finalize().into_bytes().to_vec()
}

/// Whether a code is that of the parts. The comparison takes the same time whatever the code is.
pub(crate) fn is_code(code: &[u8], key: &[u8], parts: &[&[u8]]) -> bool {
    of(key, parts).verify_slice(code).is_ok()
}

fn of(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    for part in parts {
        mac.update(part);
    }
    mac
}
