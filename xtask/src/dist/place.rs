//! Putting the packages where they belong, all or none.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::archive::Entry;
use super::checksums;

/// Makes the folder `output` hold exactly `files`. They are written to a folder beside it first, which then takes its place. Fails, and changes nothing, when the
/// folder holds anything that no earlier run has put there.
pub fn replace(output: &Path, files: &[Entry]) -> anyhow::Result<()> {
    let exists = is_replaceable(output)?;
    let parent = match output.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    let staging = tempfile::Builder::new().prefix(".trackside-dist-").tempdir_in(parent);
    let staging = staging.with_context(|| format!("{} cannot be written to", parent.display()))?;
    let fresh = staging.path().join("new");
    for file in files {
        write(&fresh, file).with_context(|| format!("{} cannot be written", file.path))?;
    }
    if exists {
        fs::rename(output, staging.path().join("old"))
            .with_context(|| format!("{} cannot be moved away", output.display()))?;
    }
    fs::rename(&fresh, output).with_context(|| format!("{} cannot be put in place", output.display()))
}

/// Whether there is a folder already. Fails when something in it was not put there by an earlier run.
fn is_replaceable(output: &Path) -> anyhow::Result<bool> {
    let present = match files_below(output) {
        Ok(present) => present,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", output.display())),
    };
    let list = fs::read_to_string(output.join(checksums::NAME)).unwrap_or_default();
    let ours: HashSet<PathBuf> =
        checksums::paths(&list).chain([checksums::NAME]).map(|path| output.join(path)).collect();
    if let Some(stranger) = present.iter().find(|path| !ours.contains(*path)) {
        let stranger = stranger.display();
        bail!("{stranger} is not from an earlier run and would be lost; move it away, or choose another --output");
    }
    Ok(true)
}

fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}

fn write(folder: &Path, file: &Entry) -> std::io::Result<()> {
    let path = folder.join(&file.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&path, &file.bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(file.mode))?;
    }
    Ok(())
}
