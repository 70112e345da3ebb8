//! Known findings are told again, whatever the values are.

use std::fs;

use serde_json::{Value, json};
use trackside_checker::{Baseline, Finding, Level, Rule, RuleId};

fn finding(rule: &str, operation: Option<&str>, place: &str, message: &str) -> Finding {
    let id = rule.to_owned().leak();
    let rule = Rule { id, level: Level::Error, warning_when: None, meaning: "", fix: "" };
    Finding {
        rule: RuleId::from(&rule),
        level: Level::Error,
        operation: operation.map(str::to_owned),
        place: place.to_owned(),
        message: message.to_owned(),
        case: None,
        evidence: None,
        other_cases: Vec::new(),
        count: 1,
    }
}

/// These stand in files of users: a change of one is a new version of the file.
#[test]
fn fingerprints_stay() {
    for (finding, expected) in [
        (finding("body/type", Some("listOrders"), "/data/3/total", "is a string"), "d37972b1e1fec63a"),
        (
            finding("semantic", Some("listOrders"), "/data/3", "the sum; found: self.total = 3 [self.total == 4]"),
            "f5a6a67f133fe73a",
        ),
        (finding("coverage/statuses", None, "", "is 3 %"), "fd4292623a1e31fc"),
    ] {
        assert_eq!(finding.fingerprint(), expected, "{}", finding.rule);
    }
}

#[test]
fn findings_are_told_from_each_other_by_what_is_broken() {
    let sum = "[a.sum == b || a.list in [1, 2]]";
    let rows = [
        // Positions and messages do not count.
        (("body/type", "/data/0/total", "is 3"), ("body/type", "/data/12/total", "is \"x\""), true),
        (("body/type", "/data/0/total", ""), ("body/type", "/data/0/sum", ""), false),
        (("body/type", "/data", ""), ("body/enum", "/data", ""), false),
        // Statuses of a document are names.
        (
            ("response/gone", "/paths/~1a/get/responses/200", ""),
            ("response/gone", "/paths/~1a/get/responses/404", ""),
            false,
        ),
        // Of facts the expression counts, with all its brackets, and no value.
        (
            ("semantic", "", &format!("sum; found: a = [1] {sum}")),
            ("semantic", "", &format!("sum; found: a = [\"]\"] {sum}")),
            true,
        ),
        (("semantic", "", "x [a in [1]]"), ("semantic", "", "x [b in [1]]"), false),
        (("semantic", "", "x [a == ']' && [b]]"), ("semantic", "", "x [c == ']' && [b]]"), false),
        (("semantic", "", "x [[a], [b]]"), ("semantic", "", "x [[c], [b]]"), false),
        (("semantic", "", "x [a]"), ("semantic/evaluation", "", "x [a]"), false),
    ];
    for ((rule, place, message), (other_rule, other_place, other_message), same) in rows {
        let one = finding(rule, Some("a"), place, message);
        let other = finding(other_rule, Some("a"), other_place, other_message);
        assert_eq!(one.fingerprint() == other.fingerprint(), same, "{one:?} {other:?}");
    }
    assert_ne!(finding("a", Some("b"), "", "").fingerprint(), finding("a", None, "b", "").fingerprint());
}

#[test]
fn accepted_findings_are_left_out_and_unused_entries_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.json");
    let known = finding("body/type", Some("a"), "/data/0", "");
    let gone = finding("body/enum", Some("a"), "/data/0", "");
    Baseline::default().write(&path, &[known.clone(), gone]).unwrap();
    let baseline = Baseline::load(&path).unwrap();
    let found = vec![finding("body/type", Some("a"), "/data/7", "x"), finding("body/null", None, "", ""), known];
    let (kept, accepted, unused) = baseline.apply(found);
    assert_eq!(kept.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["body/null"]);
    assert_eq!(accepted, 2);
    assert_eq!(unused.iter().map(|entry| entry.rule.as_str()).collect::<Vec<_>>(), ["body/enum"]);
}

#[test]
fn reasons_stay_when_a_baseline_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.json");
    let (stays, goes) = (finding("b/stays", Some("a"), "/x/0", ""), finding("b/goes", None, "", ""));
    Baseline::default().write(&path, &[stays.clone(), goes]).unwrap();
    let mut file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for entry in file["accepted"].as_array_mut().unwrap() {
        entry["reason"] = json!(format!("because of {}", entry["rule"].as_str().unwrap()));
    }
    fs::write(&path, file.to_string()).unwrap();
    let added = finding("a/new", None, "", "");
    Baseline::load(&path).unwrap().write(&path, &[stays.clone(), stays.clone(), added.clone()]).unwrap();
    let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let expected = json!({ "version": 1, "accepted": [
        { "fingerprint": added.fingerprint(), "rule": "a/new", "reason": "" },
        { "fingerprint": stays.fingerprint(), "rule": "b/stays", "operation": "a", "place": "/x/0", "reason": "because of b/stays" },
    ] });
    assert_eq!(file, expected);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left in the folder");
}

#[test]
fn files_that_are_no_baselines_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.json");
    let missing = Baseline::load(&path).unwrap_err().to_string();
    assert!(missing.contains("cannot read the baseline"), "{missing}");
    let entry = json!({ "fingerprint": "xyz", "rule": "a" });
    for (content, expected) in [
        (String::new(), "is not a baseline"),
        ("[".repeat(100_000), "is not a baseline"),
        (json!({ "version": 1 }).to_string(), "is not a baseline"),
        (json!({ "version": 1, "accepted": [], "extra": 1 }).to_string(), "is not a baseline"),
        (json!({ "version": 2, "accepted": [] }).to_string(), "is a baseline of version 2, but version 1 is expected"),
        (json!({ "version": 1, "accepted": [entry] }).to_string(), "entry 0 of"),
    ] {
        fs::write(&path, &content).unwrap();
        let error = Baseline::load(&path).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let error = Baseline::default().write(&folder.path().join("no/such/folder.json"), &[]).unwrap_err();
    assert!(error.to_string().contains("cannot write the baseline"), "{error}");
}
