//! What a pattern means, in words.

/// Patterns that are too long to be read at a glance, and what they mean. Backticks mark code.
const KNOWN: [(&str, &str); 21] = [
    ("[0-9]{4}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]", "a date and time, `Y-m-d H:i:s`"),
    ("[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]", "a date and time, `Y-m-dTH:i:s`"),
    (
        "^https?://[A-Za-z0-9][A-Za-z0-9._~:/@!$&()*+,;=%-]*$",
        "a URL without a query or fragment, `https://…` or `http://…`",
    ),
    ("^https?://[A-Za-z0-9][A-Za-z0-9._~:/@!$&()*+,;=?%-]*$", "a URL without a fragment, `https://…` or `http://…`"),
    (
        "^(https://[A-Za-z0-9]|http://localhost([:/]|$))[A-Za-z0-9._~:/@!$&()*+,;=%?-]*$",
        "a URL without a fragment, `https://…` or `http://localhost…`",
    ),
    ("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "small letters, digits and inner hyphens"),
    ("^[A-Za-z0-9][A-Za-z0-9._@+-]*$", "letters, digits and `._@+-`, beginning with a letter or digit"),
    ("^[A-Za-z0-9][A-Za-z0-9._@+:-]*$", "letters, digits and `._@+:-`, beginning with a letter or digit"),
    ("^([a-z]{3}|[A-Z]{3})$", "the code of a currency, all small or all capital letters"),
    ("^(WCT|wct)[0-9]{12}[0-9A-Za-z]{1,5}$", "`WCT`, 12 digits, then 1 to 5 letters or digits"),
    ("^-?[0-9]+\\.[0-9]{2}$", "an amount with two decimal places"),
    ("^[0-9]+(?:\\.[0-9]+)?$", "a number of 0 or more, as text"),
    (
        "^-?(?=[0-9])([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
        "a duration such as `90s`, `2h30m` or `1w`, also negative",
    ),
    ("^[0-9][0-9a-z]*(\\.\\.[0-9][0-9a-z]*)?$", "a duration such as `2s`, or a range such as `1s..5s`"),
    (
        "^-?(?:[A-Z]{3}\\s|[^0-9\\s.,-]{1,4})[0-9]{1,3}(?:,[0-9]{3})*(?:\\.[0-9]+)?$",
        "an amount with the sign or code of its currency, such as `$1,234.50`",
    ),
    ("^[^,]+(,[^,]+){0,4}$", "one to five values, separated by commas"),
    ("^/([A-Za-z0-9._~-][A-Za-z0-9._~/-]*)?$", "a path, beginning with one `/`"),
    ("^whsec_[A-Za-z0-9_-]+$", "`whsec_` and base64url"),
    ("^[1-5]([0-9][0-9]|xx)$", "a status such as `404`, or a class such as `4xx`"),
    ("^[1-9][0-9]{0,6}$", "a whole number from 1 to 9,999,999, as text"),
    (
        "^(networks|network_accounts|custom_index_[1-5])(,(networks|network_accounts|custom_index_[1-5]))*$",
        "`networks`, `network_accounts` and `custom_index_1` to `_5`, separated by commas",
    ),
];

/// A pattern of at most this many characters is shown as it is.
const SHORT: usize = 18;

/// What a page says in place of the pattern, which it folds away; nothing if the pattern is short enough to be shown.
pub(super) fn words(pattern: &str) -> Option<&'static str> {
    let known = KNOWN.iter().find(|(known, _)| *known == pattern).map(|(_, words)| *words);
    known.or_else(|| (pattern.len() > SHORT).then_some("a regular expression"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::words;

    /// The patterns of a part of a document.
    fn patterns<'d>(part: &'d Value, found: &mut Vec<&'d str>) {
        match part {
            Value::Object(entries) => {
                found.extend(entries.get("pattern").and_then(Value::as_str));
                entries.values().for_each(|value| patterns(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| patterns(item, found)),
            _ => {}
        }
    }

    #[test]
    fn long_patterns_of_the_documents_are_known() {
        for (name, text) in trackside_documents::all() {
            let document: Value = serde_json::from_str(text).expect("a document");
            let mut found = Vec::new();
            patterns(&document, &mut found);
            for pattern in found {
                assert_ne!(words(pattern), Some("a regular expression"), "{name}: {pattern}");
            }
        }
        assert_eq!(words("^[A-Z]{3}$"), None);
        assert_eq!(words("^[a-z]{30}[A-Z]{30}$"), Some("a regular expression"));
    }
}
