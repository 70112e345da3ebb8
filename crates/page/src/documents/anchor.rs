//! Gives each parameter, field and rule of an operation's page a place that links can lead to.

use std::collections::HashSet;

use super::{Field, Operation};

/// Sets the anchors of an operation: `parameter-limit`, `body-name`, `200-data.id`, `200-header-Retry-After`.
pub(super) fn set(operation: &mut Operation) {
    let mut taken = HashSet::new();
    for parameter in &mut operation.parameters {
        parameter.field.anchor = free(&mut taken, &format!("parameter-{}", parameter.name));
    }
    if let Some(body) = &mut operation.body {
        fields(&mut taken, "body", &mut body.shape.fields);
    }
    for response in &mut operation.responses {
        let status = response.status.clone();
        if let Some(shape) = &mut response.shape {
            fields(&mut taken, &status, &mut shape.fields);
        }
        fields(&mut taken, &format!("{status}-header"), &mut response.headers);
    }
}

/// Fields are named by themselves and the field that they are in: long paths would make up a tenth of some pages.
fn fields(taken: &mut HashSet<String>, place: &str, fields: &mut [Field]) {
    let mut above: Vec<String> = Vec::new();
    for field in fields {
        above.truncate(field.depth);
        above.push(field.name.clone());
        field.anchor = free(taken, &format!("{place}-{}", above[above.len().saturating_sub(2)..].join(".")));
    }
}

/// The text as an anchor that nothing else on the page has.
fn free(taken: &mut HashSet<String>, text: &str) -> String {
    let plain =
        |character: char| if character.is_ascii_alphanumeric() || "._-".contains(character) { character } else { '-' };
    let anchor: String = text.trim_end_matches("[]").chars().map(plain).collect();
    let numbered = (2..).map(|number| format!("{anchor}-{number}"));
    let free = std::iter::once(anchor.clone()).chain(numbered).find(|one| !taken.contains(one));
    let free = free.expect("some number is free");
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::{fields, free};
    use crate::documents::Field;

    #[test]
    fn anchors_are_unique_and_plain() {
        let mut taken = std::collections::HashSet::new();
        for (text, expected) in [
            ("parameter-status[]", "parameter-status"),
            ("parameter-status", "parameter-status-2"),
            ("body-any other name", "body-any-other-name"),
        ] {
            assert_eq!(free(&mut taken, text), expected, "{text}");
        }
    }

    #[test]
    fn fields_are_named_by_themselves_and_their_parent() {
        let field = |name: &str, depth| Field { name: name.to_owned(), depth, ..Field::default() };
        let mut list = [field("data", 0), field("id", 1), field("partner", 1), field("id", 2), field("total", 0)];
        fields(&mut std::collections::HashSet::new(), "200", &mut list);
        let anchors: Vec<_> = list.iter().map(|field| field.anchor.as_str()).collect();
        assert_eq!(anchors, ["200-data", "200-data.id", "200-data.partner", "200-partner.id", "200-total"]);
    }
}
