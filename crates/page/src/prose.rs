//! Parses the descriptions in the documents: paragraphs, lists, and code between backticks.

/// A parsed description.
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
    /// A list, item by item.
    List(Vec<Vec<Span>>),
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Whether it was between backticks.
    pub is_code: bool,
    /// The text.
    pub text: String,
}

impl Prose {
    /// The text in one line, without marks.
    pub fn text(&self) -> String {
        let spans = |spans: &[Span]| spans.iter().map(|span| span.text.as_str()).collect::<String>();
        let block = |block: &Block| match block {
            Block::Paragraph(paragraph) => spans(paragraph),
            Block::List(items) => items.iter().map(|item| spans(item)).collect::<Vec<_>>().join(" "),
        };
        self.blocks.iter().map(block).collect::<Vec<_>>().join(" ")
    }

    /// Parses a description. A list is a paragraph whose lines start with `- `.
    pub fn read(text: &str) -> Self {
        let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
        Self { blocks: paragraphs.map(block).collect() }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Removes the first block if it is the same as the first block of `other`, which the page shows already.
    #[must_use]
    pub fn without(mut self, other: &Self) -> Self {
        if self.blocks.first().is_some_and(|first| other.blocks.first() == Some(first)) {
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

/// Splits text at backticks. An unpaired backtick is kept as text.
pub(crate) fn spans(text: &str) -> Vec<Span> {
    let pieces: Vec<_> = text.split('`').collect();
    let closed = pieces.len() % 2 == 1;
    let last = pieces.len() - 1;
    let span = |(index, piece): (usize, &str)| {
        if index == last && !closed {
            return Span { is_code: false, text: format!("`{piece}") };
        }
        Span { is_code: index % 2 == 1, text: piece.replace('\n', " ") }
    };
    pieces.into_iter().enumerate().map(span).filter(|span| !span.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Block, Prose, spans};

    #[test]
    fn splits_at_backticks() {
        for (text, expected) in [
            ("plain", vec![(false, "plain")]),
            ("`a` or `b`", vec![(true, "a"), (false, " or "), (true, "b")]),
            ("an odd ` one", vec![(false, "an odd "), (false, "` one")]),
            ("", vec![]),
        ] {
            let found = spans(text);
            let found: Vec<_> = found.iter().map(|span| (span.is_code, span.text.as_str())).collect();
            assert_eq!(found, expected, "{text}");
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
