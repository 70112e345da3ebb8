//! Environment variables for credentials.

/// The environment variable for the credential of a scheme: prefix and scheme in capitals, for example
/// `BOOKSHOP_API_KEY`.
///
/// Scheme names that end in the carrier of the credential (`apiKeyHeader`, `apiKeyQuery`) share a variable, because
/// they share a credential.
pub fn variable_name(prefix: &str, scheme: &str) -> String {
    let scheme =
        ["Header", "Query", "Cookie"].into_iter().find_map(|carrier| scheme.strip_suffix(carrier)).unwrap_or(scheme);
    let mut name = String::new();
    for part in [prefix, scheme] {
        let mut before_is_small = false;
        if !name.is_empty() {
            name.push('_');
        }
        for character in part.chars() {
            if character.is_ascii_uppercase() && before_is_small {
                name.push('_');
            }
            before_is_small = character.is_ascii_lowercase() || character.is_ascii_digit();
            name.push(if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' });
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::variable_name;

    #[test]
    fn variables_are_named_for_prefix_and_scheme() {
        for (prefix, scheme, expected) in [
            ("bookshop", "apiKey", "BOOKSHOP_API_KEY"),
            ("bookshop", "session", "BOOKSHOP_SESSION"),
            ("shop2", "apiKeyQuery", "SHOP2_API_KEY"),
            ("shop2", "apiKeyHeader", "SHOP2_API_KEY"),
            ("my-shop", "OAuth2 token", "MY_SHOP_OAUTH2_TOKEN"),
        ] {
            assert_eq!(variable_name(prefix, scheme), expected, "{prefix} {scheme}");
        }
    }
}
