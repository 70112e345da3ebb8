//! The credentials that the sandbox knows, and what each may do.

use std::str::FromStr;

use trackside_schemas::Provider as _;
use trackside_schemas::affitor::Affitor;
use trackside_schemas::agentref::AgentRef;
use trackside_schemas::fullwhere::Fullwhere;
use trackside_schemas::partnero::Partnero;
use trackside_schemas::wecantrack::Wecantrack;
use trackside_world::{Program, ProgramId, ProgramKind, View};

use crate::error::ServerError;

/// A credential that the sandbox knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The provider's name.
    pub provider: &'static str,
    /// The texts that are presented, in the order of the provider's schemes; Fullwhere has two.
    pub secrets: Vec<String>,
    /// What the holder may do.
    pub grant: Grant,
    /// What the key is good for, one line.
    pub note: String,
}

/// What the holder of a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Everything.
    Full,
    /// Everything about one program: the key decides which.
    Program(ProgramId),
    /// Nothing here: the key is valid and lacks the scope or permission.
    WithoutScope,
    /// Nothing any more: the key was revoked, the session has ended.
    Ended,
}

/// A key given on the command line: `PROVIDER=KEY`, `fullwhere=KEY:SECRET`, `partnero=KEY:PROGRAM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraKey {
    provider: &'static str,
    secret: String,
    detail: Option<String>,
}

/// The credentials that the sandbox knows.
#[derive(Debug)]
pub struct KeyRing {
    keys: Vec<Key>,
    any: bool,
    default_program: Option<ProgramId>,
}

/// Why credentials were not accepted, in words for `x-mock-reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unknown(pub(crate) &'static str);

impl KeyRing {
    /// The sandbox's own keys, one for what a key can mean, and the extra ones.
    pub fn new(view: View<'_>, extra: &[ExtraKey], any: bool) -> Result<Self, ServerError> {
        let mut keys = own_keys();
        keys.extend(view.programs().map(program_key));
        let default_program =
            view.programs().find(|program| program.kind == ProgramKind::Affiliate).map(|program| program.id);
        for key in extra {
            keys.push(extra_key(key, view, default_program)?);
        }
        Ok(Self { keys, any, default_program })
    }

    /// The keys of a provider, those that work first.
    pub fn of<'ring>(&'ring self, provider: &'ring str) -> impl Iterator<Item = &'ring Key> {
        self.keys.iter().filter(move |key| key.provider == provider)
    }

    /// Whether any well-formed key will do.
    pub fn accepts_any(&self) -> bool {
        self.any
    }

    /// What the holder of the presented texts may do.
    pub(crate) fn grant(&self, provider: &str, presented: &[&str]) -> Result<Grant, Unknown> {
        if let Some(key) = self.of(provider).find(|key| key.secrets == presented) {
            return match key.grant {
                Grant::Ended => Err(Unknown("the credential was revoked or has expired")),
                grant => Ok(grant),
            };
        }
        if !self.any {
            return Err(Unknown(
                "the credential is not one that this sandbox knows; GET /_mock/world lists those that are, --any-key accepts all",
            ));
        }
        self.grant_any(provider, presented)
    }

    fn grant_any(&self, provider: &str, presented: &[&str]) -> Result<Grant, Unknown> {
        if presented.iter().any(|text| text.is_empty() || text.contains(char::is_whitespace)) {
            return Err(Unknown("the credential is not well-formed: it is empty or holds white space"));
        }
        let first = presented.first().copied().unwrap_or_default();
        if provider == AgentRef::NAME {
            return match first {
                key if key.starts_with("ak_live_") => Ok(Grant::Full),
                key if key.starts_with("ak_aff_") || key.starts_with("ak_onb_") => Ok(Grant::WithoutScope),
                _ => Err(Unknown("the key is not well-formed: keys start with ak_live_, ak_aff_ or ak_onb_")),
            };
        }
        if provider == Partnero::NAME {
            return self.default_program.map(Grant::Program).ok_or(Unknown("the world has no program yet"));
        }
        Ok(Grant::Full)
    }
}

impl FromStr for ExtraKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const NAMES: [&str; 5] = [AgentRef::NAME, Affitor::NAME, Partnero::NAME, Fullwhere::NAME, Wecantrack::NAME];
        let (name, key) = text.split_once('=').ok_or("expected PROVIDER=KEY, for example wecantrack=my-key")?;
        let provider = NAMES
            .into_iter()
            .find(|known| *known == name)
            .ok_or_else(|| format!("unknown provider {name:?}; known are {}", NAMES.join(", ")))?;
        let (secret, detail) = match key.split_once(':') {
            Some((secret, detail)) if provider == Fullwhere::NAME || provider == Partnero::NAME => {
                (secret, Some(detail))
            }
            _ => (key, None),
        };
        if secret.is_empty() || detail.is_some_and(str::is_empty) || key.contains(char::is_whitespace) {
            return Err("the key is empty or holds white space".to_owned());
        }
        if provider == Fullwhere::NAME && detail.is_none() {
            return Err("Fullwhere takes a key and a secret: fullwhere=KEY:SECRET".to_owned());
        }
        Ok(Self { provider, secret: secret.to_owned(), detail: detail.map(str::to_owned) })
    }
}

fn own_keys() -> Vec<Key> {
    let key = |provider, secrets: &[&str], grant, note: &str| Key {
        provider,
        secrets: secrets.iter().map(|secret| (*secret).to_owned()).collect(),
        grant,
        note: note.to_owned(),
    };
    vec![
        key(AgentRef::NAME, &["ak_live_sandbox"], Grant::Full, "a merchant's key"),
        key(AgentRef::NAME, &["ak_aff_sandbox"], Grant::WithoutScope, "an affiliate's key: 403"),
        key(AgentRef::NAME, &["ak_onb_sandbox"], Grant::WithoutScope, "an onboarding key: 403"),
        key(AgentRef::NAME, &["ak_live_revoked"], Grant::Ended, "a revoked key: 401"),
        key(Affitor::NAME, &["session-member"], Grant::Full, "a session with tracking:read"),
        key(Affitor::NAME, &["session-outsider"], Grant::WithoutScope, "a session without tracking:read: 403"),
        key(Affitor::NAME, &["session-expired"], Grant::Ended, "a session that has expired: 401"),
        key(Fullwhere::NAME, &["fw-key-sandbox", "fw-secret-sandbox"], Grant::Full, "a partner's key and secret"),
        key(Fullwhere::NAME, &["fw-key-revoked", "fw-secret-revoked"], Grant::Ended, "a revoked pair: 401"),
        key(Wecantrack::NAME, &["wct-sandbox"], Grant::Full, "an API key"),
        key(Wecantrack::NAME, &["wct-revoked"], Grant::Ended, "a revoked key: 401"),
    ]
}

fn program_key(program: &Program) -> Key {
    Key {
        provider: Partnero::NAME,
        secrets: vec![format!("pk-{}", program.code.to_ascii_lowercase())],
        grant: Grant::Program(program.id),
        note: format!("the key of {}", program.name),
    }
}

fn extra_key(extra: &ExtraKey, view: View<'_>, default_program: Option<ProgramId>) -> Result<Key, ServerError> {
    let mut secrets = vec![extra.secret.clone()];
    let mut grant = Grant::Full;
    if extra.provider == Fullwhere::NAME {
        secrets.extend(extra.detail.clone());
    } else if extra.provider == Partnero::NAME {
        let program = match &extra.detail {
            None => default_program,
            Some(code) => view.program_by_code(code).map(|program| program.id),
        };
        let known = || view.programs().map(|program| program.code.as_str()).collect::<Vec<_>>().join(", ");
        grant = Grant::Program(program.ok_or_else(|| ServerError::UnknownProgram {
            code: extra.detail.clone().unwrap_or_default(),
            known: known(),
        })?);
    }
    Ok(Key { provider: extra.provider, secrets, grant, note: "given on the command line".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::ExtraKey;

    #[test]
    fn reads_keys_of_the_command_line() {
        for (text, valid) in [
            ("wecantrack=abc", true),
            ("wecantrack=a:b", true),
            ("fullwhere=abc:def", true),
            ("partnero=abc", true),
            ("partnero=abc:A1B2C3D4", true),
            ("fullwhere=abc", false),
            ("fullwhere=:def", false),
            ("partnero=abc:", false),
            ("wecantrack=", false),
            ("wecantrack=a b", false),
            ("stripe=abc", false),
            ("abc", false),
        ] {
            assert_eq!(text.parse::<ExtraKey>().is_ok(), valid, "{text}");
        }
    }
}
