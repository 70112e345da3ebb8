//! Which readings of a provider's material are in force, where it can be read in two ways.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::catalogue::{self, providers};
use crate::serve::Reading;

/// The names of the readings in force, by provider.
pub(crate) type Names = BTreeMap<&'static str, Arc<[&'static str]>>;

/// The readings in force. By default none: the sandbox follows the first reading everywhere.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    initial: Names,
    current: RwLock<Names>,
}

impl Readings {
    /// Starts with the readings of the configuration, as [`checked`] gives them.
    pub(crate) fn new(initial: Names) -> Self {
        Self { current: RwLock::new(initial.clone()), initial }
    }

    /// The names of the provider's readings in force.
    pub(crate) fn of(&self, provider: &str) -> Arc<[&'static str]> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.get(provider).map(Arc::clone).unwrap_or_default()
    }

    /// All readings in force, by provider.
    pub(crate) fn all(&self) -> BTreeMap<String, Vec<String>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let named = |(provider, names): (&&str, &Arc<[&str]>)| {
            ((*provider).to_owned(), names.iter().map(|name| (*name).to_owned()).collect())
        };
        current.iter().map(named).collect()
    }

    /// All readings in force, to bring them back.
    pub(crate) fn in_force(&self) -> Names {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the readings in force.
    pub(crate) fn replace(&self, names: Names) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = names;
    }

    /// Goes back to the readings of the configuration.
    pub(crate) fn reset(&self) {
        self.replace(self.initial.clone());
    }
}

/// The readings with these names. Returns an error for the first unknown provider or reading, such as `.agentref[0]:
/// unknown reading`.
pub(crate) fn checked(named: &BTreeMap<String, Vec<String>>) -> Result<Names, String> {
    let mut found = Names::new();
    for (name, readings) in named {
        let Some(provider) = catalogue::provider(name) else {
            let known: Vec<_> = providers().iter().map(|known| known.name).collect();
            return Err(format!(": unknown provider {name:?}; known providers are {}", known.join(", ")));
        };
        let known = provider.manners.readings;
        let names: Result<Vec<&'static str>, String> =
            readings.iter().enumerate().map(|(index, reading)| known_name(name, index, reading, known)).collect();
        let names = names?;
        if !names.is_empty() {
            found.insert(provider.name, names.into());
        }
    }
    Ok(found)
}

fn known_name(provider: &str, index: usize, reading: &str, known: &'static [Reading]) -> Result<&'static str, String> {
    known.iter().map(|known| known.name).find(|name| *name == reading).ok_or_else(|| {
        let known: Vec<_> = known.iter().map(|known| format!("{} ({})", known.name, known.meaning)).collect();
        let known = if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
        format!(".{provider}[{index}]: unknown reading {reading:?} of {provider}; {known}")
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Readings, checked};

    fn named(provider: &str, reading: &str) -> BTreeMap<String, Vec<String>> {
        BTreeMap::from([(provider.to_owned(), vec![reading.to_owned()])])
    }

    #[test]
    fn a_reading_is_in_force_until_it_is_replaced_or_reset() {
        let readings = Readings::new(checked(&named("agentref", "validation-is-400")).expect("a known reading"));
        assert_eq!(&*readings.of("agentref"), ["validation-is-400"]);
        assert!(readings.of("affitor").is_empty());
        readings.replace(checked(&named("affitor", "malformed-id-is-404")).expect("a known reading"));
        assert!(readings.of("agentref").is_empty());
        assert_eq!(readings.all(), named("affitor", "malformed-id-is-404"));
        readings.reset();
        assert_eq!(readings.all(), named("agentref", "validation-is-400"));
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_known_ones() {
        for (provider, reading, expected) in [
            ("agentref", "teapot", "validation-is-400"),
            ("fullwhere", "teapot", "fullwhere"),
            ("stripe", "validation-is-400", "known providers are agentref"),
        ] {
            let error = checked(&named(provider, reading)).expect_err("an unknown name");
            assert!(error.contains(expected), "{error}");
        }
    }
}
