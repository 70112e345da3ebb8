//! Which calls are made.

use std::collections::BTreeSet;

use anyhow::{bail, ensure};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::Value;
use trackside_schemas::control::ListedOperation;

use super::document::Document;
use super::variation::{self, below};
use crate::bench::call::Call;
use crate::bench::catalogue::Catalogue;
use crate::bench::connection::Connection;
use crate::bench::operations::Operations;

/// How many variations with chosen queries and bodies an operation gets.
const VARIATIONS: u32 = 200;

/// The responses to so many calls of an operation are searched for ids that other operations take.
const FOLLOWED: usize = 50;

/// So many of the ids are passed on.
const MOST_IDS: usize = 100;

/// One call of so many is one that the sandbox has to refuse.
const REFUSED: u32 = 20;

/// The calls, by operation.
#[derive(Debug)]
pub(super) struct Plan {
    operations: Vec<Planned>,
}

/// An operation and its calls.
#[derive(Debug)]
struct Planned {
    operation: ListedOperation,
    /// Calls that succeed.
    calls: Vec<Call>,
    /// Whether a call without credentials is refused with 401.
    needs_credentials: bool,
}

/// A call, and the status that it has to be answered with.
pub(super) struct Choice {
    /// The call.
    pub(super) call: Call,
    /// The status.
    pub(super) status: u16,
}

impl Plan {
    /// Plans calls to every operation that reads: its listed call with other programs and credentials, other pages and
    /// filters, and the ids that other operations show. Those that write depend on what was written before.
    pub(super) async fn make(connection: &mut Connection, origin: &str, seed: u64) -> anyhow::Result<Self> {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let listed = Operations::read(connection, origin).await?;
        let catalogue = Catalogue::read(connection, origin).await?;
        let mut operations = Vec::new();
        let mut links = Vec::new();
        for operation in listed.all().iter().filter(|operation| !operation.writes) {
            let document = Document::read(connection, origin, &operation.provider).await?;
            let declared = document.operation(&operation.id)?;
            let worlds = variation::worlds(
                operation,
                &catalogue.ids(&operation.provider, &operation.credential),
                &catalogue.credentials(&operation.provider, &operation.credential),
            );
            let mut calls = vec![variation::call(operation, origin)?];
            for other in worlds.iter().filter(|other| *other != operation) {
                calls.extend(working(connection, operation, variation::call(other, origin)?).await?);
            }
            for _ in 0..VARIATIONS {
                let variant = variation::filters(operation, &declared, &mut dice);
                calls.extend(variant.map(|variant| variation::call(&variant, origin)).transpose()?);
            }
            links.extend(declared.links().into_iter().map(|link| (operations.len(), link)));
            let without = connection.send(&without_credentials(&calls[0])).await?;
            let needs_credentials = without.status.as_u16() == 401;
            operations.push(Planned { operation: operation.clone(), calls, needs_credentials });
        }
        ensure!(!operations.is_empty(), "the sandbox lists no operation");
        for (from, link) in links {
            let source: Vec<Call> = operations[from].calls.iter().take(FOLLOWED).cloned().collect();
            let provider = operations[from].operation.provider.clone();
            let is_target = |planned: &&mut Planned| {
                planned.operation.provider == provider && planned.operation.id == link.operation
            };
            let Some(target) = operations.iter_mut().find(is_target) else {
                // To an operation that writes.
                continue;
            };
            let mut ids = BTreeSet::new();
            for call in source {
                let answer = connection.succeed(&call).await?;
                let body: Value = serde_json::from_slice(&answer.body)?;
                ids.extend(link.values(&body));
            }
            for id in ids.into_iter().take(MOST_IDS) {
                let variant = variation::with_parameter(&target.operation, &link.parameter, &id);
                let call = variation::call(&variant, origin)?;
                target.calls.extend(working(connection, &target.operation, call).await?);
            }
        }
        Ok(Self { operations })
    }

    /// Chooses a call: operations are equally likely, and some calls are made so that they have to be refused.
    pub(super) fn choose(&self, dice: &mut ChaCha8Rng) -> Choice {
        let Planned { operation, calls, needs_credentials } = &self.operations[below(dice, self.operations.len())];
        let call = &calls[below(dice, calls.len())];
        match dice.next_u32() % (2 * REFUSED) {
            0 if *needs_credentials => Choice { call: without_credentials(call), status: 401 },
            1 => {
                let status = operation.failures[below(dice, operation.failures.len())];
                let status = u16::try_from(status).expect("a listed status is a status");
                Choice { call: call.with_header("Prefer", &format!("code={status}")), status }
            }
            _ => Choice { call: call.clone(), status: operation.success },
        }
    }
}

/// The call, if it succeeds: what one credential shows or may do, another may not.
async fn working(connection: &mut Connection, operation: &ListedOperation, call: Call) -> anyhow::Result<Option<Call>> {
    let answer = connection.send(&call).await?;
    let status = answer.status.as_u16();
    match status {
        403 | 404 => Ok(None),
        _ if status == operation.success => Ok(Some(call)),
        _ => bail!("{} was answered with {status}: {}", call.curl(), String::from_utf8_lossy(&answer.body)),
    }
}

fn without_credentials(call: &Call) -> Call {
    let headers = call.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    Call { headers: headers.cloned().collect(), ..call.clone() }
}
