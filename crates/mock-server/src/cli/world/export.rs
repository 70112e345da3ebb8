//! `trackside-mock world export`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use http::Method;
use trackside_schemas::control::ExportedWorld;

use super::init::write_file;
use crate::cli::{CommandError, Target};

/// Write what a running sandbox has beside the simulation as a world file
///
/// That is what its own world file says and what clients have written since, up to the sandbox's clock. What a file cannot
/// say is named in its comments.
#[derive(Debug, Clone, Args)]
pub(super) struct Export {
    /// The file to write; without it, the file is printed
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Replace the file if it exists
    #[arg(long, requires = "file")]
    force: bool,

    /// Write the simulated things, too, as a world without simulation
    ///
    /// They get other ids where a file cannot say them. Only for worlds with at most 100,000 orders.
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    target: Target,
}

impl Export {
    pub(super) async fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        let mut text = None;
        let print = |exported: &ExportedWorld, out: &mut dyn Write| match self.file {
            Some(_) => {
                text = Some(exported.file.clone());
                Ok(())
            }
            None => out.write_all(exported.file.as_bytes()),
        };
        let target = if self.all { "/world/export?all=true" } else { "/world/export" };
        self.target.exchange(Method::GET, target, None::<&()>, out, print).await?;
        match (&self.file, text) {
            (Some(path), Some(text)) => write_file(path, self.force, &text, out),
            _ => Ok(()),
        }
    }
}
