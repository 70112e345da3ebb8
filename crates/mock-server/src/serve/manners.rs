//! A provider's manners, its type forgotten.

use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;
use trackside_world::{Program, View};

use super::endpoint::json;
use super::{Imitation, KeyForm, ProgramSeen, Refused};
use crate::credentials::{Grant, Key};
use crate::request::{Problem, Throttle};
use crate::sandbox::Sandbox;

/// What the sandbox knows of a provider whose type is forgotten.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manners {
    /// How it counts requests.
    pub(crate) throttle: Option<Throttle>,
    /// What a key consists of.
    pub(crate) key_form: KeyForm,
    /// Status and body of a refusal.
    pub(crate) refuse: fn(&Problem, &Refused<'_>) -> (StatusCode, Bytes),
    /// The sandbox's own keys.
    pub(crate) keys: fn(View<'_>) -> Vec<Key>,
    /// What an unknown key may do under `--any-key`.
    pub(crate) any_key: fn(&str) -> Result<Grant, &'static str>,
    /// Where a program can be seen.
    pub(crate) program: fn(&Sandbox, &Program) -> Option<ProgramSeen>,
    /// The declared parameter that a name in a query means.
    pub(crate) parameter_name: for<'n> fn(Cow<'n, str>) -> Cow<'n, str>,
}

impl Manners {
    /// Those of a provider.
    pub(crate) fn of<P: Imitation>() -> Self {
        Self {
            throttle: P::THROTTLE,
            key_form: P::KEY_FORM,
            refuse: |problem, refused| {
                let (status, failure) = P::failure(problem, refused);
                (status, json(&failure))
            },
            keys: P::keys,
            any_key: P::any_key,
            program: P::program,
            parameter_name: P::parameter_name,
        }
    }
}
