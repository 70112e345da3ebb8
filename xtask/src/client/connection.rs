//! The head of a client module: documentation, URLs, credentials and `connect`.

use std::fmt::Write as _;

use openapiv3::{OpenAPI, Server};

use super::credentials::{Place, Secret, Security};
use super::responses::Operations;

/// Where a sandbox listens by default.
const SANDBOX: &str = "http://127.0.0.1:4010";

/// The source of the head.
pub(super) fn source(provider: &str, document: &OpenAPI, operations: &Operations) -> Result<String, String> {
    let security = Security::of(document)?;
    let failure = &operations.failure;
    let (served, own) = addresses(provider, &document.servers);
    let mut text = module_docs(document, own);
    text += "#![allow(dead_code, missing_docs, unreachable_pub, clippy::pedantic, reason = \"progenitor writes it so\")]\n\n";
    text += "use crate::credentials::{Place, Secrets};\n\n";
    write_constant(&mut text, "SANDBOX", &served, "The base URL in a sandbox on this machine.");
    if let Some(server) = own {
        let meaning = "The base URL of the provider itself. It requires the feature `tls`.";
        write_constant(&mut text, "SERVER", &server.url, meaning);
    }
    let _ = write!(
        text,
        "/// Why a call failed.
pub type Error<F = {failure}> = crate::CallError<F>;

/// The credentials of a client. Debug output shows only the last four characters of each secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials(Secrets);

"
    );
    text += &if security.is_optional { optional(&security) } else { required(&security) };
    let name = |id: &String| operations.name_of(id).ok_or_else(|| format!("its output has no operation `{id}`"));
    text += &hooks(&security.public.iter().map(name).collect::<Result<Vec<_>, _>>()?);
    Ok(text)
}

fn module_docs(document: &OpenAPI, server: Option<&Server>) -> String {
    let description = document.info.description.as_deref().unwrap_or_default();
    let summary = description.split("\n\n").next().unwrap_or_default();
    let mut docs = format!("{}\n\n{summary}\n\n", document.info.title);
    docs += "[`connect`] returns a [`Client`] for a base URL: [`SANDBOX`]";
    docs += if server.is_some() { ", or [`SERVER`] with the feature `tls`." } else { " or that of another sandbox." };
    if let [_, others @ ..] = document.servers.as_slice()
        && !others.is_empty()
    {
        docs += "\n\nOther servers of the provider:\n";
        for server in others {
            let _ = write!(docs, "\n- `{}`: {}", server.url, server.description.as_deref().unwrap_or_default());
        }
    }
    comment("//!", &docs) + "\n"
}

/// Where a sandbox serves the provider, and the provider's own server unless it is the sandbox itself.
fn addresses<'d>(provider: &str, servers: &'d [Server]) -> (String, Option<&'d Server>) {
    match servers.first() {
        Some(server) if server.url.starts_with('/') => (format!("{SANDBOX}{}", server.url), None),
        server => (format!("{SANDBOX}/{provider}"), server),
    }
}

fn write_constant(text: &mut String, name: &str, value: &str, meaning: &str) {
    let _ = write!(text, "{}pub const {name}: &str = {value:?};\n\n", comment("///", meaning));
}

/// `connect` for a provider that requires credentials, and the constructors of credentials.
fn required(security: &Security) -> String {
    let mut text = function("connect", &["credentials: Credentials"], "Creates a client.", "credentials");
    text += "impl Credentials {\n";
    for (number, secrets) in security.alternatives.iter().enumerate() {
        let name = match secrets.as_slice() {
            _ if number == 0 => "new".to_owned(),
            [Secret { place: Place::Query(_), .. }] if queries(security) == 1 => "in_query".to_owned(),
            _ => with(secrets),
        };
        let (docs, arguments) = (comment("    ///", &explained(secrets)), arguments(secrets).join(", "));
        let _ = write!(text, "{docs}    pub fn {name}({arguments}) -> Self {{\n        {}\n    }}\n\n", value(secrets));
    }
    if !security.public.is_empty() {
        text += &comment("    ///", "No credentials, for operations that require none.");
        text += "    pub fn none() -> Self {\n        Self(Secrets::default())\n    }\n\n";
    }
    text.truncate(text.trim_end().len());
    text + "\n}\n\n"
}

/// `connect` for a provider that requires no credentials, and a variant with credentials.
fn optional(security: &Security) -> String {
    let mut text = function("connect", &[], "Creates a client without credentials.", "Credentials(Secrets::default())");
    for secrets in &security.alternatives {
        let (name, docs) = (format!("connect_{}", with(secrets)), explained(secrets));
        let arguments = arguments(secrets);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        text += &function(&name, &arguments, &format!("Creates a client with credentials.\n\n{docs}"), &value(secrets));
    }
    text
}

/// A function that creates a client with the credentials.
fn function(name: &str, arguments: &[&str], docs: &str, credentials: &str) -> String {
    let docs = format!(
        "{docs}\n\n`base_url` is the URL of a server, such as [`SANDBOX`]. Nothing is sent yet. Returns an error if the URL is \
         invalid."
    );
    let arguments = [&["base_url: &str"], arguments].concat().join(", ");
    format!(
        "{}pub fn {name}({arguments}) -> Result<Client, Error> {{
    let (base_url, client) = crate::connection::open(base_url)?;
    Ok(Client::new_with_client(base_url, client, {credentials}))
}}

",
        comment("///", &docs)
    )
}

/// The number of alternatives that are a single secret in the query.
fn queries(security: &Security) -> usize {
    let alone = |secrets: &&Vec<Secret>| matches!(secrets.as_slice(), [Secret { place: Place::Query(_), .. }]);
    security.alternatives.iter().filter(alone).count()
}

fn with(secrets: &[Secret]) -> String {
    let names: Vec<&str> = secrets.iter().map(|secret| secret.name.as_str()).collect();
    format!("with_{}", names.join("_and_"))
}

fn arguments(secrets: &[Secret]) -> Vec<String> {
    secrets.iter().map(|secret| format!("{}: impl Into<String>", secret.name)).collect()
}

/// The credentials as an expression.
fn value(secrets: &[Secret]) -> String {
    let value = |secret: &Secret| format!("({}, {}.into())", secret.place.expression(), secret.name);
    format!("Credentials(Secrets::new([{}]))", secrets.iter().map(value).collect::<Vec<_>>().join(", "))
}

fn explained(secrets: &[Secret]) -> String {
    let sent = |secret: &Secret| format!("{} Sent as {}.", secret.description, secret.place.shown());
    match secrets {
        [secret] => sent(secret),
        _ => secrets.iter().map(|secret| ["- `", &secret.name, "`: ", &sent(secret), "\n"].concat()).collect(),
    }
}

/// Adds the credentials to a request before it is sent. The operations in `public` need none.
fn hooks(public: &[&str]) -> String {
    let (operation, secrets) = if public.is_empty() {
        ("_", "        let secrets = &self.inner.0;\n".to_owned())
    } else {
        let secrets = format!(
            "        const PUBLIC: &[&str] = &{public:?};
        let none = Secrets::default();
        let secrets = if PUBLIC.contains(&operation.operation_id) {{ &none }} else {{ &self.inner.0 }};
"
        );
        ("operation", secrets)
    };
    format!(
        "impl ClientHooks<Credentials> for Client {{
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        {operation}: &OperationInfo,
    ) -> Result<(), progenitor_client::Error<E>> {{
{secrets}        secrets.prepare(request).map_err(progenitor_client::Error::InvalidRequest)
    }}
}}
"
    )
}

/// The text as a comment whose lines start with the mark.
fn comment(mark: &str, text: &str) -> String {
    let line = |line: &str| format!("{mark} {}", line.trim()).trim_end().to_owned() + "\n";
    text.trim_end().lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use openapiv3::OpenAPI;
    use serde_json::{Value, json};

    use super::source;
    use crate::client::responses;

    const PROGENITOR: &str = "#[allow(unused_imports)]
        pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue,};
        async fn send() -> Result<(), Error<types::Failure>> {
            let info = OperationInfo { operation_id: \"get_thing\" };
            match status {
                204u16 => Ok(ResponseValue::empty(response)),
                404u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response).await?)),
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }";

    fn generated(security: &Value, operation: &Value, servers: &[&str]) -> String {
        let servers: Vec<_> = servers.iter().map(|url| json!({ "url": url, "description": "Another." })).collect();
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "A provider", "version": "1", "description": "What it is for.\n\nMore of it." },
            "servers": servers,
            "security": security,
            "paths": { "/thing": { "get": { "operationId": "getThing", "responses": {}, "security": operation } } },
            "components": { "securitySchemes": {
                "apiKey": { "type": "http", "scheme": "bearer", "description": "A key." },
                "apiSecret": { "type": "apiKey", "in": "header", "name": "X-Secret", "description": "Its secret." },
                "keyInQuery": { "type": "apiKey", "in": "query", "name": "key", "description": "A key." },
            } },
        });
        let document: OpenAPI = serde_json::from_str(&document.to_string()).expect("a document");
        let operations = responses::replace(&mut syn::parse_str(PROGENITOR).expect("a file")).expect("a client");
        let text = source("provider", &document, &operations).expect("a source");
        syn::parse_file(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        text
    }

    #[test]
    fn functions_follow_from_the_security() {
        let required = "pub fn connect(base_url: &str, credentials: Credentials) -> Result<Client, Error>";
        let optional = "pub fn connect(base_url: &str) -> Result<Client, Error>";
        let new = "pub fn new(api_key: impl Into<String>) -> Self";
        let key = json!([{ "apiKey": [] }]);
        for (security, operation, expected) in [
            (key.clone(), key.clone(), vec![required, new, "Place::Bearer, api_key", "let secrets = &self.inner.0;"]),
            (
                json!([{ "apiKey": [], "apiSecret": [] }]),
                json!([{ "apiKey": [], "apiSecret": [] }]),
                vec![
                    required,
                    "pub fn new(api_key: impl Into<String>, api_secret: impl Into<String>) -> Self",
                    "    /// - `api_key`: A key. Sent as `Authorization: Bearer …`.\n    /// - `api_secret`: Its secret.",
                ],
            ),
            (
                json!([{ "apiKey": [] }, { "keyInQuery": [] }]),
                json!([{ "apiSecret": [] }]),
                vec![
                    new,
                    "pub fn in_query(key_in_query: impl Into<String>) -> Self",
                    "pub fn with_api_secret(api_secret: impl Into<String>) -> Self",
                ],
            ),
            (key, json!([]), vec![required, new, "pub fn none() -> Self", "const PUBLIC: &[&str] = &[\"get_thing\"];"]),
            (
                json!([]),
                json!([]),
                vec![
                    optional,
                    "pub fn connect_with_token(base_url: &str, token: impl Into<String>) -> Result<Client, Error>",
                ],
            ),
            (
                json!([{}, { "apiKey": [], "apiSecret": [] }]),
                json!([{ "apiKey": [], "apiSecret": [] }]),
                vec![optional, "pub fn connect_with_api_key_and_api_secret("],
            ),
        ] {
            let text = generated(&security, &operation, &["https://provider.example"]);
            for expected in expected {
                assert!(text.contains(expected), "{security} {operation}: `{expected}` is missing in\n{text}");
            }
        }
    }

    #[test]
    fn addresses_follow_from_the_servers() {
        let key = json!([{ "apiKey": [] }]);
        let sandbox = "SANDBOX: &str = \"http://127.0.0.1:4010/provider\"";
        let server = "SERVER: &str = \"https://one.example\"";
        for (servers, expected, unexpected) in [
            (&["https://one.example"][..], &[sandbox, server][..], "Other servers"),
            (
                &["https://one.example", "https://two.example"],
                &[sandbox, server, "//! - `https://two.example`: Another."],
                "_mock",
            ),
            (&["/_mock"], &["SANDBOX: &str = \"http://127.0.0.1:4010/_mock\""], "SERVER"),
            (&[], &[sandbox], "SERVER"),
        ] {
            let text = generated(&key, &key, servers);
            for expected in expected {
                assert!(text.contains(expected), "{servers:?}: `{expected}` is missing in\n{text}");
            }
            assert!(!text.contains(unexpected), "{servers:?}: `{unexpected}` is in\n{text}");
        }
    }

    #[test]
    fn the_first_paragraph_describes_the_module() {
        let text = generated(&json!([{ "apiKey": [] }]), &json!([{ "apiKey": [] }]), &["https://one.example"]);
        assert!(text.starts_with("//! A provider\n//!\n//! What it is for.\n//!\n//! [`connect`]"), "{text}");
        assert!(text.contains("pub type Error<F = types::Failure> = crate::CallError<F>;"), "{text}");
    }
}
