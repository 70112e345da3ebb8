//! Both programs in a tar.gz: unpack it, run them.

use anyhow::Context as _;

use super::archive::{self, Entry};
use super::release::{Release, template};

/// Packs the programs, their manual pages, the licences and a README into `trackside-VERSION-TRIPLE.tar.gz`.
pub fn pack(release: &Release) -> anyhow::Result<Entry> {
    let name = format!("trackside-{}-{}", release.version, release.target.triple);
    let libc = release.requirements.lowest("libc6").context("the programs need no C library")?;
    let readme = template!("tarball/README.md").replace("{version}", &release.version).replace("{libc}", &libc);
    let mut entries = vec![Entry::file(format!("{name}/README.md"), readme)];
    entries.extend(release.licences(&format!("{name}/")));
    for program in release.programs() {
        entries.push(Entry::program(format!("{name}/{}", program.name), program.bytes.clone()));
        entries.push(Entry::file(format!("{name}/{}.1", program.name), program.manual(&release.version)));
    }
    Ok(Entry::file(format!("{name}.tar.gz"), archive::pack(&entries, release.time)?))
}
