//! Archives and checksums.

use std::io::Read as _;

use flate2::read::GzDecoder;
use tar::Archive;
use xtask::dist::archive::{Entry, pack};
use xtask::dist::checksums;

#[test]
fn the_order_of_the_entries_does_not_matter() {
    let (program, file) = (Entry::program("a/bin/run", "#!"), Entry::file("a/README.md", "read"));
    let one = pack(&[program.clone(), file.clone()], 7).expect("memory takes everything");
    let other = pack(&[file, program], 7).expect("memory takes everything");
    assert_eq!(one, other);
}

#[test]
fn entries_are_sorted_and_belong_to_root() {
    let entries = [Entry::program("a/bin/run", "#!"), Entry::file("a/README.md", "read")];
    let packed = pack(&entries, 7).expect("memory takes everything");
    let mut archive = Archive::new(GzDecoder::new(packed.as_slice()));
    let mut found = Vec::new();
    for entry in archive.entries().expect("it is an archive") {
        let mut entry = entry.expect("it is an entry");
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("it holds text");
        let header = entry.header();
        assert_eq!((header.uid().ok(), header.gid().ok(), header.mtime().ok()), (Some(0), Some(0), Some(7)));
        let mode = header.mode().expect("it has a mode");
        found.push((entry.path().expect("it has a path").display().to_string(), mode, text));
    }
    let expected =
        [("a/", 0o755, ""), ("a/README.md", 0o644, "read"), ("a/bin/", 0o755, ""), ("a/bin/run", 0o755, "#!")];
    assert_eq!(found, expected.map(|(path, mode, text)| (path.to_owned(), mode, text.to_owned())));
}

#[test]
fn the_time_is_no_part_of_the_compression() {
    let packed = pack(&[Entry::file("a", "b")], 7).expect("memory takes everything");
    assert_eq!(packed[4..8], [0; 4], "gzip's own time");
}

#[test]
fn checksums_are_listed_by_path() {
    let list = checksums::list(&[Entry::file("b/c", ""), Entry::file("a", "abc")]);
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n\
                    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b/c\n";
    assert_eq!(list, expected);
    assert_eq!(checksums::paths(&list).collect::<Vec<_>>(), ["a", "b/c"]);
}
