//! What holds a secret by its name, where the value is not known.

/// The headers that hold credentials wherever they occur.
const HEADERS: [&str; 10] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "x-api-key",
    "x-api-secret",
    "x-auth-token",
    "x-csrf-token",
    "x-access-token",
    "x-amz-security-token",
];

/// The query parameters and form fields that hold credentials wherever they occur.
const PARAMETERS: [&str; 16] = [
    "access_token",
    "api-key",
    "api_key",
    "api_secret",
    "apikey",
    "auth",
    "auth_token",
    "client_secret",
    "id_token",
    "key",
    "password",
    "refresh_token",
    "secret",
    "session",
    "sig",
    "token",
];

/// Whether a header holds a credential. `named` are the names, in lower case, that a document's security schemes give.
pub(crate) fn is_secret_header(name: &str, named: &[String]) -> bool {
    let name = name.to_ascii_lowercase();
    HEADERS.contains(&name.as_str()) || named.contains(&name)
}

/// Whether a query parameter holds a credential.
pub(crate) fn is_secret_parameter(name: &str, named: &[String]) -> bool {
    let name = name.to_ascii_lowercase();
    PARAMETERS.contains(&name.as_str()) || named.contains(&name)
}
