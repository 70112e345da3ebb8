//! The name of a world.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use http::HeaderValue;
use serde::{Deserialize, Serialize};

use crate::catalogue;

/// The most characters of a name: as many as a label of a host name may have.
const LONGEST: usize = 63;

/// What a name looks like, in words.
const RULE: &str =
    "a name has 1 to 63 characters: a to z, 0 to 9 and hyphens, with a letter or digit at both ends, as in worker-3";

/// The name of a world: a label of a host name in lower case, and no provider's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WorldName(Arc<str>);

impl WorldName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as the value of a header.
    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("a name is visible ASCII")
    }
}

impl From<WorldName> for String {
    fn from(name: WorldName) -> Self {
        name.as_str().to_owned()
    }
}

impl TryFrom<String> for WorldName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for WorldName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for WorldName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_label = (1..=LONGEST).contains(&text.len())
            && text.bytes().all(is_inner)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if !is_label {
            let shown: String = text.chars().take(LONGEST + 1).collect();
            return Err(format!("{shown:?} cannot name a world: {RULE}"));
        }
        if catalogue::providers().iter().any(|provider| provider.name == text) {
            return Err(format!("{text:?} cannot name a world: {text}.localhost is the host name of a provider"));
        }
        Ok(Self(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::WorldName;

    #[test]
    fn names_are_labels_of_host_names() {
        let longest = "a".repeat(63);
        for (text, valid) in [
            ("worker-3", true),
            ("a", true),
            ("7", true),
            (longest.as_str(), true),
            (&"a".repeat(64), false),
            ("", false),
            ("-a", false),
            ("a-", false),
            ("Worker", false),
            ("a_b", false),
            ("a.b", false),
            ("a b", false),
            ("é", false),
            ("agentref", false),
        ] {
            assert_eq!(text.parse::<WorldName>().is_ok(), valid, "{text}");
        }
    }
}
