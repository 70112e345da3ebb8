//! Why a world cannot be built or viewed.

use chrono::{DateTime, Utc};

/// Why a world cannot be built or viewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// There are not enough identifiers for this many orders.
    #[error("cannot simulate {orders} orders: the limit is 10000000")]
    TooManyOrders {
        /// The requested number of orders.
        orders: u32,
    },
    /// The anchor is outside the supported years.
    #[error("cannot simulate around {anchor}: give a time in the years 2000 to 2100")]
    AnchorOutOfRange {
        /// The requested anchor.
        anchor: DateTime<Utc>,
    },
    /// The time is before the world begins.
    #[error("cannot show {now}: the world begins at {begins}")]
    BeforeBeginning {
        /// The requested time.
        now: DateTime<Utc>,
        /// When the world begins.
        begins: DateTime<Utc>,
    },
    /// The time is after the simulation ends.
    #[error("cannot show {now}: the simulation ends at {horizon}, 90 days after its first day")]
    BeyondHorizon {
        /// The requested time.
        now: DateTime<Utc>,
        /// When the simulation ends.
        horizon: DateTime<Utc>,
    },
}
