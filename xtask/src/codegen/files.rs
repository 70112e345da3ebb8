//! Generated files: compares them with those on disk, and writes all or none.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Error;

/// A text that every generated file contains.
const SIGNATURE: &str = "enerated by `cargo xtask codegen";

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Artifact {
    /// Its path below the project's folder, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A folder in which all files with one extension are generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Folder {
    /// Its path below the project's folder, with slashes.
    pub(crate) path: &'static str,
    /// The extension, without its dot.
    pub(crate) extension: &'static str,
}

/// A difference between a generated file and the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change<'a> {
    /// The file has another text.
    Stale {
        /// The generated file.
        artifact: &'a Artifact,
        /// The text on disk.
        before: String,
    },
    /// The file does not exist.
    Missing(&'a Artifact),
    /// The file belongs to no provider.
    Orphaned {
        /// Its path below the project's folder.
        path: String,
        /// Whether it has the signature of generated files.
        generated: bool,
    },
}

/// The files below `root` that differ, in the order of the artifacts. Orphans are searched in `folders`, which is empty
/// if only some providers were generated.
pub(super) fn compare<'a>(
    artifacts: &'a [Artifact],
    root: &Path,
    folders: &[Folder],
) -> Result<Vec<Change<'a>>, Error> {
    let mut changes = Vec::new();
    for artifact in artifacts {
        match read(&root.join(&artifact.path))? {
            Some(before) if before == artifact.text => {}
            Some(before) => changes.push(Change::Stale { artifact, before }),
            None => changes.push(Change::Missing(artifact)),
        }
    }
    for folder in folders {
        changes.extend(orphans(artifacts, root, *folder)?);
    }
    Ok(changes)
}

/// Writes every change. All new texts are in temporary files next to their targets before the first is moved into
/// place.
pub(super) fn write(changes: &[Change<'_>], root: &Path) -> Result<(), Error> {
    let mut staged = Vec::new();
    for change in changes {
        match change {
            Change::Stale { artifact, .. } | Change::Missing(artifact) => {
                let path = root.join(&artifact.path);
                let file =
                    stage(&path, &artifact.text).map_err(|source| Error::Write { path: path.clone(), source })?;
                staged.push((file, path));
            }
            Change::Orphaned { path, generated: false } => return Err(Error::Foreign { path: root.join(path) }),
            Change::Orphaned { .. } => {}
        }
    }
    for (file, path) in staged {
        file.persist(&path).map_err(|error| Error::Write { path, source: error.error })?;
    }
    for change in changes {
        if let Change::Orphaned { path, .. } = change {
            let path = root.join(path);
            fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
        }
    }
    Ok(())
}

/// A temporary file with the text, in the folder of the path.
fn stage(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".codegen-");
    // Temporary files are private by default, but these will be ordinary files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

fn orphans<'a>(artifacts: &[Artifact], root: &Path, folder: Folder) -> Result<Vec<Change<'a>>, Error> {
    let unreadable = |source| Error::Read { path: root.join(folder.path), source };
    let entries = match fs::read_dir(root.join(folder.path)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = PathBuf::from(entry.map_err(unreadable)?.file_name());
        if path.extension().is_some_and(|found| found == folder.extension) {
            paths.push(format!("{}/{}", folder.path, path.display()));
        }
    }
    paths.retain(|path| artifacts.iter().all(|artifact| artifact.path != *path));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = read(&root.join(&path))?.unwrap_or_default();
            Ok(Change::Orphaned { path, generated: text.contains(SIGNATURE) })
        })
        .collect()
}

/// The text of a file; `None` if it does not exist.
fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::{Artifact, Change, Folder, compare, write};
    use crate::Error;

    const GENERATED: &str = "// Generated by `cargo xtask codegen`, do not edit by hand.\n";
    const FOLDERS: [Folder; 2] =
        [Folder { path: "specs", extension: "json" }, Folder { path: "crates/client/src/generated", extension: "rs" }];

    fn artifact(name: &str, text: &str) -> Artifact {
        Artifact { path: format!("specs/{name}.json"), text: text.to_owned() }
    }

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = TempDir::new().expect("a temporary folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    #[test]
    fn every_change_is_seen() {
        let folder = folder(&[
            ("specs/fresh.json", "fresh"),
            ("specs/stale.json", "old"),
            ("specs/orphan.json", GENERATED),
            ("specs/foreign.json", "by hand"),
            ("specs/notes.md", "by hand"),
            ("crates/client/src/generated/orphan.rs", GENERATED),
        ]);
        let artifacts = [artifact("fresh", "fresh"), artifact("stale", "new"), artifact("missing", "new")];
        let orphaned = |path: &str, generated| Change::Orphaned { path: path.to_owned(), generated };
        let expected = [
            Change::Stale { artifact: &artifacts[1], before: "old".to_owned() },
            Change::Missing(&artifacts[2]),
            orphaned("specs/foreign.json", false),
            orphaned("specs/orphan.json", true),
            orphaned("crates/client/src/generated/orphan.rs", true),
        ];
        assert_eq!(compare(&artifacts, folder.path(), &FOLDERS).expect("a comparison"), expected);
        assert_eq!(compare(&artifacts, folder.path(), &[]).expect("a comparison"), expected[..2]);
    }

    #[test]
    fn writing_makes_everything_fresh() {
        let folder = folder(&[("specs/stale.json", "old"), ("specs/orphan.json", GENERATED)]);
        let artifacts = [artifact("stale", "new"), artifact("missing", "new")];
        let changes = compare(&artifacts, folder.path(), &FOLDERS).expect("a comparison");
        write(&changes, folder.path()).expect("written");
        assert_eq!(compare(&artifacts, folder.path(), &FOLDERS).expect("a comparison"), []);
    }

    #[test]
    fn a_file_by_hand_is_never_removed_and_nothing_is_written_beside_it() {
        let folder = folder(&[("specs/stale.json", "old"), ("specs/foreign.json", "by hand")]);
        let artifacts = [artifact("stale", "new")];
        let changes = compare(&artifacts, folder.path(), &FOLDERS).expect("a comparison");
        assert!(matches!(write(&changes, folder.path()), Err(Error::Foreign { .. })));
        let names: Vec<_> = fs::read_dir(folder.path().join("specs")).expect("a folder").collect();
        assert_eq!(names.len(), 2, "no temporary file is left");
        assert_eq!(fs::read_to_string(folder.path().join("specs/stale.json")).expect("a file"), "old");
    }

    #[test]
    fn a_path_that_cannot_be_written_is_named() {
        // A file is in the place of the folder.
        let folder = folder(&[("specs", "a file")]);
        let artifacts = [artifact("a", "new")];
        let changes = [Change::Missing(&artifacts[0])];
        let error = write(&changes, folder.path()).expect_err("a file is not a folder").to_string();
        assert!(error.contains("specs/a.json cannot be written: check"), "{error}");
    }
}
