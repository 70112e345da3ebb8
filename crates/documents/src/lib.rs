//! The published OpenAPI documents, embedded in compressed form.
//!
//! The build embeds every `specs/*.json`, so a new provider needs no edit here. A document is decompressed when it is
//! first asked for, and kept.
//!
//! This crate knows no provider and reads no document: it hands out text.

use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;

include!(concat!(env!("OUT_DIR"), "/documents.rs"));

/// An embedded document.
struct Document {
    name: &'static str,
    deflated: &'static [u8],
    text: OnceLock<String>,
}

impl Document {
    const fn new(name: &'static str, deflated: &'static [u8]) -> Self {
        Self { name, deflated, text: OnceLock::new() }
    }

    fn text(&self) -> &str {
        self.text.get_or_init(|| {
            let mut text = String::new();
            DeflateDecoder::new(self.deflated)
                .read_to_string(&mut text)
                .expect("the build script compressed this text");
            text
        })
    }
}

/// The names of all documents, in alphabetical order. A name is that of the file in `specs/` without its extension,
/// such as `wecantrack`; the control surface's is `control`.
pub fn names() -> impl Iterator<Item = &'static str> {
    DOCUMENTS.iter().map(|document| document.name)
}

/// The text of the document with this name, byte for byte as published. `None` if there is no such document.
pub fn text(name: &str) -> Option<&'static str> {
    DOCUMENTS.iter().find(|document| document.name == name).map(Document::text)
}

/// The name and text of each document, in the order of [`names`].
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    DOCUMENTS.iter().map(|document| (document.name, document.text()))
}
