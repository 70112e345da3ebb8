//! Credentials, which come from the environment and go nowhere but into requests.

use std::collections::BTreeMap;
use std::fmt;

use crate::CheckError;
use crate::spec::Spec;
use trackside_recording::{Secrets, variable_name};

/// The credentials of a run, by the name of the security scheme.
#[derive(Clone, Default)]
pub struct Credentials {
    known: BTreeMap<String, Credential>,
    /// The variables that were looked for and not found, by the name of the scheme.
    missing: BTreeMap<String, String>,
}

/// A credential and the variable of the environment that it came from.
#[derive(Clone)]
struct Credential {
    value: String,
    variable: String,
}

impl Credentials {
    /// Adds a credential.
    ///
    /// `variable` is the name of the environment variable that holds it: reports show the name where a request has the value.
    #[must_use]
    pub fn with(mut self, scheme: &str, variable: &str, value: &str) -> Self {
        self.known.insert(scheme.to_owned(), Credential { value: value.to_owned(), variable: variable.to_owned() });
        self
    }

    /// Reads the credentials of a document from the environment.
    ///
    /// `named` are pairs of a scheme and a variable, which must be set. A scheme that is not named is looked for under
    /// [`variable_name`]; it may be missing.
    ///
    /// # Errors
    /// A named scheme that the document does not have, and a named variable that is not set or no text.
    pub fn from_environment(
        spec: &Spec,
        prefix: Option<&str>,
        named: &[(String, String)],
        variables: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, CheckError> {
        let mut credentials = Self::default();
        if let Some(prefix) = prefix {
            for scheme in spec.scheme_names() {
                let variable = variable_name(prefix, scheme);
                match variables(&variable).filter(|value| !value.is_empty()) {
                    Some(value) => credentials = credentials.with(scheme, &variable, &value),
                    None => _ = credentials.missing.insert(scheme.to_owned(), variable),
                }
            }
        }
        for (scheme, variable) in named {
            if !spec.scheme_names().any(|known| known == scheme) {
                let known: Vec<_> = spec.scheme_names().collect();
                return Err(CheckError::UnknownScheme { scheme: scheme.clone(), known: known.join(", ") });
            }
            let value = variables(variable).filter(|value| !value.is_empty());
            let value = value.ok_or_else(|| CheckError::MissingVariable { variable: variable.clone() })?;
            credentials = credentials.with(scheme, variable, &value);
        }
        Ok(credentials)
    }

    /// The credential of a scheme.
    pub(crate) fn value(&self, scheme: &str) -> Option<&str> {
        self.known.get(scheme).map(|credential| credential.value.as_str())
    }

    /// How a scheme's credential can be given, for a person: the variable that was looked for, or the argument that names one.
    pub(crate) fn wanted(&self, scheme: &str) -> String {
        self.missing.get(scheme).map_or_else(|| format!("--credential {scheme}=env:NAME"), Clone::clone)
    }

    /// The values and the variables that they came from.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        self.known.values().map(|credential| (credential.value.clone(), credential.variable.clone())).collect()
    }

    /// The values, to be blotted out wherever they show.
    pub(crate) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::new();
        for credential in self.known.values() {
            secrets.add(&credential.value);
        }
        secrets
    }
}

impl fmt::Debug for Credentials {
    /// Shows the names, never the values.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.known.iter().map(|(scheme, credential)| (scheme, &credential.variable));
        formatter.debug_map().entries(names).finish()
    }
}
