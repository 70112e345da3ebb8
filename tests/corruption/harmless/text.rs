//! Writes a JSON value in many ways that all mean the same.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

/// A way to write JSON.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// What stands before each item and the end of a list or object, for each level; nothing if it is empty.
    pub(super) indent: &'static str,
    /// The line break, if there is an indent.
    pub(super) line: &'static str,
    /// What stands around colons: before and after.
    pub(super) colon: (&'static str, &'static str),
    /// What stands after commas.
    pub(super) comma: &'static str,
    /// What stands before and after the whole text.
    pub(super) around: (&'static str, &'static str),
    /// How a character of a value is written, if not as it is.
    pub(super) letter: fn(char) -> Option<String>,
    /// How a character of a name is written, if not as it is.
    pub(super) letter_of_name: fn(char) -> Option<String>,
    /// How a number is written.
    pub(super) number: fn(&Number) -> String,
    /// The order of fields.
    pub(super) order: fn(&mut Vec<(&String, &Value)>),
}

/// As short as possible.
pub(super) const SHORT: Style = Style {
    indent: "",
    line: "\n",
    colon: ("", ""),
    comma: "",
    around: ("", ""),
    letter: |_| None,
    letter_of_name: |_| None,
    number: ToString::to_string,
    order: |_| {},
};

impl Style {
    /// Writes a value.
    pub(super) fn write(&self, value: &Value) -> Vec<u8> {
        let mut text = self.around.0.to_owned();
        self.value(value, 0, &mut text);
        text.push_str(self.around.1);
        text.into_bytes()
    }

    fn value(&self, value: &Value, level: usize, text: &mut String) {
        match value {
            Value::Array(items) if !items.is_empty() => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(index, level + 1, text);
                    self.value(item, level + 1, text);
                }
                self.separate(0, level, text);
                text.push(']');
            }
            Value::Object(fields) if !fields.is_empty() => self.object(fields, level, text),
            Value::String(string) => write_string(string, self.letter, text),
            Value::Number(number) => text.push_str(&(self.number)(number)),
            short => write!(text, "{short}").expect("writing to a string never fails"),
        }
    }

    fn object(&self, fields: &Map<String, Value>, level: usize, text: &mut String) {
        let mut fields: Vec<_> = fields.iter().collect();
        (self.order)(&mut fields);
        text.push('{');
        for (index, (name, value)) in fields.into_iter().enumerate() {
            self.separate(index, level + 1, text);
            write_string(name, self.letter_of_name, text);
            text.push_str(self.colon.0);
            text.push(':');
            text.push_str(self.colon.1);
            self.value(value, level + 1, text);
        }
        self.separate(0, level, text);
        text.push('}');
    }

    fn separate(&self, index: usize, level: usize, text: &mut String) {
        if index > 0 {
            text.push(',');
            text.push_str(self.comma);
        }
        if !self.indent.is_empty() {
            text.push_str(self.line);
            text.push_str(&self.indent.repeat(level));
        }
    }
}

fn write_string(string: &str, letter: fn(char) -> Option<String>, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        let written = letter(character).unwrap_or_else(|| {
            let quoted = Value::from(character.to_string()).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        });
        text.push_str(&written);
    }
    text.push('"');
}

/// A character as `\u` and hexadecimal digits, two of them beyond the basic plane.
pub(super) fn escaped(character: char) -> String {
    let mut units = [0; 2];
    character.encode_utf16(&mut units).iter().fold(String::new(), |mut text, unit| {
        write!(text, "\\u{unit:04x}").expect("writing to a string never fails");
        text
    })
}
