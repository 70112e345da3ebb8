//! Chains as shell scripts.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde_json::Value;

use crate::case::Draft;
use crate::run::Session;
use crate::spec::{Declared, Place};

/// A placeholder for the identity of the new record in the requests of a script.
const MARK: &str = "TRACKSIDE-CREATED-RECORD";

/// The shell variable with the identity of the new record.
const VARIABLE: &str = "CREATED";

/// The steps of a chain, as commands of a POSIX shell.
///
/// The first step creates something and keeps its identity in a variable, from which the other steps take it. It needs
/// curl and jq. Credentials are environment variables.
#[derive(Debug, Clone)]
pub(crate) struct ChainScript {
    operation: String,
    /// What each step does, and its command.
    steps: Vec<(String, String)>,
}

/// The placeholder for a value of the response that created the record. Nothing for values from elsewhere.
pub(super) fn placeholder(place: &Place) -> Option<Value> {
    matches!(place, Place::ResponseBody(_)).then(|| Value::from(MARK))
}

impl ChainScript {
    /// The script of the chain that begins with an operation.
    pub(super) fn new(operation: &str) -> Self {
        Self { operation: operation.to_owned(), steps: Vec::new() }
    }

    /// Adds the step that creates a record. `place` is a JSON pointer to its identity.
    pub(super) fn capture(&mut self, session: &Session<'_>, declared: &Declared, draft: &Draft, place: Option<&str>) {
        let command = command(session, declared, draft);
        let command = match place {
            Some(pointer) => format!("{VARIABLE}=$({command} | jq -er '{}')", path(pointer).replace('\'', r"'\''")),
            None => command,
        };
        self.steps.push((format!("create: {}", declared.id), command));
    }

    /// Adds a step.
    pub(super) fn add(&mut self, session: &Session<'_>, declared: &Declared, draft: &Draft, what: &str) {
        let step = (format!("{what}: {}", declared.id), command(session, declared, draft));
        if self.steps.last() != Some(&step) {
            self.steps.push(step);
        }
    }

    /// All steps so far in one line.
    pub(super) fn line(&self) -> String {
        let commands: Vec<_> = self.steps.iter().map(|(_, command)| command.as_str()).collect();
        commands.join(" && ")
    }

    /// The name of the script's file: the id of the operation, with its unusual characters replaced.
    fn file(&self) -> String {
        let usual = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
        format!("{}.sh", self.operation.chars().map(usual).collect::<String>())
    }

    /// The whole script.
    fn text(&self) -> String {
        let mut text =
            format!("#!/bin/sh\n# What {} creates, from the beginning to the end.\nset -eu\n", self.operation);
        for (what, command) in &self.steps {
            // Prints the status below the body.
            let end = if command.starts_with(VARIABLE) { "" } else { r" -w '\n%{http_code}\n'" };
            write!(text, "\n# {what}\n{command}{end}\n").expect("writing to a string never fails");
        }
        text
    }

    /// Writes scripts to a folder, which is created if it is not there.
    ///
    /// # Errors
    /// Returns an error if a file cannot be written.
    pub(crate) fn write_all(scripts: &[Self], folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        for script in scripts {
            std::fs::write(folder.join(script.file()), script.text())?;
        }
        Ok(())
    }
}

fn command(session: &Session<'_>, declared: &Declared, draft: &Draft) -> String {
    let request = draft.request(session.spec, declared, &session.options.credentials);
    session.curl(&request, &[(MARK.to_owned(), VARIABLE.to_owned())])
}

/// A JSON pointer as a path of jq.
fn path(pointer: &str) -> String {
    let tokens = pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
    let steps = tokens.map(|token| match token.parse::<usize>() {
        Ok(index) => format!("[{index}]"),
        Err(_) => format!("[{}]", serde_json::Value::String(token)),
    });
    format!(".{}", steps.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{ChainScript, path};

    #[test]
    fn a_pointer_becomes_a_path_of_jq() {
        assert_eq!(path("/data/0/id"), r#".["data"][0]["id"]"#);
        assert_eq!(path("/a~1b"), r#".["a/b"]"#);
        assert_eq!(path(""), ".");
    }

    #[test]
    fn a_script_is_named_after_its_operation() {
        assert_eq!(ChainScript::new("POST /v1/orders").file(), "POST__v1_orders.sh");
    }
}
