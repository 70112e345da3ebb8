//! The credentials that the sandbox knows, and what each may do.

use std::fmt;
use std::str::FromStr;

use trackside_world::{ProgramId, ProgramKind, View};

use crate::catalogue;
use crate::error::ServerError;
use crate::moment::Moment;
use crate::serve::KeyForm;

/// A credential that the sandbox knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The provider's name.
    pub provider: &'static str,
    /// The secrets to send, in the order of the provider's security schemes. Fullwhere has two.
    pub secrets: Vec<String>,
    /// The provider's security scheme that it belongs to, if only operations with this scheme accept it.
    pub scheme: Option<&'static str>,
    /// What the holder may do.
    pub grant: Grant,
    /// What the key is for, in one line.
    pub note: String,
}

/// What is known of the secrets in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) grant: Grant,
    /// The security scheme that the key belongs to, if only operations with this scheme accept it.
    pub(crate) scheme: Option<&'static str>,
    /// The scopes of the key, if it does not have all.
    pub(crate) scopes: Option<Vec<String>>,
}

/// What the holder of a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Everything.
    Full,
    /// Everything, of an account that has nothing yet.
    Empty,
    /// Everything about the one program that the key belongs to.
    Program(ProgramId),
    /// Nothing: the key is valid but lacks the scope or permission.
    WithoutScope,
    /// Nothing: the key is valid, but of a kind that is for other endpoints of the provider.
    OtherKind,
    /// Nothing: the key was revoked, or the session has ended.
    Ended,
}

/// A key given on the command line: `PROVIDER=KEY`, `fullwhere=KEY:SECRET`, `partnero=KEY:PROGRAM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraKey {
    provider: &'static str,
    form: KeyForm,
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

/// Why credentials were not accepted: the value of `x-mock-reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unknown(pub(crate) &'static str);

/// Why an ended credential is not accepted.
pub(crate) const ENDED: &str = "the credential was revoked or has expired";

const NO_PROGRAM: Unknown = Unknown("the world has no program yet");

impl Found {
    /// A key without restrictions to schemes or scopes.
    pub(crate) fn of(grant: Grant) -> Self {
        Self { grant, scheme: None, scopes: None }
    }
}

impl KeyRing {
    /// The sandbox's own keys, one for each kind of key, and the extra ones. With `any`, unknown keys are accepted too.
    ///
    /// Returns an error if an extra key names an unknown program.
    pub fn new(view: View<'_>, extra: &[ExtraKey], any: bool) -> Result<Self, ServerError> {
        let mut keys: Vec<Key> =
            catalogue::providers().iter().flat_map(|provider| (provider.manners.keys)(view)).collect();
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

    /// Whether a request can carry this first secret at a time, at the provider or, without one, at any provider.
    pub(crate) fn knows(&self, provider: Option<&str>, first_secret: &str, view: View<'_>) -> bool {
        let mut providers =
            catalogue::providers().iter().filter(|known| provider.is_none_or(|name| known.name == name));
        self.any || providers.any(|known| self.at(known.name, view).iter().any(|key| key.secrets[0] == first_secret))
    }

    /// Whether any well-formed key is accepted.
    pub fn accepts_any(&self) -> bool {
        self.any
    }

    /// The keys of a provider at a time: those that the sandbox started with, and those of programs that came later.
    pub(crate) fn at(&self, provider: &str, view: View<'_>) -> Vec<Key> {
        let mut keys: Vec<Key> = self.of(provider).cloned().collect();
        let later = catalogue::provider(provider).map(|provider| keys_of_programs(provider, view)).unwrap_or_default();
        let is_new = |key: &Key| !self.of(provider).any(|known| known.secrets == key.secrets);
        keys.extend(later.into_iter().filter(is_new));
        keys
    }

    /// What the holder of these secrets may do. `moment` gives the world in which a key that the sandbox did not start
    /// with is looked up.
    pub(crate) fn find<'s>(
        &self,
        provider: &str,
        presented: &[&str],
        moment: impl Fn() -> Moment<'s>,
    ) -> Result<Found, Unknown> {
        let known = catalogue::provider(provider);
        let issued = known.zip(presented.first()).filter(|(known, secret)| (known.manners.issues_key)(secret));
        let issued = issued.and_then(|(known, secret)| (known.manners.issued_key)(moment().view(), secret));
        let own = || {
            let key = self.of(provider).find(|key| key.secrets == presented)?;
            Some(Found { grant: key.grant, scheme: key.scheme, scopes: None })
        };
        if let Some(found) = issued.or_else(own) {
            return match found.grant {
                Grant::Ended => Err(Unknown(ENDED)),
                _ => Ok(found),
            };
        }
        if let Some(known) = catalogue::provider(provider)
            && let Some(key) = keys_of_programs(known, moment().view()).into_iter().find(|key| key.secrets == presented)
        {
            return Ok(Found { grant: key.grant, scheme: key.scheme, scopes: None });
        }
        if !self.any {
            return Err(Unknown(
                "this sandbox does not know the credential; GET /_mock/world lists those that it knows, --any-key \
                 accepts all",
            ));
        }
        self.grant_any(provider, presented)
    }

    fn grant_any(&self, provider: &str, presented: &[&str]) -> Result<Found, Unknown> {
        if presented.iter().any(|text| text.is_empty() || text.contains(char::is_whitespace)) {
            return Err(Unknown("the credential is not well-formed: it is empty or contains white space"));
        }
        let manners = catalogue::provider(provider).map(|provider| &provider.manners);
        let Some(manners) = manners else { return Ok(Found::of(Grant::Full)) };
        if manners.key_form == KeyForm::OfProgram {
            return self.default_program.map(|program| Found::of(Grant::Program(program))).ok_or(NO_PROGRAM);
        }
        (manners.any_key)(presented.first().copied().unwrap_or_default(), self.default_program).map_err(Unknown)
    }
}

impl Key {
    /// Creates a key of a provider.
    pub(crate) fn new(provider: &'static str, secrets: &[&str], grant: Grant, note: impl Into<String>) -> Self {
        let secrets = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        Self { provider, secrets, scheme: None, grant, note: note.into() }
    }

    /// The same key, accepted only by operations with this security scheme.
    pub(crate) fn of_scheme(self, scheme: &'static str) -> Self {
        Self { scheme: Some(scheme), ..self }
    }

    /// Whether requests with this key can succeed.
    pub fn works(&self) -> bool {
        matches!(self.grant, Grant::Full | Grant::Empty | Grant::Program(_))
    }
}

impl fmt::Display for ExtraKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.provider, self.secret)?;
        self.detail.iter().try_for_each(|detail| write!(formatter, ":{detail}"))
    }
}

impl FromStr for ExtraKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, key) = text.split_once('=').ok_or("expected PROVIDER=KEY, for example wecantrack=my-key")?;
        let provider = catalogue::providers().iter().find(|known| known.name == name).ok_or_else(|| {
            let known: Vec<_> = catalogue::providers().iter().map(|provider| provider.name).collect();
            format!("unknown provider {name:?}; known providers are {}", known.join(", "))
        })?;
        let form = provider.manners.key_form;
        let (secret, detail) = match key.split_once(':') {
            Some((secret, detail)) if form != KeyForm::Single => (secret, Some(detail)),
            _ => (key, None),
        };
        if secret.is_empty() || detail.is_some_and(str::is_empty) || key.contains(char::is_whitespace) {
            return Err("the key is empty or contains white space".to_owned());
        }
        if form == KeyForm::Pair && detail.is_none() {
            return Err(format!("{} requires a key and a secret: {}=KEY:SECRET", provider.title, provider.name));
        }
        Ok(Self { provider: provider.name, form, secret: secret.to_owned(), detail: detail.map(str::to_owned) })
    }
}

/// The keys of the programs that exist by now, if the provider has keys of programs.
fn keys_of_programs(provider: &catalogue::Provider, view: View<'_>) -> Vec<Key> {
    (provider.manners.keys)(view).into_iter().filter(|key| matches!(key.grant, Grant::Program(_))).collect()
}

fn extra_key(extra: &ExtraKey, view: View<'_>, default_program: Option<ProgramId>) -> Result<Key, ServerError> {
    let mut secrets = vec![extra.secret.clone()];
    let mut grant = Grant::Full;
    match extra.form {
        KeyForm::Single => {}
        KeyForm::Pair => secrets.extend(extra.detail.clone()),
        KeyForm::OfProgram => {
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
    }
    let note = "given on the command line".to_owned();
    Ok(Key { provider: extra.provider, secrets, scheme: None, grant, note })
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
