//! `diff` as its users run it: levels, policy, explanations, changelogs.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::command::{Ran, run, written};

/// A shop with these members of the operation that lists orders.
fn shop(version: &str, members: &Value) -> Value {
    let mut operation = json!({
        "operationId": "listOrders",
        "parameters": [{ "name": "status", "in": "query", "schema": { "type": "string" } }],
        "responses": { "200": { "description": "The orders." } }
    });
    operation.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": version },
        "paths": { "/orders": { "get": operation } }
    })
}

fn diff(old: &Value, new: &Value, options: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (written(folder.path(), "old.json", old), written(folder.path(), "new.json", new));
    let documents = [old.to_str().unwrap(), new.to_str().unwrap()];
    run(&[&["diff"], &documents[..], options].concat(), &[])
}

#[test]
fn a_rule_can_have_another_level() {
    let (old, new) = (shop("1", &json!({})), shop("1", &json!({ "parameters": [] })));
    for (levels, code, expected) in [
        (&[][..], 0, "warning request-parameter-removed"),
        (&["--level", "request-parameter-removed=error"], 1, "error request-parameter-removed"),
        (&["--level", "request-parameter-removed=info"], 0, "clean: 1 remark"),
        (&["--level", "request-parameter-removed=off"], 0, "changes      0, in 0 operations\nclean"),
        (
            &["--level", "request-parameter-removed=error", "--level", "request-parameter-removed=off"],
            0,
            "changes      0, in 0 operations\nclean",
        ),
    ] {
        let ran = diff(&old, &new, levels);
        assert_eq!(ran.code, Some(code), "{levels:?}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(expected), "{levels:?}: {}", ran.out);
    }
}

#[test]
fn a_wrong_option_is_refused_with_what_was_meant() {
    let same = shop("1", &json!({}));
    for (options, expected) in [
        (&["--level", "request-parameter-remved=off"][..], "did you mean request-parameter-removed?"),
        (&["--level", "x=off"], "there is no rule \"x\"; `trackside-contract rules --of diff`"),
        (&["--level", "request-parameter-removed"], "write RULE=LEVEL"),
        (&["--level", "request-parameter-removed=fatal"], "\"fatal\" is not a level; use error, warning, info or off"),
        (&["--notice", "30"], "--policy"),
        (&["--policy", "--on", "31.1.2027"], "invalid value '31.1.2027'"),
        (&["--explain", "--format", "json"], "--explain needs --format text or markdown"),
        (&["--changelog", "--format", "json"], "cannot be used with"),
        (&["third.json"], "3 documents cannot be compared; give two, or --between"),
    ] {
        let ran = diff(&same, &same, options);
        assert_eq!(ran.code, Some(2), "{options:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(expected), "{options:?}: {}", ran.err);
    }
}

#[test]
fn a_policy_asks_for_notice() {
    let ending = json!({ "deprecated": true, "x-sunset": "2027-01-31" });
    let gone = {
        let mut gone = shop("1", &json!({}));
        gone["paths"] = json!({});
        gone
    };
    for (old, new, options, code, expected) in [
        (shop("1", &ending), gone.clone(), &["--policy", "--on", "2027-01-31"][..], 0, "clean: 1 remark"),
        (shop("1", &ending), gone.clone(), &["--policy", "--on", "2027-01-30"], 1, "error removed-before-sunset"),
        (shop("1", &json!({})), gone.clone(), &["--policy"], 1, "error removed-without-deprecation"),
        (shop("1", &ending), gone, &[], 1, "error operation-removed"),
        (shop("1", &json!({})), shop("1", &ending), &["--policy", "--on", "2027-01-01", "--notice", "30"], 0, "clean"),
        (
            shop("1", &json!({})),
            shop("1", &ending),
            &["--policy", "--on", "2027-01-02", "--notice", "30"],
            1,
            "the earliest day is 2027-02-01",
        ),
    ] {
        let ran = diff(&old, &new, options);
        assert_eq!(ran.code, Some(code), "{options:?}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(expected), "{options:?}: {}", ran.out);
    }
}

#[test]
fn findings_are_explained_once_for_each_rule() {
    let parameters = |names: &[&str]| {
        let parameters: Vec<_> = names.iter().map(|name| json!({ "name": name, "in": "query" })).collect();
        shop("1", &json!({ "parameters": parameters }))
    };
    for format in ["text", "markdown"] {
        let ran = diff(&parameters(&["a", "b"]), &parameters(&["c"]), &["--explain", "--format", format]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let explained = "\nwarning request-parameter-removed\n- breaks: A client that sends `status=paid` is refused";
        assert_eq!(ran.out.matches(explained).count(), 1, "{}", ran.out);
        assert!(
            !ran.out.contains("\ninfo request-parameter-added"),
            "what breaks nobody is not explained: {}",
            ran.out
        );
    }
    let ran = run(&["rules", "request-parameter-removed"], &[]);
    for expected in
        ["\n  example     operation: {\"parameters\":", "\n  breaks      A client", "\n  avoid       Deprecate"]
    {
        assert!(ran.out.contains(expected), "{}", ran.out);
    }
}

/// A repository with two tags.
fn repository(files: &[(&str, Option<Value>, Option<Value>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=Jane", "-c", "user.email=jane@shop.example"];
        let output = Command::new("git").args(identity).args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet"]);
    for (tag, is_new) in [("v1", false), ("v2", true)] {
        for (name, old, new) in files {
            let path = folder.path().join(name);
            match if is_new { new } else { old } {
                Some(document) => drop(written(folder.path(), name, document)),
                None => drop(std::fs::remove_file(path)),
            }
        }
        git(&["add", "--all"]);
        git(&["commit", "--quiet", "--allow-empty", "--message", tag]);
        git(&["tag", tag]);
    }
    folder
}

fn run_in(folder: &Path, arguments: &[&str]) -> Ran {
    let output =
        Command::new(env!("CARGO_BIN_EXE_trackside-contract")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Operations that share a parameter, one that is gone, a new one, a document that is new, and one that is gone.
#[test]
fn a_changelog_between_two_tags() {
    let document = |version: &str, largest: u32, paths: Value, note: &str| {
        let mut document = shop(
            version,
            &json!({ "description": note, "responses": { "200": {
            "description": "The orders.",
            "content": { "application/json": { "schema": {
                "type": "object",
                "properties": { "a*b": { "type": "string", "maxLength": largest } }
            } } }
        } } }),
        );
        document["components"]["parameters"]["limit"] =
            json!({ "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 1000 / largest } });
        let paths = paths.as_object().unwrap().clone();
        document["paths"].as_object_mut().unwrap().extend(paths);
        for name in ["a", "b", "c"] {
            document["paths"][format!("/{name}")]["get"] = json!({
                "operationId": name,
                "parameters": [{ "$ref": "#/components/parameters/limit" }],
                "responses": {}
            });
        }
        document
    };
    let operation =
        |id: &str, summary: &str| json!({ "post": { "operationId": id, "summary": summary, "responses": {} } });
    let old = document("1.0", 10, json!({ "/refunds": operation("refund", "Refund an order") }), "Old words.");
    let new = document("1.1", 20, json!({ "/notes": operation("note", "Add a <b>note</b>") }), "New words.");
    let events = |name: &str| {
        let mut shop = shop("1", &json!({}));
        shop["x-webhooks"] = json!({ name: { "post": { "responses": { "204": { "description": "" } } } } });
        shop
    };
    let folder = repository(&[
        ("shop.json", Some(old), Some(new)),
        ("events.json", Some(events("order.paid")), Some(events("order.sent"))),
        ("new.json", None, Some(shop("1", &json!({})))),
        ("gone.json", Some(shop("1", &json!({}))), None),
        ("same.json", Some(shop("1", &json!({}))), Some(shop("1", &json!({})))),
    ]);
    let files = ["shop.json", "events.json", "new.json", "gone.json", "same.json"];
    let ran = run_in(folder.path(), &[&["diff", "--between", "v1..v2", "--changelog"], &files[..]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!("changelog", ran.out);
    // To a file, and to the files as they are.
    let ran = run_in(folder.path(), &["diff", "--between", "v2..", "--changelog", "shop.json", "--output", "log.md"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    let written = std::fs::read_to_string(folder.path().join("log.md")).unwrap();
    assert_eq!(written, "# Changes from v2 to now\n\n## Shop (shop.json)\n\nNothing has changed.\n");
    // A report is about one file.
    let ran = run_in(folder.path(), &["diff", "--between", "v1..v2", "shop.json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.starts_with("diff  v1:./shop.json → v2:./shop.json\n"), "{}", ran.out);
    for (arguments, expected) in [
        (&["--between", "v1..v2", "shop.json", "same.json"][..], "a report is about one file"),
        (&["--between", "v1..v2", "new.json"], "new.json is missing in one of the two revisions"),
        (&["--between", "v1..v2", "--changelog", "nowhere.json"], "nowhere.json is in none of the two revisions"),
        (&["--between", "v1..v3", "shop.json"], "git has no revision v3 here"),
        (&["--between", "v1", "shop.json"], "write OLD..NEW"),
        (&["--between", "v1..v2", "/shop.json"], "--between needs paths relative to it"),
    ] {
        let ran = run_in(folder.path(), &[&["diff"], arguments].concat());
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
    }
}
