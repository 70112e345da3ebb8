//! The ids of operations.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use trackside_schemas::Endpoint;
use trackside_schemas::declare::resolve_conduct;

/// What was looked up before. Resolving a declaration builds all of it, with rules and examples, which takes longer than
/// most requests.
static KNOWN: LazyLock<RwLock<HashMap<TypeId, &'static str>>> = LazyLock::new(RwLock::default);

/// The operation id of an endpoint.
pub(crate) fn operation_id<E: Endpoint>() -> &'static str {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<E>()).copied();
    known.unwrap_or_else(|| {
        let id = resolve_conduct::<E>().id;
        KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<E>(), id);
        id
    })
}

#[cfg(test)]
mod tests {
    use trackside_schemas::control::{CauseEvent, ListEvents};

    use super::operation_id;

    #[test]
    fn each_endpoint_has_its_own() {
        for _ in 0..2 {
            assert_eq!((operation_id::<CauseEvent>(), operation_id::<ListEvents>()), ("causeEvent", "listEvents"));
        }
    }
}
