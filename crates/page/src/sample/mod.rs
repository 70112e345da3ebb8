//! Sample calls that work, recorded requests, and how to write both in curl, fetch, TypeScript, HTTPie,
//! Python and Rust.

mod curl;
mod fetch;
mod httpie;
mod program;
mod python;
mod repeated;
mod request;
mod rust;
mod typescript;
mod variable;

use percent_encoding::utf8_percent_encode;
use trackside_schemas::control::{Catalogue, ListedCredential};

pub use self::curl::{curl, with_token};
pub use self::fetch::fetch;
pub use self::httpie::httpie;
pub use self::program::{operation_call, program_call, sight_call};
pub use self::python::python;
pub use self::repeated::{Again, Repeated, Sample};
pub(crate) use self::request::COMPONENT;
pub use self::request::Request;
pub use self::rust::rust;
pub use self::typescript::typescript;
pub use self::variable::Variable;
use crate::documents::{Document, Operation};

/// A call of an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// The name of the document.
    pub document: String,
    /// The operation id.
    pub operation: String,
    /// Names and values of path and query parameters. A name may occur several times.
    pub parameters: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
    /// The index of its credential among those that the catalogue lists for the provider.
    pub credential: Option<usize>,
}

impl Call {
    /// The path of the operation's page with this call filled in.
    pub fn reference(&self) -> String {
        let mut pairs: Vec<_> = self.parameters.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        pairs.extend(self.body.iter().map(|body| ("body", body.clone())));
        pairs.extend(self.credential.map(|credential| ("credential", credential.to_string())));
        let encoded = |text: &str| utf8_percent_encode(text, request::COMPONENT).to_string();
        let pairs: Vec<_> =
            pairs.into_iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(&value))).collect();
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        format!("/reference/{}/{}{query}", self.document, self.operation)
    }

    /// The values of a parameter.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.parameters.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// A call with everything that is needed to write it as code.
#[derive(Debug, Clone, Copy)]
pub struct Context<'p> {
    /// Scheme, host and port of the sandbox.
    pub origin: &'p str,
    /// The document.
    pub document: &'p Document,
    /// The operation.
    pub operation: &'p Operation,
    /// The call.
    pub call: &'p Call,
    /// The secrets of its credential; empty if it has none.
    pub secrets: &'p [String],
}

impl Context<'_> {
    /// The provider's base URL in the sandbox.
    pub(super) fn base_url(&self) -> String {
        format!("{}/{}", self.origin, self.document.prefix)
    }
}

/// A call in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The language in one word, such as `typescript`.
    pub language: &'static str,
    /// The language, for readers.
    pub title: &'static str,
    /// The code.
    pub text: String,
}

/// The call in every language that can write it.
pub fn written(context: &Context<'_>) -> Vec<Written> {
    let request = Request::new(context);
    let samples = [
        ("curl", "curl", Some(curl(&request))),
        ("fetch", "fetch", Some(fetch(&request))),
        ("typescript", "TypeScript", typescript(context)),
        ("python", "Python", python(context)),
        ("rust", "Rust", rust(context)),
    ];
    let written = |(language, title, text)| Some(Written { language, title, text: text? });
    samples.into_iter().filter_map(written).collect()
}

/// The credentials that the catalogue lists for a provider.
pub fn credentials<'c>(catalogue: &'c Catalogue, provider: &str) -> &'c [ListedCredential] {
    catalogue.providers.iter().find(|listed| listed.name == provider).map_or(&[], |listed| &listed.credentials)
}

/// The secrets of a call's credential.
pub fn secrets<'c>(catalogue: &'c Catalogue, call: &Call) -> &'c [String] {
    let credential = call.credential.and_then(|index| credentials(catalogue, &call.document).get(index));
    credential.map_or(&[], |credential| &credential.secrets)
}
