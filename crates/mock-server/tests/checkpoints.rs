//! `trackside-mock checkpoints`: keeping and restoring states of a running sandbox from a shell.

use crate::process::{Running, command, start};

/// Runs a command against the sandbox. Returns the exit code, and what it printed to standard output and error.
fn checkpoints(running: &Running, arguments: &[&str]) -> (Option<i32>, String, String) {
    let url = format!("http://localhost:{}", running.address.port());
    let output = command().arg("checkpoints").args(arguments).args(["--url", &url]).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn printed(running: &Running, arguments: &[&str]) -> String {
    let (code, out, error) = checkpoints(running, arguments);
    assert_eq!((code, error.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

#[test]
fn a_state_is_kept_restored_and_forgotten() {
    let running = start(&["--now", "2026-06-08T12:00:00Z", "--orders", "500"], &[]);
    let cause = || {
        let url = format!("http://localhost:{}", running.address.port());
        let caused = command().args(["events", "cause", "test-click", "--url", &url]).output().expect("it runs");
        assert!(caused.status.success(), "{caused:?}");
    };
    assert_eq!(printed(&running, &["list"]), "No checkpoints.\n");
    cause();
    assert_eq!(printed(&running, &["create", "seeded"]), "Created seeded, with 1 record.\n");
    cause();
    cause();
    assert_eq!(
        printed(&running, &["restore", "seeded"]),
        "Restored seeded: 2 records removed, 0 records brought back. It is 2026-06-08T12:00:00Z in the sandbox.\n"
    );
    assert_eq!(printed(&running, &["list"]), "seeded  2026-06-08T12:00:00Z  1 record\n");
    let listed = printed(&running, &["list", "--json"]);
    assert!(listed.contains(r#""name":"seeded""#) && listed.lines().count() == 1, "{listed}");
    assert_eq!(printed(&running, &["delete", "seeded"]), "Deleted seeded.\n");
    for (arguments, words) in [
        (&["restore", "seeded"][..], "there is no checkpoint `seeded`; GET /_mock/checkpoints lists them"),
        (&["delete", "seeded"], "there is no checkpoint `seeded`"),
        (&["create", "two words"], "has characters other than letters, digits, full stops, hyphens and underscores"),
        (&["restore", "../clock"], "has characters other than"),
    ] {
        let (code, out, error) = checkpoints(&running, arguments);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{arguments:?}: {error}");
        assert!(error.contains(words), "{error}");
    }
}
