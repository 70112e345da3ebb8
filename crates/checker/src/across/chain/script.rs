//! Chains as shell scripts.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde_json::Value;

use crate::case::Draft;
use crate::run::Session;
use crate::spec::{Declared, Place};

/// The shell variable with the identity of the new record. Other values of the response have its name with a number.
const VARIABLE: &str = "CREATED";

/// The steps of a chain, as commands of a POSIX shell.
///
/// The first step creates something and keeps values of the response in variables, from which the other steps take
/// them. It needs curl and jq. Credentials are environment variables.
#[derive(Debug, Clone)]
pub(crate) struct ChainScript {
    operation: String,
    /// The command that creates something.
    create: String,
    /// JSON pointers to what the other steps need of its response. The identity is the first.
    captured: Vec<String>,
    /// What each other step does, and its command.
    steps: Vec<(String, String)>,
}

impl ChainScript {
    /// The script of the chain that begins with an operation. `identity` is a JSON pointer into its response.
    pub(super) fn new(operation: &str, identity: Option<&str>) -> Self {
        let captured = identity.map(str::to_owned).into_iter().collect();
        Self { operation: operation.to_owned(), create: String::new(), captured, steps: Vec::new() }
    }

    /// Sets the step that creates a record.
    pub(super) fn begin(&mut self, session: &Session<'_>, declared: &Declared, draft: &Draft) {
        self.create = self.command(session, declared, draft);
    }

    /// A placeholder for a value of the response that created the record. Nothing for values from elsewhere.
    pub(super) fn placeholder(&mut self, place: &Place) -> Option<Value> {
        let Place::ResponseBody(pointer) = place else { return None };
        let index = self.captured.iter().position(|known| known == pointer).unwrap_or_else(|| {
            self.captured.push(pointer.clone());
            self.captured.len() - 1
        });
        Some(Value::from(mark(index)))
    }

    /// Adds a step.
    pub(super) fn add(&mut self, session: &Session<'_>, declared: &Declared, draft: &Draft, what: &str) {
        let step = (format!("{what}: {}", declared.id), self.command(session, declared, draft));
        if self.steps.last() != Some(&step) {
            self.steps.push(step);
        }
    }

    /// All steps so far in one line.
    pub(super) fn line(&self) -> String {
        let mut commands = self.beginning();
        commands.extend(self.steps.iter().map(|(_, command)| command.clone()));
        commands.join(" && ")
    }

    /// The commands that create a record and keep what the others need.
    fn beginning(&self) -> Vec<String> {
        let taken = |pointer: &str| format!("jq -er '{}'", path(pointer).replace('\'', r"'\''"));
        match self.captured.as_slice() {
            [] => vec![self.create.clone()],
            [identity] => vec![format!("{VARIABLE}=$({} | {})", self.create, taken(identity))],
            several => {
                let kept = several.iter().enumerate().map(|(index, pointer)| {
                    format!(r#"{}=$(printf '%s' "$RESPONSE" | {})"#, variable(index), taken(pointer))
                });
                std::iter::once(format!("RESPONSE=$({})", self.create)).chain(kept).collect()
            }
        }
    }

    fn command(&self, session: &Session<'_>, declared: &Declared, draft: &Draft) -> String {
        let request = draft.request(session.spec, declared, &session.options.credentials);
        let marks: Vec<_> = (0..self.captured.len()).map(|index| (mark(index), variable(index))).collect();
        session.curl(&request, &marks)
    }

    /// The name of the script's file: the id of the operation, with its unusual characters replaced.
    fn file(&self) -> String {
        let usual = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
        format!("{}.sh", self.operation.chars().map(usual).collect::<String>())
    }

    /// The whole script.
    fn text(&self) -> String {
        let mut text = format!("#!/bin/sh\n# What {} creates, from the beginning to the end.\n", self.operation);
        writeln!(text, "set -eu\n\n# create: {}\n{}", self.operation, self.beginning().join("\n"))
            .expect("writing to a string never fails");
        for (what, command) in &self.steps {
            // Prints the status below the body.
            writeln!(text, "\n# {what}\n{command} -w '\\n%{{http_code}}\\n'").expect("writing to a string never fails");
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

/// A placeholder in the requests of a script.
fn mark(index: usize) -> String {
    format!("TRACKSIDE-CREATED-{}-RECORD", index + 1)
}

/// The shell variable for a placeholder.
fn variable(index: usize) -> String {
    if index == 0 { VARIABLE.to_owned() } else { format!("{VARIABLE}_{}", index + 1) }
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
    use super::{ChainScript, Place, path};

    #[test]
    fn a_pointer_becomes_a_path_of_jq() {
        assert_eq!(path("/data/0/id"), r#".["data"][0]["id"]"#);
        assert_eq!(path("/a~1b"), r#".["a/b"]"#);
        assert_eq!(path(""), ".");
    }

    #[test]
    fn each_value_of_the_response_has_a_variable() {
        let mut script = ChainScript::new("createShop", Some("/id"));
        script.create = "curl -X POST 'http://shop'".to_owned();
        assert_eq!(script.beginning(), [r#"CREATED=$(curl -X POST 'http://shop' | jq -er '.["id"]')"#]);
        let body = |pointer: &str| Place::ResponseBody(pointer.to_owned());
        let values = ["/id", "/url", "/id", "/url"].map(|pointer| script.placeholder(&body(pointer)).unwrap());
        assert_eq!(values[0], values[2]);
        assert_eq!(values[1], values[3]);
        assert_ne!(values[0], values[1]);
        assert_eq!(script.placeholder(&Place::RequestPath("id".to_owned())), None);
        let expected = [
            "RESPONSE=$(curl -X POST 'http://shop')",
            r#"CREATED=$(printf '%s' "$RESPONSE" | jq -er '.["id"]')"#,
            r#"CREATED_2=$(printf '%s' "$RESPONSE" | jq -er '.["url"]')"#,
        ];
        assert_eq!(script.beginning(), expected);
    }

    #[test]
    fn a_script_is_named_after_its_operation() {
        assert_eq!(ChainScript::new("POST /v1/orders", None).file(), "POST__v1_orders.sh");
    }
}
