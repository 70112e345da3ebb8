//! Findings that are known and accepted.

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
        Ok(baseline)
    }

    /// Parts the findings into those that are not accepted and the number of those that are. The entries that no finding needed come third.
    pub fn apply(&self, findings: Vec<Finding>) -> (Vec<Finding>, usize, Vec<&Accepted>) {
        let mut needed = vec![false; self.accepted.len()];
        let before = findings.len();
        let kept: Vec<_> = findings
            .into_iter()
            .filter(|finding| {
                let fingerprint = finding.fingerprint();
                let known = self.accepted.iter().position(|accepted| accepted.fingerprint == fingerprint);
                if let Some(index) = known {
                    needed[index] = true;
                }
                known.is_none()
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
        for finding in findings {
            let fingerprint = finding.fingerprint();
            if accepted.iter().any(|known| known.fingerprint == fingerprint) {
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
    /// by their expressions, which end their messages in brackets.
    pub fn fingerprint(&self) -> String {
        let place: Vec<_> = self
            .place
            .split('/')
            .map(|part| if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) { "*" } else { part })
            .collect();
        let fact = if self.rule.starts_with("semantic") {
            self.message.rsplit_once(" [").map_or("", |(_, rule)| rule)
        } else {
            ""
        };
        let mut hasher = SipHasher13::new_with_keys(0x7472_6163_6b73_6964, VERSION);
        for part in [self.rule.as_str(), self.operation.as_deref().unwrap_or(""), &place.join("/"), fact] {
            hasher.write(part.as_bytes());
            hasher.write_u8(0xff);
        }
        format!("{:016x}", hasher.finish())
    }
}
