//! References to other files. The files become parts of the document, and references point to them there.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::{ReadError, text};

/// The member of `components` that has the other files, by number.
pub const FILES: &str = "x-trackside-files";

/// Keywords whose content is data: a `$ref` below them is not a reference.
const DATA: [&str; 6] = ["example", "examples", "default", "enum", "const", "value"];

/// Members whose names are chosen by authors: a schema may be called `example`.
const NAMED: [&str; 7] = ["properties", "patternProperties", "$defs", "schemas", "responses", "parameters", "headers"];

/// Takes in the files to which a document refers, directly or through others.
pub(crate) fn take_in(
    document: &mut Value,
    name: &str,
    file: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<(), ReadError> {
    let mut files = Files::default();
    files.rewrite(document, "", name)?;
    let mut parts: Map<String, Value> = Map::new();
    while let Some((number, path, reference, from)) = files.waiting.pop() {
        let bytes = file(&path).map_err(|reason| ReadError::Reference { name: from, reference, reason })?;
        let mut part = text::parse(&bytes, &path)?;
        files.rewrite(&mut part, &path, &path)?;
        parts.insert(number.to_string(), part);
    }
    if let (false, Some(root)) = (parts.is_empty(), document.as_object_mut()) {
        let components = root.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            components.insert(FILES.to_owned(), Value::Object(parts));
        }
    }
    Ok(())
}

#[derive(Default)]
struct Files {
    /// The number of each file, by its path.
    numbers: BTreeMap<String, usize>,
    /// Files that are not read yet: number, path, and the first reference to it with its file.
    waiting: Vec<(usize, String, String, String)>,
}

impl Files {
    /// Lets references to files point to where the files will be. `own` is the path of the file that has them; empty
    /// for the document.
    fn rewrite(&mut self, part: &mut Value, own: &str, name: &str) -> Result<(), ReadError> {
        let mut open = vec![(part, false)];
        while let Some((part, is_named)) = open.pop() {
            match part {
                Value::Array(items) => open.extend(items.iter_mut().map(|item| (item, false))),
                Value::Object(members) => {
                    for (key, member) in members.iter_mut() {
                        match member {
                            Value::String(reference) if key == "$ref" && !is_named => {
                                *reference = self.pointed(reference, own, name)?;
                            }
                            _ if !is_named && (DATA.contains(&key.as_str()) || key.starts_with("x-")) => {}
                            _ => open.push((member, !is_named && NAMED.contains(&key.as_str()))),
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn pointed(&mut self, reference: &str, own: &str, name: &str) -> Result<String, ReadError> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let refuse = |reason: &str| {
            let (name, reference) = (name.to_owned(), reference.to_owned());
            Err(ReadError::Reference { name, reference, reason: reason.to_owned() })
        };
        if path.is_empty() && own.is_empty() {
            return Ok(reference.to_owned());
        }
        if path.contains("://") {
            return refuse("documents are not fetched from the network; download it, and refer to the file");
        }
        let Ok(path) = percent_decode_str(path).decode_utf8() else { return refuse("the path is not UTF-8") };
        let path = if path.is_empty() { own.to_owned() } else { joined(own, &path) };
        let next = self.numbers.len();
        let number = *self.numbers.entry(path.clone()).or_insert(next);
        if number == next {
            self.waiting.push((number, path, reference.to_owned(), name.to_owned()));
        }
        Ok(format!("#/components/{FILES}/{number}{fragment}"))
    }
}

/// A path relative to the folder of another file.
fn joined(own: &str, path: &str) -> String {
    let mut steps: Vec<&str> = match own.rsplit_once('/') {
        Some((folder, _)) if !path.starts_with('/') => folder.split('/').collect(),
        _ => Vec::new(),
    };
    for step in path.split('/') {
        match step {
            "." => {}
            ".." if steps.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn paths_are_relative_to_the_file() {
        for (own, path, expected) in [
            ("", "a.yaml", "a.yaml"),
            ("", "./a.yaml", "a.yaml"),
            ("schemas/a.yaml", "b.yaml", "schemas/b.yaml"),
            ("schemas/a.yaml", "../b.yaml", "b.yaml"),
            ("", "../b.yaml", "../b.yaml"),
            ("schemas/a.yaml", "/b.yaml", "/b.yaml"),
        ] {
            assert_eq!(joined(own, path), expected, "{own} {path}");
        }
    }
}
