//! The operations of a document by resource, as its tags name them.

use serde_json::Value;

use super::{Operation, list, text};
use crate::prose::Prose;

/// The operations on one resource.
#[derive(Debug, Clone)]
pub struct Group {
    /// The name of the tag, such as `Payout requests`.
    pub name: String,
    /// Its anchor on the provider's page.
    pub anchor: String,
    /// What the resource is.
    pub description: Prose,
    /// The positions of its operations in the document.
    places: Vec<usize>,
}

impl Group {
    /// Its operations among those of the document.
    pub(crate) fn of<'d>(&'d self, operations: &'d [Operation]) -> impl Iterator<Item = &'d Operation> {
        self.places.iter().filter_map(|place| operations.get(*place))
    }

    /// The number of its operations.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
}

/// The groups of a document, in the order of its tags. Operations without a tag are together in the last one.
pub(super) fn groups(document: &Value, operations: &[Operation]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for tag in list(document, "tags") {
        groups.push(group(text(tag, "name"), Prose::read(&text(tag, "description"))));
    }
    for (place, operation) in operations.iter().enumerate() {
        let name = if operation.tag.is_empty() { "Operations" } else { operation.tag.as_str() };
        let known = groups.iter().position(|group| group.name == name);
        let known = known.unwrap_or_else(|| {
            groups.push(group(name.to_owned(), Prose::default()));
            groups.len() - 1
        });
        groups[known].places.push(place);
    }
    groups.retain(|group| !group.places.is_empty());
    groups
}

fn group(name: String, description: Prose) -> Group {
    let plain = |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' };
    Group {
        anchor: format!("tag-{}", name.chars().map(plain).collect::<String>()),
        name,
        description,
        places: Vec::new(),
    }
}
