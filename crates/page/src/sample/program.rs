//! Calls that show a program at each provider.

use trackside_schemas::control::{Catalogue, ListedProgram, Sight};

use super::{Call, credentials};
use crate::documents::{Document, Operation};

/// The call that shows a program at a provider. Returns nothing if the provider does not show it.
pub fn program_call(catalogue: &Catalogue, program: &ListedProgram, provider: &str) -> Option<Call> {
    let sight = program.at.get(provider)?;
    let one = |name: &str| vec![(name.to_owned(), sight.id.clone())];
    let (operation, parameters, body) = match provider {
        "agentref" => ("getTrackingStatus", one("id"), None),
        "affitor" => ("getTrackingStatus", one("programId"), None),
        "partnero" => ("getProgram", Vec::new(), None),
        "fullwhere" => {
            ("listSurveyTrackers", Vec::new(), Some(serde_json::json!({ "purchases": [sight.id] }).to_string()))
        }
        "wecantrack" => ("listTransactions", query(&sight.link), None),
        _ => return None,
    };
    let credential = credential(catalogue, provider, sight);
    Some(Call {
        document: provider.to_owned(),
        operation: operation.to_owned(),
        parameters,
        body,
        credential: Some(credential),
    })
}

/// A working call of an operation, built from the catalogue and the document's examples. It is about the first program
/// that the provider shows.
pub fn operation_call(catalogue: &Catalogue, document: &Document, operation: &Operation) -> Call {
    let seen = catalogue.programs.iter().find_map(|program| {
        let call = program_call(catalogue, program, &document.name)?;
        Some((call, &program.at.get(&document.name)?.id))
    });
    if let Some((call, _)) = seen.as_ref().filter(|(call, _)| call.operation == operation.id) {
        return call.clone();
    }
    let required = operation.parameters.iter().filter(|parameter| parameter.field.is_required);
    let example = operation.body.as_ref().and_then(|body| body.examples.first()).map(|example| example.text.clone());
    let body = match (document.name.as_str(), operation.id.as_str(), &seen) {
        ("fullwhere", "generateSurveyTrackers", Some((_, purchase))) => {
            Some(serde_json::json!({ "purchaseId": purchase }).to_string())
        }
        _ => example.or_else(|| operation.body.as_ref().map(|_| "{}".to_owned())),
    };
    Call {
        document: document.name.clone(),
        operation: operation.id.clone(),
        parameters: required.map(|parameter| (parameter.name.clone(), parameter.example.clone())).collect(),
        body,
        credential: seen
            .and_then(|(call, _)| call.credential)
            .or_else(|| (!credentials(catalogue, &document.name).is_empty()).then_some(0)),
    }
}

/// The index of the credential that shows the program: the one in its curl command, if each program has its own.
fn credential(catalogue: &Catalogue, provider: &str, sight: &Sight) -> usize {
    let shown = |secret: &String| {
        let ends = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || "-_".contains(next));
        sight.curl.match_indices(secret.as_str()).any(|(start, _)| ends(&sight.curl[start + secret.len()..]))
    };
    let listed = credentials(catalogue, provider);
    listed.iter().position(|credential| credential.secrets.iter().all(shown)).unwrap_or(0)
}

/// The query parameters of a URL. The catalogue's links need no percent-decoding.
fn query(link: &str) -> Vec<(String, String)> {
    let query = link.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
