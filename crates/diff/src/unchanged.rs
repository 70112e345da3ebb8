//! Finds what is the same in both documents, so that it need not be compared: usually nearly everything.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::document::Document;

/// What is known to be the same.
///
/// A value is the same if it is written in the same way, apart from the order of members, and everything to which it
/// refers is the same. What cannot be told is not the same.
pub(crate) struct Unchanged<'d> {
    new: Document<'d>,
    /// The components that are the same, by section.
    components: HashMap<&'d str, HashSet<&'d str>>,
    /// Whether what operations take from the document is the same: its servers and its security.
    pub(crate) defaults: bool,
}

impl<'d> Unchanged<'d> {
    /// Compares all components.
    pub(crate) fn of(old: Document<'d>, new: Document<'d>) -> Self {
        let mut candidates = Candidates { new, names: Vec::new(), references: Vec::new() };
        let old_components = old.section("components");
        for (section, parts) in new.section("components") {
            let pair = (old_components.get(section).and_then(Value::as_object), parts.as_object());
            let (Some(old_parts), Some(parts)) = pair else { continue };
            for (name, part) in parts {
                if let Some(old_part) = old_parts.get(name) {
                    candidates.add((section, name), old_part, part);
                }
            }
        }
        let mut unchanged = Self { new, components: candidates.settled(), defaults: false };
        let optional = |old: Option<&'d Value>, new: Option<&'d Value>| match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => unchanged.is_same(old, new),
            _ => false,
        };
        let same_root = |key: &str| optional(old.root().get(key), new.root().get(key));
        let schemes = optional(old_components.get("securitySchemes"), new.section("components").get("securitySchemes"));
        unchanged.defaults = schemes && same_root("security") && same_root("servers");
        unchanged
    }

    /// Whether a value of the old document is the same in the new one.
    pub(crate) fn is_same(&self, old: &'d Value, new: &'d Value) -> bool {
        is_written_alike(old, new, &mut |reference| self.holds(reference))
    }

    /// The same for the members of two objects.
    pub(crate) fn are_same(&self, old: &'d Map<String, Value>, new: &'d Map<String, Value>) -> bool {
        are_written_alike(old, new, &mut |reference| self.holds(reference))
    }

    fn holds(&self, reference: Reference<'d>) -> bool {
        let Some((section, name)) = reference.component(self.new) else { return false };
        self.components.get(&*section).is_some_and(|names| names.contains(&*name))
    }
}

/// Components that are written alike, and to which components they refer.
struct Candidates<'d> {
    new: Document<'d>,
    names: Vec<(&'d str, &'d str)>,
    references: Vec<Vec<(Cow<'d, str>, Cow<'d, str>)>>,
}

impl<'d> Candidates<'d> {
    fn add(&mut self, name: (&'d str, &'d str), old: &'d Value, new: &'d Value) {
        let mut references = HashSet::new();
        let alike = is_written_alike(old, new, &mut |reference| match reference.component(self.new) {
            Some(component) => {
                references.insert(component);
                true
            }
            None => false,
        });
        // A reference that leads to nothing is refused where it is compared.
        if alike && self.new.resolve(new).is_ok() {
            self.names.push(name);
            self.references.push(references.into_iter().collect());
        }
    }

    /// Removes candidates that refer to anything but candidates, until none of them does.
    fn settled(&self) -> HashMap<&'d str, HashSet<&'d str>> {
        let mut same: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
        for (index, (section, name)) in self.names.iter().enumerate() {
            same.entry(section).or_default().insert(name, index);
        }
        let mut callers = vec![Vec::new(); self.names.len()];
        let mut out = Vec::new();
        for (caller, references) in self.references.iter().enumerate() {
            for (section, name) in references {
                match same.get(&**section).and_then(|names| names.get(&**name)) {
                    Some(index) => callers[*index].push(caller),
                    None => out.push(caller),
                }
            }
        }
        while let Some(index) = out.pop() {
            let (section, name) = self.names[index];
            if same.get_mut(section).is_some_and(|names| names.remove(name).is_some()) {
                out.append(&mut callers[index]);
            }
        }
        same.into_iter().map(|(section, names)| (section, names.into_keys().collect())).collect()
    }
}

/// A text that may refer to a component.
#[derive(Clone, Copy)]
enum Reference<'d> {
    /// A URI fragment with a pointer, or something else in its place.
    Pointer(&'d str),
    /// The name of a schema, as a discriminator may have it.
    Schema(&'d str),
}

impl<'d> Reference<'d> {
    /// The section and the name of the component that it refers to, or in which it ends. `None` if it leads elsewhere,
    /// or to nothing.
    fn component(self, document: Document<'d>) -> Option<(Cow<'d, str>, Cow<'d, str>)> {
        let pointer = match self {
            Self::Pointer(pointer) => pointer.strip_prefix("#/components/")?,
            Self::Schema(name) => return Some((Cow::Borrowed("schemas"), Cow::Borrowed(name))),
        };
        if pointer.split('/').nth(2).is_some() {
            document.reached(&format!("/components/{pointer}"))?;
        }
        let mut steps = pointer.split('/').map(|step| {
            if !step.contains(['%', '~']) {
                return Some(Cow::Borrowed(step));
            }
            let step = percent_decode_str(step).decode_utf8().ok()?;
            Some(Cow::Owned(step.replace("~1", "/").replace("~0", "~")))
        });
        Some((steps.next()??, steps.next()??))
    }
}

/// Whether two values are written alike and all their references hold.
fn is_written_alike<'d>(old: &'d Value, new: &'d Value, holds: &mut dyn FnMut(Reference<'d>) -> bool) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => are_written_alike(old, new, holds),
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_written_alike(old, new, holds))
        }
        // References are found by what they look like, wherever they are.
        (Value::String(old), Value::String(new)) => {
            old == new && (!new.starts_with("#/") || holds(Reference::Pointer(new)))
        }
        (old, new) => old == new,
    }
}

fn are_written_alike<'d>(
    old: &'d Map<String, Value>,
    new: &'d Map<String, Value>,
    holds: &mut dyn FnMut(Reference<'d>) -> bool,
) -> bool {
    if old.len() != new.len() {
        return false;
    }
    // Members usually have the same order.
    old.iter().zip(new).all(|((name, old), (other_name, other))| {
        let Some(new) = (if name == other_name { Some(other) } else { new.get(name) }) else { return false };
        is_written_alike(old, new, holds)
            && match new {
                Value::String(reference) if name == "$ref" => holds(Reference::Pointer(reference)),
                Value::Object(targets) if name == "mapping" => targets.values().all(|target| match target {
                    Value::String(target) if !target.starts_with("#/") => holds(Reference::Schema(target)),
                    _ => true,
                }),
                _ => true,
            }
    })
}
