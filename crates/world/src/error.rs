//! Why a world cannot be built or looked at.

use chrono::{DateTime, Utc};

/// Why a world cannot be built or looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// More orders than identifiers last for.
    #[error("cannot simulate {orders} orders: the limit is 10000000")]
    TooManyOrders {
        /// The orders asked for.
        orders: u32,
    },
    /// An anchor that calendars of the simulated kind do not reach.
    #[error("cannot simulate around {anchor}: give an instant in the years 2000 to 2100")]
    AnchorOutOfRange {
        /// The anchor asked for.
        anchor: DateTime<Utc>,
    },
    /// An instant before the world begins.
    #[error("cannot look at {now}: the world begins at {begins}")]
    BeforeBeginning {
        /// The instant asked for.
        now: DateTime<Utc>,
        /// The first instant.
        begins: DateTime<Utc>,
    },
    /// An instant after the simulation ends.
    #[error("cannot look at {now}: the simulation ends at {horizon}, 90 days after its first day")]
    BeyondHorizon {
        /// The instant asked for.
        now: DateTime<Utc>,
        /// The last instant.
        horizon: DateTime<Utc>,
    },
}
