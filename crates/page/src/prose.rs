//! Descriptions as the documents write them: paragraphs, lists, and code between backticks.

/// A description, cut into what a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// Paragraphs and lists, in order.
    pub blocks: Vec<Block>,
}

/// A paragraph or a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A list, by item.
    List(Vec<Vec<Span>>),
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Whether it stood between backticks.
    pub is_code: bool,
    /// The text.
    pub text: String,
}

impl Prose {
    /// Cuts a description up. A list is a run of lines that begin with `- `.
    pub fn read(text: &str) -> Self {
        let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
        Self { blocks: paragraphs.map(block).collect() }
    }

    /// Whether there is nothing to be shown.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// What comes after the first block, when the first one says what has been said already.
    #[must_use]
    pub fn without(mut self, said: &Self) -> Self {
        if self.blocks.first().is_some_and(|first| said.blocks.first() == Some(first)) {
            self.blocks.remove(0);
        }
        self
    }
}

fn block(paragraph: &str) -> Block {
    match paragraph.strip_prefix("- ") {
        Some(items) => Block::List(items.split("\n- ").map(spans).collect()),
        None => Block::Paragraph(spans(paragraph)),
    }
}

/// Cuts at backticks; the last one of an odd number is a backtick.
pub(crate) fn spans(text: &str) -> Vec<Span> {
    let pieces: Vec<_> = text.split('`').collect();
    let closed = pieces.len() % 2 == 1;
    let last = pieces.len() - 1;
    let span = |(place, piece): (usize, &str)| {
        if place == last && !closed {
            return Span { is_code: false, text: format!("`{piece}") };
        }
        Span { is_code: place % 2 == 1, text: piece.replace('\n', " ") }
    };
    pieces.into_iter().enumerate().map(span).filter(|span| !span.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Block, Prose, spans};

    #[test]
    fn cuts_at_backticks() {
        for (text, expected) in [
            ("plain", vec![(false, "plain")]),
            ("`a` or `b`", vec![(true, "a"), (false, " or "), (true, "b")]),
            ("an odd ` one", vec![(false, "an odd "), (false, "` one")]),
            ("", vec![]),
        ] {
            let cut = spans(text);
            let cut: Vec<_> = cut.iter().map(|span| (span.is_code, span.text.as_str())).collect();
            assert_eq!(cut, expected, "{text}");
        }
    }

    #[test]
    fn tells_paragraphs_from_lists() {
        let prose = Prose::read("One.\n\n- `a`: first.\n- second.\n\nTwo\nlines.");
        let [Block::Paragraph(_), Block::List(items), Block::Paragraph(last)] = prose.blocks.as_slice() else {
            panic!("{prose:?}");
        };
        assert_eq!((items.len(), last[0].text.as_str()), (2, "Two lines."));
        assert!(Prose::read("\n\n").is_empty());
    }
}
