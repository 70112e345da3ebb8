//! A document to compare, and its references.

use std::collections::HashSet;
use std::ptr;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::error::{DiffError, Which};
use crate::value::{empty, step};

/// The deepest nesting that is read.
const DEEPEST: usize = 256;
/// The longest chain of references.
const LONGEST: usize = 1024;

/// A document with a known version and limited nesting.
#[derive(Clone, Copy)]
pub(crate) struct Document<'d> {
    which: Which,
    root: &'d Value,
}

impl<'d> Document<'d> {
    /// Opens a document.
    pub(crate) fn open(which: Which, root: &'d Value) -> Result<Self, DiffError> {
        let refuse = |reason: String| Err(DiffError::NotOpenApi { which, reason });
        let Value::Object(members) = root else { return refuse("it is not an object".to_owned()) };
        match members.get("openapi") {
            Some(Value::String(version)) if version == "3.0" || version.starts_with("3.0.") => {}
            Some(version) => return refuse(format!("it has `openapi: {}`", brief(version))),
            None => return refuse("it has no `openapi`".to_owned()),
        }
        if !members.get("paths").is_some_and(Value::is_object) {
            return refuse("its `paths` is missing or not an object".to_owned());
        }
        if deeper_than(root, DEEPEST) {
            return Err(DiffError::TooDeep { which, limit: DEEPEST });
        }
        Ok(Self { which, root })
    }

    /// The root of the document.
    pub(crate) fn root(&self) -> &'d Map<String, Value> {
        self.root.as_object().expect("an opened document is an object")
    }

    /// A member of the document that is an object; empty if it is missing or something else.
    pub(crate) fn section(&self, name: &str) -> &'d Map<String, Value> {
        self.root().get(name).and_then(Value::as_object).unwrap_or(empty())
    }

    /// A section of the components.
    pub(crate) fn components(&self, name: &str) -> &'d Map<String, Value> {
        self.section("components").get(name).and_then(Value::as_object).unwrap_or(empty())
    }

    /// Resolves a value: the value itself, or the target of its `$ref`.
    pub(crate) fn resolve(&self, value: &'d Value) -> Result<&'d Value, DiffError> {
        let mut reached = value;
        let mut seen = HashSet::new();
        while let Some(Value::String(reference)) = reached.get("$ref") {
            if !seen.insert(reference.as_str()) {
                return Err(self.refuse(reached, reference, "refers to itself"));
            }
            if seen.len() > LONGEST {
                return Err(self.refuse(reached, reference, "is part of a chain that is too long"));
            }
            reached = self.follow(reached, reference)?;
        }
        Ok(reached)
    }

    /// The value at a pointer, which may be percent-encoded; `None` if it cannot be resolved.
    pub(crate) fn reached(&self, pointer: &str) -> Option<&'d Value> {
        let pointer = percent_decode_str(pointer).decode_utf8().ok()?;
        self.resolve(self.root.pointer(&pointer)?).ok()
    }

    /// Resolves one reference. `holder` is the value that contains it, for messages.
    pub(crate) fn follow(&self, holder: &'d Value, reference: &str) -> Result<&'d Value, DiffError> {
        let Some(fragment) = reference.strip_prefix('#') else {
            return Err(self.refuse(holder, reference, "points outside the document"));
        };
        let Ok(pointer) = percent_decode_str(fragment).decode_utf8() else {
            return Err(self.refuse(holder, reference, "is not UTF-8"));
        };
        self.root.pointer(&pointer).ok_or_else(|| self.refuse(holder, reference, "points to nothing"))
    }

    fn refuse(&self, holder: &'d Value, reference: &str, reason: &'static str) -> DiffError {
        let place = self.pointer_to(holder);
        DiffError::Reference { which: self.which, place, reference: reference.to_owned(), reason }
    }

    /// The place of a value. This searches the whole document, for a message that ends the comparison.
    fn pointer_to(&self, wanted: &Value) -> String {
        let mut waiting = vec![(self.root, String::new())];
        while let Some((value, pointer)) = waiting.pop() {
            if ptr::eq(value, wanted) {
                return if pointer.is_empty() { "/".to_owned() } else { pointer };
            }
            match value {
                Value::Array(items) => {
                    waiting.extend(items.iter().enumerate().map(|(index, item)| (item, format!("{pointer}/{index}"))));
                }
                Value::Object(members) => {
                    waiting.extend(members.iter().map(|(name, member)| (member, format!("{pointer}{}", step(name)))));
                }
                _ => {}
            }
        }
        "/".to_owned()
    }
}

fn brief(version: &Value) -> String {
    match version {
        Value::String(text) => text.chars().take(20).collect(),
        Value::Number(number) => number.to_string(),
        _ => "…".to_owned(),
    }
}

fn deeper_than(root: &Value, limit: usize) -> bool {
    let mut waiting = vec![(root, 1)];
    while let Some((value, depth)) = waiting.pop() {
        if depth > limit {
            return true;
        }
        match value {
            Value::Array(items) => waiting.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => waiting.extend(members.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    false
}
