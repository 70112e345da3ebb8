//! `cargo xtask dist`: the programs, packed for people who have no Rust.
//!
//! Three things are written here although tools exist for them. clap_mangen needs the command lines of both programs, so
//! `cargo xtask` would only run while both compile, and codegen could not mend them. cargo-deb and dpkg-deb each save
//! the thirty lines of an `ar` archive; the first brings a second build and xz, the second runs on Debian alone.
//! cargo-about is a program of its own with a list of licences to keep.

pub mod archive;
mod build;
pub mod checksums;
mod clock;
pub mod debian;
pub mod docker;
pub mod manual;
mod notices;
pub mod npm;
pub mod place;
pub mod release;
pub mod requirements;
mod size;
pub mod tarball;
pub mod target;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::archive::Entry;
use self::release::Release;

/// Pack the programs for people who have no Rust.
///
/// Builds trackside-mock and trackside-contract in release and packs them for this kind of machine: a tar.gz, an npm
/// package that contains its program, a Debian package, a folder to build a container image from, and SHA256SUMS over
/// all of them. The same programs give the same bytes: every time in a package is SOURCE_DATE_EPOCH, or else the time of
/// the last commit.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder to write to; it replaces the result of an earlier run [default: dist in the project's folder]
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,

    /// Pack the programs that are in target/release already
    #[arg(long)]
    skip_build: bool,

    /// Make only this package; repeat the option for several
    #[arg(long, value_name = "PACKAGE")]
    only: Vec<Package>,
}

/// A package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Package {
    /// Both programs in a tar.gz
    Tar,
    /// The sandbox in an npm package
    Npm,
    /// Both programs and their manual pages in a Debian package
    Deb,
    /// The sandbox and a Dockerfile in a folder
    Docker,
}

/// Packs the project at `root`.
pub fn run(options: &Options, root: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    let release = build::release(root, options.skip_build)?;
    let mut files = Vec::new();
    for package in Package::value_variants() {
        if options.only.is_empty() || options.only.contains(package) {
            files.extend(package.pack(&release)?);
        }
    }
    files.push(Entry::file(checksums::NAME, checksums::list(&files)));
    let output = options.output.clone().unwrap_or_else(|| root.join("dist"));
    let before = fs::metadata(output.join(docker::PROGRAM)).map(|program| program.len()).ok();
    place::replace(&output, &files)?;
    writeln!(out, "{}:", output.display())?;
    for file in &files {
        writeln!(out, "{:>11}  {}", file.bytes.len(), file.path)?;
    }
    writeln!(out, "trackside-mock itself: {}", size::describe(u64::try_from(release.mock.bytes.len())?, before))?;
    Ok(())
}

impl Package {
    fn pack(self, release: &Release) -> anyhow::Result<Vec<Entry>> {
        eprintln!("packing: {}", self.to_possible_value().expect("no package is hidden").get_name());
        match self {
            Self::Tar => Ok(vec![tarball::pack(release)?]),
            Self::Npm => Ok(vec![npm::pack(release)?]),
            Self::Deb => Ok(vec![debian::pack(release)?]),
            Self::Docker => Ok(docker::files(release)),
        }
    }
}
