//! The examples of response bodies.

use serde_json::Value;

use super::operations::names;
use super::responses::{essence, is_json, statuses};
use super::{Document, join};
use crate::ContractError;
use crate::operation::{Operation, Statuses};

/// An example of a JSON body for a declared status.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) name: String,
    pub(crate) value: Value,
}

/// Reads the examples of every operation, in document order. A single `example` gets that name. Examples of status
/// ranges and of `default`, and external examples, are skipped.
pub(crate) fn examples(document: Document<'_>, operations: &[Operation]) -> Result<Vec<Example>, ContractError> {
    let mut examples = Vec::new();
    for operation in operations {
        let place = join(&operation.pointer, "responses");
        for name in names(document, &place) {
            let Some(Statuses::One(status)) = statuses(&name) else { continue };
            let (response, _) = document.resolve(join(&place, &name))?;
            let content = join(&response, "content");
            for media_type in names(document, &content).iter().filter(|media_type| is_json(&essence(media_type))) {
                for (name, value) in of_media_type(document, &join(&content, media_type))? {
                    examples.push(Example { operation: operation.id.clone(), status, name, value });
                }
            }
        }
    }
    Ok(examples)
}

fn of_media_type(document: Document<'_>, place: &str) -> Result<Vec<(String, Value)>, ContractError> {
    let mut found = Vec::new();
    if let Some(value) = document.at(&join(place, "example")) {
        found.push(("example".to_owned(), value.clone()));
    }
    let list = join(place, "examples");
    for name in names(document, &list) {
        let (_, example) = document.resolve(join(&list, &name))?;
        if let Some(value) = example.get("value") {
            found.push((name, value.clone()));
        }
    }
    Ok(found)
}
