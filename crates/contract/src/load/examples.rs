//! The examples of response bodies.

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
    /// Where its value is in the document: there can be many large ones.
    pub(crate) pointer: String,
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
                for (name, pointer) in of_media_type(document, &join(&content, media_type))? {
                    examples.push(Example { operation: operation.id.clone(), status, name, pointer });
                }
            }
        }
    }
    Ok(examples)
}

fn of_media_type(document: Document<'_>, place: &str) -> Result<Vec<(String, String)>, ContractError> {
    let mut found = Vec::new();
    let single = join(place, "example");
    if document.at(&single).is_some() {
        found.push(("example".to_owned(), single));
    }
    let list = join(place, "examples");
    for name in names(document, &list) {
        let (pointer, example) = document.resolve(join(&list, &name))?;
        if example.get("value").is_some() {
            found.push((name, join(&pointer, "value")));
        }
    }
    Ok(found)
}
