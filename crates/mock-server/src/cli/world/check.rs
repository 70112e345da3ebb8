//! `trackside-mock world check`.

use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use trackside_schemas::world_file::{PinnedProgram, WorldFile};

use crate::arguments::{number, time};
use crate::cli::CommandError;
use crate::configuration::Configuration;
use crate::error::ServerError;
use crate::sandbox::Sandbox;
use crate::world_file::{PinnedWorld, WorldFileError};

/// Say whether a sandbox can start with a file
#[derive(Debug, Clone, Args)]
pub(super) struct Check {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Seed of the simulated world, if the file adds to simulated programs
    #[arg(long, default_value = "1", value_name = "NUMBER", value_parser = number(0, u64::MAX))]
    seed: u64,

    /// The time of the start [default: the one in the file, or now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<DateTime<Utc>>,
}

impl Check {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        let world = PinnedWorld::read(&self.file).map_err(refusal)?;
        let file = world.file.clone();
        let configuration =
            Configuration { seed: self.seed, now: self.now, world: Some(world), ..Configuration::default() };
        let sandbox = Sandbox::new(&configuration).map_err(|error| match error {
            ServerError::WorldFile(error) => refusal(error),
            error => CommandError::Refused(error.to_string()),
        })?;
        let events = sandbox.store().entries(sandbox.clock().now()).len();
        writeln!(out, "{} is valid: {} ({events} event{})", self.file.display(), contents(&file), plural(events))
            .and_then(|()| out.flush())
            .map_err(CommandError::Output)
    }
}

/// An invalid file is what the command is there to find. Otherwise it could not run.
fn refusal(error: WorldFileError) -> CommandError {
    match error {
        WorldFileError::Invalid { .. } => CommandError::Refused(error.to_string()),
        WorldFileError::Unreadable { .. } => CommandError::WorldFile(error),
    }
}

fn contents(file: &WorldFile) -> String {
    let of_programs = |count: fn(&PinnedProgram) -> usize| file.programs.iter().map(count).sum::<usize>();
    let counts = [
        ("program", file.programs.len()),
        ("partner", of_programs(|program| program.partners.len())),
        ("customer", of_programs(|program| program.customers.len())),
        ("order", of_programs(|program| program.orders.len())),
        ("recorded event", file.history.iter().map(|group| group.events.len()).sum()),
    ];
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let words: Vec<_> = counts.map(|(name, count)| format!("{count} {name}{}", plural(*count))).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
