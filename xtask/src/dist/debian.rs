//! Both programs and their manual pages in a Debian package.
//!
//! A package is an `ar` archive of two tar.gz: what dpkg reads, and what it installs (deb(5)).

use super::archive::{self, Entry};
use super::notices;
use super::release::{Release, template};

/// What the copyright file says in place of the text that Debian keeps once for all packages.
const MIT_PLACE: &str = "{mit}";

/// Packs `trackside_VERSION_ARCHITECTURE.deb`.
pub fn pack(release: &Release) -> anyhow::Result<Entry> {
    let installed = installed(release)?;
    let control = Entry::file("./control", control(release, &installed));
    let members = [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", archive::pack(&[control], release.time)?),
        ("data.tar.gz", archive::pack(&installed, release.time)?),
    ];
    let name = format!("trackside_{}_{}.deb", release.version, release.target.debian);
    Ok(Entry::file(name, join(&members, release.time)))
}

/// What the package installs.
fn installed(release: &Release) -> anyhow::Result<Vec<Entry>> {
    let mut entries = vec![Entry::file("./usr/share/doc/trackside/copyright", copyright())];
    let notices = archive::compress(release.notices.as_bytes())?;
    entries.push(Entry::file(format!("./usr/share/doc/trackside/{}.gz", notices::NAME), notices));
    for program in release.programs() {
        entries.push(Entry::program(format!("./usr/bin/{}", program.name), program.bytes.clone()));
        let manual = archive::compress(program.manual(&release.version).as_bytes())?;
        entries.push(Entry::file(format!("./usr/share/man/man1/{}.1.gz", program.name), manual));
    }
    Ok(entries)
}

/// The file that dpkg reads what the package is from.
pub fn control(release: &Release, installed: &[Entry]) -> String {
    let kibibytes: usize = installed.iter().map(|entry| entry.bytes.len().div_ceil(1024)).sum();
    template!("debian/control")
        .replace("{version}", &release.version)
        .replace("{architecture}", release.target.debian)
        .replace("{size}", &kibibytes.to_string())
        .replace("{depends}", &release.requirements.depends())
}

/// The copyright file: a text field holds its empty lines as dots.
fn copyright() -> String {
    let lines = include_str!("../../../LICENSE-MIT").lines().skip_while(|line| !line.starts_with("Permission"));
    let indented: Vec<String> =
        lines.map(|line| if line.is_empty() { " .".to_owned() } else { format!(" {line}") }).collect();
    template!("debian/copyright").replace(MIT_PLACE, &indented.join("\n"))
}

/// Joins the members to an `ar` archive, all of them files of root's.
fn join(members: &[(&str, Vec<u8>)], time: u64) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    for (name, bytes) in members {
        let header = format!("{name:<16}{time:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, "100644", bytes.len());
        archive.extend(header.into_bytes());
        archive.extend(bytes);
        if bytes.len() % 2 == 1 {
            archive.push(b'\n');
        }
    }
    archive
}
