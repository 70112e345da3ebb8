//! Removes the line breaks of the source from descriptions.

use serde_json::{Map, Value};

use crate::document::text::join_lines;

/// Joins the lines of each paragraph of a description.
pub(super) fn join(schema: &mut Map<String, Value>) {
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = join_lines(description);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::applied;
    use super::join;

    #[test]
    fn descriptions_are_joined_wherever_they_stand() {
        let schema = json!({ "description": "a\nb", "properties": { "description": { "description": "c\nd" } } });
        let expected = json!({ "description": "a b", "properties": { "description": { "description": "c d" } } });
        assert_eq!(applied(schema, join), expected);
    }
}
