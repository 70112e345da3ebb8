//! A provider's behaviour, with its type erased.

use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;
use trackside_world::{Program, ProgramId, View};

use super::endpoint::json;
use super::{CouponSeen, EdgeSeen, Imitation, KeyForm, ProgramSeen, Reading, Refused, RequestIdField, Script, Thing};
use crate::credentials::{Found, Key};
use crate::request::{Problem, Throttle};
use crate::sandbox::Sandbox;

/// A provider's behaviour, with its type erased: see [`Imitation`].
#[derive(Debug, Clone)]
pub(crate) struct Manners {
    /// Its rate limit; `None` if it never responds with 429.
    pub(crate) throttle: Option<Throttle>,
    /// The path at which it serves its own OpenAPI document, if it does.
    pub(crate) document_path: Option<&'static str>,
    /// The script that it serves to pages, if it does.
    pub(crate) script: Option<Script>,
    /// Whether it accepts a bearer token without the word `Bearer`.
    pub(crate) bare_token: bool,
    /// Whether the last of several values of a query's parameter counts.
    pub(crate) last_counts: bool,
    /// Where its own material can be read in a second way.
    pub(crate) readings: &'static [Reading],
    /// Where its responses name the id of the request, if they do.
    pub(crate) request_id: Option<RequestIdField>,
    /// What a key consists of.
    pub(crate) key_form: KeyForm,
    /// Status and body of a refusal.
    pub(crate) refuse: fn(&Problem, &Refused<'_>) -> (StatusCode, Bytes),
    /// The sandbox's own keys.
    pub(crate) keys: fn(View<'_>) -> Vec<Key>,
    /// What an unknown key may do under `--any-key`.
    pub(crate) any_key: fn(&str, Option<ProgramId>) -> Result<Found, &'static str>,
    /// The kind of a key by its prefix, where keys have kinds.
    pub(crate) key_kind: fn(&str) -> Option<&'static str>,
    /// All scopes that a key of a kind can have.
    pub(crate) scopes: fn(Option<&str>) -> &'static [&'static str],
    /// Whether the secret looks like one that its own operations issue and revoke.
    pub(crate) issues_key: fn(&str) -> bool,
    /// What the holder of a secret may do that its operations have issued or revoked.
    pub(crate) issued_key: fn(View<'_>, &str) -> Option<Found>,
    /// Where the provider shows a program.
    pub(crate) program: fn(&Sandbox, &Program) -> Option<ProgramSeen>,
    /// Where the provider shows one thing of the world.
    pub(crate) shows: fn(&Sandbox, View<'_>, Thing) -> Option<ProgramSeen>,
    /// The codes of a program with which customers get a discount.
    pub(crate) coupons: fn(View<'_>, &Program) -> Vec<CouponSeen>,
    /// Where the provider shows data that is unlike most.
    pub(crate) edges: fn(&Sandbox, View<'_>) -> Vec<EdgeSeen>,
    /// The declared parameter that a name in a query refers to.
    pub(crate) parameter_name: for<'n> fn(Cow<'n, str>) -> Cow<'n, str>,
}

impl Manners {
    /// The behaviour of a provider.
    pub(crate) fn of<P: Imitation>() -> Self {
        Self {
            throttle: P::THROTTLE,
            document_path: P::DOCUMENT_PATH,
            script: P::SCRIPT,
            bare_token: P::BARE_TOKEN,
            last_counts: P::LAST_COUNTS,
            readings: P::READINGS,
            request_id: P::REQUEST_ID,
            key_form: P::KEY_FORM,
            refuse: |problem, refused| {
                let (status, failure) = P::failure(problem, refused);
                (status, json(&failure))
            },
            keys: P::keys,
            any_key: P::any_key,
            key_kind: P::key_kind,
            scopes: P::scopes,
            issues_key: P::issues_key,
            issued_key: P::issued_key,
            program: P::program,
            shows: P::shows,
            coupons: P::coupons,
            edges: P::edges,
            parameter_name: P::parameter_name,
        }
    }
}
