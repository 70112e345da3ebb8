//! Credentials. They come from the environment, and are only used in requests.

use std::collections::BTreeMap;
use std::fmt;

use crate::CheckError;
use crate::spec::Spec;
use trackside_recording::{Secrets, variable_name};

/// The credentials of a run, by security scheme.
#[derive(Clone, Default)]
pub struct Credentials {
    known: BTreeMap<String, Credential>,
    /// The variables that were not found, by scheme.
    missing: BTreeMap<String, String>,
    /// The credentials that the sandbox lists, by operation and scheme. They are no secrets.
    listed: BTreeMap<(String, String), String>,
}

/// A credential and its environment variable.
#[derive(Clone)]
struct Credential {
    value: String,
    variable: String,
}

impl Credentials {
    /// Adds a credential.
    ///
    /// `variable` is the environment variable that holds it. Reports show its name instead of the value.
    #[must_use]
    pub fn with(mut self, scheme: &str, variable: &str, value: &str) -> Self {
        self.known.insert(scheme.to_owned(), Credential { value: value.to_owned(), variable: variable.to_owned() });
        self
    }

    /// Reads the credentials of a document from the environment.
    ///
    /// `named` has pairs of a scheme and a variable, which must be set. Other schemes are looked up under
    /// [`variable_name`] and may be missing.
    ///
    /// # Errors
    /// Returns an error if a named scheme is not in the document, or if a named variable is not set or is not UTF-8.
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

    /// The same credentials, and invented ones for the schemes that have none. They are for requests that are shown and
    /// never sent: there they appear as variables.
    #[must_use]
    pub fn or_assumed(mut self, spec: &Spec) -> Self {
        for (index, scheme) in spec.scheme_names().enumerate() {
            if !self.known.contains_key(scheme) {
                let variable = self.missing.get(scheme).cloned().unwrap_or_else(|| variable_name("", scheme));
                let value = format!("assumed-credential-{index}");
                self.known.insert(scheme.to_owned(), Credential { value, variable });
            }
        }
        self
    }

    /// Adds a credential that the sandbox lists for an operation. It is used if no other is known for the scheme.
    pub(crate) fn list(&mut self, operation: &str, scheme: &str, value: &str) {
        self.listed.insert((operation.to_owned(), scheme.to_owned()), value.to_owned());
    }

    /// The credential of a scheme for an operation.
    pub(crate) fn value(&self, operation: &str, scheme: &str) -> Option<&str> {
        let listed = || self.listed.get(&(operation.to_owned(), scheme.to_owned())).map(String::as_str);
        self.known.get(scheme).map(|credential| credential.value.as_str()).or_else(listed)
    }

    /// The variable or argument that would set a credential, for messages.
    pub(crate) fn wanted(&self, scheme: &str) -> String {
        self.missing.get(scheme).map_or_else(|| format!("--credential {scheme}=env:NAME"), Clone::clone)
    }

    /// The values and their variables.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        self.known.values().map(|credential| (credential.value.clone(), credential.variable.clone())).collect()
    }

    /// The values, to be removed from all output.
    pub(crate) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::new();
        for credential in self.known.values() {
            secrets.add(&credential.value);
        }
        secrets
    }
}

impl fmt::Debug for Credentials {
    /// Shows names, never values.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.known.iter().map(|(scheme, credential)| (scheme, &credential.variable));
        formatter.debug_map().entries(names).finish()
    }
}
