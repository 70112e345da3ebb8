//! Failures on demand: which faults are injected where, and what a request draws of them.

mod body;
mod check;
mod draw;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use trackside_schemas::control::Fault;

pub(crate) use body::spoiled;
pub(crate) use check::check;
pub(crate) use draw::{Drawn, Injected};

use self::draw::Chance;
use crate::known_providers::{KnownOperation, known_operations};
use crate::pipeline::RequestId;

/// The faults that are injected.
#[derive(Debug)]
pub(crate) struct Faults {
    seed: u64,
    started: Arc<[Fault]>,
    /// Whether there is any: who asks for a fault where there is none pays no more than this.
    any: AtomicBool,
    active: RwLock<Arc<Active>>,
}

/// Faults that have been checked.
#[derive(Debug)]
struct Active {
    list: Arc<[Fault]>,
    /// The places in the list of those that apply to an operation.
    by_operation: HashMap<&'static KnownOperation, Vec<usize>>,
    chance: Chance,
}

impl Faults {
    /// The faults that the sandbox is started with; the error says which one cannot be had and why.
    pub(crate) fn new(seed: u64, faults: Vec<Fault>) -> Result<Self, String> {
        check(&faults)?;
        let started: Arc<[Fault]> = faults.into();
        let active = Active::new(seed, Arc::clone(&started));
        let any = AtomicBool::new(!started.is_empty());
        Ok(Self { seed, started, any, active: RwLock::new(Arc::new(active)) })
    }

    /// The faults as they are now.
    pub(crate) fn list(&self) -> Arc<[Fault]> {
        Arc::clone(&self.active().list)
    }

    /// Whether there is any fault.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// Puts other faults in their place, which must have been checked.
    pub(crate) fn replace(&self, faults: impl Into<Arc<[Fault]>>) {
        let active = Active::new(self.seed, faults.into());
        let any = !active.list.is_empty();
        *self.active.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(active);
        self.any.store(any, Ordering::Release);
    }

    /// Back to the faults that the sandbox was started with.
    pub(crate) fn reset(&self) {
        self.replace(Arc::clone(&self.started));
    }

    /// What a request to the operation draws; nothing when no fault applies to it.
    pub(crate) fn draw(&self, operation: &KnownOperation, request: RequestId) -> Option<Drawn> {
        if !self.any() {
            return None;
        }
        let active = self.active();
        let places = active.by_operation.get(operation)?;
        let mut throw = active.chance.throw(request);
        let mut drawn = Drawn::default();
        for place in places {
            drawn.add(&active.list[*place], operation, &mut throw);
        }
        Some(drawn)
    }

    fn active(&self) -> Arc<Active> {
        Arc::clone(&self.active.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Active {
    fn new(seed: u64, list: Arc<[Fault]>) -> Self {
        let places = |operation: &&'static KnownOperation| -> Vec<usize> {
            let applying = list.iter().enumerate().filter(|(_, fault)| applies(fault, operation));
            applying.map(|(place, _)| place).collect()
        };
        let by_operation = known_operations().iter().map(|operation| (operation, places(&operation)));
        let by_operation = by_operation.filter(|(_, places)| !places.is_empty()).collect();
        Self { by_operation, list, chance: Chance::new(seed) }
    }
}

/// Whether the fault applies to the operation.
fn applies(fault: &Fault, operation: &KnownOperation) -> bool {
    fault.provider.as_ref().is_none_or(|provider| provider == operation.provider)
        && fault.operation.as_ref().is_none_or(|id| id == operation.id)
}
