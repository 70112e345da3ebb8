//! Test events: what a provider would tell of the newest thing in the world that fits, though nothing has happened.

use chrono::{DateTime, Utc};
use trackside_world::{ProgramId, View};

use super::walk::addressed;
use super::{State, receivers};
use crate::catalogue;
use crate::sandbox::Sandbox;

/// Why there is no test event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotTriggered {
    /// Nothing in the world fits.
    NothingFits,
    /// Nobody receives it.
    NobodyListens,
}

/// Sends a test event to everybody who receives such events of the provider. Returns the numbers of the deliveries.
pub(crate) fn test(
    sandbox: &Sandbox,
    view: View<'_>,
    provider: &str,
    event: &str,
    program: Option<ProgramId>,
    now: DateTime<Utc>,
) -> Result<Vec<u64>, NotTriggered> {
    let sends = catalogue::provider(provider).and_then(|provider| provider.sends).ok_or(NotTriggered::NothingFits)?;
    let known = receivers::all(sandbox);
    let of_provider = || known.iter().filter(|receiver| receiver.key.provider == provider && receiver.is_active);
    // A receiver of one program gets what is about that program.
    let program = program.or_else(|| of_provider().find(|receiver| receiver.subscribes(event))?.program);
    let told = sends.newest(event, view, program).ok_or(NotTriggered::NothingFits)?;
    let mut numbers = Vec::new();
    for receiver in of_provider().filter(|receiver| receiver.takes(&told)) {
        let occasion = u64::MAX - sandbox.webhooks().book().next_number();
        let mut delivery = addressed(sandbox, view, &told, receiver, None, occasion);
        delivery.is_test = true;
        // Its attempts are planned from now on, whenever the thing that it is about happened.
        if delivery.state == State::Queued {
            delivery.at = now;
        }
        numbers.push(sandbox.ask_for(delivery));
    }
    if numbers.is_empty() { Err(NotTriggered::NobodyListens) } else { Ok(numbers) }
}
