//! Validates overrides before they are set.

use std::fmt;

use chrono::{DateTime, Utc};
use trackside_schemas::control::Override;

use super::examine::{Breach, examine};
use crate::catalogue::{self, Operation};
use crate::credentials::Key;
use crate::pipeline::{DryRun, DryRunResult, OnlyResponse, dry_run};
use crate::sandbox::Sandbox;

/// Why an override is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The field, such as `overrides[0].patch`.
    pub(crate) place: String,
    /// What is wrong with it and how to fix it. Field and reason read as one sentence.
    pub(crate) reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.place, self.reason)
    }
}

/// Validates overrides that are to be active together at a time. Returns an error for each invalid one.
pub(crate) fn check(sandbox: &Sandbox, overrides: &[Override], now: DateTime<Utc>) -> Result<(), Vec<Refusal>> {
    let refusal = |(index, wanted): (usize, &Override)| {
        let (field, reason) = check_one(sandbox, &overrides[..index], wanted, now).err()?;
        Some(Refusal { place: format!("overrides[{index}].{field}"), reason })
    };
    let refusals: Vec<_> = overrides.iter().enumerate().filter_map(refusal).collect();
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// The invalid field, and why it is invalid.
type FieldError = (&'static str, String);

/// Judges an override as it is being written. Returns an error if it could not be judged.
pub(crate) fn judge(sandbox: &Sandbox, wanted: &Override, now: DateTime<Utc>) -> Result<Result<(), Breach>, Refusal> {
    let refusal = |(field, reason): FieldError| Refusal { place: field.to_owned(), reason };
    let (operation, only) = tried_on(sandbox, wanted, now).map_err(refusal)?;
    Ok(examine(operation, only.as_ref(), &sandbox.overrides().list(), wanted))
}

fn check_one(sandbox: &Sandbox, earlier: &[Override], wanted: &Override, now: DateTime<Utc>) -> Result<(), FieldError> {
    let (operation, only) = tried_on(sandbox, wanted, now)?;
    if wanted.force {
        return Ok(());
    }
    examine(operation, only.as_ref(), earlier, wanted).map_err(|breach| ("patch", breach.in_words(operation)))
}

/// The operation of an override, and the response that it is tried on if there is only one.
fn tried_on(
    sandbox: &Sandbox,
    wanted: &Override,
    now: DateTime<Utc>,
) -> Result<(&'static Operation, Option<OnlyResponse>), FieldError> {
    let operation = find_operation(wanted)?;
    if wanted.patch.is_empty() {
        return Err(("patch", "is empty, so it changes nothing".to_owned()));
    }
    check_credential(sandbox, wanted)?;
    let run = DryRun {
        provider: operation.provider,
        operation: operation.id,
        id: wanted.id.as_deref(),
        credential: wanted.credential.as_deref(),
        now,
    };
    match dry_run(sandbox, &run) {
        DryRunResult::Impossible(why) => Err(("id", why)),
        DryRunResult::Only(response) => Ok((operation, Some(*response))),
        DryRunResult::Many => Ok((operation, None)),
    }
}

fn find_operation(wanted: &Override) -> Result<&'static Operation, FieldError> {
    let mut of_provider: Vec<_> =
        catalogue::operations().filter(|operation| operation.provider == wanted.provider).collect();
    if of_provider.is_empty() {
        let providers = catalogue::providers().iter().map(|provider| provider.name).collect();
        let known = nearest_first(&wanted.provider, providers);
        return Err((
            "provider",
            format!("is not a known provider: {:?}; known providers are {known}", wanted.provider),
        ));
    }
    if let Some(found) = of_provider.iter().find(|operation| operation.id == wanted.operation) {
        return Ok(*found);
    }
    let known = nearest_first(&wanted.operation, of_provider.drain(..).map(|operation| operation.id).collect());
    let reason =
        format!("is not an operation of {}: {:?}; known operations are {known}", wanted.provider, wanted.operation);
    Err(("operation", reason))
}

fn check_credential(sandbox: &Sandbox, wanted: &Override) -> Result<(), FieldError> {
    let Some(credential) = &wanted.credential else { return Ok(()) };
    let works = |key: &&Key| key.works();
    let known = sandbox.keys().at(&wanted.provider, sandbox.moment().view());
    let keys = || known.iter();
    let has_it = |key: &Key| key.secrets.first() == Some(credential);
    if keys().filter(works).any(has_it) || (sandbox.keys().accepts_any() && !keys().any(has_it)) {
        return Ok(());
    }
    let why = keys().find(|key| has_it(key)).map_or_else(
        || "is not known to this sandbox".to_owned(),
        |key| format!("never gets a successful response: it is {}", key.note),
    );
    let known = nearest_first(credential, keys().filter(works).map(|key| key.secrets[0].as_str()).collect());
    Err(("credential", format!("{why}; credentials that work are {known}")))
}

/// The known names, the most similar first.
fn nearest_first(wanted: &str, mut known: Vec<&str>) -> String {
    let wanted: String = wanted.chars().take(200).collect();
    let distance = |name: &&str| 1.0 - strsim::normalized_levenshtein(&wanted, name);
    known.sort_by(|left, right| distance(left).total_cmp(&distance(right)));
    known.join(", ")
}
