//! Findings that are known and accepted.

use std::collections::{HashMap, HashSet};
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use crate::finding::Finding;
use crate::har::write_whole;

/// The version of the file; it changes when fingerprints do.
const VERSION: u64 = 1;

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file cannot be read.
    #[error("cannot read the baseline {path}; write one with --write-baseline", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file holds something else.
    #[error("{path} is no baseline; write one with --write-baseline", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// The file is of another version.
    #[error("{path} is a baseline of version {found}, version {VERSION} is read; write it anew with --write-baseline", path = path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that it names.
        found: u64,
    },
    /// An entry is told from others by something else than a fingerprint.
    #[error(
        "entry {index} of {path} has the fingerprint {found:?}, which is not sixteen hexadecimal digits; take it from a report as JSON",
        path = path.display()
    )]
    Fingerprint {
        /// The file.
        path: PathBuf,
        /// The position of the entry, from zero.
        index: usize,
        /// What stands there.
        found: String,
    },
    /// The file cannot be written.
    #[error("cannot write the baseline {path}", path = path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Findings that are known and accepted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u64,
    accepted: Vec<Accepted>,
}

/// One accepted finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// What tells the finding from others, see [`Finding::fingerprint`].
    pub fingerprint: String,
    /// The rule, for a reader.
    pub rule: String,
    /// The operation, for a reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The place, for a reader.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Why it is accepted.
    #[serde(default)]
    pub reason: String,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// A file that cannot be read, holds something else, or is of another version.
    pub fn load(path: &Path) -> Result<Self, BaselineError> {
        let bytes =
            std::fs::read(path).map_err(|source| BaselineError::Unreadable { path: path.to_owned(), source })?;
        let baseline: Self = serde_json::from_slice(&bytes)
            .map_err(|source| BaselineError::Malformed { path: path.to_owned(), source })?;
        if baseline.version != VERSION {
            return Err(BaselineError::Version { path: path.to_owned(), found: baseline.version });
        }
        let is_wrong = |entry: &Accepted| !is_fingerprint(&entry.fingerprint);
        if let Some(index) = baseline.accepted.iter().position(is_wrong) {
            let found = baseline.accepted[index].fingerprint.clone();
            return Err(BaselineError::Fingerprint { path: path.to_owned(), index, found });
        }
        Ok(baseline)
    }

    /// Parts the findings into those that are not accepted and the number of those that are. The entries that no finding needed come third.
    pub fn apply(&self, findings: Vec<Finding>) -> (Vec<Finding>, usize, Vec<&Accepted>) {
        let mut needed = vec![false; self.accepted.len()];
        let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, accepted) in self.accepted.iter().enumerate() {
            known.entry(&accepted.fingerprint).or_default().push(index);
        }
        let before = findings.len();
        let kept: Vec<_> = findings
            .into_iter()
            .filter(|finding| match known.get(finding.fingerprint().as_str()) {
                Some(indexes) => {
                    for index in indexes {
                        needed[*index] = true;
                    }
                    false
                }
                None => true,
            })
            .collect();
        let unused = self.accepted.iter().zip(needed).filter(|(_, needed)| !needed).map(|(accepted, _)| accepted);
        let accepted = before - kept.len();
        (kept, accepted, unused.collect())
    }

    /// Writes a baseline that accepts these findings, whole or not at all. The reasons of entries that stay are kept.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path, findings: &[Finding]) -> Result<(), BaselineError> {
        let mut accepted: Vec<Accepted> = Vec::new();
        let mut seen = HashSet::new();
        for finding in findings {
            let fingerprint = finding.fingerprint();
            if !seen.insert(fingerprint.clone()) {
                continue;
            }
            let known = self.accepted.iter().find(|known| known.fingerprint == fingerprint);
            accepted.push(Accepted {
                fingerprint,
                rule: finding.rule.clone(),
                operation: finding.operation.clone(),
                place: finding.place.clone(),
                reason: known.map(|known| known.reason.clone()).unwrap_or_default(),
            });
        }
        // In an order that no run changes, so that a new version differs from the old one only in what is new.
        accepted.sort_by(|one, other| one.sorted_by().cmp(&other.sorted_by()));
        let unwritable = |source| BaselineError::Unwritable { path: path.to_owned(), source };
        let mut text = serde_json::to_vec_pretty(&Self { version: VERSION, accepted })
            .map_err(|error| unwritable(std::io::Error::other(error)))?;
        text.push(b'\n');
        write_whole(path, &text).map_err(unwritable)
    }
}

impl Finding {
    /// Sixteen hexadecimal digits that tell this finding from others, and stay the same when values change.
    ///
    /// They are made of the rule, the operation and the place, in which positions of lists do not count. Facts across fields are told apart
    /// by their expressions, which end their messages in brackets; no other message counts.
    pub fn fingerprint(&self) -> String {
        let is_fact = self.rule == "semantic" || self.rule.starts_with("semantic/");
        let fact = if is_fact { expression(&self.message) } else { "" };
        let mut hasher = SipHasher13::new_with_keys(0x7472_6163_6b73_6964, VERSION);
        for part in [self.rule.as_str(), self.operation.as_deref().unwrap_or(""), &without_positions(&self.place), fact]
        {
            hasher.write(part.as_bytes());
            hasher.write_u8(0xff);
        }
        format!("{:016x}", hasher.finish())
    }
}

impl Accepted {
    fn sorted_by(&self) -> (&str, Option<&str>, &str, &str) {
        (&self.rule, self.operation.as_deref(), &self.place, &self.fingerprint)
    }
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A place with stars for the positions of lists. The statuses of a document's answers look like positions, and are names.
fn without_positions(place: &str) -> String {
    let mut before = "";
    let parts = place.split('/').map(|part| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_position = is_number && before != "responses";
        before = part;
        if is_position { "*" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The expression that ends a message in brackets, whatever brackets it has itself; empty when there is none.
fn expression(message: &str) -> &str {
    let mut depth = 0_usize;
    let mut quote = None;
    for (index, byte) in message.bytes().enumerate().rev() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'\'' | b'"') if depth > 0 => quote = Some(byte),
            (None, b']') => depth += 1,
            (None, b'[') if depth == 1 => return &message[index..],
            (None, b'[') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 => return "",
            _ => {}
        }
    }
    ""
}
