//! The envelopes of successes.

use trackside_schemas::partnero::{Done, Envelope, SuccessStatus};

/// One thing.
pub(super) fn one<T>(data: T) -> Envelope<T> {
    Envelope { data, status: SuccessStatus::default() }
}

/// Nothing but that it is done.
pub(super) fn done() -> Done {
    Done { status: SuccessStatus::default() }
}
