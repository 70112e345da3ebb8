//! A document and its references.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::ContractError;

/// Keywords whose content is data: a `$ref` below them is not a reference.
const DATA: [&str; 5] = ["example", "examples", "default", "enum", "value"];

/// A document whose version has been checked.
#[derive(Clone, Copy)]
pub(crate) struct Document<'d> {
    value: &'d Value,
}

impl<'d> Document<'d> {
    /// Checks that the value is an OpenAPI 3.0 document and that all its references can be resolved.
    pub(crate) fn open(value: &'d Value) -> Result<Self, ContractError> {
        let not = |reason: &str| ContractError::NotOpenApi { reason: reason.to_owned() };
        let fields = value.as_object().ok_or_else(|| not("it is not a JSON object"))?;
        let version = match fields.get("openapi") {
            None if fields.contains_key("swagger") => {
                return Err(ContractError::Version { found: format!("none, but `swagger: {}`", fields["swagger"]) });
            }
            None => return Err(not("it has no `openapi`")),
            Some(version) => version.as_str().ok_or_else(|| not("its `openapi` is not a string"))?,
        };
        if version != "3.0" && !version.starts_with("3.0.") {
            return Err(ContractError::Version { found: version.to_owned() });
        }
        match fields.get("paths") {
            None => return Err(not("it has no `paths`")),
            Some(paths) if !paths.is_object() => return Err(not("its `paths` is not an object")),
            Some(_) => {}
        }
        let document = Self { value };
        document.check_references()?;
        Ok(document)
    }

    /// The part at a JSON pointer.
    pub(crate) fn at(self, pointer: &str) -> Option<&'d Value> {
        self.value.pointer(pointer)
    }

    /// Follows the references at a JSON pointer. Returns the part and its own pointer.
    pub(crate) fn resolve(self, pointer: String) -> Result<(String, &'d Value), ContractError> {
        let mut seen = vec![pointer.clone()];
        let mut place = pointer;
        loop {
            let value = self.at(&place).unwrap_or(&Value::Null);
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Ok((place, value));
            };
            let target = self.target(&place, reference)?;
            if seen.contains(&target) {
                return Err(ContractError::Reference {
                    place,
                    reference: reference.to_owned(),
                    why: "refers to itself".to_owned(),
                });
            }
            seen.push(target.clone());
            place = target;
        }
    }

    /// The pointer of a reference.
    fn target(self, place: &str, reference: &str) -> Result<String, ContractError> {
        let wrong = |why: &str| ContractError::Reference {
            place: place.to_owned(),
            reference: reference.to_owned(),
            why: why.to_owned(),
        };
        let fragment = reference.strip_prefix('#').ok_or_else(|| wrong("points outside the document"))?;
        let pointer = percent_decode_str(fragment).decode_utf8().map_err(|_| wrong("is not UTF-8"))?.into_owned();
        if self.at(&pointer).is_none() {
            return Err(wrong("points to nothing"));
        }
        Ok(pointer)
    }

    fn check_references(self) -> Result<(), ContractError> {
        let mut open = vec![(String::new(), self.value)];
        while let Some((place, value)) = open.pop() {
            match value {
                Value::Object(fields) => {
                    if let Some(Value::String(reference)) = fields.get("$ref") {
                        self.target(&place, reference)?;
                    }
                    let named = ["/properties", "/schemas", "/responses", "/parameters", "/headers", "/requestBodies"];
                    let holds_names = named.iter().any(|end| place.ends_with(end));
                    for (name, child) in fields {
                        let is_data = !holds_names && (DATA.contains(&name.as_str()) || name.starts_with("x-"));
                        // Named examples are objects that may be references.
                        if !is_data || (name == "examples" && child.is_object()) {
                            open.push((join(&place, name), child));
                        }
                    }
                }
                Value::Array(items) => {
                    open.extend(items.iter().enumerate().map(|(index, item)| (format!("{place}/{index}"), item)));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The pointer of a field of the part at `pointer`.
pub(crate) fn join(pointer: &str, field: &str) -> String {
    let mut joined = String::with_capacity(pointer.len() + field.len() + 1);
    joined.push_str(pointer);
    joined.push('/');
    for character in field.chars() {
        match character {
            '~' => joined.push_str("~0"),
            '/' => joined.push_str("~1"),
            _ => joined.push(character),
        }
    }
    joined
}
