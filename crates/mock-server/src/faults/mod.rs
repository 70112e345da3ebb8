//! Failures on demand: the active faults, and which of them a request meets.

mod body;
mod check;
mod draw;
mod gateway;
mod webhook;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;
use trackside_schemas::control::{Fault, Span, WebhookTrouble};

pub(crate) use body::spoiled;
pub(crate) use check::check;
pub(crate) use draw::{Drawn, Injected, InjectedFailure};
pub(crate) use gateway::{GatewayBody, gateway_failure};

use self::draw::Randomness;
use crate::catalogue::{Operation, operations};
use crate::request::RequestId;

/// The faults of a sandbox.
#[derive(Debug)]
pub(crate) struct Faults {
    seed: u64,
    initial: Arc<[Fault]>,
    /// Whether there is any fault. Without one, a request costs no more than reading this flag.
    any: AtomicBool,
    active: RwLock<Arc<Active>>,
}

/// A request as faults see it.
pub(crate) struct Faulted<'r> {
    pub(crate) id: RequestId,
    /// Whether the request carries this credential.
    pub(crate) presents: &'r dyn Fn(&str) -> bool,
    /// Whether the caller chose the response, so that no error is sent in its place.
    pub(crate) in_place: bool,
}

/// What goes wrong with the delivery of a webhook event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DrawnWebhook {
    pub(crate) kind: WebhookTrouble,
    /// How much later its first attempt comes, in sandbox time.
    pub(crate) late_by: Option<TimeDelta>,
}

/// How much later the first attempt comes if nobody says.
const USUALLY_LATE: TimeDelta = TimeDelta::minutes(10);

/// The validated faults that are active.
#[derive(Debug)]
struct Active {
    list: Arc<[Fault]>,
    /// The same faults with the values of their presets.
    completed: Vec<Fault>,
    /// How many more requests each fault may affect, if it says so.
    left: Vec<AtomicU32>,
    /// For each operation, the indices of the faults that apply to it.
    by_operation: HashMap<&'static Operation, Vec<usize>>,
    random: Randomness,
}

impl Faults {
    /// Starts with the faults of the configuration, which must have passed [`check`].
    pub(crate) fn new(seed: u64, initial: Arc<[Fault]>) -> Self {
        let active = Active::new(seed, Arc::clone(&initial));
        let any = AtomicBool::new(!initial.is_empty());
        Self { seed, initial, any, active: RwLock::new(Arc::new(active)) }
    }

    /// The active faults.
    pub(crate) fn list(&self) -> Arc<[Fault]> {
        Arc::clone(&self.active().list)
    }

    /// Whether there is any fault.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// Replaces the faults. The new ones must have passed [`check`].
    pub(crate) fn replace(&self, faults: impl Into<Arc<[Fault]>>) {
        let active = Active::new(self.seed, faults.into());
        let any = !active.list.is_empty();
        *self.active.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(active);
        self.any.store(any, Ordering::Release);
    }

    /// Whether a fault affects a number of requests, and then no more.
    pub(crate) fn any_counted(&self) -> bool {
        self.any() && self.active().list.iter().any(|fault| fault.times.is_some())
    }

    /// How many more requests each fault may affect.
    pub(crate) fn left(&self) -> Vec<u32> {
        self.active().left.iter().map(|left| left.load(Ordering::Relaxed)).collect()
    }

    /// Sets how many more requests each fault may affect.
    pub(crate) fn set_left(&self, left: &[u32]) {
        for (counter, left) in self.active().left.iter().zip(left) {
            counter.store(*left, Ordering::Relaxed);
        }
    }

    /// Goes back to the faults of the configuration.
    pub(crate) fn reset(&self) {
        self.replace(Arc::clone(&self.initial));
    }

    /// Decides which faults a request meets. Returns nothing if no fault applies to it.
    pub(crate) fn draw(&self, operation: &Operation, request: &Faulted<'_>) -> Option<Drawn> {
        if !self.any() {
            return None;
        }
        let active = self.active();
        let indices = active.by_operation.get(operation)?;
        let mut random = active.random.of_request(request.id);
        let mut drawn = Drawn::default();
        for index in indices {
            let fault = &active.completed[*index];
            if fault.credential.as_ref().is_none_or(|credential| (request.presents)(credential)) {
                drawn.add(fault, operation, &mut random, request.in_place, || active.turn(*index));
            }
        }
        Some(drawn)
    }

    /// Decides what goes wrong with the delivery of a webhook event. The first fault counts that applies.
    pub(crate) fn draw_webhook(&self, provider: &str, event: &str) -> Option<DrawnWebhook> {
        if !self.any() {
            return None;
        }
        let active = self.active();
        active.list.iter().enumerate().find_map(|(index, fault)| {
            let kind = fault.webhook?;
            let fits = |named: &Option<String>, this: &str| named.as_ref().is_none_or(|named| named == this);
            if !fits(&fault.provider, provider) || !fits(&fault.event, event) {
                return None;
            }
            active.turn(index)?;
            let late_by = fault.late_by.map_or(USUALLY_LATE, Span::delta);
            Some(DrawnWebhook { kind, late_by: (kind == WebhookTrouble::Late).then_some(late_by) })
        })
    }

    fn active(&self) -> Arc<Active> {
        Arc::clone(&self.active.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Active {
    fn new(seed: u64, list: Arc<[Fault]>) -> Self {
        let indices = |operation: &&'static Operation| -> Vec<usize> {
            let applying = list.iter().enumerate().filter(|(_, fault)| applies(fault, operation));
            applying.map(|(index, _)| index).collect()
        };
        let by_operation = operations().map(|operation| (operation, indices(&operation)));
        let by_operation = by_operation.filter(|(_, indices)| !indices.is_empty()).collect();
        let completed = list.iter().map(Fault::completed).collect();
        let left = list.iter().map(|fault| AtomicU32::new(fault.times.unwrap_or(u32::MAX))).collect();
        Self { by_operation, completed, left, list, random: Randomness::new(seed) }
    }

    /// Uses up one of the times that a fault applies. Returns nothing if none is left, and otherwise what to add to the
    /// reason: ` (1 of 2)`.
    fn turn(&self, index: usize) -> Option<String> {
        let Some(times) = self.list[index].times else { return Some(String::new()) };
        let take = |left: u32| left.checked_sub(1);
        let left = self.left[index].fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).ok()?;
        Some(format!(" ({} of {times})", times - left + 1))
    }
}

/// Whether the fault applies to the operation.
fn applies(fault: &Fault, operation: &Operation) -> bool {
    fault.webhook.is_none()
        && fault.provider.as_ref().is_none_or(|provider| provider == operation.provider)
        && fault.operation.as_ref().is_none_or(|id| id == operation.id)
}
