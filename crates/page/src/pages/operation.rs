//! `/reference/{provider}/{operation}`: an operation in full, and a form to try it.

use askama::Template;
use serde_json::Value;
use trackside_schemas::control::{Catalogue, ListedCredential, ListedOperation};

use super::frame::Frame;
use super::rendered;
use super::sidebar::{Sidebar, frame};
use crate::documents::{Document, Field, Input, Location, Occurrence, Operation, Parameter};
use crate::prose::Block;
use crate::sample::{Call, Context, Written, credentials, operation_call, secrets, with_token, written};
use crate::{Documents, Site, write};

#[derive(Template)]
#[template(path = "operation.html", config = "askama.toml")]
struct Page<'p> {
    frame: Frame<'p>,
    sidebar: Sidebar<'p>,
    document: &'p Document,
    operation: &'p Operation,
    parameters: Vec<&'p Field>,
    /// Whether to hide provenance, because everything is documented.
    quiet: bool,
    credentials: Vec<Credential>,
    is_anonymous: bool,
    /// The headers that carry the credential, as JSON.
    carriers: String,
    inputs: Vec<FormInput<'p>>,
    body: Option<String>,
    /// The height of the body's input, in lines.
    rows: usize,
    samples: Vec<Written>,
    /// Whether the request needs the token of the control surface.
    needs_token: bool,
}

struct Credential {
    value: usize,
    title: String,
    /// The secrets, separated by spaces.
    secrets: String,
    is_chosen: bool,
}

struct FormInput<'p> {
    parameter: &'p Parameter,
    value: String,
    choices: Vec<Choice>,
}

struct Choice {
    value: String,
    is_chosen: bool,
}

/// The page. Returns nothing if there is no such operation.
///
/// `pairs` fill in the form: values of parameters, `body`, and `credential`, the index of a credential in the
/// catalogue. Without any pairs the form contains the working call of the list of operations.
pub fn operation(
    site: &Site,
    documents: &Documents,
    catalogue: &Catalogue,
    operations: &[ListedOperation],
    (provider, id): (&str, &str),
    pairs: &[(String, String)],
) -> Option<String> {
    let (document, operation) = documents.operation(provider, id)?;
    let mut call = if pairs.is_empty() {
        operation_call(catalogue, operations, document, operation)
    } else {
        let works = credentials(catalogue, provider).iter().position(|listed| listed.works);
        filled_in(document, operation, pairs, works)
    };
    // The curl command contains the body exactly as the form does, because the script writes it from the form.
    call.body = call.body.map(|body| write::indented(&body).into_owned());
    let body = operation.body.as_ref().map(|_| call.body.clone().unwrap_or_default());
    let context =
        Context { origin: &site.origin, document, operation, call: &call, secrets: secrets(catalogue, &call) };
    let listed = credentials(catalogue, provider);
    let takes_credentials = !operation.security.is_empty();
    let mut samples = written(&context);
    // The prefix of a provider is its name. Only the control surface has another prefix.
    let needs_token = site.asks_for_token && document.name != document.prefix;
    if needs_token {
        samples.retain(|sample| sample.language == "curl");
        samples.iter_mut().for_each(|sample| sample.text = with_token(&sample.text));
    }
    Some(rendered(&Page {
        frame: frame(
            site,
            &format!("{id} · {}", document.title),
            &["copy.js", "language.js", "code.js", "try.js", "edit.js"],
        ),
        sidebar: Sidebar { documents, document: Some(document), operation: Some(operation) },
        document,
        operation,
        parameters: operation.parameters.iter().map(|parameter| &parameter.field).collect(),
        quiet: document.is_all_documented,
        credentials: listed
            .iter()
            .enumerate()
            .filter(|_| takes_credentials)
            .map(|(index, listed)| credential(index, listed, &call))
            .collect(),
        carriers: carriers(operation),
        is_anonymous: call.credential.is_none(),
        inputs: operation.parameters.iter().map(|parameter| form_input(parameter, &call)).collect(),
        rows: body.as_ref().map_or(0, |body| body.lines().count().clamp(3, 14)),
        body,
        samples,
        needs_token,
    }))
}

/// The call that a form was sent with. An empty credential means none; without a credential, `default` is used.
fn filled_in(document: &Document, operation: &Operation, pairs: &[(String, String)], default: Option<usize>) -> Call {
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
        credential: value("credential").map_or(default, |index| index.parse().ok()),
    }
}

fn credential(index: usize, listed: &ListedCredential, call: &Call) -> Credential {
    Credential {
        value: index,
        title: listed.note.clone(),
        secrets: listed.secrets.join(" "),
        is_chosen: call.credential == Some(index),
    }
}

/// The headers that carry a credential: each name with the prefix of the secret.
fn carriers(operation: &Operation) -> String {
    let schemes = operation.security.first().map_or(&[][..], Vec::as_slice);
    let headers = schemes.iter().filter_map(|scheme| match &scheme.location {
        Location::Header(name, prefix) => Some(Value::from(vec![name.as_str(), prefix])),
        Location::Query(_) => None,
    });
    Value::Array(headers.collect()).to_string()
}

fn form_input<'p>(parameter: &'p Parameter, call: &Call) -> FormInput<'p> {
    let values: Vec<_> = call.values(&parameter.name).collect();
    let choice = |value: &String| Choice { value: value.clone(), is_chosen: values.contains(&value.as_str()) };
    let choices = match &parameter.input {
        Input::Choice(choices) | Input::Choices(choices) => choices.iter().map(choice).collect(),
        Input::Text | Input::Several => Vec::new(),
    };
    FormInput { parameter, value: values.join(","), choices }
}
