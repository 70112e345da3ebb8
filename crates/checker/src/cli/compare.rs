//! `diff`: compares two versions of a document.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::Args;
use serde_json::Value;

use super::document::{read, read_sparingly};
use super::output::{Output, finish_with, unless_closed};
use super::revisions::{Revision, Revisions};
use trackside_checker::changelog::{Changelog, Chapter, Edition};
use trackside_checker::report::Report;
use trackside_checker::{Judging, LevelOverride, Policy, compare_documents, explain};

/// Show what the changes of a document mean for its clients
///
/// Compares two OpenAPI documents (3.0 or 3.1) after resolving all references; names of components do not matter. A change that
/// breaks clients is an error, one that may surprise them is a warning.
#[derive(Debug, Args)]
#[command(
    override_usage = "trackside-contract diff [OPTIONS] <OLD> <NEW>\n       trackside-contract diff [OPTIONS] --between <OLD>..<NEW> <FILE>..."
)]
pub(super) struct Diff {
    /// The old and the new document: JSON or YAML files, their URLs, or git revisions of
    /// files (`HEAD~1:specs/shop.json`)
    ///
    /// With --between, the files to compare.
    #[arg(required = true, value_name = "DOCUMENT")]
    documents: Vec<String>,

    /// Compare files at two git revisions: `v1.2..v1.3`, or `v1.2..` for the files as they are now
    #[arg(long, value_name = "OLD..NEW")]
    between: Option<Revisions>,

    /// Write a changelog in Markdown instead of a report
    ///
    /// It is grouped by operation, what breaks clients comes first, and changes of documentation are left out. The exit
    /// code is 0 whatever has changed. Several files can be given with --between.
    #[arg(long, conflicts_with_all = ["format", "baseline", "write_baseline", "explain"])]
    changelog: bool,

    /// Say of each finding which clients break, and how to avoid it
    ///
    /// `trackside-contract rules ID` says it of any rule.
    #[arg(long)]
    explain: bool,

    /// Give the findings of a rule another level: error, warning, info or off; can be repeated
    #[arg(long = "level", value_name = "RULE=LEVEL")]
    levels: Vec<LevelOverride>,

    /// Allow removals after notice only
    ///
    /// An operation, parameter, header or field may be removed if it was `deprecated` before, with a date in `x-sunset` that has
    /// come. Every other removal is an error, and so is a deprecation without a date.
    #[arg(long)]
    policy: bool,

    /// The least days between the announcement of a sunset and its date
    #[arg(long, value_name = "DAYS", default_value_t = 0, requires = "policy")]
    notice: u32,

    /// The date on which --policy judges, instead of today: 2027-01-31
    #[arg(long, value_name = "DATE", requires = "policy")]
    on: Option<NaiveDate>,

    #[command(flatten)]
    output: Output,
}

/// A document in two versions. One that a version does not have is `None`.
struct Pair {
    names: (String, String),
    /// The name for the reader.
    file: String,
    old: Option<Value>,
    new: Option<Value>,
}

impl Diff {
    /// Compares the documents, writes the report, and returns the exit code.
    pub(super) fn run(self) -> anyhow::Result<u8> {
        let today = self.on.unwrap_or_else(|| chrono::Local::now().date_naive());
        let policy = self.policy.then_some(Policy { today, notice_days: self.notice });
        let judging = Judging { policy, levels: self.levels.clone() };
        if self.changelog {
            return self.write_changelog(&judging);
        }
        if self.explain && !self.output.is_for_people() {
            bail!("--explain needs --format text or markdown; `trackside-contract rules ID` explains a rule");
        }
        let baseline = self.output.baseline()?;
        let Pair { names: (old_name, new_name), file, old, new } = self.single()?;
        let (Some(old), Some(new)) = (old, new) else { bail!("{file} is missing in one of the two revisions") };
        let report = compare_documents(&old, &new, &format!("{old_name} → {new_name}"), &judging)?;
        // The process ends soon, and returning every single value of large documents takes a while.
        std::mem::forget((old, new));
        let report = Report { document: Some(file), ..report };
        let explained = |report: &Report, out: &mut dyn io::Write| {
            if self.explain { explain(report, out) } else { Ok(()) }
        };
        finish_with(report, &self.output, baseline, explained)
    }

    fn single(&self) -> anyhow::Result<Pair> {
        match (&self.between, &self.documents[..]) {
            (None, [old, new]) => Ok(Pair {
                names: (old.clone(), new.clone()),
                file: new.clone(),
                old: Some(read_sparingly(old)?),
                new: Some(read_sparingly(new)?),
            }),
            (None, [only]) => bail!("{only} has nothing to be compared with; give two documents, or --between"),
            (None, documents) => bail!("{} documents cannot be compared; give two, or --between", documents.len()),
            (Some(revisions), [file]) => pair(revisions, file),
            (Some(_), _) => bail!("a report is about one file; give one, or --changelog for all of them"),
        }
    }

    fn write_changelog(&self, judging: &Judging) -> anyhow::Result<u8> {
        let (versions, pairs) = match &self.between {
            Some(revisions) => {
                let pairs: anyhow::Result<Vec<_>> = self.documents.iter().map(|file| pair(revisions, file)).collect();
                (Some(revisions.names()), pairs?)
            }
            None => (None, vec![self.single()?]),
        };
        let mut chapters = Vec::new();
        for pair in &pairs {
            let findings = match (&pair.old, &pair.new) {
                (Some(old), Some(new)) => {
                    compare_documents(old, new, &pair.file, judging)
                        .with_context(|| format!("cannot compare {} and {}", pair.names.0, pair.names.1))?
                        .findings
                }
                (None, None) => bail!("{} is in none of the two revisions", pair.file),
                _ => Vec::new(),
            };
            let edition = |document: &Option<Value>| document.as_ref().map(Edition::of);
            let (old, new) = (edition(&pair.old), edition(&pair.new));
            chapters.push(Chapter { file: pair.file.clone(), old, new, findings });
        }
        let versions = versions.unwrap_or_else(|| pairs[0].names.clone());
        let text = Changelog { versions, chapters }.to_string();
        match self.output.file() {
            Some(path) => trackside_checker::report::write_text(path, &text)
                .with_context(|| format!("cannot write the changelog to {}", PathBuf::from(path).display()))?,
            None => unless_closed(io::stdout().lock().write_all(text.as_bytes()))?,
        }
        Ok(0)
    }
}

fn pair(revisions: &Revisions, file: &str) -> anyhow::Result<Pair> {
    let (old, new) = (revisions.old.place(file), revisions.new.place(file));
    let load = |revision: &Revision, place: &str| revision.has(file)?.then(|| read(place)).transpose();
    let documents = (load(&revisions.old, &old)?, load(&revisions.new, &new)?);
    Ok(Pair { names: (old, new), file: file.to_owned(), old: documents.0, new: documents.1 })
}
