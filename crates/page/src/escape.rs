//! Escaping of text between tags.

use std::fmt;

use askama::filters::Escaper;

/// Escapes text between tags. Quotes are kept, because examples of JSON are full of them. Not safe for attributes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BetweenTags;

impl Escaper for BetweenTags {
    fn write_escaped_str<W: fmt::Write>(&self, mut writer: W, text: &str) -> fmt::Result {
        for piece in text.split_inclusive(['&', '<', '>']) {
            let escaped = piece.strip_suffix('&').map(|before| (before, "&#38;"));
            let escaped = escaped.or_else(|| piece.strip_suffix('<').map(|before| (before, "&#60;")));
            let escaped = escaped.or_else(|| piece.strip_suffix('>').map(|before| (before, "&#62;")));
            let (before, entity) = escaped.unwrap_or((piece, ""));
            writer.write_str(before)?;
            writer.write_str(entity)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use askama::filters::Escaper as _;

    use super::BetweenTags;

    #[test]
    fn text_contains_no_tags() {
        for (text, expected) in [
            ("", ""),
            ("{\"a\": 'b'}", "{\"a\": 'b'}"),
            ("</pre><script>", "&#60;/pre&#62;&#60;script&#62;"),
            ("a && b &lt; c", "a &#38;&#38; b &#38;lt; c"),
        ] {
            let mut written = String::new();
            BetweenTags.write_escaped_str(&mut written, text).expect("writing to memory cannot fail");
            assert_eq!(written, expected);
        }
    }
}
