//! YAML as a tree that knows where in the text everything is. JSON is YAML as well.

use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

use crate::{Place, Step};

/// How large a text may become.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many values it may have. References to the same value count each time.
    pub values: usize,
    /// How deep values may be nested.
    pub depth: usize,
}

/// Why a text cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct BrokenText {
    /// Where.
    pub place: Place,
    /// What is wrong there.
    pub reason: String,
}

/// A value, and where it begins.
#[derive(Debug, Clone)]
pub struct Node {
    place: Place,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Scalar(Value),
    List(Vec<Node>),
    /// Keys, where they are, and their values.
    Object(Vec<(String, Place, Node)>),
}

impl Node {
    /// Reads a text.
    ///
    /// Returns an error if it is not YAML, has a key twice, has what JSON cannot express, or exceeds the limits.
    pub fn read(text: &str, limits: Limits) -> Result<Self, BrokenText> {
        let text = if text.trim_start().starts_with('{') { joined(text) } else { text.to_owned() };
        let mut reader = Reader { parser: Parser::new_from_str(&text), anchors: BTreeMap::new(), nodes: 0, limits };
        reader.document()
    }

    /// The value without its places.
    pub fn value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(nodes) => nodes.iter().map(Self::value).collect(),
            Content::Object(fields) => {
                Value::Object(fields.iter().map(|(key, _, node)| (key.clone(), node.value())).collect::<Map<_, _>>())
            }
        }
    }

    /// Where the value at a path is, or the nearest one around it.
    pub fn place(&self, path: &[Step]) -> Place {
        let Some((first, rest)) = path.split_first() else { return self.place };
        match (&self.content, first) {
            (Content::List(nodes), Step::Index(index)) => nodes.get(*index).map_or(self.place, |node| node.place(rest)),
            (Content::Object(fields), Step::Key(key)) => match fields.iter().find(|(known, ..)| known == key) {
                Some((_, place, _)) if rest.is_empty() => *place,
                Some((.., node)) => node.place(rest),
                None => self.place,
            },
            _ => self.place,
        }
    }

    fn count(&self) -> usize {
        match &self.content {
            Content::Scalar(_) => 1,
            Content::List(nodes) => 1 + nodes.iter().map(Self::count).sum::<usize>(),
            Content::Object(fields) => 1 + fields.iter().map(|(.., node)| node.count()).sum::<usize>(),
        }
    }
}

/// The escapes of JSON for characters in two halves, as the characters that they are: YAML has no such escapes.
fn joined(text: &str) -> String {
    let half = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let (mut joined, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(found) = rest.find('\\') {
        joined.push_str(&rest[..found]);
        rest = &rest[found..];
        let halves = half(rest).zip(rest.get(6..).and_then(half));
        let character = halves.and_then(|(high, low)| char::decode_utf16([high, low]).next()?.ok());
        if let Some(character) = character.filter(|character| u32::from(*character) > 0xffff) {
            joined.push(character);
            rest = &rest[12..];
        } else {
            // The escaped character may be a backslash.
            let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            joined.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }
    joined + rest
}

impl BrokenText {
    fn at(place: Place, reason: impl Into<String>) -> Self {
        Self { place, reason: reason.into() }
    }
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    limits: Limits,
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Result<Node, BrokenText> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_), _) => {}
                (Event::StreamEnd, place) => return Err(BrokenText::at(place, "it is empty")),
                (event, place) => {
                    let node = self.node(event, place, 0)?;
                    return match (self.next()?, self.next()?) {
                        (_, (Event::StreamEnd, _)) => Ok(node),
                        (_, (_, place)) => Err(BrokenText::at(place, "there is a second document")),
                    };
                }
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Place), BrokenText> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, place(span.start))),
            Some(Err(error)) => Err(BrokenText::at(place(*error.marker()), error.info())),
            None => Ok((Event::StreamEnd, Place::default())),
        }
    }

    fn node(&mut self, event: Event<'t>, place: Place, depth: usize) -> Result<Node, BrokenText> {
        self.nodes += 1;
        if self.nodes > self.limits.values || depth > self.limits.depth {
            return Err(BrokenText::at(place, "it has too many values, or they are nested too deep"));
        }
        let (anchor, content) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, Content::Scalar(scalar(&text, style, tag.as_deref(), place)?))
            }
            Event::SequenceStart(anchor, _) => {
                let mut nodes = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, place) => nodes.push(self.node(event, place, depth + 1)?),
                    }
                }
                (anchor, Content::List(nodes))
            }
            Event::MappingStart(anchor, _) => (anchor, Content::Object(self.fields(depth)?)),
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let node = node.ok_or_else(|| BrokenText::at(place, "there is no such anchor before"))?;
                self.nodes += node.count();
                return Ok(Node { place, ..node });
            }
            _ => return Err(BrokenText::at(place, "a value is missing")),
        };
        let node = Node { place, content };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn fields(&mut self, depth: usize) -> Result<Vec<(String, Place, Node)>, BrokenText> {
        let mut fields: Vec<(String, Place, Node)> = Vec::new();
        let mut known = BTreeSet::new();
        loop {
            let (key, place) = match self.next()? {
                (Event::MappingEnd, _) => return Ok(fields),
                (Event::Scalar(text, ..), place) => (text.into_owned(), place),
                (_, place) => return Err(BrokenText::at(place, "a key is not a text")),
            };
            if !known.insert(key.clone()) {
                return Err(BrokenText::at(place, format!("the key {key} is there twice")));
            }
            let (event, begins) = self.next()?;
            let node = self.node(event, begins, depth + 1)?;
            fields.push((key, place, node));
        }
    }
}

fn place(marker: Marker) -> Place {
    Place { line: marker.line(), column: marker.col() + 1 }
}

/// The value of a scalar by YAML's core schema.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, place: Place) -> Result<Value, BrokenText> {
    match tag {
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => return Ok(text.into()),
        Some(_) => return Err(BrokenText::at(place, "tags such as !name are not supported here")),
        None if style != ScalarStyle::Plain => return Ok(text.into()),
        None => {}
    }
    Ok(plain(text))
}

fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        text => number(text).map_or_else(|| text.into(), Value::Number),
    }
}

/// Whether every reader of YAML takes this text without quotes for a text.
pub fn is_plain_text(text: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b" _./@+:-".contains(&byte);
    let words = ["yes", "no", "on", "off", "y", "n"];
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(is_usual)
        && !text.contains(": ")
        && !text.ends_with([' ', ':'])
        && !words.contains(&text.to_ascii_lowercase().as_str())
        && plain(text).is_string()
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte)) {
        return None;
    }
    if !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let whole = text.parse::<i64>().ok().map(Number::from).or_else(|| text.parse::<u64>().ok().map(Number::from));
    whole.or_else(|| Number::from_f64(text.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Limits, Node};
    use crate::Step;

    const LIMITS: Limits = Limits { values: 1_000_000, depth: 50 };

    fn read(text: &str) -> Result<Value, String> {
        Node::read(text, LIMITS).map(|node| node.value()).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_yaml_and_json() {
        for (text, expected) in [
            ("a: 1\nb: [x, -3d, 2.5, 'no', no, ~]\n", json!({ "a": 1, "b": ["x", "-3d", 2.5, "no", "no", null] })),
            ("{\n\t\"a\": [true, 1e3, \"\\/\"]\n}", json!({ "a": [true, 1000.0, "/"] })),
            (r#"{"a": "\ud83d\ude00 \\ud83d \u00e9"}"#, json!({ "a": "😀 \\ud83d é" })),
            (
                "a: 2026-06-08\nb: 2026-06-08T12:00:00Z # then\n",
                json!({ "a": "2026-06-08", "b": "2026-06-08T12:00:00Z" }),
            ),
            ("a: &a {b: 1}\nc: *a\n", json!({ "a": { "b": 1 }, "c": { "b": 1 } })),
            ("a: !!str 7\n", json!({ "a": "7" })),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn says_where_the_text_is_broken() {
        for (text, expected) in [
            ("a: 1\na: 2\n", "2:1: the key a is there twice"),
            ("", "1:1: it is empty"),
            ("a: 1\n---\nb: 2\n", "2:1: there is a second document"),
            ("a:\n\t- 1\n", "2:2: "),
            ("a: [1\n", "2:1: "),
            ("a: !secret x\n", "1:4: tags such as !name are not supported here"),
            ("? [a]\n: b\n", "1:3: a key is not a text"),
            ("a: *b\n", "1:4: "),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
        let nested = "[".repeat(1000);
        assert!(read(&nested).is_err());
    }

    #[test]
    fn aliases_do_not_multiply_without_end() {
        let levels = (1..12).map(|level| {
            let earlier = format!("*a{}", level - 1);
            format!("a{level}: &a{level} [{}]\n", vec![earlier; 10].join(", "))
        });
        let first = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        let text: String = std::iter::once(first).chain(levels).collect();
        assert!(read(&text).expect_err("it is too large").contains("too many values"));
    }

    #[test]
    fn finds_the_place_of_a_path() {
        let node = Node::read("programs:\n  - name: A\n    orders:\n      - {at: -3d}\n      - at: -1d\n", LIMITS)
            .expect("YAML");
        let key = |key: &str| Step::Key(key.to_owned());
        let path = [key("programs"), Step::Index(0), key("orders"), Step::Index(1), key("at")];
        for (length, expected) in [(0, "1:1"), (1, "1:1"), (2, "2:5"), (3, "3:5"), (4, "5:9"), (5, "5:9")] {
            assert_eq!(node.place(&path[..length]).to_string(), expected, "{length}");
        }
    }
}
