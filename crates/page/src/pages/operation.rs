//! `/reference/{provider}/{operation}`: an operation in full, and a form that tries it.

use askama::Template;
use serde_json::Value;
use trackside_schemas::control::{Catalogue, ListedCredential};

use super::frame::Frame;
use super::rendered;
use crate::documents::{Document, Field, Input, Occurrence, Operation, Parameter, Place};
use crate::prose::Block;
use crate::sample::{Call, Request, Written, credentials, curl, operation_call, secrets, with_token};
use crate::{Documents, Site, write};

#[derive(Template)]
#[template(path = "operation.html", config = "askama.toml")]
struct Page<'p> {
    frame: Frame<'p>,
    document: &'p Document,
    operation: &'p Operation,
    parameters: Vec<&'p Field>,
    /// Whether saying where each part comes from would say the same everywhere.
    quiet: bool,
    credentials: Vec<Credential>,
    is_anonymous: bool,
    /// The headers that carry a credential, as JSON.
    carriers: String,
    inputs: Vec<Asked<'p>>,
    body: Option<String>,
    /// How many lines of the body are shown.
    rows: usize,
    curl: String,
    /// Whether the line carries the token of the control surface.
    needs_token: bool,
}

struct Credential {
    value: usize,
    title: String,
    /// The secrets, with spaces between them.
    secrets: String,
    is_chosen: bool,
}

struct Asked<'p> {
    parameter: &'p Parameter,
    value: String,
    choices: Vec<Choice>,
}

struct Choice {
    value: String,
    is_chosen: bool,
}

/// The page; nothing when there is no such operation. `pairs` are names and values that fill the form in: parameters, `body`, and `credential`, the
/// place of a listed credential; without any, the form holds a call that works.
pub fn operation(
    site: &Site,
    documents: &Documents,
    catalogue: &Catalogue,
    (provider, id): (&str, &str),
    pairs: &[(String, String)],
) -> Option<String> {
    let (document, operation) = documents.operation(provider, id)?;
    let mut call = if pairs.is_empty() {
        operation_call(catalogue, document, operation)
    } else {
        let works = credentials(catalogue, provider).iter().position(|listed| listed.works);
        filled_in(document, operation, pairs, works)
    };
    // The line holds the body as the form does: a script that reads the form writes the same.
    call.body = call.body.map(|body| write::indented(&body).into_owned());
    let body = operation.body.as_ref().map(|_| call.body.clone().unwrap_or_default());
    let written =
        Written { origin: &site.origin, document, operation, call: &call, secrets: secrets(catalogue, &call) };
    let listed = credentials(catalogue, provider);
    let takes_credentials = !operation.security.is_empty();
    let line = curl(&Request::new(&written));
    // Providers have names of their own as prefixes; the control surface has not.
    let needs_token = site.asks_for_token && document.name != document.prefix;
    Some(rendered(&Page {
        frame: Frame::new(site, "reference", format!("{id} · {}", document.title), &["copy.js", "try.js"]),
        document,
        operation,
        parameters: operation.parameters.iter().map(|parameter| &parameter.field).collect(),
        quiet: document.is_all_documented,
        credentials: listed
            .iter()
            .enumerate()
            .filter(|_| takes_credentials)
            .map(|(place, listed)| credential(place, listed, &call))
            .collect(),
        carriers: carriers(operation),
        is_anonymous: call.credential.is_none(),
        inputs: operation.parameters.iter().map(|parameter| asked(parameter, &call)).collect(),
        rows: body.as_ref().map_or(0, |body| body.lines().count().clamp(3, 14)),
        body,
        curl: if needs_token { with_token(&line) } else { line },
        needs_token,
    }))
}

/// The call that a form was sent with.
/// The call that `pairs` describe. An empty credential is none; one that is not named is `works`.
fn filled_in(document: &Document, operation: &Operation, pairs: &[(String, String)], works: Option<usize>) -> Call {
    let value = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let known = |name: &str| operation.parameters.iter().find(|parameter| parameter.name == name);
    let parameters = pairs.iter().filter_map(|(name, value)| Some((known(name)?, value)));
    let parameters = parameters.flat_map(|(parameter, value)| {
        let values: Vec<&str> =
            if parameter.input == Input::Several { value.split(',').map(str::trim).collect() } else { vec![value] };
        values.into_iter().map(|value| (parameter.name.clone(), value.to_owned())).collect::<Vec<_>>()
    });
    Call {
        document: document.name.clone(),
        operation: operation.id.clone(),
        parameters: parameters.filter(|(_, value)| !value.is_empty()).collect(),
        body: operation.body.as_ref().and_then(|_| value("body").filter(|body| !body.is_empty()).cloned()),
        credential: value("credential").map_or(works, |place| place.parse().ok()),
    }
}

fn credential(place: usize, listed: &ListedCredential, call: &Call) -> Credential {
    Credential {
        value: place,
        title: listed.note.clone(),
        secrets: listed.secrets.join(" "),
        is_chosen: call.credential == Some(place),
    }
}

/// The headers that carry a credential: each name with the word before the secret.
fn carriers(operation: &Operation) -> String {
    let schemes = operation.security.first().map_or(&[][..], Vec::as_slice);
    let headers = schemes.iter().filter_map(|scheme| match &scheme.place {
        Place::Header(name, word) => Some(Value::from(vec![name.as_str(), word])),
        Place::Query(_) => None,
    });
    Value::Array(headers.collect()).to_string()
}

fn asked<'p>(parameter: &'p Parameter, call: &Call) -> Asked<'p> {
    let values: Vec<_> = call.values(&parameter.name).collect();
    let choice = |value: &String| Choice { value: value.clone(), is_chosen: values.contains(&value.as_str()) };
    let choices = match &parameter.input {
        Input::Choice(choices) | Input::Choices(choices) => choices.iter().map(choice).collect(),
        Input::Text | Input::Several => Vec::new(),
    };
    Asked { parameter, value: values.join(","), choices }
}
