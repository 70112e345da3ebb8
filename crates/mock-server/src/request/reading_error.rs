//! Puts what serde says of a value that it cannot read into words for people who do not write Rust.

use super::nearest;

/// What serde calls the types of JSON, and what their readers call them.
const TYPES: [(&str, &str); 12] = [
    ("a sequence", "a list"),
    ("a map", "an object"),
    ("struct ", "an object"),
    ("a string", "text"),
    ("string", "text"),
    ("a boolean", "true or false"),
    ("bool", "true or false"),
    ("f32", "a number"),
    ("f64", "a number"),
    ("i", "a whole number"),
    ("u", "a whole number"),
    ("a nonzero ", "a whole number that is not 0"),
];

/// What is wrong with the value, as the end of a sentence about its field: "must be a list".
pub(super) fn reading_error(reason: &str) -> String {
    if let Some(rest) = reason.strip_prefix("unknown field ") {
        return unknown_field(rest);
    }
    if let Some(name) = reason.strip_prefix("missing field ") {
        return format!("lacks the field {name}");
    }
    let about_value = reason.strip_prefix("invalid value: ").or_else(|| reason.strip_prefix("invalid type: "));
    match about_value.map(|rest| rest.rsplit_once(", expected ").ok_or(rest)) {
        Some(Ok((_, expected))) => format!("must be {}", named(expected)),
        // The types of the sandbox say what is wrong after the value itself.
        Some(Err(rest)) => match rest.split_once("\", ") {
            Some((_, why)) => format!("is invalid: {why}"),
            None => format!("is invalid: {rest}"),
        },
        None => format!("is invalid: {reason}"),
    }
}

/// `rest` is as in "`tims`, expected one of `provider`, `times`".
fn unknown_field(rest: &str) -> String {
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let name = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    match nearest(name, known.iter().copied()) {
        Some(nearest) => format!("is unknown; did you mean `{nearest}`?"),
        None if known.is_empty() => "is unknown; there are no fields here".to_owned(),
        None => format!("is unknown; known fields are {}", known.join(", ")),
    }
}

fn named(expected: &str) -> &str {
    let is_number = |rest: &str| !rest.is_empty() && (rest == "size" || rest.bytes().all(|byte| byte.is_ascii_digit()));
    let fits = |serde: &str| match expected.strip_prefix(serde) {
        Some(rest) if serde.len() == 1 => is_number(rest),
        Some(rest) => rest.is_empty() || serde.ends_with(' '),
        None => false,
    };
    TYPES.iter().find(|(serde, _)| fits(serde)).map_or(expected, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::reading_error;

    #[test]
    fn says_it_without_the_words_of_rust() {
        for (reason, expected) in [
            (r#"invalid type: string "y", expected a sequence"#, "must be a list"),
            ("invalid type: integer `5`, expected a string", "must be text"),
            ("invalid type: null, expected f64", "must be a number"),
            ("invalid type: string \"2\", expected u32", "must be a whole number"),
            ("invalid type: integer `5`, expected struct Fault", "must be an object"),
            (
                r#"invalid value: string "x", expected a span of time such as 250ms"#,
                "must be a span of time such as 250ms",
            ),
            (
                r#"invalid value: string "2s..1s", the range is reversed; write 1s..2s"#,
                "is invalid: the range is reversed; write 1s..2s",
            ),
            ("unknown field `tims`, expected one of `provider`, `times`", "is unknown; did you mean `times`?"),
            ("unknown field `q`, expected one of `provider`, `times`", "is unknown; known fields are provider, times"),
            ("unknown field `q`, expected `now`", "is unknown; known fields are now"),
            ("unknown field `q`, there are no fields", "is unknown; there are no fields here"),
            ("missing field `operation`", "lacks the field `operation`"),
            ("something else", "is invalid: something else"),
        ] {
            assert_eq!(reading_error(reason), expected, "{reason}");
        }
    }
}
