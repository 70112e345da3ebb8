//! Affitor's four kinds of credentials: the sandbox's own, and those that its operations issue and revoke.

use std::hash::Hasher as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128 as _, SipHasher13};
use trackside_schemas::Provider as _;
use trackside_schemas::affitor::{Affitor, LOGIN, MANAGEMENT_KEY, PROGRAM_KEY, SESSION};
use trackside_world::{Owner, Program, ProgramId, ProgramKind, ProgramState, View};

use crate::credentials::{Found, Grant, Key};
use crate::serve::Record;

/// The key of the usual program, easy to remember.
const USUAL_KEY: &str = "aff_sandbox";

/// The sessions of the two companies that have programs.
pub(super) const USUAL_SESSION: &str = "session-member";
pub(super) const OTHER_SESSION: &str = "session-other";

/// How long a login of the command-line tool is valid.
const LOGIN_ENDS: TimeDelta = TimeDelta::days(90);

/// A key that a program got in place of its first one. Numbered by the program.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ProgramKeyRecord {
    pub(super) key: String,
    /// Keys that it had before.
    pub(super) earlier: Vec<String>,
    pub(super) at: DateTime<Utc>,
}

/// A management key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ManagementKeyRecord {
    pub(super) name: String,
    pub(super) key: String,
    pub(super) scopes: Vec<String>,
    pub(super) program_scope: Option<Vec<String>>,
    pub(super) expires_at: Option<DateTime<Utc>>,
    pub(super) is_revoked: bool,
    /// The company whose key it is, as the owner of its programs; None for the one without programs.
    #[serde(default = "usual_account")]
    pub(super) account: Option<Owner>,
}

#[expect(clippy::unnecessary_wraps, reason = "it is the value of an optional field")]
fn usual_account() -> Option<Owner> {
    Some(Owner::Usual)
}

/// A login of the command-line tool.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LoginRecord {
    pub(super) state: String,
    pub(super) token: String,
    pub(super) started: DateTime<Utc>,
    pub(super) is_complete: bool,
    pub(super) is_consumed: bool,
}

impl Record for ProgramKeyRecord {
    const COLLECTION: &'static str = "affitor/program-keys";
}

impl Record for ManagementKeyRecord {
    const COLLECTION: &'static str = "affitor/api-keys";
}

impl Record for LoginRecord {
    const COLLECTION: &'static str = "affitor/logins";
}

/// The sandbox's own credentials.
pub(super) fn keys(view: View<'_>) -> Vec<Key> {
    let key =
        |secret: &str, scheme, grant, note: String| Key::new(Affitor::NAME, &[secret], grant, note).of_scheme(scheme);
    let mut keys = vec![
        key(USUAL_SESSION, SESSION, Grant::Full, "a session of the dashboard".to_owned()),
        key("session-outsider", SESSION, Grant::WithoutScope, "a session without permissions: 403".to_owned()),
        key("session-expired", SESSION, Grant::Ended, "a session that has expired: 401".to_owned()),
        key(OTHER_SESSION, SESSION, Grant::Other, "a session of another company, with programs of its own".to_owned()),
        key("session-empty", SESSION, Grant::Empty, "a session of a new company, which has no program".to_owned()),
        key("affk_sandbox", MANAGEMENT_KEY, Grant::Full, "a management key with every scope".to_owned()),
        key("affk_narrow", MANAGEMENT_KEY, Grant::WithoutScope, "a management key without a scope: 403".to_owned()),
        key("affk_other", MANAGEMENT_KEY, Grant::Other, "a management key of another company".to_owned()),
        key("cli_sandbox", LOGIN, Grant::Full, "a login of the command-line tool".to_owned()),
    ];
    keys.push(key("cli_other", LOGIN, Grant::Other, "a login of another company".to_owned()));
    if let Some(usual) = usual_program(view) {
        let note = format!("the key of {}", usual.name);
        keys.push(key(USUAL_KEY, PROGRAM_KEY, Grant::Program(usual.id), note));
    }
    let own = |program: &Program| {
        let note = format!("the key of {}", program.name);
        key(&first_key(view, program), PROGRAM_KEY, Grant::Program(program.id), note)
    };
    keys.extend(view.programs().map(own));
    keys
}

/// What an unknown credential may do under `--any-key`.
pub(super) fn any_key(key: &str, default: Option<ProgramId>) -> Found {
    if key.starts_with("affk_") {
        return Found { scheme: Some(MANAGEMENT_KEY), ..Found::of(Grant::Full) };
    }
    if key.starts_with("aff_") {
        let grant = default.map_or(Grant::Full, Grant::Program);
        return Found { scheme: Some(PROGRAM_KEY), ..Found::of(grant) };
    }
    Found::of(Grant::Full)
}

/// Whether the secret looks like one that is issued and revoked here.
pub(super) fn is_issued(secret: &str) -> bool {
    ["aff_", "affk_", "cli_"].iter().any(|prefix| secret.starts_with(prefix))
}

/// What the holder of an issued or revoked secret may do.
pub(super) fn issued_key(view: View<'_>, secret: &str) -> Option<Found> {
    if secret.starts_with("affk_") {
        let (_, key) = ManagementKeyRecord::all(view).find(|(_, key)| key.key == secret)?;
        let has_ended = key.is_revoked || key.expires_at.is_some_and(|ends| ends <= view.now());
        let grant = match key.account {
            _ if has_ended => Grant::Ended,
            Some(Owner::Usual) => Grant::Full,
            Some(Owner::Other) => Grant::Other,
            None => Grant::Empty,
        };
        return Some(Found { grant, scheme: Some(MANAGEMENT_KEY), kind: None, scopes: Some(key.scopes) });
    }
    if secret.starts_with("cli_") {
        let (_, login) = LoginRecord::all(view).find(|(_, login)| login.is_complete && login.token == secret)?;
        let grant = if view.now() - login.started > LOGIN_ENDS { Grant::Ended } else { Grant::Full };
        return Some(Found { scheme: Some(LOGIN), ..Found::of(grant) });
    }
    let found = |grant| Found { scheme: Some(PROGRAM_KEY), ..Found::of(grant) };
    for (number, record) in ProgramKeyRecord::all(view) {
        if record.key == secret {
            let program = view.program_by_number(i64::try_from(number).ok()?)?;
            return Some(found(Grant::Program(program.id)));
        }
        if record.earlier.iter().any(|earlier| earlier == secret) {
            return Some(found(Grant::Ended));
        }
    }
    None
}

/// The key that a program has now.
pub(super) fn key_of(view: View<'_>, program: &Program) -> String {
    let record = u64::try_from(program.number).ok().and_then(|number| ProgramKeyRecord::get(view, number));
    record.map_or_else(|| first_key(view, program), |record| record.key)
}

/// When a program's key was last exchanged, if it was.
pub(super) fn key_rotated_at(view: View<'_>, program: &Program) -> Option<DateTime<Utc>> {
    let record = ProgramKeyRecord::get(view, u64::try_from(program.number).ok()?)?;
    (!record.earlier.is_empty()).then_some(record.at)
}

/// The record of a new key in place of the one that a program has now.
pub(super) fn exchanged(view: View<'_>, program: &Program) -> ProgramKeyRecord {
    let number = u64::try_from(program.number).unwrap_or_default();
    let mut earlier = ProgramKeyRecord::get(view, number).map_or_else(Vec::new, |record| record.earlier);
    earlier.push(key_of(view, program));
    if usual_program(view).is_some_and(|usual| usual.id == program.id) && !earlier.iter().any(|key| key == USUAL_KEY) {
        earlier.push(USUAL_KEY.to_owned());
    }
    let key = secret("aff_", &[&program.code, &earlier.len().to_string()]);
    ProgramKeyRecord { key, earlier, at: view.now() }
}

/// A secret of 32 hexadecimal digits after the prefix, which follows from the parts.
pub(super) fn secret(prefix: &str, parts: &[&str]) -> String {
    let mut hasher = SipHasher13::new();
    for part in parts {
        hasher.write(part.as_bytes());
        hasher.write_u8(0);
    }
    format!("{prefix}{:032x}", hasher.finish128().as_u128())
}

/// A secret with its middle hidden, as the provider shows it: `aff_abcdefgh****wxyz`.
pub(super) fn masked(secret: &str) -> String {
    let prefix = prefix(secret);
    let end = &secret[secret.len().saturating_sub(4)..];
    format!("{prefix}****{end}")
}

/// How a secret begins: with eight characters after its kind.
pub(super) fn prefix(secret: &str) -> &str {
    let kind = secret.find('_').map_or(0, |place| place + 1);
    &secret[..(kind + 8).min(secret.len())]
}

/// The program that is meant where a credential belongs to none.
pub(super) fn usual_program<'w>(view: View<'w>) -> Option<&'w Program> {
    let affiliate = |program: &&Program| program.kind == ProgramKind::Affiliate && program.owner == Owner::Usual;
    let healthy = view.programs().filter(affiliate).find(|program| program.state == ProgramState::Healthy);
    healthy
        .or_else(|| view.programs().find(affiliate))
        .or_else(|| view.programs().find(|program| program.kind == ProgramKind::Affiliate))
}

fn first_key(view: View<'_>, program: &Program) -> String {
    let seed = view.world().settings().seed.to_string();
    secret("aff_", &[&seed, &program.code])
}

#[cfg(test)]
mod tests {
    use super::{masked, prefix, secret};

    #[test]
    fn secrets_are_shown_without_their_middle() {
        assert_eq!(masked("aff_abcdefgh0123456789wxyz"), "aff_abcdefgh****wxyz");
        assert_eq!(prefix("affk_1a2b3c4d5e6f"), "affk_1a2b3c4d");
        assert_eq!(masked("aff_sandbox"), "aff_sandbox****dbox");
    }

    #[test]
    fn secrets_follow_from_their_parts() {
        let one = secret("aff_", &["a", "b"]);
        assert_eq!(one.len(), 36);
        assert_eq!(one, secret("aff_", &["a", "b"]));
        assert_ne!(one, secret("aff_", &["ab", ""]));
    }
}
