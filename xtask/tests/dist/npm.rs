//! The npm package.

use serde_json::{Value, json};
use xtask::dist::archive::Entry;
use xtask::dist::npm;

use super::release;

fn manifest(files: &[Entry], path: &str) -> Value {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("there is no {path}"));
    serde_json::from_slice(&file.bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_file_that_the_manifest_names_is_there() {
    let files = npm::files(&release());
    let manifest = manifest(&files, "package/package.json");
    let named = ["/bin/trackside-mock", "/main", "/types", "/exports/./types", "/exports/./default"];
    for pointer in named {
        let path = manifest.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: no path"));
        let path = format!("package/{}", path.trim_start_matches("./"));
        assert!(files.iter().any(|file| file.path == path), "{pointer}: {path} is missing");
    }
}

#[test]
fn the_platforms_package_is_bundled_in_the_same_version() {
    let files = npm::files(&release());
    let main = manifest(&files, "package/package.json");
    assert_eq!(main["optionalDependencies"], json!({ "@trackside/mock-linux-x64": "1.2.3" }));
    assert_eq!(main["bundleDependencies"], json!(["@trackside/mock-linux-x64"]));
    let platform = manifest(&files, "package/node_modules/@trackside/mock-linux-x64/package.json");
    let told = ["name", "version", "os", "cpu", "libc"].map(|name| platform[name].clone());
    assert_eq!(
        told,
        [json!("@trackside/mock-linux-x64"), json!("1.2.3"), json!(["linux"]), json!(["x64"]), json!(["glibc"])]
    );
}

#[test]
fn programs_may_be_run() {
    for file in npm::files(&release()) {
        let is_program = file.path.contains("/bin/");
        assert_eq!(file.mode, if is_program { 0o755 } else { 0o644 }, "{}", file.path);
    }
}

#[test]
fn the_launcher_looks_for_the_package_that_is_bundled() {
    let files = npm::files(&release());
    let index = files.iter().find(|file| file.path == "package/index.js").expect("the package has an entry point");
    let text = String::from_utf8_lossy(&index.bytes);
    assert!(text.contains("\"linux x64\": \"@trackside/mock-linux-x64\""), "{text}");
}
