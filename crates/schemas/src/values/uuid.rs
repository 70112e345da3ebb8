//! UUIDs as they stand in addresses.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de};
use uuid::Uuid;

/// Reads a UUID in the one form that the format `uuid` has: 32 hexadecimal digits in five groups. The other forms that the library reads (without
/// hyphens, in braces, as a URN) are refused.
pub(crate) fn hyphenated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    const HYPHENATED: usize = 36;
    let text = Cow::<str>::deserialize(deserializer)?;
    let parsed = if text.len() == HYPHENATED { Uuid::try_parse(&text).ok() } else { None };
    parsed.ok_or_else(|| {
        de::Error::invalid_value(de::Unexpected::Str(&text), &"a UUID such as 3c90c3cc-0d44-4b50-8888-8dd25736052a")
    })
}

/// Reads a UUID or null, for fields that may be null: a UUID in the same one form.
pub(crate) fn hyphenated_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Uuid>, D::Error> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Hyphenated(#[serde(deserialize_with = "hyphenated")] Uuid);
    Ok(Option::<Hyphenated>::deserialize(deserializer)?.map(|Hyphenated(uuid)| uuid))
}

/// Reads a field that is there and may be null, for `deserialize_with` beside `default`: absent and null stay apart.
#[expect(clippy::option_option, reason = "absent, null and a UUID are three cases")]
pub(crate) fn present_hyphenated_or_null<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<Uuid>>, D::Error> {
    hyphenated_or_null(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use uuid::Uuid;

    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Id(#[serde(deserialize_with = "super::hyphenated")] Uuid);

    #[test]
    fn reads_the_hyphenated_form_only() {
        for (text, valid) in [
            ("3c90c3cc-0d44-4b50-8888-8dd25736052a", true),
            ("3C90C3CC-0D44-4B50-8888-8DD25736052A", true),
            ("3c90c3cc0d444b5088888dd25736052a", false),
            ("{3c90c3cc-0d44-4b50-8888-8dd25736052a}", false),
            ("urn:uuid:3c90c3cc-0d44-4b50-8888-8dd25736052a", false),
            ("3c90c3cc-0d44-4b50-8888-8dd25736052", false),
            ("3c90c3cc-0d44-4b50-88888-dd25736052a", false),
            ("", false),
        ] {
            let read = serde_json::from_value::<Id>(text.into());
            assert_eq!(read.is_ok(), valid, "{text}");
            assert!(read.is_err() || read.is_ok_and(|id| id.0.to_string() == text.to_lowercase()), "{text}");
        }
    }
}
