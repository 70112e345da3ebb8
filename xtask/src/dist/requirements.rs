//! What a program needs of the system that it runs on.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use object::Endianness;
use object::elf::FileHeader64;
use object::read::elf::{ElfFile, FileHeader as _};

/// Who provides a shared library: its name, the prefix of its symbols' versions, and Debian's package.
const LIBRARIES: [(&str, &str, &str); 5] = [
    ("libc.so.6", "GLIBC_", "libc6"),
    ("libm.so.6", "GLIBC_", "libc6"),
    ("ld-linux-x86-64.so.2", "GLIBC_", "libc6"),
    ("ld-linux-aarch64.so.1", "GLIBC_", "libc6"),
    ("libgcc_s.so.1", "GCC_", "libgcc-s1"),
];

/// Debian's packages that programs need, each with the lowest version that will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements(BTreeMap<&'static str, Vec<u32>>);

impl Requirements {
    /// Reads from 64-bit ELF files which versions of symbols they were linked with. Fails when one needs a library of which it is not known who provides it.
    pub fn read<'a>(programs: impl IntoIterator<Item = &'a [u8]>) -> anyhow::Result<Self> {
        let mut requirements = Self::default();
        for program in programs {
            for (library, version) in versions(program).context("the program is no 64-bit ELF file that can be read")? {
                requirements.add(&library, &version)?;
            }
        }
        Ok(requirements)
    }

    /// The lowest version of a package that will do, such as `2.34`.
    pub fn lowest(&self, package: &str) -> Option<String> {
        let numbers = self.0.get(package)?.iter().map(u32::to_string);
        Some(numbers.collect::<Vec<_>>().join("."))
    }

    /// The requirements as Debian's `Depends` field has them.
    pub fn depends(&self) -> String {
        let mut text = String::new();
        for package in self.0.keys() {
            let separator = if text.is_empty() { "" } else { ", " };
            let lowest = self.lowest(package).unwrap_or_default();
            write!(text, "{separator}{package} (>= {lowest})").expect("a string takes everything");
        }
        text
    }

    /// Adds that a symbol of this version is taken from this library.
    fn add(&mut self, library: &str, version: &str) -> anyhow::Result<()> {
        let known = LIBRARIES.iter().find(|(name, _, _)| *name == library);
        let Some((_, prefix, package)) = known else {
            bail!("it needs {library}, and which package provides that is not written in requirements.rs");
        };
        let numbers = version.strip_prefix(prefix).map(|rest| rest.split('.').map(str::parse).collect());
        let Some(Ok(numbers)) = numbers else {
            bail!("it needs {version} of {library}, which is no version number");
        };
        let lowest = self.0.entry(package).or_default();
        *lowest = std::mem::take(lowest).max(numbers);
        Ok(())
    }
}

/// Each library that a program names a version of, with that version.
fn versions(program: &[u8]) -> object::Result<Vec<(String, String)>> {
    let elf = ElfFile::<FileHeader64<Endianness>>::parse(program)?;
    let endian = elf.elf_header().endian()?;
    let sections = elf.elf_section_table();
    let mut found = Vec::new();
    if let Some((mut needs, link)) = sections.gnu_verneed(endian, program)? {
        let strings = sections.strings(endian, program, link)?;
        while let Some((need, mut symbols)) = needs.next()? {
            let library = String::from_utf8_lossy(need.file(endian, strings)?).into_owned();
            while let Some(symbol) = symbols.next()? {
                let version = String::from_utf8_lossy(symbol.name(endian, strings)?).into_owned();
                found.push((library.clone(), version));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::Requirements;

    #[test]
    fn the_highest_version_of_a_package_counts() {
        let mut requirements = Requirements::default();
        for (library, version) in [
            ("libc.so.6", "GLIBC_2.4"),
            ("libc.so.6", "GLIBC_2.34"),
            ("libm.so.6", "GLIBC_2.29"),
            ("libgcc_s.so.1", "GCC_4.2.0"),
            ("libgcc_s.so.1", "GCC_3.3"),
        ] {
            requirements.add(library, version).expect("the library is known");
        }
        assert_eq!(requirements.depends(), "libc6 (>= 2.34), libgcc-s1 (>= 4.2.0)");
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        for (library, version, expected) in [
            ("libssl.so.3", "OPENSSL_3.0.0", "it needs libssl.so.3"),
            ("libc.so.6", "GLIBC_ABI_DT_RELR", "it needs GLIBC_ABI_DT_RELR of libc.so.6"),
            ("libc.so.6", "GCC_3.0", "it needs GCC_3.0 of libc.so.6"),
        ] {
            let refusal = Requirements::default().add(library, version).expect_err(version).to_string();
            assert!(refusal.starts_with(expected), "{refusal}");
        }
    }
}
