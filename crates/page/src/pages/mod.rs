//! The pages, one file each.

mod controls;
mod error;
mod exchange;
mod frame;
mod journal;
mod operation;
mod provider;
mod reference;
mod start;
mod viewer;
mod world;

pub use self::controls::controls;
pub use self::error::error;
pub use self::exchange::exchange;
pub use self::journal::{JournalFilter, journal};
pub use self::operation::operation;
pub use self::provider::provider;
pub use self::reference::reference;
pub use self::start::start;
pub use self::viewer::viewer;
pub use self::world::world;

use askama::Template;

/// Renders a template into memory.
fn rendered(template: &impl Template) -> String {
    template.render().expect("rendering cannot fail")
}
