//! `--overrides` and `--scenario`: what the files do, and the errors for invalid ones.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::process::{Running, run, start};

/// A folder that is deleted when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("the folder can be made");
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("the file can be written");
        path.to_str().expect("the path is UTF-8").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A leftover folder below `target` does no harm.
        _ = fs::remove_dir_all(&self.0);
    }
}

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/scenarios").join(name).display().to_string()
}

fn read(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("the file can be read")).expect("the file is JSON")
}

/// The head and the JSON body of a response.
fn get(running: &Running, path: &str, header: &str) -> (String, Value) {
    let mut stream = TcpStream::connect(running.address).expect("the server listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n")
        .expect("the request is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("the response arrives");
    let (head, body) = response.split_once("\r\n\r\n").expect("a response has a head");
    (head.to_owned(), serde_json::from_str(body).expect("a JSON body"))
}

fn scenario_of(running: &Running) -> Value {
    get(running, "/_mock/scenario", "Accept: */*").1
}

#[test]
fn sample_scenarios_are_active_from_the_start() {
    for name in ["empty-lists.json", "three-warnings.json", "rate-limited.json"] {
        let path = sample(name);
        let running = start(&["--scenario", &path], &[]);
        let scenario = read(&path);
        assert_eq!(scenario_of(&running), scenario, "{name}");
        let title = scenario["name"].as_str().expect("the scenario has a name");
        assert!(running.banner.contains(title), "{}", running.banner);
        assert!(running.banner.contains("The clock is pinned at 2026-06-08T12:00:00Z"), "{}", running.banner);
        let world = get(&running, "/_mock/world", "Accept: */*").1;
        let listed = scenario.get("overrides").cloned().unwrap_or_else(|| json!([]));
        assert_eq!(world["overrides"], listed, "{name}");
    }
}

#[test]
fn a_saved_scenario_can_be_started_again() {
    let folder = Folder::new("saved");
    let first = start(&["--scenario", &sample("three-warnings.json")], &[]);
    let scenario = scenario_of(&first);
    let path = folder.file("scenario.json", &scenario.to_string());
    let second = start(&[], &[("TRACKSIDE_SCENARIO", &path)]);
    assert_eq!(scenario_of(&second), scenario);
    let target = "/agentref/programs/17ee437b-1ade-4184-a078-fed25077ce58/tracking/status";
    let (head, body) = get(&second, target, "Authorization: Bearer ak_live_sandbox");
    assert!(head.contains("x-mock-reason: override 1: a program with three warnings"), "{head}");
    assert_eq!(body, get(&first, target, "Authorization: Bearer ak_live_sandbox").1);
    assert_eq!(body["data"]["warnings"].as_array().map(Vec::len), Some(3));
}

#[test]
fn flags_take_precedence_over_the_scenario() {
    let folder = Folder::new("flags");
    let patch = json!({ "data": { "hasPartners": false } });
    let overrides =
        json!({ "overrides": [{ "provider": "affitor", "operation": "getTrackingStatus", "patch": patch }] });
    let path = folder.file("overrides.json", &overrides.to_string());
    let scenario = sample("three-warnings.json");
    let running = start(&["--scenario", &scenario, "--overrides", &path, "--now", "2026-06-01T00:00:00Z"], &[]);
    let played = scenario_of(&running);
    assert_eq!(played["now"], "2026-06-01T00:00:00Z");
    assert_eq!(played["overrides"], overrides["overrides"]);
    assert_eq!(played["name"], "three warnings");
    drop(running);

    let running = start(&[], &[("TRACKSIDE_OVERRIDES", &path)]);
    assert_eq!(scenario_of(&running), overrides);
    assert!(running.banner.contains("1 override is active"), "{}", running.banner);
    let health = get(&running, "/_mock/health", "Accept: */*").1;
    assert_eq!(health["clock"], "ticking");
}

#[test]
fn errors_explain_invalid_files() {
    let folder = Folder::new("refused");
    let overrides = |wanted: &Value| json!({ "overrides": [wanted] }).to_string();
    let agentref = |patch: Value| json!({ "provider": "agentref", "operation": "getTrackingStatus", "patch": patch });
    let number = agentref(json!({ "data": { "status": { "cookieDuration": "30" } } }));
    let noted = json!({ "provider": "agentref", "operation": "getTrackingStatus", "patch": { "a": 1 }, "note": "n".repeat(501) });
    for (option, text, said) in [
        ("--scenario", "{\n  \"name\": \"x\",\n}".to_owned(), &["trailing comma at line 3 column 1"][..]),
        ("--scenario", String::new(), &["EOF while parsing a value at line 1 column 0"]),
        ("--scenario", "{} {}".to_owned(), &["trailing characters at line 1 column 4"]),
        ("--scenario", "[]".to_owned(), &["expected an object, found a list"]),
        ("--scenario", "{\n  \"clock\": 1\n}".to_owned(), &["unknown field `clock`", "`now`", "line 2 column 9"]),
        ("--scenario", "{ \"now\": \"noon\" }".to_owned(), &["now: ", "line 1"]),
        ("--scenario", "{ \"now\": \"1990-01-01T00:00:00Z\" }".to_owned(), &["now: cannot simulate around 1990"]),
        ("--scenario", json!({ "name": "n".repeat(101) }).to_string(), &["name: length is greater than 100"]),
        ("--scenario", json!({ "faults": [{ "error_rate": 2 }] }).to_string(), &["faults[0].error_rate"]),
        (
            "--scenario",
            json!({ "overrides": [number] }).to_string(),
            &["overrides[0].patch breaks the contract", "body/type /data/status/cookieDuration"],
        ),
        ("--overrides", json!([]).to_string(), &["expected an object, found a list"]),
        ("--overrides", "{}".to_owned(), &["missing field `overrides`"]),
        ("--overrides", json!({ "overrides": [], "name": "x" }).to_string(), &["unknown field `name`"]),
        (
            "--overrides",
            overrides(&json!({ "provider": "agentref", "patch": {} })),
            &["overrides[0]: missing field `operation`"],
        ),
        ("--overrides", overrides(&json!({ "provider": 1 })), &["overrides[0].provider: invalid type"]),
        ("--overrides", overrides(&noted), &["overrides[0].note: length is greater than 500"]),
        ("--overrides", overrides(&agentref(json!({}))), &["overrides[0].patch is empty"]),
        ("--overrides", overrides(&number), &["overrides[0].patch breaks the contract", "\"force\": true"]),
        (
            "--overrides",
            overrides(&json!({ "provider": "agentreff", "operation": "x", "patch": { "a": 1 } })),
            &["overrides[0].provider is not a known provider", "known providers are agentref"],
        ),
    ] {
        let path = folder.file("file.json", &text);
        let output = run(&["--port", "0", option, &path]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option} {text}: {error}");
        assert!(error.contains(&path), "{option} {text}: the file is not named: {error}");
        for said in said {
            assert!(error.contains(said), "{option} {text}: {said:?} is not in {error}");
        }
    }
    for option in ["--scenario", "--overrides"] {
        let path = folder.0.join("missing.json").display().to_string();
        let output = run(&["--port", "0", option, &path]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains("cannot read") && error.contains(&path) && error.contains("hint:"), "{error}");
    }
}
