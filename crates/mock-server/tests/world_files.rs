//! `--world FILE` and `trackside-mock world`: writing, checking and exporting world files from a shell, and world files
//! together with state files.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use crate::process::{command, run, start};

const NOW: [&str; 2] = ["--now", "2026-06-08T12:00:00Z"];

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// The exit code, and what is printed on both outputs.
fn ended(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// What `trackside-mock events` prints about a sandbox that starts with these arguments, after some commands.
fn events_after(arguments: &[&str], commands: &[&[&str]]) -> String {
    let running = start(arguments, &[("RUST_LOG", "off")]);
    let url = format!("http://localhost:{}", running.address.port());
    let mut last = String::new();
    for arguments in commands {
        let output = command().args(*arguments).args(["--url", &url]).output().expect("the program runs");
        let (code, printed, error) = ended(&output);
        assert_eq!(code, Some(0), "{arguments:?}: {error}");
        last = printed;
    }
    last
}

#[test]
fn an_example_is_written_checked_and_started_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("world.yaml");
    let (code, printed, _) = ended(&run(&["world", "init"]));
    assert_eq!((code, printed.lines().next().map(|line| line.starts_with("# "))), (Some(0), Some(true)));
    let (code, said, _) = ended(&run(&["world", "init", text(&file)]));
    assert_eq!(code, Some(0));
    assert!(said.contains("Start a sandbox with it: trackside-mock --world "), "{said}");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), printed);

    fs::write(&file, "mine").expect("a file");
    let (code, said, error) = ended(&run(&["world", "init", text(&file)]));
    assert_eq!((code, said.as_str()), (Some(2), ""));
    assert!(error.contains("exists\n\nhint: give another name, or --force to replace it"), "{error}");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), "mine");
    assert_eq!(ended(&run(&["world", "init", text(&file), "--force"])).0, Some(0));

    let (code, said, error) = ended(&run(&["world", "check", text(&file)]));
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert!(said.ends_with("is valid: 1 program, 2 partners, 1 customer, 3 orders (35 events)\n"), "{said}");
    let listed = events_after(&[&NOW[..], &["--world", text(&file)]].concat(), &[&["events", "list"]]);
    assert!(listed.contains("order-1001") || listed.contains("refund"), "{listed}");
}

#[test]
fn the_schema_is_printed_and_describes_the_example() {
    let (code, printed, _) = ended(&run(&["world", "schema"]));
    assert_eq!(code, Some(0));
    let schema: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    let fields = schema["properties"].as_object().expect("an object");
    assert!(fields.contains_key("programs") && fields.contains_key("simulate"), "{printed}");
}

#[test]
fn an_invalid_file_is_named_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("world.yaml");
    fs::write(&file, "programs:\n  - name: Acme\n    parners: []\n").expect("a file");
    for arguments in [&["world", "check", text(&file)][..], &["--world", text(&file), "--port", "0"]] {
        let (code, said, error) = ended(&run(arguments));
        // A sandbox that cannot start ends with 2, a check that finds something with 1.
        assert_eq!((code, said.as_str()), (Some(if arguments[0] == "world" { 1 } else { 2 }), ""));
        assert!(error.contains("world.yaml:3:5: programs[0].parners: unknown field `parners`"), "{error}");
        assert!(error.contains("maybe partners is meant"), "{error}");
    }
    let missing = folder.path().join("none.yaml");
    let (code, _, error) = ended(&run(&["world", "check", text(&missing)]));
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("trackside-mock world init FILE"), "{error}");
}

#[test]
fn what_was_written_is_exported_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, later) = (folder.path().join("world.yaml"), folder.path().join("later.yaml"));
    fs::write(&file, "simulate: false\nprograms:\n  - name: Acme\n    partners: [{code: maria}]\n").expect("a file");
    let caused = ["events", "cause", "sale", "--transaction-id", "mine"];
    let said =
        events_after(&[&NOW[..], &["--world", text(&file)]].concat(), &[&caused, &["world", "export", text(&later)]]);
    assert!(said.contains("later.yaml is written"), "{said}");
    assert_eq!(ended(&run(&["world", "check", text(&later)])).0, Some(0));
    let listed = events_after(&["--world", text(&later)], &[&["events", "list", "--json"]]);
    assert!(listed.contains("\"transaction_id\":\"mine\"") && listed.contains("\"total\":5"), "{listed}");
}

#[test]
fn a_state_file_continues_the_world_file_that_it_was_created_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let (world, state) = (folder.path().join("world.yaml"), folder.path().join("state"));
    let contents =
        "simulate: false\nprograms:\n  - name: Acme\n    partners: [{code: maria}]\n    orders: [{at: -3d}]\n";
    fs::write(&world, contents).expect("a file");
    let with_state = |more: &[&'static str]| {
        let usual = ["--state", text(&state), "--world", text(&world)].map(str::to_owned);
        usual.into_iter().chain(more.iter().map(|word| (*word).to_owned())).collect::<Vec<_>>()
    };
    let list: &[&[&str]] = &[&["events", "list"]];
    let listed = |arguments: Vec<String>, commands: &[&[&str]]| {
        events_after(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), commands)
    };
    let first = listed(with_state(&NOW), &[&["events", "cause", "sale"], &["events", "list"]]);
    assert!(first.contains("2026-06-05"), "three days before the start: {first}");
    // Two days later, -3d is still three days before the first start, whatever comments say.
    fs::write(&world, format!("# A comment\n{contents}")).expect("a file");
    assert_eq!(listed(with_state(&["--now", "2026-06-10T12:00:00Z"]), list), first);

    let refused = |arguments: &[String]| {
        let output = command().args(arguments).args(["--port", "0"]).stdin(Stdio::null()).output().expect("it runs");
        let (code, _, error) = ended(&output);
        assert_eq!(code, Some(2), "{error}");
        error
    };
    fs::write(&world, contents.replace("-3d", "-4d")).expect("a file");
    let error = refused(&with_state(&NOW));
    assert!(error.contains("was created with another world file") && error.contains("hint: "), "{error}");
    let error = refused(&with_state(&NOW)[..2]);
    assert!(error.contains("was created with another world file"), "without one: {error}");
    let plain = folder.path().join("plain");
    let arguments = ["--state", text(&plain)].map(str::to_owned);
    listed(arguments.to_vec(), list);
    let with_world = [&arguments[..], &["--world".to_owned(), text(&world).to_owned()]].concat();
    let error = refused(&with_world);
    assert!(error.contains("was created without a world file"), "{error}");
}
