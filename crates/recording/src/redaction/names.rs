//! Names that say that a value is secret.

/// Headers that always hold credentials.
const HEADERS: [&str; 6] = ["authorization", "cookie", "proxy-authorization", "set-cookie", "x-auth", "x-secret"];

/// Query parameters and form fields that always hold credentials, in lower case and without `-` and `_`.
const PARAMETERS: [&str; 16] = [
    "auth",
    "authorization",
    "credential",
    "credentials",
    "jwt",
    "key",
    "passphrase",
    "passwd",
    "pwd",
    "secret",
    "session",
    "sessionid",
    "sid",
    "sig",
    "signature",
    "token",
];

/// Parts of a name that say that a header, parameter or body field holds a credential, in lower case and without `-`
/// and `_`.
const PARTS: [&str; 14] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apisecret",
    "apitoken",
    "authtoken",
    "clientsecret",
    "csrftoken",
    "idtoken",
    "password",
    "refreshtoken",
    "securitytoken",
    "sessiontoken",
    "subscriptionkey",
];

/// Whether a header holds a credential. `named` are the names in the document's security schemes, in lower case.
pub fn is_secret_header(name: &str, named: &[String]) -> bool {
    let name = name.to_ascii_lowercase();
    HEADERS.contains(&name.as_str()) || named.contains(&name) || is_secret_field(&name)
}

/// Whether a query parameter or form field holds a credential.
pub fn is_secret_parameter(name: &str, named: &[String]) -> bool {
    let name = name.to_ascii_lowercase();
    PARAMETERS.contains(&plain(&name).as_str()) || named.contains(&name) || is_secret_field(&name)
}

/// Whether a field of a JSON body holds a credential. Fewer names count than in a query, because `key` and `token` have
/// many meanings in a body.
pub(super) fn is_secret_field(name: &str) -> bool {
    let name = plain(name);
    PARTS.iter().any(|part| name.contains(part))
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_lowercase()).collect()
}
