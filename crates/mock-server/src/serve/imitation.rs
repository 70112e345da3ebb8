//! How a provider's service behaves beyond its contract.

use std::borrow::Cow;

use http::StatusCode;
use trackside_schemas::declare::resolve;
use trackside_schemas::{Endpoint, Provider};
use trackside_world::{Program, View};

use super::{Sample, SampleCall};
use crate::catalogue::Operation;
use crate::credentials::{Grant, Key};
use crate::request::{Problem, RequestId, Throttle};
use crate::sandbox::Sandbox;

/// How a provider's service behaves beyond its contract.
pub(crate) trait Imitation: Provider {
    /// How it counts requests; `None` where it never answers 429.
    const THROTTLE: Option<Throttle> = None;

    /// The first segment of its paths in the sandbox.
    const PREFIX: &'static str = Self::NAME;

    /// What a key consists of.
    const KEY_FORM: KeyForm = KeyForm::Single;

    /// Puts a problem into the provider's status and words.
    fn failure(problem: &Problem, refused: &Refused<'_>) -> (StatusCode, Self::Failure);

    /// The sandbox's own keys: one for each thing that a key can mean, those that work first.
    fn keys(view: View<'_>) -> Vec<Key>;

    /// What a well-formed key that the sandbox has never seen may do under `--any-key`, or how it is not well-formed.
    fn any_key(_key: &str) -> Result<Grant, &'static str> {
        Ok(Grant::Full)
    }

    /// Where a program can be seen, if it can.
    fn program(_sandbox: &Sandbox, _program: &Program) -> Option<ProgramSeen> {
        None
    }

    /// The declared parameter that a name in a query means.
    fn parameter_name(name: Cow<'_, str>) -> Cow<'_, str> {
        name
    }
}

/// Where a program can be seen.
#[derive(Debug)]
pub(crate) struct ProgramSeen {
    /// What names it, or something of it, at the provider.
    pub(crate) id: String,
    /// The operation that shows it.
    pub(crate) operation: &'static str,
    /// The call.
    pub(crate) call: SampleCall,
}

impl ProgramSeen {
    /// Under this id, by this call of an endpoint.
    pub(crate) fn new<E: Endpoint>(id: String, sample: Sample<E>) -> Self {
        Self { id, operation: resolve::<E>().id, call: sample.erased() }
    }
}

/// What a key consists of, as `--key` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyForm {
    /// One text: `KEY`.
    Single,
    /// Two texts that belong together: `KEY:SECRET`.
    Pair,
    /// One text that belongs to a program: `KEY` or `KEY:PROGRAM`.
    OfProgram,
}

/// The request that is refused, as far as the words for it depend on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused<'r> {
    /// The id of the request.
    pub(crate) request_id: RequestId,
    /// The operation; none when method and path are no operation's.
    pub(crate) operation: Option<&'r Operation>,
}

impl Refused<'_> {
    /// Whether the operation documents this status.
    pub(crate) fn documents(&self, status: u16) -> bool {
        self.operation.is_some_and(|operation| operation.failures.contains(&status))
    }
}
