//! `diff`: compares two versions of a document.

use clap::Args;

use super::document::read;
use super::output::{Output, finish};
use trackside_checker::compare_documents;
use trackside_checker::report::Report;

/// Show what the changes of a document mean for its clients
///
/// Compares two OpenAPI documents (3.0 or 3.1) after resolving all references; names of components do not matter. A change that
/// breaks clients is an error, one that may surprise them is a warning.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The old document: a JSON or YAML file, its URL, or a git revision of a file (`HEAD~1:specs/shop.json`)
    old: String,

    /// The new document
    new: String,

    #[command(flatten)]
    output: Output,
}

impl Diff {
    /// Compares the documents, writes the report, and returns the exit code.
    pub(super) fn run(self) -> anyhow::Result<u8> {
        let baseline = self.output.baseline()?;
        let report = compare_documents(&read(&self.old)?, &read(&self.new)?, &format!("{} → {}", self.old, self.new))?;
        let report = Report { document: Some(self.new), ..report };
        finish(report, &self.output, baseline)
    }
}
