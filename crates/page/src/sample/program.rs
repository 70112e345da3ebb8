//! Calls that work: those that the sandbox lists for its operations and programs.

use std::collections::BTreeMap;

use serde_json::Value;
use trackside_schemas::control::{Catalogue, ListedOperation, ListedProgram, QueryParameter, Sight};

use super::{Call, credentials};
use crate::documents::{Document, Operation};

/// The call that shows the program at the provider; nothing if it cannot be seen there.
pub fn program_call(catalogue: &Catalogue, program: &ListedProgram, provider: &str) -> Option<Call> {
    Some(sight_call(catalogue, program.at.get(provider)?, provider))
}

/// The call that shows something at the provider.
pub fn sight_call(catalogue: &Catalogue, sight: &Sight, provider: &str) -> Call {
    Call {
        document: provider.to_owned(),
        operation: sight.operation.clone(),
        parameters: parameters(&sight.path_parameters, &sight.query),
        body: sight.body.as_ref().map(ToString::to_string),
        credential: credential(catalogue, provider, &sight.credential),
    }
}

/// The call that the sandbox lists for the operation; without one, a call made of the document's examples.
pub fn operation_call(
    catalogue: &Catalogue,
    operations: &[ListedOperation],
    document: &Document,
    operation: &Operation,
) -> Call {
    let listed = operations.iter().find(|listed| listed.provider == document.name && listed.id == operation.id);
    if let Some(listed) = listed {
        return Call {
            document: document.name.clone(),
            operation: operation.id.clone(),
            parameters: parameters(&listed.path_parameters, &listed.query),
            body: listed.body.as_ref().map(ToString::to_string),
            credential: credential(catalogue, &document.name, &listed.credential),
        };
    }
    let required = operation.parameters.iter().filter(|parameter| parameter.field.is_required);
    let example = operation.body.as_ref().and_then(|body| body.examples.first()).map(|example| example.text.clone());
    Call {
        document: document.name.clone(),
        operation: operation.id.clone(),
        parameters: required.map(|parameter| (parameter.name.clone(), parameter.example.clone())).collect(),
        body: example.or_else(|| operation.body.as_ref().map(|_| "{}".to_owned())),
        credential: (!credentials(catalogue, &document.name).is_empty()).then_some(0),
    }
}

fn parameters(path: &BTreeMap<String, Value>, query: &[QueryParameter]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let in_path = path.iter().map(|(name, value)| (name.clone(), text(value)));
    in_path.chain(query.iter().map(|pair| (pair.name.clone(), pair.value.clone()))).collect()
}

/// The index of the credential among those that the catalogue lists for the provider.
fn credential(catalogue: &Catalogue, provider: &str, secrets: &[String]) -> Option<usize> {
    credentials(catalogue, provider).iter().position(|listed| listed.secrets == secrets)
}
