//! How a provider's service behaves beyond its contract.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use http::StatusCode;
use trackside_schemas::{Endpoint, Provider};
use trackside_world::{CustomerId, OrderId, PartnerId, Program, ProgramId, TrackerKey, View};

use super::{Sample, SampleCall, Sends, operation_id};
use crate::catalogue::Operation;
use crate::credentials::{Found, Grant, Key};
use crate::request::{Problem, RequestId, Throttle};
use crate::sandbox::Sandbox;

/// How a provider's service behaves beyond its contract.
pub(crate) trait Imitation: Provider {
    /// Its rate limit; `None` if it never responds with 429.
    const THROTTLE: Option<Throttle> = None;

    /// Where its responses name the id of the request, if they do.
    const REQUEST_ID: Option<RequestIdField> = None;

    /// The first segment of its paths in the sandbox.
    const PREFIX: &'static str = Self::NAME;

    /// The path below its address at which it serves its own OpenAPI document, if it does.
    const DOCUMENT_PATH: Option<&'static str> = None;

    /// The script that it serves to pages, if it does.
    const SCRIPT: Option<Script> = None;

    /// Whether it accepts `Authorization: TOKEN` for `Authorization: Bearer TOKEN`.
    const BARE_TOKEN: bool = false;

    /// Whether the last of several values of a query's parameter counts, as in PHP. Otherwise they are refused.
    const LAST_COUNTS: bool = false;

    /// Where its own material can be read in a second way, and a scenario can switch to that.
    const READINGS: &'static [Reading] = &[];

    /// What a key consists of.
    const KEY_FORM: KeyForm = KeyForm::Single;

    /// What it sends to webhooks, if it sends anything.
    const SENDS: Option<&'static dyn Sends> = None;

    /// The status and body with which the provider reports a problem.
    fn failure(problem: &Problem, refused: &Refused<'_>) -> (StatusCode, Self::Failure);

    /// The sandbox's own keys: one for each kind of key, those that work first.
    fn keys(view: View<'_>) -> Vec<Key>;

    /// What an unknown key may do under `--any-key`. Fails if the key is malformed.
    fn any_key(_key: &str, _default: Option<ProgramId>) -> Result<Found, &'static str> {
        Ok(Found::of(Grant::Full))
    }

    /// The kind of a key by its prefix, where keys have kinds.
    fn key_kind(_key: &str) -> Option<&'static str> {
        None
    }

    /// All scopes that a key of a kind can have.
    fn scopes(_kind: Option<&str>) -> &'static [&'static str] {
        &[]
    }

    /// Whether the secret looks like one that its own operations issue and revoke: then [`Imitation::issued_key`] is
    /// asked before the sandbox's own keys.
    fn issues_key(_secret: &str) -> bool {
        false
    }

    /// What the holder of a secret may do that its operations have issued or revoked.
    fn issued_key(_view: View<'_>, _secret: &str) -> Option<Found> {
        None
    }

    /// Where the provider shows a program, if it does.
    fn program(_sandbox: &Sandbox, _program: &Program) -> Option<ProgramSeen> {
        None
    }

    /// Where the provider shows one thing of the world, if it does.
    fn shows(_sandbox: &Sandbox, _view: View<'_>, _thing: Thing) -> Option<ProgramSeen> {
        None
    }

    /// The codes of a program with which customers get a discount, where the provider knows any.
    fn coupons(_view: View<'_>, _program: &Program) -> Vec<CouponSeen> {
        Vec::new()
    }

    /// Where the provider shows data that is unlike most, and what is special about it.
    fn edges(_sandbox: &Sandbox, _view: View<'_>) -> Vec<EdgeSeen> {
        Vec::new()
    }

    /// The declared parameter that a name in a query refers to.
    fn parameter_name(name: Cow<'_, str>) -> Cow<'_, str> {
        name
    }
}

/// A code with which customers get a discount, as a provider knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CouponSeen {
    /// What customers type.
    pub(crate) code: String,
    /// Whose code it is, if the provider says so.
    pub(crate) partner: Option<PartnerId>,
    /// When it was created.
    pub(crate) created_at: DateTime<Utc>,
}

/// One thing of the world that providers show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    /// A partner of a program.
    Partner(ProgramId, PartnerId),
    /// Somebody who has bought something, or has signed up.
    Customer(CustomerId),
    /// An order.
    Order(OrderId),
    /// A survey that was sent, or is to be sent.
    Survey(TrackerKey),
    /// A payout of a program, by its number.
    Payout(ProgramId, u64),
}

/// A stand-in for a script that a provider serves to pages. It is not in the provider's contract.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Script {
    /// The path below the provider's address.
    pub(crate) path: &'static str,
    pub(crate) text: &'static str,
}

/// A second way to read what a provider has published about its refusals. The sandbox follows the first one, unless a
/// scenario names this one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Its name, in kebab case.
    pub(crate) name: &'static str,
    /// What is different.
    pub(crate) meaning: &'static str,
}

/// Where responses of a provider name the id of the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestIdField {
    /// The field, as a JSON pointer.
    pub(crate) pointer: &'static str,
    /// What comes before the id.
    pub(crate) prefix: &'static str,
}

/// Where a provider shows a program.
#[derive(Debug)]
pub(crate) struct ProgramSeen {
    /// The provider's id of the program, or of something that belongs to it.
    pub(crate) id: String,
    /// The operation that shows it.
    pub(crate) operation: &'static str,
    /// The call that shows it.
    pub(crate) call: SampleCall,
}

impl ProgramSeen {
    /// With this id, by this call.
    pub(crate) fn new<E: Endpoint>(id: String, sample: Sample<E>) -> Self {
        Self { id, operation: operation_id::<E>(), call: sample.erased() }
    }
}

/// Where a provider shows data that is unlike most.
#[derive(Debug)]
pub(crate) struct EdgeSeen {
    /// The name of what is special, in kebab case.
    pub(crate) name: &'static str,
    /// What is special, in a sentence.
    pub(crate) meaning: &'static str,
    /// Since when, if it was otherwise before.
    pub(crate) since: Option<DateTime<Utc>>,
    /// Where it is seen.
    pub(crate) seen: ProgramSeen,
}

impl EdgeSeen {
    /// Something that has always been special.
    pub(crate) const fn new(name: &'static str, meaning: &'static str, seen: ProgramSeen) -> Self {
        Self { name, meaning, since: None, seen }
    }

    /// The same, since a time.
    pub(crate) fn since(self, since: DateTime<Utc>) -> Self {
        Self { since: Some(since), ..self }
    }
}

/// What a key consists of, as `--key` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyForm {
    /// One secret: `KEY`.
    Single,
    /// A key and a secret: `KEY:SECRET`.
    Pair,
    /// A key of one program: `KEY` or `KEY:PROGRAM`.
    OfProgram,
    /// A key with all scopes of its kind, or with the given ones: `KEY` or `KEY:SCOPE+SCOPE`.
    Scoped,
}

/// The refused request, as far as the response depends on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused<'r> {
    pub(crate) request_id: RequestId,
    /// `None` if no operation has this method and path.
    pub(crate) operation: Option<&'r Operation>,
    /// The names of the provider's readings that are in force.
    pub(crate) readings: &'r [&'static str],
}

impl Refused<'_> {
    /// Whether the reading is in force.
    pub(crate) fn reads(&self, reading: &Reading) -> bool {
        self.readings.contains(&reading.name)
    }

    /// Whether the operation documents this status.
    pub(crate) fn documents(&self, status: u16) -> bool {
        self.operation.is_some_and(|operation| operation.failures.contains(&status))
    }
}
