//! What is packed.

use super::archive::Entry;
use super::notices;
use super::requirements::Requirements;
use super::target::Target;

/// The folder of this project's templates, for `include_str!`.
macro_rules! template {
    ($path:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/dist/", $path))
    };
}

pub(super) use template;

/// The programs of one version for one kind of machine.
#[derive(Debug, Clone)]
pub struct Release {
    /// The project's version, such as `0.1.0`.
    pub version: String,
    /// What the programs run on.
    pub target: Target,
    /// When the packed files were changed, in seconds since 1970.
    pub time: u64,
    /// The sandbox.
    pub mock: Program,
    /// The checker.
    pub contract: Program,
    /// The licences of the crates that they are built from.
    pub notices: String,
    /// What both need of the system that they run on.
    pub requirements: Requirements,
}

/// A program.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its name, under which it is installed.
    pub name: &'static str,
    /// What it is, in one phrase for the head of its manual page.
    pub summary: &'static str,
    /// The executable file.
    pub bytes: Vec<u8>,
    /// What it prints for `--help`.
    pub help: String,
}

impl Release {
    /// Both programs.
    pub fn programs(&self) -> [&Program; 2] {
        [&self.mock, &self.contract]
    }

    /// The licences of the project and of what it is built from, as files of a folder, whose path ends with a slash.
    pub fn licences(&self, folder: &str) -> [Entry; 3] {
        [
            Entry::file(format!("{folder}{}", notices::NAME), self.notices.clone()),
            Entry::file(format!("{folder}LICENSE-APACHE"), include_str!("../../../LICENSE-APACHE")),
            Entry::file(format!("{folder}LICENSE-MIT"), include_str!("../../../LICENSE-MIT")),
        ]
    }
}
