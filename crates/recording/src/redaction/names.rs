//! What holds a secret by its name, where the value is not known.

/// The headers that hold credentials wherever they occur.
const HEADERS: [&str; 6] = ["authorization", "cookie", "proxy-authorization", "set-cookie", "x-auth", "x-secret"];

/// The query parameters and form fields that hold credentials wherever they occur, in lower case and without `-` and `_`.
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

/// What says that a header, a parameter or a field of a body holds a credential wherever it stands in the name, in lower case and without
/// `-` and `_`.
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

/// Whether a header holds a credential. `named` are the names, in lower case, that a document's security schemes give.
pub fn is_secret_header(name: &str, named: &[String]) -> bool {
    let name = name.to_ascii_lowercase();
    HEADERS.contains(&name.as_str()) || named.contains(&name) || is_secret_field(&name)
}

/// Whether a query parameter, or a field of a form, holds a credential.
pub fn is_secret_parameter(name: &str, named: &[String]) -> bool {
    let name = name.to_ascii_lowercase();
    PARAMETERS.contains(&plain(&name).as_str()) || named.contains(&name) || is_secret_field(&name)
}

/// Whether a field of a JSON body holds a credential. Fewer names count than in a query: `key` and `token` mean many things in a body.
pub(super) fn is_secret_field(name: &str) -> bool {
    let name = plain(name);
    PARTS.iter().any(|part| name.contains(part))
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_lowercase()).collect()
}
