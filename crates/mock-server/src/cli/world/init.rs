//! `trackside-mock world init`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::CommandError;

/// The example, which a test starts a sandbox with.
const EXAMPLE: &str = include_str!("../../world_file/example.yaml");

/// Write an example with comments
#[derive(Debug, Clone, Args)]
pub(super) struct Init {
    /// The file to write; without it, the example is printed
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Replace the file if it exists
    #[arg(long, requires = "file")]
    force: bool,
}

impl Init {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        let Some(path) = &self.file else {
            return out.write_all(EXAMPLE.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::Output);
        };
        write_file(path, self.force, EXAMPLE, out)
    }
}

/// Writes a world file, and says how to use it. Replaces a file only if that is forced, and only by a whole one.
pub(super) fn write_file(path: &Path, force: bool, text: &str, out: &mut dyn Write) -> Result<(), CommandError> {
    let target = if force { path.with_extension("new") } else { path.to_owned() };
    let mut options = OpenOptions::new();
    options.write(true).truncate(true).create(force).create_new(!force);
    let written = options.open(&target).and_then(|mut file| {
        let whole =
            file.write_all(text.as_bytes()).and_then(|()| if force { fs::rename(&target, path) } else { Ok(()) });
        whole.inspect_err(|_| _ = fs::remove_file(&target))
    });
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => CommandError::FileExists { path: path.to_owned() },
        _ => CommandError::Unwritable { path: path.to_owned(), source },
    })?;
    writeln!(out, "{0} is written. Start a sandbox with it: trackside-mock --world {0}", path.display())
        .and_then(|()| out.flush())
        .map_err(CommandError::Output)
}
