//! Doc comments as descriptions.

/// Joins the lines of each paragraph. Blank lines, lists, tables, headings and code stay as they are.
pub(super) fn join_lines(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut in_code = false;
    let mut takes_more = false;
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        let is_code = in_code || is_fence;
        let is_continuation = !is_code && !line.trim().is_empty() && !starts_block(line);
        if !joined.is_empty() {
            joined.push(if takes_more && is_continuation { ' ' } else { '\n' });
        }
        joined.push_str(if is_continuation { line.trim() } else { line.trim_end() });
        takes_more = !is_code && !line.trim().is_empty() && !is_whole(line);
        in_code ^= is_fence;
    }
    joined
}

/// Whether a line starts something new instead of continuing the line before.
fn starts_block(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let is_numbered = numbered.len() < line.len() && (numbered.starts_with(". ") || numbered.starts_with(") "));
    is_numbered || ["- ", "* ", "+ ", "|", "#", ">"].iter().any(|mark| line.starts_with(mark))
}

/// Whether the next line cannot continue this one: rows of a table and headings are single lines.
fn is_whole(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('|') || line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::join_lines;

    #[test]
    fn paragraphs_are_joined_and_blocks_kept() {
        for (text, expected) in [
            ("", ""),
            ("One line.", "One line."),
            ("One\nparagraph\nof three lines.", "One paragraph of three lines."),
            ("First\nparagraph.\n\nSecond\none.", "First paragraph.\n\nSecond one."),
            ("A list:\n- one,\n  and more\n- two", "A list:\n- one, and more\n- two"),
            ("Steps:\n1. one\n2. two", "Steps:\n1. one\n2. two"),
            ("| a | b |\n|---|---|\n| 1 | 2 |\nafter", "| a | b |\n|---|---|\n| 1 | 2 |\nafter"),
            ("Code:\n```\na\n  b\n```\nafter\nit", "Code:\n```\na\n  b\n```\nafter it"),
            ("A year,\n2026 to be exact", "A year, 2026 to be exact"),
        ] {
            assert_eq!(join_lines(text), expected, "{text:?}");
        }
    }
}
