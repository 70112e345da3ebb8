//! No secret is left in whatever is written.

use proptest::prelude::*;
use trackside_checker::Secrets;

fn secrets(values: &[&str]) -> Secrets {
    let mut secrets = Secrets::new();
    for value in values {
        secrets.add(value);
    }
    secrets
}

#[test]
fn secrets_are_blotted_out_in_every_form() {
    let rows: [(&[&str], &str, &str); 24] = [
        (&["a+b/c d="], "x a+b/c d= y", "x [redacted] y"),
        (&["a+b/c d="], "?api_key=a%2Bb%2Fc%20d%3D&x=1", "?api_key=[redacted]&x=1"),
        (&["a+b/c d="], "?api_key=a%2bb%2fc%20d%3d", "?api_key=[redacted]"),
        (&["a+b/c d="], "?api_key=a%2Bb%2Fc+d%3D", "?api_key=[redacted]"),
        // Writers differ in what they leave as it is, and some encode an address once more.
        (&["*  0"], "?key=*++0", "?key=[redacted]"),
        (&["a+b/c d="], "?next=%3Fapi_key%3Da%252Bb%252Fc%2520d%253D", "?next=%3Fapi_key%3D[redacted]"),
        (&["a+b/c d="], r#"{"next":"a+b\/c d="}"#, r#"{"next":"[redacted]"}"#),
        (&["qu\"o\\te"], r#"{"a":"qu\"o\\te"}"#, r#"{"a":"[redacted]"}"#),
        (&["line\nbreak"], r#"{"a":"line\nbreak"}"#, r#"{"a":"[redacted]"}"#),
        (&["<b&c>"], r#"{"a":"\u003cb\u0026c\u003E"}"#, r#"{"a":"[redacted]"}"#),
        (&["schlüssel😀"], r#"{"a":"schl\u00fcssel\ud83d\ude00"}"#, r#"{"a":"[redacted]"}"#),
        (&["schlüssel😀"], "?a=schl%C3%BCssel%f0%9f%98%80", "?a=[redacted]"),
        (&["ann:pass"], "Basic YW5uOnBhc3M=", "Basic [redacted]"),
        (&["ann:pass"], "Basic%20YW5uOnBhc3M%3D", "Basic%20[redacted]"),
        // Some services take the key as the user, without a password.
        (&["s3cr3t"], "Basic czNjcjN0Og==", "Basic [redacted]"),
        // The longest counts.
        (&["abcd", "abcdefgh"], "abcdefgh abcd", "[redacted] [redacted]"),
        // Short ones are blotted out where they are a whole value.
        (&["key"], "a monkey has a key", "a monkey has a key"),
        (&["key"], "?api_key=key&key=keys", "?api_key=[redacted]&key=keys"),
        (&["key"], r#"{"key": "key", "keys": ["key"]}"#, r#"{"key": "[redacted]", "keys": ["[redacted]"]}"#),
        (&["key"], "-H 'authorization: Bearer key'", "-H 'authorization: Bearer [redacted]'"),
        (&["key"], "key", "[redacted]"),
        (&[" padded "], "padded", "[redacted]"),
        // JSON would not be JSON any more.
        (&["true", ""], r#"{"a":true}"#, r#"{"a":true}"#),
        (&["\\u00e4\\"], r#"{"a":"\\u00e4\\"}"#, r#"{"a":"[redacted]"}"#),
    ];
    for (known, text, expected) in rows {
        let secrets = secrets(known);
        assert_eq!(secrets.blot(text), expected, "{known:?}");
        assert_eq!(secrets.blot_bytes(text.as_bytes()), expected.as_bytes(), "{known:?}");
    }
}

#[test]
fn bytes_that_are_no_text_stay_as_they_are() {
    assert_eq!(secrets(&["s3cr3t"]).blot_bytes(b"\xff\x00s3cr3t\xfe"), b"\xff\x00[redacted]\xfe");
}

#[test]
fn secrets_do_not_show_themselves() {
    let shown = format!("{:?}", secrets(&["s3cr3t"]));
    assert!(!shown.contains("s3cr3t") && !shown.contains("czNjcjN0"), "{shown}");
}

/// What no marks of a secret's forms can be: words of small letters that the secrets of the property below do not have.
const AROUND: &str = "[g-m ]{0,20}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_secret_is_left(secret in r#"[A-Z0-5%+&=/\\"'*~ äЖ😀]{4,20}"#, before in AROUND, after in AROUND) {
        let value = secret.trim();
        prop_assume!(value.chars().count() >= 4);
        let form: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let json = serde_json::to_string(value).unwrap();
        let shown = [value.to_owned(), form, json[1..json.len() - 1].to_owned()];
        for shown in shown {
            let text = format!("{before}|{shown}|{after}");
            prop_assert_eq!(secrets(&[value]).blot(&text), format!("{before}|[redacted]|{after}"));
        }
    }

    #[test]
    fn any_bytes_can_be_looked_through(secret in ".{0,8}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let secrets = secrets(&[&secret]);
        prop_assert_eq!(secrets.blot(&text).into_bytes(), secrets.blot_bytes(text.as_bytes()));
        secrets.blot_bytes(&bytes);
    }
}
