//! Two git revisions, as in `v1.2..v1.3`.

use std::path::Path;
use std::process::Command;
use std::str::FromStr;

use anyhow::{Context as _, bail};

/// An old and a new revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Revisions {
    pub(super) old: Revision,
    pub(super) new: Revision,
}

/// A git revision, or the files as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Revision {
    Commit(String),
    Files,
}

impl FromStr for Revisions {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (old, new) = text.split_once("..").ok_or("write OLD..NEW, for example v1.2..v1.3")?;
        let odd = |name: &str| name.starts_with(['-', '.']) || name.contains([':', '\0']) || name.contains("..");
        if old.is_empty() || odd(old) || odd(new) {
            return Err("write OLD..NEW with the names of two revisions, for example v1.2..v1.3".to_owned());
        }
        let new = if new.is_empty() { Revision::Files } else { Revision::Commit(new.to_owned()) };
        Ok(Self { old: Revision::Commit(old.to_owned()), new })
    }
}

impl Revisions {
    /// The names for the reader.
    pub(super) fn names(&self) -> (String, String) {
        let name = |revision: &Revision| match revision {
            Revision::Commit(name) => name.clone(),
            Revision::Files => "now".to_owned(),
        };
        (name(&self.old), name(&self.new))
    }
}

impl Revision {
    /// Where a file of this revision is read from. Paths are relative to the current folder.
    pub(super) fn place(&self, file: &str) -> String {
        match self {
            Self::Commit(name) => format!("{name}:./{}", file.trim_start_matches("./")),
            Self::Files => file.to_owned(),
        }
    }

    /// Whether it has a file.
    ///
    /// Returns an error if there is no such revision, or no git.
    pub(super) fn has(&self, file: &str) -> anyhow::Result<bool> {
        let Self::Commit(name) = self else { return Ok(Path::new(file).exists()) };
        if Path::new(file).is_absolute() {
            bail!("{file} is not in the current folder; --between needs paths relative to it");
        }
        let succeeds = |arguments: &[&str]| -> anyhow::Result<bool> {
            let output = Command::new("git").args(arguments).output();
            Ok(output
                .context("cannot run git, which --between needs; install git, or give two files")?
                .status
                .success())
        };
        if !succeeds(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")])? {
            bail!("git has no revision {name} here; `git tag` lists tags");
        }
        succeeds(&["cat-file", "-e", &self.place(file)])
    }
}

#[cfg(test)]
mod tests {
    use super::{Revision, Revisions};

    #[test]
    fn revisions_have_two_names() {
        let commit = |name: &str| Revision::Commit(name.to_owned());
        for (text, expected) in [
            ("v1..v2", Some((commit("v1"), commit("v2")))),
            ("HEAD~1..", Some((commit("HEAD~1"), Revision::Files))),
            ("origin/main..v1.2.3", Some((commit("origin/main"), commit("v1.2.3")))),
            ("v1", None),
            ("..v2", None),
            ("v1...v2", None),
            ("v1..v2..v3", None),
            ("--output=x..v2", None),
            ("v1:a..v2", None),
            ("", None),
        ] {
            let read = text.parse::<Revisions>().ok().map(|revisions| (revisions.old, revisions.new));
            assert_eq!(read, expected, "{text}");
        }
    }
}
