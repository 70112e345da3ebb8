//! Findings that somebody has decided to ignore, with a reason and for a time.

use chrono::NaiveDate;

use crate::finding::Finding;

/// A kind of finding to ignore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The id of the rule.
    pub rule: String,
    /// The id of the operation; `None` for all.
    pub operation: Option<String>,
    /// The place, in which `*` stands for any text; `None` for all.
    pub place: Option<String>,
    /// Why the findings are ignored.
    pub reason: String,
    /// The last day on which they are; `None` for ever.
    pub until: Option<NaiveDate>,
}

/// Findings without those that are ignored.
#[derive(Debug)]
pub struct Excepted {
    /// The findings that are left.
    pub findings: Vec<Finding>,
    /// How many are ignored.
    pub ignored: usize,
    /// Exceptions that have expired or match no finding, for the reader.
    pub notes: Vec<String>,
}

impl Exception {
    /// Removes the findings that one of the exceptions matches, unless it has expired.
    pub fn apply(exceptions: &[Self], findings: Vec<Finding>, today: NaiveDate) -> Excepted {
        let before = findings.len();
        let mut notes = Vec::new();
        let mut left = findings;
        for exception in exceptions {
            let found = left.iter().filter(|finding| exception.matches(finding)).count();
            match exception.until.filter(|until| *until < today) {
                Some(until) if found > 0 => notes.push(format!(
                    "{} is no longer ignored: the exception ended on {until} ({})",
                    exception.subject(),
                    exception.reason
                )),
                None if found > 0 => left.retain(|finding| !exception.matches(finding)),
                _ => notes.push(format!(
                    "the exception for {} matches no finding; remove it ({})",
                    exception.subject(),
                    exception.reason
                )),
            }
        }
        Excepted { ignored: before - left.len(), findings: left, notes }
    }

    fn matches(&self, finding: &Finding) -> bool {
        finding.rule == self.rule.as_str()
            && self.operation.as_ref().is_none_or(|operation| finding.operation.as_ref() == Some(operation))
            && self.place.as_ref().is_none_or(|pattern| is_like(&finding.place, pattern))
    }

    fn subject(&self) -> String {
        let operation = self.operation.as_ref().map(|operation| format!(" in {operation}")).unwrap_or_default();
        let place = self.place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default();
        format!("{}{operation}{place}", self.rule)
    }
}

/// Whether a text is like a pattern, in which `*` stands for any text.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut left) = text.strip_prefix(start) else { return false };
    let parts: Vec<_> = rest.split('*').collect();
    let Some((last, middle)) = parts.split_last() else { return true };
    for part in middle {
        let Some(found) = left.find(part) else { return false };
        left = &left[found + part.len()..];
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_star_stands_for_any_text() {
        for (text, pattern, expected) in [
            ("/data/3/status", "/data/*/status", true),
            ("/data/3/status", "/data/*", true),
            ("/data/3/status", "*status", true),
            ("/data/3/status", "/data/3/status", true),
            ("/data/3/status", "/data/*/state", false),
            ("/data/3/status", "/data", false),
            ("/a/b/c", "/*/b/*", true),
            ("/a/b", "/a/b*b", false),
            ("", "*", true),
            ("", "", true),
        ] {
            assert_eq!(is_like(text, pattern), expected, "{text} {pattern}");
        }
    }
}
