//! Node.js and npm: what is installed in the package's folder, and openapi-typescript.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::{Map, Value};

use crate::Error;

/// The programs that generate the declarations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toolchain {
    /// Node.js: a path, or a name on the search path.
    pub node: PathBuf,
    /// npm: a path, or a name on the search path.
    pub npm: PathBuf,
}

impl Default for Toolchain {
    fn default() -> Self {
        Self { node: PathBuf::from("node"), npm: PathBuf::from("npm") }
    }
}

impl Toolchain {
    /// Installs what the lock file in the folder pins, unless that has been done since the lock file was last changed.
    /// Says so on standard error, because it takes seconds.
    pub fn install(&self, package: &Path) -> Result<(), Error> {
        let lock = package.join("package-lock.json");
        let locked = modified(&lock).map_err(|source| Error::Read { path: lock, source })?;
        // npm writes this file last.
        let installed = modified(&package.join("node_modules/.package-lock.json"));
        if installed.is_ok_and(|installed| installed >= locked) {
            return Ok(());
        }
        eprintln!("installing what specs/typescript/package-lock.json pins …");
        let mut command = Command::new(&self.npm);
        command.args(["ci", "--no-fund", "--no-audit", "--silent"]).current_dir(package).stdin(Stdio::null());
        let output = command.output().map_err(|source| missing(&self.npm, source))?;
        finished("npm ci", output).map(drop)
    }

    /// Runs openapi-typescript, installed in the folder, on documents. Returns its output by their names.
    pub fn declarations(
        &self,
        documents: Map<String, Value>,
        package: &Path,
    ) -> Result<BTreeMap<String, String>, Error> {
        let command = "node declarations.mjs";
        let mut child = Command::new(&self.node)
            .arg("declarations.mjs")
            .current_dir(package)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| missing(&self.node, source))?;
        let text = Value::from(documents).to_string();
        let mut input = child.stdin.take().expect("the input is piped");
        // If the program ends early, the pipe breaks. Its output says why.
        let sender = std::thread::spawn(move || input.write_all(text.as_bytes()));
        let output = child.wait_with_output().map_err(|source| missing(&self.node, source))?;
        let _ = sender.join();
        let text = finished(command, output)?;
        serde_json::from_str(&text).map_err(|error| Error::Node {
            command: command.to_owned(),
            reason: format!("its output is not JSON; {error}"),
        })
    }
}

fn modified(path: &Path) -> std::io::Result<SystemTime> {
    fs::metadata(path)?.modified()
}

fn missing(program: &Path, source: std::io::Error) -> Error {
    Error::NoNode { program: program.display().to_string(), source }
}

/// The output of a program, if it succeeded.
fn finished(command: &str, output: Output) -> Result<String, Error> {
    let failed = |reason: String| Error::Node { command: command.to_owned(), reason };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim();
        let said = if said.is_empty() { "it says nothing; run it by hand" } else { said };
        return Err(failed(format!("{}; {said}", output.status)));
    }
    String::from_utf8(output.stdout).map_err(|_| failed("its output is not UTF-8".to_owned()))
}
