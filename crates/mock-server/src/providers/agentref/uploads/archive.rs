//! Archives: ZIP without compression, as images and videos are compressed already.

use std::collections::BTreeSet;

/// An archive of files with their names. A name that another file has gets a number before it.
pub(super) fn of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory, mut taken) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (name, file) in files {
        let plain = name.replace(['/', '\\'], "-");
        let mut names = std::iter::once(plain.clone()).chain((2..).map(|number| format!("{number}-{plain}")));
        let name = names.find(|name| taken.insert(name.clone())).expect("there are more numbers than files");
        let offset = u32_of(archive.len());
        let facts = facts(&name, file);
        archive.extend(b"PK\x03\x04");
        archive.extend(&facts);
        archive.extend(name.as_bytes());
        archive.extend(*file);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&facts);
        // No comment, the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, count) = (u32_of(archive.len()), u16::try_from(files.len()).expect("few files"));
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(u32_of(directory.len()).to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// What stands before a file, and in the directory: version, names in UTF-8, no compression, the first of January 1980.
fn facts(name: &str, file: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(file);
    let size = u32_of(file.len()).to_le_bytes();
    let mut facts = vec![0x14, 0, 0, 0x08, 0, 0, 0, 0, 0x21, 0];
    facts.extend(crc.sum().to_le_bytes());
    facts.extend(size);
    facts.extend(size);
    facts.extend(u16::try_from(name.len()).expect("a short name").to_le_bytes());
    facts.extend([0; 2]);
    facts
}

fn u32_of(size: usize) -> u32 {
    u32::try_from(size).expect("a post has at most 500 MB of media")
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn an_archive_has_its_files_and_where_they_are() {
        let archive = of(&[("a.png", b"one"), ("a.png", b"two!")]);
        let text = |range: std::ops::Range<usize>| String::from_utf8_lossy(&archive[range]).into_owned();
        assert_eq!((text(0..4), text(30..38)), ("PK\u{3}\u{4}".to_owned(), "a.pngone".to_owned()));
        assert_eq!(text(38 + 30..38 + 41), "2-a.pngtwo!");
        let end = archive.len() - 22;
        let number = |place: usize| u32::from_le_bytes(archive[place..place + 4].try_into().expect("four bytes"));
        assert_eq!((&archive[end..end + 4], number(end + 16)), (&b"PK\x05\x06"[..], 38 + 41));
        assert_eq!(number(end + 12) as usize, end - (38 + 41));
        // The checksum of "one", as every other program has it.
        assert_eq!(number(14), 0x7a6c_86f1);
    }
}
