//! Texts with lengths, formats and patterns.

use rand_chacha::rand_core::Rng as _;
use serde_json::{Value, json};

use super::shape::Shape;
use super::{Maker, Sample, named, pattern};

/// The longest text that is made.
const LONGEST: usize = 10_000;

/// How many texts are chosen by chance.
const RANDOM: usize = 4;

/// What is no value of a format, whatever the format.
const NONSENSE: &str = "not-a-value!";

impl Maker<'_> {
    /// An ordinary text; nothing when the schema asks for one that cannot be made.
    pub(super) fn plain_text(&mut self, shape: &Shape<'_>) -> Option<String> {
        if let Some(pattern) = shape.text("pattern") {
            return pattern::text(pattern, &mut self.random);
        }
        if let Some(format) = shape.text("format") {
            return Some(self.formatted(format));
        }
        let shortest = shape.count("minLength").unwrap_or(0);
        let longest = shape.count("maxLength").unwrap_or(usize::MAX);
        (shortest <= LONGEST).then(|| self.letters(8.clamp(shortest.min(longest), longest)))
    }

    /// Texts at the corners of a domain.
    pub(super) fn text_corners(&mut self, shape: &Shape<'_>) -> Vec<Sample> {
        let mut found = Vec::new();
        if shape.text("pattern").is_some() || shape.text("format").is_some() {
            for number in 1..=RANDOM {
                if let Some(text) = self.plain_text(shape) {
                    found.push(named(format!("text {number} by chance"), json!(text)));
                }
            }
            return found;
        }
        if let Some(shortest) = shape.count("minLength").filter(|length| *length <= LONGEST) {
            found.push(named("the shortest", json!(self.letters(shortest))));
        }
        if let Some(longest) = shape.count("maxLength").filter(|length| *length <= LONGEST) {
            found.push(named("the longest", json!(self.letters(longest))));
        }
        let shortest = shape.count("minLength").unwrap_or(1);
        if shortest <= 12 {
            found.push(named("letters", json!(self.letters(shortest.max(6)))));
            found.push(named("letters beyond ASCII", json!("Zoë Łukasz 東京 🙂")));
            found.push(named("marks that mean something elsewhere", json!("a&b=c%20d+e/f?g#h\"i'j<k>")));
        }
        found
    }

    /// Texts that the schema excludes.
    pub(super) fn spoiled_texts(&mut self, shape: &Shape<'_>) -> Vec<Sample> {
        let mut found = Vec::new();
        if let Some(format) = shape.text("format") {
            found.push(named(format!("bad format: {format}"), json!(NONSENSE)));
            let text = self.formatted(format);
            found.push(named(format!("cut-off format: {format}"), json!(text[..text.len() - 1].to_owned())));
            if ["date", "date-time"].contains(&format) {
                found.push(named("no day of the calendar", json!(text.replacen(&text[5..10], "02-30", 1))));
            }
        }
        if let Some(pattern) = shape.text("pattern") {
            found.push(named("does not match the pattern", json!(NONSENSE)));
            if let Some(text) = pattern::text(pattern, &mut self.random) {
                found.push(named("more than the pattern", json!(format!("{text}{NONSENSE}"))));
                let mut less = text.clone();
                less.pop();
                found.push(named("less than the pattern", json!(less)));
            }
        }
        if let Some(shortest) = shape.count("minLength").filter(|length| (1..=LONGEST).contains(length)) {
            found.push(named("too short", json!(self.letters(shortest - 1))));
        }
        if let Some(longest) = shape.count("maxLength").filter(|length| *length < LONGEST) {
            found.push(named("too long", json!(self.letters(longest + 1))));
        }
        found
    }

    fn letters(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b'a' + (self.random.next_u32() % 26) as u8)).collect()
    }

    /// A text of a format that OpenAPI or JSON Schema names; any text for others.
    fn formatted(&mut self, format: &str) -> String {
        let random = self.random.next_u64();
        let (day, month) = (1 + random % 28, 1 + random / 28 % 12);
        match format {
            "date" => format!("2026-{month:02}-{day:02}"),
            "date-time" => {
                format!("2026-{month:02}-{day:02}T{:02}:{:02}:00Z", random / 1_000 % 24, random / 100_000 % 60)
            }
            "time" => format!("{:02}:30:00Z", random % 24),
            "uuid" => {
                let low = self.random.next_u64();
                format!(
                    "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
                    random >> 32,
                    random >> 16 & 0xffff,
                    random & 0xfff,
                    low >> 52,
                    low & 0xffff_ffff_ffff
                )
            }
            "email" => format!("{}@example.com", self.letters(8)),
            "hostname" => format!("{}.example.com", self.letters(8)),
            "uri" | "url" | "uri-reference" => format!("https://example.com/{}", self.letters(8)),
            "ipv4" => format!("192.0.2.{}", random % 256),
            "ipv6" => format!("2001:db8::{:x}", random % 65_536),
            "byte" => "dGV4dA==".to_owned(),
            _ => self.letters(8),
        }
    }
}

/// Whether a value can stand as the text of a parameter.
pub(crate) fn is_textual(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Number(_) | Value::Bool(_) => true,
        Value::Array(items) => !items.is_empty() && items.iter().all(|item| !item.is_array() && is_textual(item)),
        Value::Null | Value::Object(_) => false,
    }
}
