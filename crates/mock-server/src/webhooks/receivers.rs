//! Who receives events: registered at a provider, in a world file, or on the command line.

use std::sync::Arc;

use trackside_schemas::declare::DeliveryForm;
use trackside_world::{Owner, Program, View};

use super::ConfiguredReceiver;
use crate::catalogue;
use crate::sandbox::Sandbox;
use crate::serve::{Receiver, ReceiverKey};
use crate::start::Start;

/// Everybody who receives events now, of all providers.
pub(crate) fn all(sandbox: &Sandbox) -> Arc<Vec<Receiver>> {
    let moment = sandbox.moment();
    sandbox.webhooks().known_at(moment.position(), || at(sandbox.start(), moment.view()))
}

/// Whether nobody can receive events: no one is given, and no one has registered.
pub(super) fn nobody(sandbox: &Sandbox) -> bool {
    let held = sandbox.store().held(sandbox.clock().now());
    let mut senders = catalogue::providers().iter().filter_map(|provider| provider.sends);
    sandbox.start().receivers.is_empty()
        && senders.all(|sends| sends.collection().is_none_or(|name| held.ledger.records(name).next().is_none()))
}

/// Everybody who receives events at the time of the view.
pub(super) fn at(start: &Start, view: View<'_>) -> Vec<Receiver> {
    let registered = catalogue::providers().iter().filter_map(|provider| provider.sends);
    let registered = registered.flat_map(|sends| sends.receivers(view));
    start.receivers.iter().cloned().chain(registered).collect()
}

/// The receivers that are given on the command line and in a world file. Fails if one names what does not exist.
pub(crate) fn given(
    configured: &[ConfiguredReceiver],
    of_file: &'static str,
    seed: u64,
    view: View<'_>,
) -> Result<Vec<Receiver>, (usize, String)> {
    let receiver = |(place, given): (usize, &ConfiguredReceiver)| one(given, of_file, place, seed, view);
    configured
        .iter()
        .enumerate()
        .map(|(place, given)| receiver((place, given)).map_err(|reason| (place, reason)))
        .collect()
}

fn one(
    given: &ConfiguredReceiver,
    origin: &'static str,
    place: usize,
    seed: u64,
    view: View<'_>,
) -> Result<Receiver, String> {
    let provider =
        catalogue::provider(&given.provider).ok_or_else(|| format!("unknown provider {}", given.provider))?;
    let sends = provider.sends.ok_or_else(|| format!("{} sends no webhook events", provider.title))?;
    for event in given.events.iter().flatten() {
        if !provider.events.iter().any(|known| known == event) {
            let known = provider.events.join(", ");
            return Err(format!("{} has no event {event:?}; its events are {known}", provider.title));
        }
    }
    let program = given.program.as_deref().map(|name| named(view, name)).transpose()?;
    let takes_form = provider.delivery.as_ref().is_some_and(|delivery| delivery.forms.contains(&given.form));
    if !takes_form {
        return Err(format!("{} sends its events by POST only", provider.title));
    }
    Ok(Receiver {
        key: ReceiverKey { provider: provider.name.to_owned(), id: format!("{origin}-{}", place + 1) },
        name: given.name.clone().unwrap_or_else(|| format!("{origin} {}", place + 1)),
        url: given.url.to_string(),
        secret: given.secret.clone().unwrap_or_else(|| sends.secret(seed, place)),
        events: given.events.clone(),
        program: program.map(|program| program.id),
        owner: program.map_or(Owner::Usual, |program| program.owner),
        form: given.form,
        is_active: true,
    })
}

fn named<'w>(view: View<'w>, name: &str) -> Result<&'w Program, String> {
    let found = view.programs().find(|program| program.is_called(name));
    found.ok_or_else(|| format!("there is no program {name:?}; GET /_mock/world lists them"))
}

/// The form of a receiver that nobody has said anything about.
pub(super) const USUAL_FORM: DeliveryForm = DeliveryForm::PostJson;
