//! The command in each of its modes, on a folder of its own.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use tempfile::TempDir;
use trackside_schemas::{Documents, ProviderList};
use xtask::Error;
use xtask::codegen::{Options, Outcome, run};

use crate::providers::{GoodAndBad, MANIFEST, OnlyGood, OnlyLossy, project};

const DOCUMENT: &str = "specs/good.json";
const CLIENT: &str = "crates/client/src/generated/good.rs";

fn writing() -> Options {
    Options::default()
}

fn checking() -> Options {
    Options { check: true, ..Options::default() }
}

fn ran<P: ProviderList>(options: &Options, root: &Path) -> Result<(Outcome, String), Error> {
    let mut report = Vec::new();
    let outcome = run::<P>(options, root, &mut report)?;
    Ok((outcome, String::from_utf8(report).expect("the report is text")))
}

fn refused<P: ProviderList>(options: &Options, root: &Path) -> String {
    match ran::<P>(options, root) {
        Ok((outcome, report)) => panic!("{outcome:?}: {report}"),
        Err(error) => error.to_string(),
    }
}

fn is_untouched(root: &Path) -> bool {
    let before = project();
    let read = |root: &Path| fs::read_to_string(root.join(MANIFEST)).expect("the manifest");
    !root.join("specs").exists() && !root.join("crates/client/src").exists() && read(root) == read(before.path())
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).and_then(|metadata| metadata.modified()).expect("a file")
}

#[test]
fn what_was_written_is_fresh() {
    let root = project();
    let (outcome, report) = ran::<OnlyGood>(&writing(), root.path()).expect("a run");
    assert_eq!(
        (outcome, report.as_str()),
        (
            Outcome::Done,
            "created: specs/good.json\ncreated: specs/3.1/good.json\ncreated: crates/client/src/generated/good.rs\n\
             created: crates/client/src/generated/mod.rs\ncreated: crates/client/src/generated/clients.md\n\
             updated: crates/client/Cargo.toml\n\
             created: docs/world-file.schema.json\n7 changed, 0 already fresh\n"
        )
    );
    let (outcome, report) = ran::<OnlyGood>(&checking(), root.path()).expect("a run");
    assert_eq!((outcome, report.as_str()), (Outcome::Done, "7 generated files are fresh\n"));
}

#[test]
fn a_check_sees_what_is_stale_missing_or_orphaned() {
    let root = project();
    ran::<OnlyGood>(&writing(), root.path()).expect("a run");
    let document = root.path().join(DOCUMENT);
    let text = fs::read_to_string(&document).expect("the document");
    fs::write(&document, text.replace("What it is for.", "What it was for.")).expect("written");
    fs::rename(root.path().join(CLIENT), root.path().join("crates/client/src/generated/gone.rs")).expect("renamed");

    let (outcome, report) = ran::<OnlyGood>(&checking(), root.path()).expect("a run");
    assert_eq!(outcome, Outcome::Stale);
    for expected in [
        "stale: specs/good.json\n--- specs/good.json\n+++ specs/good.json as generated\n",
        "-    \"description\": \"What it was for.",
        "+    \"description\": \"What it is for.",
        "missing: crates/client/src/generated/good.rs\n",
        "orphaned: crates/client/src/generated/gone.rs\n",
        "3 not as generated, 5 fresh\n\nhint: run `cargo xtask codegen`\n",
    ] {
        assert!(report.contains(expected), "{expected}\n{report}");
    }
    assert!(
        fs::read_to_string(&document).expect("the document").contains("What it was for."),
        "a check writes nothing"
    );

    ran::<OnlyGood>(&writing(), root.path()).expect("a run");
    let (outcome, report) = ran::<OnlyGood>(&checking(), root.path()).expect("a run");
    assert_eq!(outcome, Outcome::Done, "the hint fixes it: {report}");
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let root = project();
    let (outcome, report) =
        ran::<OnlyGood>(&Options { dry_run: true, ..Options::default() }, root.path()).expect("a run");
    assert_eq!(outcome, Outcome::Done);
    assert!(report.starts_with("would create: specs/good.json\n"), "{report}");
    assert!(is_untouched(root.path()));
}

#[test]
fn fresh_files_are_not_touched() {
    let root = project();
    ran::<OnlyGood>(&writing(), root.path()).expect("a run");
    let before = [modified(&root.path().join(DOCUMENT)), modified(&root.path().join(CLIENT))];
    ran::<OnlyGood>(&writing(), root.path()).expect("a run");
    assert_eq!([modified(&root.path().join(DOCUMENT)), modified(&root.path().join(CLIENT))], before);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let (first, second) = (project(), project());
    ran::<Documents>(&writing(), first.path()).unwrap_or_else(|error| panic!("{error}"));
    ran::<Documents>(&writing(), second.path()).unwrap_or_else(|error| panic!("{error}"));
    for name in Documents::names() {
        for path in [
            format!("specs/{name}.json"),
            format!("specs/3.1/{name}.json"),
            format!("crates/client/src/generated/{name}.rs"),
        ] {
            let read = |root: &TempDir| fs::read(root.path().join(&path)).expect("a file");
            assert!(read(&first) == read(&second), "{path} differs");
        }
    }
}

#[test]
fn nothing_is_written_when_one_provider_fails() {
    let root = project();
    let error = refused::<GoodAndBad>(&writing(), root.path());
    assert!(error.starts_with("bad: the document is not in the dialect that its readers share:\n  - /components/schemas/Foundling/properties/name does not say where it comes from"), "{error}");
    assert!(is_untouched(root.path()));
}

#[test]
fn what_the_model_of_openapi_drops_is_an_error() {
    let root = project();
    let error = refused::<OnlyLossy>(&writing(), root.path());
    assert!(error.starts_with("lossy: the `openapiv3` crate does not read /components/schemas/Strange/properties/name/contentEncoding as it is written, but nothing instead of `\"base64\"`"), "{error}");
}

#[test]
fn the_manifest_lists_every_client_where_it_says_so() {
    let root = project();
    ran::<OnlyGood>(&writing(), root.path()).expect("a run");
    let text = fs::read_to_string(root.path().join(MANIFEST)).expect("the manifest");
    assert!(text.contains("\ndefault = [\"good\"]\ngood = []\n"), "{text}");
    fs::write(root.path().join(MANIFEST), text.replace("good = []\n", "")).expect("written");
    let (outcome, report) = ran::<OnlyGood>(&checking(), root.path()).expect("a run");
    assert_eq!(outcome, Outcome::Stale);
    assert!(report.contains("stale: crates/client/Cargo.toml\n") && report.contains("\n+good = []\n"), "{report}");

    fs::write(root.path().join(MANIFEST), "[features]\n").expect("written");
    let error = refused::<OnlyGood>(&writing(), root.path());
    assert!(error.contains("crates/client/Cargo.toml does not mark its generated part"), "{error}");
}

#[test]
fn one_provider_can_be_asked_for() {
    let root = project();
    let options = Options { providers: vec!["good".to_owned()], ..Options::default() };
    let (_, report) = ran::<GoodAndBad>(&options, root.path()).expect("the bad one is left out");
    assert!(report.ends_with("3 changed, 0 already fresh\n"), "{report}");
    let unknown = Options { providers: vec!["god".to_owned()], ..Options::default() };
    let error = refused::<GoodAndBad>(&unknown, root.path());
    assert_eq!(error, "there is no provider `god`; known providers are good, bad");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let root = project();
    fs::write(root.path().join("crates/client/src"), "a file where a folder belongs").expect("written");
    let error = refused::<OnlyGood>(&writing(), root.path());
    assert!(error.contains("crates/client/src/generated"), "{error}");
    assert!(!root.path().join(DOCUMENT).exists(), "nothing else is written");
}
