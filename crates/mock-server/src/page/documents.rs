//! The published documents, parsed once for all pages.

use std::sync::OnceLock;

use trackside_page::Documents;
use trackside_page::data::Index;
use trackside_page::documents::Source;

use crate::catalogue;
use crate::documents::text;

/// The published documents.
pub(super) fn documents() -> &'static Documents {
    static READ: OnceLock<Documents> = OnceLock::new();
    READ.get_or_init(|| {
        let source = |provider: &catalogue::Provider| {
            let text = text(provider.name).expect("every provider's document is embedded");
            Source { name: provider.name, prefix: provider.prefix, text }
        };
        let sources: Vec<_> = catalogue::everything().iter().map(source).collect();
        Documents::read(&sources).expect("the embedded documents are JSON")
    })
}

/// What a search finds in them.
pub(super) fn index() -> &'static Index {
    static READ: OnceLock<Index> = OnceLock::new();
    READ.get_or_init(|| Index::new(documents()))
}
