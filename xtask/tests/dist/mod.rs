//! Packing: what is in a package, and that the same programs give the same bytes.

mod archive;
mod npm;
mod packages;
mod place;

use xtask::dist::release::{Program, Release};
use xtask::dist::requirements::Requirements;
use xtask::dist::target::Target;

/// What the test itself needs: it is a program like those that are packed.
fn requirements() -> Requirements {
    let own = std::env::current_exe().expect("the test knows where it lies");
    let bytes = std::fs::read(own).expect("the test can be read");
    Requirements::read([bytes.as_slice()]).unwrap_or_else(|error| panic!("{error:#}"))
}

/// A release of small programs.
fn release() -> Release {
    let help = "Does things.\n\nUsage: trackside-mock [OPTIONS]\n       trackside-mock <COMMAND>\n\nOptions:\n      --port <PORT>\n          Port to listen on\n          \n          \
                [env: TRACKSIDE_PORT=]\n\n  -q, --quiet\n          Print nothing\n\nExamples:\n  trackside-mock --port 0    any port\n\n.profile is not read.\n";
    let program = |name| Program { name, summary: "does things", bytes: b"#!".to_vec(), help: help.to_owned() };
    Release {
        version: "1.2.3".to_owned(),
        target: Target { triple: "x86_64-unknown-linux-gnu", node: "x64", debian: "amd64" },
        time: 1_780_000_000,
        mock: program("trackside-mock"),
        contract: program("trackside-contract"),
        notices: "serde 1.0.0: MIT OR Apache-2.0\n".to_owned(),
        requirements: requirements(),
    }
}
