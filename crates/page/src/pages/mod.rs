//! The pages, one file each.

mod controls;
mod deliveries;
mod delivery;
mod error;
mod exchange;
mod exchange_details;
mod frame;
mod journal;
mod journal_filter;
mod mark;
mod operation;
mod provider;
mod record;
mod reference;
mod search;
mod sidebar;
mod start;
mod table;
mod world;

pub use self::controls::{Set, controls};
pub use self::deliveries::deliveries;
pub use self::delivery::delivery;
pub use self::error::error;
pub use self::exchange::exchange;
pub use self::exchange_details::{CausedDelivery, ExchangeDetails};
pub use self::frame::live;
pub use self::journal::journal;
pub use self::journal_filter::JournalFilter;
pub use self::operation::operation;
pub use self::provider::provider;
pub use self::record::record;
pub use self::reference::reference;
pub use self::search::search;
pub use self::start::start;
pub use self::table::table;
pub use self::world::world;

use askama::Template;

/// Renders a template into memory.
fn rendered(template: &impl Template) -> String {
    template.render().expect("rendering cannot fail")
}
