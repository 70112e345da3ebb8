//! Putting the packages where they belong.

use std::fs;

use xtask::dist::archive::Entry;
use xtask::dist::checksums;
use xtask::dist::place::replace;

/// Files with the list of them that every run writes.
fn listed(mut files: Vec<Entry>) -> Vec<Entry> {
    files.push(Entry::file(checksums::NAME, checksums::list(&files)));
    files
}

#[test]
fn what_an_earlier_run_made_is_replaced() {
    let folder = tempfile::tempdir().expect("there is room");
    let output = folder.path().join("new/dist");
    replace(&output, &listed(vec![Entry::file("old/one", "1")])).expect("there is nothing yet");
    replace(&output, &listed(vec![Entry::file("two", "2")])).expect("everything there is listed");
    assert!(!output.join("old").exists(), "the old file is still there");
    assert_eq!(fs::read_to_string(output.join("two")).expect("it was written"), "2");
    let left: Vec<_> = fs::read_dir(folder.path().join("new")).expect("it is a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn what_somebody_else_put_there_is_kept() {
    let output = tempfile::tempdir().expect("there is room");
    fs::write(output.path().join("thesis.txt"), "years").expect("there is room");
    let refusal = replace(output.path(), &listed(vec![Entry::file("one", "1")])).expect_err("it would be lost");
    assert!(refusal.to_string().contains("thesis.txt is not from an earlier run"), "{refusal}");
    assert_eq!(fs::read_to_string(output.path().join("thesis.txt")).expect("it was kept"), "years");
    assert!(!output.path().join("one").exists(), "something was written all the same");
}

#[cfg(unix)]
#[test]
fn programs_may_be_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("there is room");
    let output = folder.path().join("dist");
    replace(&output, &listed(vec![Entry::program("run", "#!")])).expect("there is nothing yet");
    let mode = fs::metadata(output.join("run")).expect("it was written").permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
}
