//! Reads JSON as RFC 8259 defines it, and names what RFC 7493 advises against because parsers differ in it.

use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use crate::load::join;
use crate::semantic::whole;

/// The deepest nesting that is read.
const DEPTH: usize = 128;

/// The most places that are named.
const NAMED: usize = 20;

/// A JSON text that has been read.
#[derive(Debug)]
pub(super) struct Read {
    /// The value. A number beyond a double is the largest double, half of a surrogate pair is U+FFFD, and of two fields
    /// with the same name the last one counts.
    pub(super) value: Value,
    /// What parsers read differently, with the places.
    pub(super) doubtful: Vec<(String, String)>,
}

/// Parses a JSON text as clients understand it: a number that is whole is an integer, whether it is written `1`, `1.0`
/// or `1e0`.
///
/// # Errors
/// Returns an error if the text is not JSON, or nested more than 128 levels deep.
pub fn parse_json(bytes: &[u8]) -> serde_json::Result<Value> {
    let mut value = serde_json::from_slice(bytes)?;
    make_whole(&mut value);
    Ok(value)
}

fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(whole) = written_otherwise(number) {
                *value = Value::from(whole);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        _ => {}
    }
}

/// The integer that a number is, if it is written as something else and a double holds it exactly.
fn written_otherwise(number: &Number) -> Option<i64> {
    number.as_f64().filter(|_| number.is_f64()).and_then(whole)
}

/// Why a text was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is not JSON.
    NotJson(serde_json::Error),
    /// It is nested too deeply.
    TooDeep,
}

/// Reads a JSON text.
pub(super) fn read_json(bytes: &[u8]) -> Result<Read, Unread> {
    let not_json = || match serde_json::from_slice::<Value>(bytes) {
        Err(error) => Unread::NotJson(error),
        Ok(_) => Unread::TooDeep,
    };
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(not_json()) };
    let mut reader = Reader { text, at: 0, doubtful: Vec::new() };
    match reader.document() {
        Ok(value) => Ok(Read { value, doubtful: reader.doubtful }),
        Err(Stop::TooDeep) => Err(Unread::TooDeep),
        Err(Stop::Syntax) => Err(not_json()),
    }
}

/// Why reading stops.
enum Stop {
    Syntax,
    TooDeep,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    doubtful: Vec<(String, String)>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Value, Stop> {
        let value = self.value("", 0)?;
        self.blank();
        if self.at == self.text.len() { Ok(value) } else { Err(Stop::Syntax) }
    }

    fn value(&mut self, place: &str, depth: usize) -> Result<Value, Stop> {
        if depth > DEPTH {
            return Err(Stop::TooDeep);
        }
        self.blank();
        match self.peek().ok_or(Stop::Syntax)? {
            b'{' => self.object(place, depth),
            b'[' => self.array(place, depth),
            b'"' => self.string(place).map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(place),
        }
    }

    fn object(&mut self, place: &str, depth: usize) -> Result<Value, Stop> {
        self.at += 1;
        let mut fields = Map::new();
        let mut twice = HashSet::new();
        self.blank();
        if self.take(b'}') {
            return Ok(Value::Object(fields));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err(Stop::Syntax);
            }
            let name = self.string(place)?;
            self.blank();
            if !self.take(b':') {
                return Err(Stop::Syntax);
            }
            let inner = join(place, &name);
            let value = self.value(&inner, depth + 1)?;
            if fields.insert(name.clone(), value).is_some() && twice.insert(name) {
                self.doubt(&inner, "is there more than once in its object; parsers differ in which one they keep");
            }
            self.blank();
            if self.take(b'}') {
                return Ok(Value::Object(fields));
            }
            if !self.take(b',') {
                return Err(Stop::Syntax);
            }
        }
    }

    fn array(&mut self, place: &str, depth: usize) -> Result<Value, Stop> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            let inner = format!("{place}/{}", items.len());
            items.push(self.value(&inner, depth + 1)?);
            self.blank();
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            if !self.take(b',') {
                return Err(Stop::Syntax);
            }
        }
    }

    /// A string, from its first quotation mark to behind its last.
    fn string(&mut self, place: &str) -> Result<String, Stop> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek().ok_or(Stop::Syntax)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        let written = self.text.get(start..self.at).ok_or(Stop::Syntax)?;
        if let Ok(text) = serde_json::from_str(written) {
            return Ok(text);
        }
        let mended = without_lone_surrogates(written).ok_or(Stop::Syntax)?;
        let text = serde_json::from_str(&mended).map_err(|_| Stop::Syntax)?;
        self.doubt(place, "has half of a surrogate pair (such as \\ud83d alone), which stands for no character");
        Ok(text)
    }

    fn number(&mut self, place: &str) -> Result<Value, Stop> {
        let start = self.at;
        while self.peek().is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let written = self.text.get(start..self.at).filter(|written| !written.is_empty()).ok_or(Stop::Syntax)?;
        if let Ok(number) = serde_json::from_str::<Number>(written) {
            return Ok(written_otherwise(&number).map_or(Value::Number(number), Value::from));
        }
        let number: f64 = written.parse().map_err(|_| Stop::Syntax)?;
        // What JSON does not allow, Rust's parser may; what is finite, serde would have read.
        if number.is_finite() || !is_number(written) {
            return Err(Stop::Syntax);
        }
        let shown: String = written.chars().take(24).collect();
        self.doubt(place, &format!("is {shown}, a number beyond the range of a double (about 1.8e308)"));
        let largest = if number < 0.0 { f64::MIN } else { f64::MAX };
        Ok(Number::from_f64(largest).map_or(Value::Null, Value::Number))
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Stop> {
        if !self.text[self.at..].starts_with(word) {
            return Err(Stop::Syntax);
        }
        self.at += word.len();
        Ok(value)
    }

    fn doubt(&mut self, place: &str, why: &str) {
        if self.doubtful.len() < NAMED {
            self.doubtful.push((place.to_owned(), why.to_owned()));
        }
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }
}

/// Whether a text is a number as JSON writes it.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let has_zero = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
    let dot_is_inside = digits.split('.').all(|part| part.bytes().next().is_some_and(|byte| byte.is_ascii_digit()));
    !has_zero && dot_is_inside && digits.bytes().last().is_some_and(|byte| byte.is_ascii_digit())
}

/// A string with U+FFFD in place of each half of a surrogate pair; `None` if it has none.
fn without_lone_surrogates(written: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = written.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut mended, mut at, mut has_any) = (String::with_capacity(written.len()), 0, false);
    while at < written.len() {
        let rest = &written[at..];
        let length = match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                mended.push_str("\\ufffd");
                has_any = true;
                at += 6;
                continue;
            }
            Some(_) => 6,
            // An escape of two characters is taken as a whole, so that `\\u` is no escape.
            None if rest.starts_with('\\') => 1 + rest.chars().nth(1)?.len_utf8(),
            None => rest.chars().next()?.len_utf8(),
        };
        mended.push_str(rest.get(..length)?);
        at += length;
    }
    has_any.then_some(mended)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Unread, parse_json, read_json};

    #[test]
    fn whole_numbers_are_integers_however_they_are_written() {
        for (text, value) in [
            ("[1, 1.0, 1e0, 1E+0, 10e-1, 1.000e00]", json!([1, 1, 1, 1, 1, 1])),
            ("[-0, -0.0, 0e9, 1e3]", json!([0, 0, 0, 1000])),
            ("[1.5, 15e-1]", json!([1.5, 1.5])),
            ("9007199254740992.0", json!(9_007_199_254_740_992_i64)),
            ("1e300", json!(1e300)),
            ("{\"a\":[{\"b\":2.0}]}", json!({ "a": [{ "b": 2 }] })),
        ] {
            assert_eq!(parse_json(text.as_bytes()).expect("JSON"), value, "{text}");
            let read = read_json(text.as_bytes()).unwrap_or_else(|why| panic!("{text}: {why:?}"));
            assert_eq!(read.value, value, "{text}");
        }
    }

    #[test]
    fn what_is_json_is_read_and_what_is_doubtful_is_named() {
        for (text, value, places) in [
            (r#" {"a":[1,-2.5e3,"x\n",true,null]} "#, json!({ "a": [1, -2500, "x\n", true, null] }), &[][..]),
            (r#"{"a":1,"b":{"a":2},"a":"x"}"#, json!({ "a": "x", "b": { "a": 2 } }), &["/a"]),
            (r#"{"a":1,"a":2,"a":3}"#, json!({ "a": 3 }), &["/a"]),
            ("[1e400]", json!([f64::MAX]), &["/0"]),
            ("[-1E+999]", json!([f64::MIN]), &["/0"]),
            (r#"["\ud83d"]"#, json!(["\u{fffd}"]), &["/0"]),
            (r#"["\ud83d\ude00","\\ud83d"]"#, json!(["😀", "\\ud83d"]), &[]),
            (r#"["a\udc00b\ud83dc"]"#, json!(["a\u{fffd}b\u{fffd}c"]), &["/0"]),
            ("18446744073709551615", json!(u64::MAX), &[]),
        ] {
            let read = read_json(text.as_bytes()).unwrap_or_else(|why| panic!("{text}: {why:?}"));
            assert_eq!(read.value, value, "{text}");
            assert_eq!(read.doubtful.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), places, "{text}");
        }
    }

    #[test]
    fn what_serde_reads_is_read_alike() {
        for text in ["{}", "[]", "0", "-0", "-0.0", "1.0", "1e2", "\"\"", "[[],{}]", "{\"\\u0061\":1}", "null"] {
            let expected = parse_json(text.as_bytes()).expect("JSON");
            let read = read_json(text.as_bytes()).unwrap_or_else(|why| panic!("{text}: {why:?}"));
            assert_eq!(read.value.to_string(), expected.to_string(), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let deep = "[".repeat(400) + &"]".repeat(400);
        assert!(matches!(read_json(deep.as_bytes()), Err(Unread::TooDeep)));
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "01e400",
            "1.e400",
            "NaN",
            "Infinity",
            "'a'",
            "\"a",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\t\"",
            "{a:1}",
            "[1 2]",
            "{} {}",
            "tru",
            "\u{feff}{}",
            "/**/1",
            "-",
            "\"\\",
        ] {
            assert!(matches!(read_json(text.as_bytes()), Err(Unread::NotJson(_))), "{text}");
        }
        assert!(matches!(read_json(b"\"\xff\""), Err(Unread::NotJson(_))));
    }
}
