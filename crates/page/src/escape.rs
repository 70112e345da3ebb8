//! What stands between tags and never within one.

use std::fmt;

use askama::filters::Escaper;

/// Escapes text for places between tags: quotes stay as they are, which examples of JSON are full of. Never for attributes.
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
    fn no_tag_begins_or_ends() {
        for (text, expected) in [
            ("", ""),
            ("{\"a\": 'b'}", "{\"a\": 'b'}"),
            ("</pre><script>", "&#60;/pre&#62;&#60;script&#62;"),
            ("a && b &lt; c", "a &#38;&#38; b &#38;lt; c"),
        ] {
            let mut written = String::new();
            BetweenTags.write_escaped_str(&mut written, text).expect("memory takes all text");
            assert_eq!(written, expected);
        }
    }
}
