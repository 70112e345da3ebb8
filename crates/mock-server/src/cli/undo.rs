//! `trackside-mock events undo`.

use std::io::Write;

use clap::Args;
use http::Method;
use trackside_schemas::control::{EventsToUndo, UndoneEvents};

use super::table::write_events;
use super::{CommandError, Target};
use crate::arguments::number;

/// Undo events, and all that builds upon them
///
/// A sale goes with the click that brought its customer, and a refund with its sale. What was undone is printed, oldest
/// first.
#[derive(Debug, Clone, Args)]
pub(super) struct Undo {
    /// The numbers of the events, as list shows them
    #[arg(required = true, num_args = 1..=1000, value_name = "NUMBER", value_parser = number(0, u64::MAX))]
    ids: Vec<u64>,
}

impl Undo {
    pub(super) async fn run(&self, target: &Target, out: &mut dyn Write) -> Result<(), CommandError> {
        let body = EventsToUndo { ids: self.ids.clone() };
        let print = |undone: &UndoneEvents, out: &mut dyn Write| {
            writeln!(out, "Undone:\n")?;
            write_events(out, &undone.events)
        };
        target.exchange(Method::POST, "/events/undo", Some(&body), out, print).await
    }
}
