//! Baselines: findings that are known and accepted.

use std::collections::{HashMap, HashSet};
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
use trackside_contract::Rule;

use crate::RuleId;
use crate::finding::Finding;
use crate::har::write_whole;

/// The version of the file format. It changes when fingerprints do.
const VERSION: u64 = 1;

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file cannot be read.
    #[error("cannot read the baseline {path}; write one with --write-baseline", path = path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// The file is not a baseline.
    #[error("{path} is not a baseline; write one with --write-baseline", path = path.display())]
    Malformed { path: PathBuf, source: serde_json::Error },
    /// The file has another version.
    #[error("{path} is a baseline of version {found}, but version {VERSION} is expected; write it again with --write-baseline", path = path.display())]
    Version { path: PathBuf, found: u64 },
    /// The fingerprint of an entry is invalid.
    #[error(
        "entry {index} of {path} has the fingerprint {found:?}, which is not 16 lower-case hexadecimal digits; take it from a JSON report",
        path = path.display()
    )]
    Fingerprint {
        path: PathBuf,
        /// The position of the entry, from zero.
        index: usize,
        found: String,
    },
    /// The file cannot be written.
    #[error("cannot write the baseline {path}", path = path.display())]
    Unwritable { path: PathBuf, source: std::io::Error },
}

/// Findings that are known and accepted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u64,
    accepted: Vec<Accepted>,
}

/// An accepted finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Identifies the finding, see [`Finding::fingerprint`].
    pub fingerprint: String,
    /// The rule, for the reader.
    pub rule: String,
    /// The operation, for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The place, for the reader.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Why the finding is accepted.
    #[serde(default)]
    pub reason: String,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, is not a baseline, or has another version.
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

    /// Splits findings. Returns those that are not accepted, the number of those that are, and the entries that matched
    /// no finding.
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

    /// Writes a baseline that accepts these findings, atomically. Entries that remain keep their reasons.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
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
                rule: finding.rule.to_string(),
                operation: finding.operation.clone(),
                place: finding.place.clone(),
                reason: known.map(|known| known.reason.clone()).unwrap_or_default(),
            });
        }
        // A stable order keeps differences between versions small.
        accepted.sort_by(|one, other| one.sorted_by().cmp(&other.sorted_by()));
        let unwritable = |source| BaselineError::Unwritable { path: path.to_owned(), source };
        let mut text = serde_json::to_vec_pretty(&Self { version: VERSION, accepted })
            .map_err(|error| unwritable(std::io::Error::other(error)))?;
        text.push(b'\n');
        write_whole(path, &text).map_err(unwritable)
    }
}

impl Finding {
    /// Sixteen hexadecimal digits that identify this finding, and stay the same when values change.
    ///
    /// They are computed from the rule, the operation and the place, without positions in lists. Rules across fields
    /// are told apart by their expressions, at the end of the message in brackets; the rest of a message does not
    /// count.
    pub fn fingerprint(&self) -> String {
        format!("{:016x}", self.hash(self.operation.as_deref().unwrap_or("")))
    }

    /// Like the fingerprint, but equal for the same finding at several operations.
    pub(crate) fn kind(&self) -> u64 {
        self.hash("")
    }

    fn hash(&self, operation: &str) -> u64 {
        let is_fact =
            [Rule::Semantic, Rule::SemanticEvaluation].into_iter().any(|rule| self.rule == RuleId::from(rule));
        let fact = if is_fact { expression(&self.message) } else { "" };
        let mut hasher = SipHasher13::new_with_keys(0x7472_6163_6b73_6964, VERSION);
        for part in [self.rule.as_str(), operation, &without_positions(&self.place), fact] {
            hasher.write(part.as_bytes());
            hasher.write_u8(0xff);
        }
        hasher.finish()
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

/// A place with `*` instead of positions in lists. The statuses of a document's responses look like positions, but are
/// names.
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

/// The expression in brackets at the end of a message. It may contain brackets itself. Empty if there is none.
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
