//! The credentials that the sandbox knows, and what each may do.

use std::fmt;
use std::str::FromStr;

use trackside_world::{Owner, ProgramId, ProgramKind, View};

use crate::catalogue::{self, Operation};
use crate::error::ServerError;
use crate::moment::Moment;
use crate::request::Forbidden;
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
    /// The kind of key, if only some operations accept keys of this kind.
    pub kind: Option<&'static str>,
    /// Its scopes, if it does not have all.
    pub scopes: Option<Vec<String>>,
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
    /// The kind of key, if only some operations accept keys of this kind.
    pub(crate) kind: Option<&'static str>,
    /// The scopes of the key, if it does not have all.
    pub(crate) scopes: Option<Vec<String>>,
}

/// What the holder of a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Everything.
    Full,
    /// Everything, of the second account, which has things of its own and sees nothing of the first.
    Other,
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

/// A key given on the command line: `PROVIDER=KEY`, `fullwhere=KEY:SECRET`, `partnero=KEY:PROGRAM`,
/// `agentref=KEY:SCOPE+SCOPE`.
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
        Self { grant, scheme: None, kind: None, scopes: None }
    }

    /// Why the holder may not call an operation, if they may not.
    pub(crate) fn forbids(&self, operation: &Operation) -> Option<Forbidden> {
        let is_of_scheme = |scheme: &&'static str| operation.schemes.iter().any(|needed| needed.contains(scheme));
        let is_accepted = |kind| operation.key_kinds.is_empty() || operation.key_kinds.contains(&kind);
        if !self.scheme.as_ref().is_none_or(is_of_scheme) || !self.kind.is_none_or(is_accepted) {
            return Some(Forbidden::OtherKind(self.kind));
        }
        match self.grant {
            Grant::OtherKind => Some(Forbidden::OtherKind(self.kind)),
            Grant::WithoutScope => Some(Forbidden::WithoutScope(None)),
            _ => {
                let scopes = self.scopes.as_ref()?;
                let lacks = |needed: &&&'static str| !scopes.iter().any(|scope| scope == "*" || scope == **needed);
                operation.scopes.iter().find(lacks).map(|scope| Forbidden::WithoutScope(Some(scope)))
            }
        }
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
        let own = || self.of(provider).find(|key| key.secrets == presented).map(Key::found);
        if let Some(found) = issued.or_else(own) {
            return match found.grant {
                Grant::Ended => Err(Unknown(ENDED)),
                _ => Ok(found),
            };
        }
        if let Some(known) = catalogue::provider(provider)
            && let Some(key) = keys_of_programs(known, moment().view()).into_iter().find(|key| key.secrets == presented)
        {
            return Ok(key.found());
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
        Self { provider, secrets, scheme: None, kind: None, scopes: None, grant, note: note.into() }
    }

    /// The same key, accepted only by operations with this security scheme.
    pub(crate) fn of_scheme(self, scheme: &'static str) -> Self {
        Self { scheme: Some(scheme), ..self }
    }

    /// Whose things it shows, if it shows any.
    pub(crate) fn owner(&self, view: View<'_>) -> Option<Owner> {
        match self.grant {
            Grant::Full => Some(Owner::Usual),
            Grant::Other => Some(Owner::Other),
            Grant::Program(program) => Some(view.program(program).owner),
            Grant::Empty | Grant::WithoutScope | Grant::OtherKind | Grant::Ended => None,
        }
    }

    /// The same key, of this kind.
    pub(crate) fn of_kind(self, kind: &'static str) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// The same key with no other scopes than these.
    pub(crate) fn with_scopes(self, scopes: &[&str]) -> Self {
        Self { scopes: Some(scopes.iter().map(|scope| (*scope).to_owned()).collect()), ..self }
    }

    /// What is known of its secrets.
    pub(crate) fn found(&self) -> Found {
        Found { grant: self.grant, scheme: self.scheme, kind: self.kind, scopes: self.scopes.clone() }
    }

    /// Whether requests with this key can succeed.
    pub fn works(&self) -> bool {
        matches!(self.grant, Grant::Full | Grant::Other | Grant::Empty | Grant::Program(_))
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
        if let (KeyForm::Scoped, Some(scopes)) = (form, detail) {
            check_scopes(provider, secret, scopes)?;
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

/// Whether a key of this kind can have these scopes, which have plus signs between them.
fn check_scopes(provider: &catalogue::Provider, secret: &str, scopes: &str) -> Result<(), String> {
    let known = (provider.manners.scopes)((provider.manners.key_kind)(secret));
    match scopes.split('+').find(|scope| !known.contains(scope)) {
        Some(unknown) => Err(format!(
            "{unknown:?} is not a scope of such a key; write {}=KEY:SCOPE+SCOPE with scopes of {}",
            provider.name,
            known.join(", ")
        )),
        None => Ok(()),
    }
}

fn extra_key(extra: &ExtraKey, view: View<'_>, default_program: Option<ProgramId>) -> Result<Key, ServerError> {
    let mut secrets = vec![extra.secret.clone()];
    let mut grant = Grant::Full;
    let (mut kind, mut scopes) = (None, None);
    match extra.form {
        KeyForm::Single => {}
        KeyForm::Scoped => {
            kind = catalogue::provider(extra.provider).and_then(|provider| (provider.manners.key_kind)(&extra.secret));
            scopes = extra.detail.as_ref().map(|scopes| scopes.split('+').map(str::to_owned).collect());
        }
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
    Ok(Key { provider: extra.provider, secrets, scheme: None, kind, scopes, grant, note })
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
            ("agentref=abc", true),
            ("agentref=ak_live_abc", true),
            ("agentref=ak_live_abc:programs:read", true),
            ("agentref=ak_live_abc:programs:read+stats:read", true),
            ("agentref=ak_aff_abc:links:read", true),
            ("agentref=ak_live_abc:links:read", false),
            ("agentref=ak_aff_abc:programs:read", false),
            ("agentref=ak_live_abc:programs", false),
            ("agentref=ak_live_abc:", false),
            ("agentref=ak_live_abc:programs:read+", false),
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
