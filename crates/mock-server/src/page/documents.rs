//! The published documents, parsed once for all pages.

use std::sync::OnceLock;

use trackside_page::Documents;
use trackside_page::documents::Source;
use trackside_schemas::control::Control;
use trackside_schemas::{Documents as Published, Provider, ProviderList as _, ProviderVisitor};

use crate::documents::text;
use crate::pipeline::Imitation as _;

/// The published documents.
pub(super) fn documents() -> &'static Documents {
    static READ: OnceLock<Documents> = OnceLock::new();
    READ.get_or_init(|| {
        let mut collected = Collected(Vec::new());
        Published::visit(&mut collected);
        Documents::read(&collected.0).expect("the embedded documents are JSON")
    })
}

struct Collected(Vec<Source<'static>>);

impl ProviderVisitor for Collected {
    fn provider<P: Provider>(&mut self) {
        let text = text(P::NAME).expect("every provider's document is embedded");
        let prefix = if P::NAME == Control::NAME { Control::PREFIX } else { P::NAME };
        self.0.push(Source { name: P::NAME, prefix, text });
    }
}
