//! `cargo xtask dist`: the programs, packed for people who have no Rust.

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
pub mod tarball;
pub mod target;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::archive::Entry;
use self::release::Release;

/// The most bytes that the sandbox's program may have, the page and its assets included.
pub const LARGEST_PROGRAM: usize = 12_000_000;

/// Pack the programs for people who have no Rust.
///
/// Builds trackside-mock and trackside-contract in release and packs them for this kind of machine: a tar.gz, an npm package that carries its program, a Debian
/// package, a folder to build a container image from, and SHA256SUMS over all of them. The same programs give the same bytes: every time in a package is that of
/// SOURCE_DATE_EPOCH, or else of the last commit. Fails when trackside-mock has more than 12,000,000 bytes.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder that is made; one that an earlier run has made is replaced [default: dist in the project's folder]
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,

    /// Pack the programs that lie in target/release already
    #[arg(long)]
    skip_build: bool,

    /// Make only this package; repeat it for several
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

/// Packs the project at `root`, and says whether the sandbox's program is small enough. When it is not, nothing is written.
pub fn run(options: &Options, root: &Path, out: &mut dyn Write) -> anyhow::Result<bool> {
    let release = build::release(root, options.skip_build)?;
    let size = release.mock.bytes.len();
    if size > LARGEST_PROGRAM {
        writeln!(out, "trackside-mock has {size} bytes, {} more than it may have", size - LARGEST_PROGRAM)?;
        return Ok(false);
    }
    let mut files = Vec::new();
    for package in Package::value_variants() {
        if options.only.is_empty() || options.only.contains(package) {
            files.extend(package.pack(&release)?);
        }
    }
    files.push(Entry::file(checksums::NAME, checksums::list(&files)));
    let output = options.output.clone().unwrap_or_else(|| root.join("dist"));
    place::replace(&output, &files)?;
    writeln!(out, "{}:", output.display())?;
    for file in &files {
        writeln!(out, "{:>11}  {}", file.bytes.len(), file.path)?;
    }
    writeln!(out, "trackside-mock itself: {size} bytes of at most {LARGEST_PROGRAM}")?;
    Ok(true)
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
