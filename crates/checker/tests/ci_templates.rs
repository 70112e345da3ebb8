//! The templates for build servers in `docs/ci`, run as the servers would run them.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::fake::{document, response, serve, told};

/// A file of `docs/ci`, as JSON.
fn template(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ci").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let read = trackside_yaml::Node::read(&text, trackside_yaml::Limits { values: 1_000, depth: 20 });
    read.unwrap_or_else(|error| panic!("{}: {error:?}", path.display())).value()
}

/// A folder with a configuration of two APIs: the orders of a server that keeps to its document or does not.
fn configured(is_sound: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let order = json!({ "type": "object", "properties": { "id": { "type": "integer" } } });
    let paths =
        json!({ "/orders": { "get": { "operationId": "getOrder", "responses": { "200": response(&order) } } } });
    let url = serve(move |asked| match asked.method.as_str() {
        "GET" => told(200, &json!({ "id": if is_sound { json!(7) } else { json!("7") } })),
        _ => told(405, &json!({})),
    });
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).expect("a file");
    write("orders.json", document(&paths).to_string());
    let api = |name: &str| format!("[[api]]\nname = \"{name}\"\nspec = \"orders.json\"\nbase-url = \"{url}\"\n");
    write("trackside.toml", [api("one"), api("two")].concat());
    folder
}

/// Runs a script in a folder. Returns its exit code and what it has printed.
fn run(script: &str, folder: &Path, variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(folder);
    let output = command.envs(variables.iter().copied()).output().expect("bash runs");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_action_annotates_and_writes_a_summary_and_sarif() {
    let action = template("github-action/action.yml");
    let step = &action["runs"]["steps"][0];
    let script = step["run"].as_str().expect("a script");
    // Each variable is an input of its name, and each input is declared.
    for (name, value) in step["env"].as_object().expect("variables") {
        let input = name.to_ascii_lowercase();
        assert_eq!(value, &json!(format!("${{{{ inputs.{input} }}}}")));
        assert!(action["inputs"][&input]["default"].is_string(), "{input}");
    }
    for (is_sound, api, code, count) in
        [(true, "", 0, 0), (false, "", 1, 2), (false, "one", 1, 1), (true, "three", 2, 0)]
    {
        let folder = configured(is_sound);
        let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
        let (output, summary) = (path("output"), path("summary"));
        let variables = [
            ("CONFIG", "trackside.toml"),
            ("API", api),
            ("BASELINE", ""),
            ("PROGRAM", env!("CARGO_BIN_EXE_trackside-contract")),
            ("RUNNER_TEMP", &path("")),
            ("GITHUB_OUTPUT", &output),
            ("GITHUB_STEP_SUMMARY", &summary),
        ];
        let (found, printed) = run(script, folder.path(), &variables);
        assert_eq!(found, Some(code), "{api}: {printed}");
        assert_eq!(printed.matches("::error title=body/type in ").count(), count.min(1), "{api}: {printed}");
        let sarif = read(&output);
        let sarif = sarif.trim().strip_prefix("sarif=").expect("an output");
        if code == 2 {
            assert!(!Path::new(sarif).exists() && !Path::new(&summary).exists());
            continue;
        }
        let sarif: Value = serde_json::from_str(&read(sarif)).expect("JSON");
        assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(count), "{sarif}");
        assert!(read(&summary).starts_with("### "), "the summary is Markdown");
    }
}

#[test]
fn the_template_of_gitlab_writes_what_it_collects() {
    let job = &template("gitlab.yml")[".contract"];
    let script: Vec<_> = job["script"].as_array().expect("a script").iter().filter_map(Value::as_str).collect();
    for (is_sound, code) in [(true, 0), (false, 1)] {
        let folder = configured(is_sound);
        let config = job["variables"]["CONTRACT_CONFIG"].as_str().expect("a file");
        let variables = [("CONTRACT_PROGRAM", env!("CARGO_BIN_EXE_trackside-contract")), ("CONTRACT_CONFIG", config)];
        let (found, printed) = run(&script.join("\n"), folder.path(), &variables);
        assert_eq!(found, Some(code), "{printed}");
        let junit = job["artifacts"]["reports"]["junit"].as_str().expect("a file");
        let cases = read(folder.path().join(junit)).matches("<failure ").count();
        assert_eq!(cases > 0, !is_sound, "{cases} failures");
        let report: Value =
            serde_json::from_str(&read(folder.path().join(job["artifacts"]["paths"][0].as_str().expect("a file"))))
                .expect("JSON");
        assert_eq!(report["errors"], json!(if is_sound { 0 } else { 2 }));
    }
}
