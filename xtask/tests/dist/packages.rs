//! The other packages, and what all of them have in common.

use xtask::dist::archive::Entry;
use xtask::dist::requirements::Requirements;
use xtask::dist::{debian, docker, npm, tarball};

use super::{release, requirements};

#[test]
fn the_same_programs_give_the_same_bytes() {
    let release = release();
    for (name, pack) in [("tar", tarball::pack as fn(&_) -> _), ("npm", npm::pack), ("deb", debian::pack)] {
        let [one, other] = [(); 2].map(|()| pack(&release).unwrap_or_else(|error| panic!("{name}: {error:#}")));
        assert_eq!(one, other, "{name}");
    }
}

#[test]
fn packages_are_named_by_version_and_machine() {
    let release = release();
    let packed = [tarball::pack(&release), npm::pack(&release), debian::pack(&release)];
    let names = packed.map(|file| file.unwrap_or_else(|error| panic!("{error:#}")).path);
    let expected =
        ["trackside-1.2.3-x86_64-unknown-linux-gnu.tar.gz", "trackside-mock-1.2.3.tgz", "trackside_1.2.3_amd64.deb"];
    assert_eq!(names, expected);
}

#[test]
fn the_c_librarys_version_is_read_from_the_program() {
    let depends = requirements().depends();
    assert!(depends.starts_with("libc6 (>= 2."), "{depends}");
}

#[test]
fn what_is_no_program_has_no_requirements() {
    for bytes in [b"".as_slice(), b"#!/bin/sh\n", b"\x7fELF\x02\x01\x01"] {
        assert!(Requirements::read([bytes]).is_err(), "{bytes:?}");
    }
}

#[test]
fn the_control_file_is_filled_in() {
    let release = release();
    let control = debian::control(&release, &[Entry::file("a", vec![0; 1025]), Entry::file("b", "")]);
    for line in ["Package: trackside", "Version: 1.2.3", "Architecture: amd64", "Installed-Size: 2"] {
        assert!(control.lines().any(|given| given == line), "{line} is missing:\n{control}");
    }
    assert!(!control.contains(['{', '}']), "a place was left open:\n{control}");
}

#[test]
fn the_dockerfile_copies_what_lies_beside_it() {
    let files = docker::files(&release());
    let dockerfile = files.iter().find(|file| file.path == "docker/Dockerfile").expect("there is a Dockerfile");
    let text = String::from_utf8_lossy(&dockerfile.bytes);
    let copied: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("COPY ")?.split(' ').next()).collect();
    assert!(!copied.is_empty(), "nothing is copied:\n{text}");
    for source in copied {
        assert!(files.iter().any(|file| file.path.starts_with(&format!("docker/{source}"))), "{source} is missing");
    }
}

#[test]
fn the_manual_page_says_what_the_help_says() {
    let expected = r#".TH TRACKSIDE\-MOCK 1 "" "Trackside 1.2.3"
.SH NAME
trackside\-mock \- does things
.SH SYNOPSIS
trackside\-mock [OPTIONS]
.br
trackside\-mock <COMMAND>
.SH DESCRIPTION
Does things.
.SH OPTIONS
.TP
\fB\-\-port <PORT>\fR
Port to listen on
.sp
.br
[env: TRACKSIDE_PORT]
.TP
\fB\-q, \-\-quiet\fR
Print nothing
.SH EXAMPLES
.nf
  trackside\-mock \-\-port 0    any port

.fi
.PP
\&.profile is not read.
"#;
    assert_eq!(release().mock.manual("1.2.3"), expected);
}
