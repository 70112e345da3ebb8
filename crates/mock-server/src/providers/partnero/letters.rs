//! Keys and secrets of letters and digits.

use sha2::{Digest as _, Sha256};

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// At most 32 letters and digits that follow from the parts.
pub(super) fn letters(parts: &[&str], length: usize) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let bytes = hasher.finalize();
    bytes.iter().take(length).map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn parts_are_kept_apart() {
        assert_eq!(letters(&["1", "2"], 16).len(), 16);
        assert_ne!(letters(&["1", "2"], 16), letters(&["12"], 16));
        assert!(letters(&["1"], 12).bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
