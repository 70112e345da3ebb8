//! Texts with lengths, formats and patterns.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand_chacha::rand_core::Rng as _;
use serde_json::json;
use trackside_contract::CHECKED_FORMATS;

use super::generator::Generator;
use super::probe::Probe;
use super::shape::Shape;
use super::{Invalid, InvalidKind, Sample, broken, named, pattern};

/// The longest text that is generated.
const LONGEST: usize = 10_000;

/// How many random texts are generated.
const RANDOM: usize = 4;

/// The most attempts at a text that satisfies all constraints.
const TRIES: usize = 12;

/// Formats for which texts can be generated, beyond those that the contract checks. Texts of any other format are
/// arbitrary.
const MORE_FORMATS: [&str; 1] = ["url"];

/// A text that is invalid in every format.
const NONSENSE: &str = "not-a-value!";

impl Generator<'_> {
    /// A typical text; `None` if no valid one can be generated.
    pub(super) fn typical_text(&mut self, shape: &Shape<'_>) -> Option<String> {
        self.texts(shape, 1).pop()
    }

    /// Texts at the boundaries of a schema.
    pub(super) fn text_boundaries(&mut self, shape: &Shape<'_>) -> Vec<Sample> {
        let mut found = Vec::new();
        if shape.text("pattern").is_some() || format(shape).is_some() {
            for (index, text) in self.texts(shape, RANDOM).into_iter().enumerate() {
                found.push(named(format!("random text {}", index + 1), json!(text)));
            }
            return found;
        }
        let shortest = shape.least("minLength");
        let longest = shape.most("maxLength");
        if let Some(shortest) = shortest.filter(|length| *length <= LONGEST) {
            found.push(named("the shortest", json!(self.letters(shortest))));
        }
        if let Some(longest) = longest.filter(|length| *length <= LONGEST) {
            found.push(named("the longest", json!(self.letters(longest))));
        }
        let shortest = shortest.unwrap_or(1);
        if shortest <= 12 {
            found.push(named("letters", json!(self.letters(shortest.max(6).min(longest.unwrap_or(6))))));
            found.push(named("letters outside ASCII", json!("Zoë Łukasz 東京 🙂")));
            found.push(named("special characters", json!("a&b=c%20d+e/f?g#h\"i'j<k>")));
        }
        found
    }

    /// Invalid texts.
    pub(super) fn invalid_texts(&mut self, shape: &Shape<'_>) -> Vec<Invalid> {
        let mut found = Vec::new();
        let text = self.typical_text(shape);
        if let Some(format) = format(shape) {
            let mut add = |name, text: String| found.push(broken(InvalidKind::BadFormat, name, json!(text)));
            add(format!("bad format: {format}"), NONSENSE.to_owned());
            let text = self.formatted(format);
            add(format!("cut-off format: {format}"), without_last(&text));
            if ["date", "date-time", "local-date-time"].contains(&format) {
                add("no day of the calendar".to_owned(), text.replacen(&text[5..10], "02-30", 1));
            }
        }
        if shape.text("pattern").is_some() {
            let mut add = |name, text: String| found.push(broken(InvalidKind::Pattern, name, json!(text)));
            add("does not match the pattern", NONSENSE.to_owned());
            if let Some(text) = &text {
                add("more than the pattern", format!("{text}{NONSENSE}"));
                add("less than the pattern", without_last(text));
            }
        }
        let mut add = |name, text: String| found.push(broken(InvalidKind::Length, name, json!(text)));
        if let Some(shortest) = shape.least("minLength").filter(|length| (1..=LONGEST).contains(length)) {
            add("too short", self.letters(shortest - 1));
        }
        if let Some(longest) = shape.most("maxLength").filter(|length| *length < LONGEST) {
            add("too long", self.letters(longest + 1));
        }
        found
    }

    /// Distinct texts that satisfy the constraints, up to the given number.
    fn texts(&mut self, shape: &Shape<'_>, wanted: usize) -> Vec<String> {
        let shortest = shape.least("minLength").unwrap_or(0);
        let longest = shape.most("maxLength").unwrap_or(usize::MAX);
        let mut found = Vec::new();
        if shortest > LONGEST || shortest > longest {
            return found;
        }
        if shape.text("pattern").is_none() && format(shape).is_none() {
            found.push(self.letters(8.clamp(shortest, longest)));
            return found;
        }
        let long = u32::try_from(shortest).unwrap_or(0);
        let Some(probe) = Probe::new(self.contract, &shape.text_schema()) else { return found };
        for index in 0..TRIES {
            // Where format and pattern are both given, try to satisfy the one with the other, in turn.
            let format = format(shape).filter(|_| index % 2 == 1 || shape.text("pattern").is_none());
            let text = match (format, shape.text("pattern")) {
                (Some("byte"), _) => self.base64(shortest, longest, index),
                (Some(format), _) => Some(self.formatted(format)),
                (None, Some(pattern)) => {
                    // Where there is a length, try repetitions that reach it, and ones that leave the text as it is.
                    let more = match index % 3 {
                        0 if shortest > 0 => long..=long.saturating_add(4),
                        0 | 1 => 0..=long.max(4),
                        _ => 0..=0,
                    };
                    pattern::text(pattern, &more, &mut self.random)
                }
                (None, None) => None,
            };
            let text = text.filter(|text| !found.contains(text) && probe.keeps(&json!(text)));
            found.extend(text);
            if found.len() == wanted {
                break;
            }
        }
        found
    }

    /// Random bytes in base64: a longer text each time, as far as the length allows.
    fn base64(&mut self, shortest: usize, longest: usize, index: usize) -> Option<String> {
        let length = (shortest.max(4).div_ceil(4) + index) * 4;
        let length = if length > longest { longest / 4 * 4 } else { length };
        let bytes: Vec<u8> = (0..length / 4 * 3).map(|_| self.random.next_u32().to_le_bytes()[0]).collect();
        (length >= shortest.max(1)).then(|| STANDARD.encode(bytes))
    }

    fn letters(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b'a' + (self.random.next_u32() % 26) as u8)).collect()
    }

    /// A text of a format.
    fn formatted(&mut self, format: &str) -> String {
        let random = self.random.next_u64();
        let (day, month) = (1 + random % 28, 1 + random / 28 % 12);
        match format {
            "date" => format!("2026-{month:02}-{day:02}"),
            "date-time" => {
                format!("2026-{month:02}-{day:02}T{:02}:{:02}:00Z", random / 1_000 % 24, random / 100_000 % 60)
            }
            "local-date-time" => {
                // A pattern beside the format says which of the two separates day and time.
                let separator = if self.random.next_u64().is_multiple_of(2) { 'T' } else { ' ' };
                format!("2026-{month:02}-{day:02}{separator}{:02}:{:02}:00", random / 1_000 % 24, random / 100_000 % 60)
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

/// The format of a text, if one can be generated.
fn format<'s>(shape: &Shape<'s>) -> Option<&'s str> {
    shape.text("format").filter(|format| CHECKED_FORMATS.contains(format) || MORE_FORMATS.contains(format))
}

fn without_last(text: &str) -> String {
    let mut less = text.to_owned();
    less.pop();
    less
}
