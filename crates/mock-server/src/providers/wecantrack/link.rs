//! Affiliate links: whose they are, and where the reference of a click goes.

use std::borrow::Cow;

use trackside_schemas::wecantrack::Reference;
use trackside_world::{NetworkAccount, PartnerId, Program, View};
use url::{Host, Url};

use super::transactions::{takes_words, words_before};
use crate::address::path_in_world;

/// The parameters in which shops expect a partner's code.
const CODES: [&str; 2] = ["aff", "ref"];

/// The path of links that the sandbox itself redirects.
const REDIRECTING: &str = "/l/";

/// A URL of a page, percent-encoded as a whole or not.
pub(super) fn url(text: &str) -> Option<Url> {
    plain_url(text.trim()).or_else(|| plain_url(&decoded(text.trim())))
}

/// A URL of a page.
pub(super) fn plain_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The text after one round of percent-decoding. `+` is a space, as PHP's `urlencode` writes it; `rawurlencode` leaves no
/// `+`.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    form_urlencoded::parse(text.as_bytes()).next().map(|(whole, _)| whole).unwrap_or_default()
}

/// The text as PHP's `rawurlencode` writes it (RFC 3986).
pub(super) fn encoded(text: &str) -> String {
    let form: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    form.replace('+', "%20").replace('*', "%2A").replace("%7E", "~")
}

/// The program and the partner of an affiliate link: one that the sandbox redirects, or one to a shop with the code of a
/// partner. `own_host` is the host name at which the sandbox was called.
pub(super) fn owner<'w>(view: View<'w>, url: &Url, own_host: Option<&str>) -> Option<(&'w Program, PartnerId)> {
    let of_partner = |code: &str, is_meant: &dyn Fn(&Program) -> bool| {
        let mut programs = view.programs().filter(|program| is_meant(program));
        programs.find_map(|program| Some((program, view.partner_by_code(program.id, code)?)))
    };
    if let Some(code) = path_in_world(url.path()).strip_prefix(REDIRECTING).filter(|_| is_own(url, own_host)) {
        let name = url.query_pairs().find(|(name, _)| name == "program").map(|(_, value)| value);
        return of_partner(code, &|program| name.as_ref().is_none_or(|name| program.is_called(name)));
    }
    let codes = url.query_pairs().filter(|(name, _)| CODES.contains(&&**name)).map(|(_, code)| code);
    codes.into_iter().find_map(|code| of_partner(&code, &|program| is_of(program, url)))
}

/// Whether the URL is a page of a program's shop.
pub(super) fn is_of(program: &Program, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    program.host() == host || url.port().is_some_and(|port| program.host() == format!("{host}:{port}"))
}

/// Whether the URL is one of the sandbox's own: on the host at which it was called, with or without a provider's name, or
/// on this machine.
fn is_own(url: &Url, own_host: Option<&str>) -> bool {
    let is_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    is_this_machine || url.host_str().is_some_and(|host| Some(host) == own_host)
}

/// The link with the reference in the parameter that the account's network has for a sub id. What was in it is replaced.
pub(super) fn with_reference(
    mut url: Url,
    view: View<'_>,
    (account, website, program): (&NetworkAccount, Option<u64>, &Program),
    reference: Reference,
) -> Url {
    let (name, value) = if takes_words(view.world().network(account.network)) {
        ("clickref", words_before(website, program, reference))
    } else {
        ("clickRef", reference.to_string())
    };
    if url.query_pairs().any(|(known, _)| known == name) {
        let others =
            url.query_pairs().filter(|(known, _)| known != name).map(|(name, value)| (name.into(), value.into()));
        let others: Vec<(String, String)> = others.collect();
        url.query_pairs_mut().clear().extend_pairs(others);
    }
    url.query_pairs_mut().append_pair(name, &value);
    url
}

#[cfg(test)]
mod tests {
    use super::{encoded, url};

    #[test]
    fn links_are_read_encoded_and_plain() {
        for (text, expected) in [
            ("https://shop.example/a?b=c%20d&e=f", Some("https://shop.example/a?b=c%20d&e=f")),
            ("https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc%2520d%26e%3Df", Some("https://shop.example/a?b=c%20d&e=f")),
            ("https%3a%2f%2fshop.example%2fa", Some("https://shop.example/a")),
            ("https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc+d", Some("https://shop.example/a?b=c%20d")),
            (" https://shop.example ", Some("https://shop.example/")),
            ("ftp://shop.example/", None),
            ("shop.example", None),
            ("%", None),
            ("", None),
        ] {
            assert_eq!(url(text).as_ref().map(url::Url::as_str), expected, "{text}");
        }
    }

    #[test]
    fn links_are_written_as_rfc_3986_says() {
        assert_eq!(encoded("https://a.example/~x?y=z w*&q=+"), "https%3A%2F%2Fa.example%2F~x%3Fy%3Dz%20w%2A%26q%3D%2B");
    }
}
