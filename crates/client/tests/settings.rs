//! What a client is made with: the base URL, and the credentials.

use progenitor_client::ClientInfo as _;
use trackside_client::{fullwhere, partnero, wecantrack};

#[test]
fn base_urls_are_checked() {
    for (base_url, expected) in [
        ("http://127.0.0.1:4010/sandbox", Some("http://127.0.0.1:4010/sandbox")),
        ("http://127.0.0.1:4010/sandbox/", Some("http://127.0.0.1:4010/sandbox")),
        ("127.0.0.1:4010", None),
        ("localhost:4010", None),
        ("ftp://127.0.0.1", None),
        ("http://127.0.0.1/?a=b", None),
        ("http://127.0.0.1/#a", None),
        ("", None),
    ] {
        let client = partnero::connect(base_url, partnero::Credentials::new("key"));
        assert_eq!(client.ok().as_ref().map(partnero::Client::baseurl), expected, "{base_url}");
    }
}

#[test]
fn debug_output_shows_the_last_four_characters() {
    for (secret, shown) in [
        ("ak_live_1234567890", "…7890"),
        ("123456789", "…6789"),
        ("12345678", "…"),
        ("short", "…"),
        ("", "…"),
        ("ключ-ключ-ключ", "…ключ"),
    ] {
        let credentials = partnero::Credentials::new(secret);
        assert_eq!(format!("{credentials:?}"), format!("Credentials({{Authorization: {shown}}})"), "{secret}");
    }
}

#[test]
fn debug_output_names_the_places() {
    let headers = fullwhere::Credentials::new("1234567890", "abcdefghijkl");
    assert_eq!(format!("{headers:?}"), "Credentials({X-API-KEY: …7890, X-API-SECRET: …ijkl})");
    for (credentials, shown) in [
        (wecantrack::Credentials::new("1234567890"), "Credentials({X-API-Key: …7890})"),
        (wecantrack::Credentials::in_query("short"), "Credentials({api_key: …})"),
    ] {
        assert_eq!(format!("{credentials:?}"), shown);
    }
}
