//! `trackside-mock worlds` and `--in-world`: named worlds of a running sandbox from a shell.

use crate::process::{Running, command, start};

/// Exit code, standard output and standard error of a command.
fn run(running: &Running, arguments: &[&str]) -> (Option<i32>, String, String) {
    let url = format!("http://{}", running.address);
    let output = command().args(arguments).args(["--url", &url]).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn printed(running: &Running, arguments: &[&str]) -> String {
    let (code, out, error) = run(running, arguments);
    assert_eq!((code, error.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

#[test]
fn worlds_are_created_controlled_and_deleted() {
    let running = start(&["--orders", "300", "--now", "2026-06-08T12:00:00Z", "--max-worlds", "2"], &[]);
    assert!(printed(&running, &["worlds", "list"]).starts_with("There are no named worlds."));
    let created =
        printed(&running, &["worlds", "create", "small", "--seed", "7", "--orders", "100", "--now", "2026-06-01"]);
    assert_eq!(created, "Created small: 0 records, at 2026-06-01T00:00:00Z, seed 7, 100 orders, its own.\n");
    printed(&running, &["events", "--in-world", "worker-3", "cause", "test_click"]);
    printed(&running, &["checkpoints", "--in-world", "worker-3", "create", "clicked"]);
    let listed = printed(&running, &["worlds", "list"]);
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert_eq!(lines[1], "worker-3: 1 record, at 2026-06-08T12:00:00Z, seed 1, 300 orders");
    assert_eq!(printed(&running, &["events", "list"]), "No events.\n", "the usual world");
    assert_eq!(printed(&running, &["checkpoints", "list"]), "No checkpoints.\n");
    for (arguments, code, reason) in [
        (&["worlds", "create", "small"][..], 1, "there is a world `small` already"),
        (&["worlds", "create", "third"], 1, "--max-worlds"),
        (&["worlds", "create", "Third"], 2, "cannot name a world"),
        (&["worlds", "delete", "third"], 1, "there is no world `third`"),
        (&["events", "--in-world", "third", "list"], 1, "--max-worlds"),
        (&["events", "--in-world", "agentref", "list"], 2, "the host name of a provider"),
    ] {
        let (found, _, error) = run(&running, arguments);
        assert!(error.contains(reason), "{arguments:?}: {error}");
        assert_eq!(found, Some(code), "{arguments:?}: {error}");
    }
    assert_eq!(printed(&running, &["worlds", "delete", "small"]), "Deleted small.\n");
    assert_eq!(printed(&running, &["worlds", "delete", "worker-3", "--json"]), "");
}
