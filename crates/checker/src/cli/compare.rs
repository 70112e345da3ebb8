//! `diff`: two versions of a document.

use clap::Args;

use super::document::read;
use super::settle::{Output, settle};
use trackside_checker::compare_documents;

/// Say what a change of a document means for its clients
///
/// Judges the resolved shape of two OpenAPI 3.0 documents, never the names of their components. A change that breaks clients is an error; one
/// that may surprise them is a warning.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The document as it was: a file, or a revision of one (`HEAD~1:specs/shop.json`)
    old: String,

    /// The document as it is
    new: String,

    #[command(flatten)]
    output: Output,
}

impl Diff {
    /// Compares, writes the report, and gives the exit code.
    pub(super) fn run(self) -> anyhow::Result<u8> {
        let baseline = self.output.baseline()?;
        let report = compare_documents(&read(&self.old)?, &read(&self.new)?, &format!("{} → {}", self.old, self.new))?;
        settle(report, &self.output, baseline)
    }
}
