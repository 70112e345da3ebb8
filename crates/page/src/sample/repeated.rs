//! A recorded request as a call, and as code.

use form_urlencoded::parse;
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use serde::Serialize;
use trackside_schemas::control::Catalogue;

use super::typescript::literal;
use super::variable::{filled_in, filled_in_command, in_javascript, in_shell};
use super::{COMPONENT, Call, Context, Request, Variable, credentials, fetch, httpie, typescript};
use crate::documents::{Document, Location, Operation};

/// A recorded request, as far as it can be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// The request as its client sent it. A character stands for each credential.
    pub request: Request,
    /// Path and query at the address of the page, with the prefix of the provider.
    pub target: String,
    /// The credentials.
    pub variables: Vec<Variable>,
    /// Why a page cannot send it again; nothing if it can.
    pub obstacle: Option<&'static str>,
    /// Whether it may change something.
    pub writes: bool,
    /// Whether the body and all that is not a credential are known as they were sent.
    pub is_whole: bool,
}

/// A request in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The last part of its test id.
    pub language: &'static str,
    /// The language, for readers.
    pub title: &'static str,
    /// The code, with environment variables in place of credentials.
    pub text: String,
    /// The code with the credentials; nothing if there are none, or if the sandbox does not list them.
    pub with_key: Option<String>,
}

/// What a page sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Again {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
}

impl Repeated {
    /// What a page sends to repeat it; otherwise why that is not possible.
    pub fn again(&self) -> Result<Again, &'static str> {
        const UNLISTED: &str = "it has a key that the sandbox does not list, and the journal keeps keys to itself";
        if let Some(obstacle) = self.obstacle {
            return Err(obstacle);
        }
        let filled = |text: &str| filled_in(text, &self.variables, str::to_owned).ok_or(UNLISTED);
        let encoded = |key: &str| utf8_percent_encode(key, COMPONENT).to_string();
        let headers = self.request.headers.iter().map(|(name, value)| Ok((name.clone(), filled(value)?)));
        Ok(Again {
            method: self.request.method.clone(),
            target: filled_in(&self.target, &self.variables, encoded).ok_or(UNLISTED)?,
            headers: headers.collect::<Result<_, _>>()?,
            body: self.request.body.as_deref().map(filled).transpose()?,
        })
    }

    /// The request in every language that can write it. `command` is the request as a curl command with its variables,
    /// and `call` as a call of an operation, if it is one.
    pub fn samples(&self, command: &str, call: Option<&Context<'_>>) -> Vec<Sample> {
        let variables = &self.variables;
        let quoted = |key: &str| key.replace('\'', r"'\''");
        let escaped = |key: &str| literal(key).trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned();
        let in_shell = |language, title, text: &str| Sample {
            language,
            title,
            text: in_shell(text, variables),
            with_key: filled_in(text, variables, quoted).filter(|filled| filled != text),
        };
        let in_module = |language, title, text: &str, suffix| Sample {
            language,
            title,
            text: in_javascript(text, variables, suffix),
            with_key: filled_in(text, variables, escaped).filter(|filled| filled != text),
        };
        let curl = Sample {
            language: "curl",
            title: "curl",
            text: command.to_owned(),
            with_key: filled_in_command(command, variables).filter(|filled| filled != command),
        };
        let mut samples = vec![curl, in_module("fetch", "fetch", &fetch(&self.request), "")];
        let typed = call.and_then(typescript);
        samples.extend(typed.map(|text| in_module("typescript", "TypeScript", &text, "!")));
        samples.push(in_shell("httpie", "HTTPie", &httpie(&self.request)));
        samples
    }

    /// A text for each of its credentials, in place of the secrets of a call.
    pub fn stand_ins(&self) -> Vec<String> {
        (0..self.variables.len()).map(|place| Variable::stand_in(place).to_string()).collect()
    }

    /// The request as a call of an operation.
    pub fn call(&self, catalogue: &Catalogue, document: &Document, operation: &Operation) -> Call {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let secret_names: Vec<&str> =
            document.schemes.iter().filter_map(|scheme| scheme_in_query(&scheme.location)).collect();
        let query = parse(query.as_bytes()).filter(|(name, _)| !secret_names.contains(&name.as_ref()));
        let in_query = query.map(|(name, value)| (name.into_owned(), value.into_owned()));
        let secrets: Vec<_> = self.variables.iter().map(|variable| variable.listed.as_deref()).collect();
        let is_of = |listed: &[String]| listed.iter().map(|secret| Some(secret.as_str())).eq(secrets.iter().copied());
        Call {
            document: document.name.clone(),
            operation: operation.id.clone(),
            parameters: path_values(&document.prefix, &operation.path, path).into_iter().chain(in_query).collect(),
            body: self.request.body.clone(),
            credential: credentials(catalogue, &document.name).iter().position(|listed| is_of(&listed.secrets)),
        }
    }

    /// The path of the operation's page with the call filled in. Returns nothing if the address would be too long.
    pub fn reference(&self, call: &Call) -> Option<String> {
        /// Longer addresses are not sent, or not accepted, everywhere.
        const LONGEST: usize = 8_000;
        let mut path = call.reference();
        if self.variables.is_empty() {
            // Otherwise the page would choose a credential that works.
            path.push_str(if path.contains('?') { "&credential=" } else { "?credential=" });
        }
        let shown = call.parameters.iter().map(|(_, value)| value).chain(&call.body);
        let is_whole = !shown.into_iter().any(|text| self.stand_ins().iter().any(|stand_in| text.contains(stand_in)));
        (path.len() <= LONGEST && is_whole && self.is_whole).then_some(path)
    }
}

fn scheme_in_query(location: &Location) -> Option<&str> {
    match location {
        Location::Query(name) => Some(name),
        Location::Header(..) => None,
    }
}

/// The values of the parameters in a path.
fn path_values(prefix: &str, template: &str, path: &str) -> Vec<(String, String)> {
    let below = path.split_once(&format!("/{prefix}/")).map_or(path, |(_, below)| below);
    let names = template.trim_start_matches('/').split('/');
    let values = names.zip(below.split('/')).filter_map(|(name, value)| {
        let name = name.strip_prefix('{')?.strip_suffix('}')?;
        Some((name.to_owned(), percent_decode_str(value).decode_utf8_lossy().into_owned()))
    });
    values.collect()
}
