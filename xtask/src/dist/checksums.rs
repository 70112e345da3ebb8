//! `SHA256SUMS`, as `sha256sum --check` reads it.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::archive::Entry;

/// The file's name.
pub const NAME: &str = "SHA256SUMS";

/// A line for each file, sorted by path.
pub fn list(files: &[Entry]) -> String {
    let mut sorted: Vec<&Entry> = files.iter().collect();
    sorted.sort_by(|left, right| left.path.cmp(&right.path));
    let mut text = String::new();
    for file in sorted {
        for byte in Sha256::digest(&file.bytes) {
            write!(text, "{byte:02x}").expect("a string takes everything");
        }
        writeln!(text, "  {}", file.path).expect("a string takes everything");
    }
    text
}

/// The paths that such a file lists.
pub fn paths(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| Some(line.split_once("  ")?.1))
}
