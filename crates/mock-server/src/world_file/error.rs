//! What is wrong with a world file, and where.

use std::fmt;

use trackside_yaml::{BrokenText, Place, Step};

/// The way to a value, such as `programs[0].orders[2].at`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Step>);

/// Something that is wrong with the text or one of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) place: Place,
    pub(super) path: Path,
    pub(super) reason: String,
}

impl Path {
    /// The path of a field of the value.
    pub(super) fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// The path of an item of the list that is a field of the value.
    pub(super) fn item(&self, key: &str, index: usize) -> Self {
        self.key(key).then(Step::Index(index))
    }

    fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }

    /// Reads a path of the form in which it is displayed. Its keys are those of the format, which have no dots.
    pub(super) fn parse(text: &str) -> Self {
        let mut steps = Vec::new();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            let (key, indexes) = part.split_once('[').map_or((part, ""), |(key, indexes)| (key, indexes));
            if !key.is_empty() {
                steps.push(Step::Key(key.to_owned()));
            }
            let indexes = indexes.split(['[', ']']).filter_map(|index| index.parse().ok());
            steps.extend(indexes.map(Step::Index));
        }
        Self(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if number == 0 => formatter.write_str(key)?,
                Step::Key(key) => write!(formatter, ".{key}")?,
                Step::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl From<BrokenText> for Flaw {
    fn from(BrokenText { place, reason }: BrokenText) -> Self {
        Self { place, path: Path::default(), reason }
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn paths_can_be_read_back() {
        for text in ["programs[0].orders[12].at", "now", "history[3].events[0].event", ""] {
            assert_eq!(Path::parse(text).to_string(), text);
        }
    }
}
