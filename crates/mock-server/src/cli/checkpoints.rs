//! `trackside-mock checkpoints …`.

use std::io::{self, Write};

use chrono::SecondsFormat;
use clap::{Args, Subcommand};
use http::Method;
use trackside_schemas::control::{Checkpoint, CheckpointList, NewCheckpoint, RestoreBody, RestoredCheckpoint};

use super::table::{counted, printable};
use super::{CommandError, Target};

/// Keep states of a running sandbox, and go back to them
///
/// A checkpoint holds what clients have written, the clock, the faults, the overrides and the uploaded files. It is kept
/// in the sandbox's memory until the sandbox ends; a reset leaves it alone.
///
/// Exit codes: 0 if it was done, 1 if the sandbox refused it, 2 if the command could not run.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Checkpoints {
    #[command(flatten)]
    target: Target,

    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  trackside-mock checkpoints create seeded      keep the state as it is now
  trackside-mock checkpoints restore seeded     go back to it, as often as you like
  trackside-mock checkpoints list               which there are
  trackside-mock checkpoints delete seeded      forget it";

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// List the checkpoints
    List,
    /// Keep the state as it is now
    ///
    /// A checkpoint with the same name is replaced.
    Create {
        /// Its name: letters, digits, full stops, hyphens and underscores
        name: String,
    },
    /// Go back to a checkpoint
    ///
    /// What was written since is gone, what was undone since is back. The journal stays, and so does the checkpoint.
    Restore {
        /// Its name
        name: String,
    },
    /// Forget a checkpoint; the state of the sandbox does not change
    Delete {
        /// Its name
        name: String,
    },
}

impl Checkpoints {
    /// Sends the request and prints what the sandbox responds.
    ///
    /// Returns an error if no sandbox responds, if it refuses the request, or if `out` cannot be written to.
    pub async fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        let target = &self.target;
        match &self.command {
            Command::List => target.exchange(Method::GET, "/checkpoints", None::<&()>, out, write_list).await,
            Command::Create { name } => {
                let body = NewCheckpoint { name: name.clone() };
                target.exchange(Method::POST, "/checkpoints", Some(&body), out, write_created).await
            }
            Command::Restore { name } => {
                let path = format!("{}/restore", path_of(name));
                target.exchange(Method::POST, &path, Some(&RestoreBody {}), out, write_restored).await
            }
            Command::Delete { name } => {
                target.send(Method::DELETE, &path_of(name)).await?;
                if target.json {
                    // The sandbox responds without a body.
                    return Ok(());
                }
                writeln!(out, "Deleted {}.", printable(name)).and_then(|()| out.flush()).map_err(CommandError::Output)
            }
        }
    }
}

fn path_of(name: &str) -> String {
    format!("/checkpoints/{}", form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>())
}

fn write_list(list: &CheckpointList, out: &mut dyn Write) -> io::Result<()> {
    if list.checkpoints.is_empty() {
        return writeln!(out, "No checkpoints.");
    }
    let width = list.checkpoints.iter().map(|checkpoint| checkpoint.name.len()).max().unwrap_or(0);
    list.checkpoints.iter().try_for_each(|checkpoint| {
        let Checkpoint { name, now, records } = checkpoint;
        let now = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        writeln!(out, "{name:width$}  {now}  {}", counted(*records, "record"))
    })
}

fn write_created(created: &Checkpoint, out: &mut dyn Write) -> io::Result<()> {
    let Checkpoint { name, records, .. } = created;
    writeln!(out, "Created {name}, with {}.", counted(*records, "record"))
}

fn write_restored(restored: &RestoredCheckpoint, out: &mut dyn Write) -> io::Result<()> {
    let RestoredCheckpoint { name, removed_records, returned_records, now } = restored;
    let now = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (removed, returned) = (counted(*removed_records, "record"), counted(*returned_records, "record"));
    writeln!(out, "Restored {name}: {removed} removed, {returned} brought back. It is {now} in the sandbox.")
}
