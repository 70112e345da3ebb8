//! Makes values that keep a schema: other ones than a server has sent.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value, json};

use super::schema::{keyword, names, properties, resolve};

/// The longest text that is made.
const LONGEST: u64 = 20_000;

/// A text with characters that servers often get wrong.
const ODD: &str = "Žluťoučký “東京” 😀 \"\\/\n\t<b>&amp;'\u{2028}\u{200f}%00";

/// The greatest whole number that a double holds with all before it.
const EXACT: i64 = (1 << 53) - 1;

/// How large a made value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// Required fields alone, the shortest texts and the least numbers.
    Smallest,
    /// All fields, the last values and the greatest numbers.
    Largest,
}

/// Other values for a text, a number or a flag, with how they were made.
pub(super) fn scalars(parts: &[&Value], value: &Value) -> Vec<(&'static str, Value)> {
    let mut made = Vec::new();
    if keyword(parts, "nullable").is_some_and(|nullable| *nullable == true) {
        made.push(("nullable: null", Value::Null));
    }
    match keyword(parts, "type").and_then(Value::as_str).unwrap_or_default() {
        "boolean" => made.extend(value.as_bool().map(|flag| ("boolean: the other one", json!(!flag)))),
        "integer" => made.extend(integers(parts)),
        "number" => made.extend(numbers(parts)),
        "string" => made.extend(texts(parts)),
        _ => {}
    }
    made
}

/// The values of an enumeration.
fn listed(parts: &[&Value]) -> Option<Vec<(&'static str, Value)>> {
    let listed = keyword(parts, "enum")?.as_array()?;
    Some(listed.iter().filter(|value| !value.is_null()).map(|value| ("enum: another value", value.clone())).collect())
}

fn integers(parts: &[&Value]) -> Vec<(&'static str, Value)> {
    if let Some(listed) = listed(parts) {
        return listed;
    }
    let is_narrow = keyword(parts, "format").is_some_and(|format| *format == "int32");
    let most = if is_narrow { i64::from(i32::MAX) } else { EXACT };
    let (least, greatest) = bounds(parts);
    let least = least.unwrap_or(-most);
    let greatest = greatest.unwrap_or(most);
    let of = |number: i64| number >= least && number <= greatest && is_multiple(parts, number);
    let mut made = vec![("minimum: the least number", least), ("maximum: the greatest number", greatest)];
    made.extend([
        ("number within its bounds: zero", 0),
        ("number within its bounds: one more", least.saturating_add(1)),
    ]);
    made.into_iter().filter(|(_, number)| of(*number)).map(|(how, number)| (how, json!(number))).collect()
}

fn numbers(parts: &[&Value]) -> Vec<(&'static str, Value)> {
    if let Some(listed) = listed(parts) {
        return listed;
    }
    let bound = |name| keyword(parts, name).and_then(Value::as_f64);
    let (least, greatest) = (bound("minimum").unwrap_or(-1e12), bound("maximum").unwrap_or(1e12));
    let is_open = |name| keyword(parts, name).is_some_and(|open| *open == true);
    let made = [
        ("minimum: the least number", least),
        ("maximum: the greatest number", greatest),
        ("number within its bounds: a fraction", least + 0.125),
        ("number within its bounds: a whole one", least.ceil() + 1.0),
        ("number within its bounds: close to zero", 1e-7),
        ("number within its bounds: zero", 0.0),
    ];
    let of = |number: f64| {
        let is_above = if is_open("exclusiveMinimum") { number > least } else { number >= least };
        is_above && if is_open("exclusiveMaximum") { number < greatest } else { number <= greatest }
    };
    made.into_iter().filter(|(_, number)| of(*number)).map(|(how, number)| (how, json!(number))).collect()
}

/// The least and greatest whole numbers.
fn bounds(parts: &[&Value]) -> (Option<i64>, Option<i64>) {
    let bound = |name, open, by: i64| {
        let all = parts.iter().filter_map(|part| {
            let bound = part[name].as_i64()?;
            Some(if part[open] == true { bound + by } else { bound })
        });
        if by > 0 { all.max() } else { all.min() }
    };
    (bound("minimum", "exclusiveMinimum", 1), bound("maximum", "exclusiveMaximum", -1))
}

fn is_multiple(parts: &[&Value], number: i64) -> bool {
    keyword(parts, "multipleOf").and_then(Value::as_i64).is_none_or(|divisor| number % divisor == 0)
}

fn texts(parts: &[&Value]) -> Vec<(&'static str, Value)> {
    if let Some(listed) = listed(parts) {
        return listed;
    }
    let length = |name| keyword(parts, name).and_then(Value::as_u64);
    let (least, most) = (length("minLength").unwrap_or(0), length("maxLength"));
    let fits = |text: &str| {
        let count = text.chars().count() as u64;
        count >= least && most.is_none_or(|most| count <= most)
    };
    let format = keyword(parts, "format").and_then(Value::as_str);
    let pattern = keyword(parts, "pattern").and_then(Value::as_str);
    let made: Vec<(&'static str, String)> = match (format, pattern) {
        (Some(format), Some(pattern)) => {
            let Ok(pattern) = regex::Regex::new(pattern) else { return Vec::new() };
            let kept = formatted(format).iter().filter(|(_, text)| pattern.is_match(text));
            kept.map(|(how, text)| (*how, (*text).to_owned())).collect()
        }
        (Some(format), None) => formatted(format).iter().map(|(how, text)| (*how, (*text).to_owned())).collect(),
        (None, Some(pattern)) => fitting(pattern).into_iter().map(|text| ("pattern: another text", text)).collect(),
        (None, None) => {
            let repeated = |text: &str, count: u64| text.repeat(usize::try_from(count).unwrap_or_default());
            let longest = most.unwrap_or(3000).min(LONGEST);
            let mut made = vec![
                ("minLength: the shortest text", repeated("a", least)),
                ("maxLength: the longest text", repeated("z", longest)),
                ("maxLength: the longest text, beyond the basic plane", repeated("😀", longest)),
                ("text: odd characters", ODD.chars().take(usize::try_from(longest).unwrap_or_default()).collect()),
                ("text: a blank", repeated(" ", least.max(1))),
            ];
            if keyword(parts, "x-extensible-enum").is_some() {
                made.push(("x-extensible-enum: a value that is not listed", "something-new".to_owned()));
            }
            made
        }
    };
    made.into_iter().filter(|(_, text)| fits(text)).map(|(how, text)| (how, json!(text))).collect()
}

/// Texts of a format.
fn formatted(format: &str) -> &'static [(&'static str, &'static str)] {
    match format {
        "date-time" => &[
            ("date-time: in UTC", "2026-06-01T08:30:00Z"),
            ("date-time: with an offset", "2026-06-01T10:30:00+02:00"),
            ("date-time: with a negative offset", "2026-05-31T20:00:00-12:00"),
            ("date-time: with fractions of a second", "2026-06-01T08:30:00.123456789Z"),
            ("date-time: on a leap day", "2024-02-29T23:59:59Z"),
            ("date-time: in small letters", "2026-06-01t08:30:00z"),
            ("date-time: with an unknown offset", "2026-06-01T08:30:00-00:00"),
            ("date-time: long ago", "1970-01-01T00:00:00Z"),
            ("date-time: far in the future", "2099-12-31T23:59:59Z"),
        ],
        "local-date-time" => &[
            ("local-date-time: another one", "2026-06-01T08:30:00"),
            ("local-date-time: on a leap day", "2024-02-29T00:00:00"),
            ("local-date-time: with a blank", "2026-06-01 08:30:00"),
            ("local-date-time: long ago", "1970-01-01 00:00:00"),
            ("local-date-time: far in the future", "2099-12-31 23:59:59"),
            ("local-date-time: far in the future", "2099-12-31T23:59:59"),
        ],
        "date" => &[
            ("date: another one", "2026-05-31"),
            ("date: a leap day", "2024-02-29"),
            ("date: long ago", "1970-01-01"),
            ("date: far in the future", "2099-12-31"),
        ],
        "uuid" => &[
            ("uuid: of version 4", "9f1c2d3e-4b5a-4978-8695-a4b3c2d1e0f1"),
            ("uuid: of version 7", "01890a5d-ac96-774b-bcce-b302099a8057"),
            ("uuid: of version 1", "c232ab00-9414-11ec-b3c8-9f6bdeced846"),
            ("uuid: in capital letters", "9F1C2D3E-4B5A-4978-8695-A4B3C2D1E0F1"),
            ("uuid: nothing but zeros", "00000000-0000-0000-0000-000000000000"),
        ],
        "email" => &[
            ("email: with a tag", "anna.maria+orders@shop.example"),
            ("email: at a deep domain", "a@mail.eu-west-1.shop.example"),
            ("email: with signs", "o'brien_{x}!#$%&*@example.com"),
            ("email: at a name in Punycode", "info@xn--bcher-kva.example"),
        ],
        "uri" => &[
            ("uri: with port, query and fragment", "https://shop.example:8443/a/b?x=1&y=%20#top"),
            ("uri: at an IPv6 address", "http://[2001:db8::1]/a"),
            ("uri: that is no URL of the web", "urn:isbn:0451450523"),
        ],
        _ => &[],
    }
}

/// Texts that fit a pattern: as short as it allows, with each optional part once, and with the last letters. None if the
/// pattern looks around.
fn fitting(pattern: &str) -> Vec<String> {
    let Ok(parsed) = regex_syntax::parse(pattern) else { return Vec::new() };
    let mut made: Vec<String> = [(0, false), (1, false), (1, true), (4, true)]
        .into_iter()
        .filter_map(|(more, is_last)| {
            let mut text = String::new();
            write(&parsed, more, is_last, &mut text).then_some(text)
        })
        .collect();
    made.dedup();
    made
}

fn write(part: &Hir, more: u32, is_last: bool, text: &mut String) -> bool {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            text.push_str(&String::from_utf8_lossy(&literal.0));
            true
        }
        HirKind::Class(Class::Unicode(class)) => {
            let is_plain = |letter: &char| letter.is_ascii_alphanumeric();
            let ends = class.ranges().iter().flat_map(|range| [range.start(), range.end()]);
            let mut letters: Vec<_> = ends.collect();
            // A class that excludes letters has most of the others.
            letters.extend(('0'..='9').chain('a'..='z').filter(|letter| {
                class.ranges().iter().any(|range| range.start() <= *letter && *letter <= range.end())
            }));
            let mut plain = letters.iter().filter(|letter| is_plain(letter));
            let chosen = if is_last { plain.next_back() } else { plain.next() };
            chosen.or(letters.first()).is_some_and(|letter| {
                text.push(*letter);
                true
            })
        }
        HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            let times = repetition.min.saturating_add(more).min(most);
            (0..times).all(|_| write(&repetition.sub, more, is_last, text))
        }
        HirKind::Capture(capture) => write(&capture.sub, more, is_last, text),
        HirKind::Concat(parts) => parts.iter().all(|part| write(part, more, is_last, text)),
        HirKind::Alternation(parts) => {
            let chosen = if is_last { parts.last() } else { parts.first() };
            chosen.is_some_and(|part| write(part, more, is_last, text))
        }
    }
}

/// A whole value that keeps a schema. `None` if it cannot be made.
pub(super) fn sample(document: &Value, schema: &Value, size: Size, depth: usize) -> Option<Value> {
    let schema = resolve(document, schema);
    if depth > 12 || schema.get("not").is_some() {
        return None;
    }
    let mut parts = vec![schema];
    for member in schema["allOf"].as_array().into_iter().flatten() {
        let member = resolve(document, member);
        if ["allOf", "oneOf", "anyOf", "not"].iter().any(|keyword| member.get(*keyword).is_some()) {
            return if parts.len() == 1 && schema["allOf"].as_array().is_some_and(|all| all.len() == 1) {
                sample(document, member, size, depth + 1)
            } else {
                None
            };
        }
        parts.push(member);
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(members) = schema[keyword].as_array() {
            let member = if size == Size::Smallest { members.first() } else { members.last() };
            return sample(document, member?, size, depth + 1);
        }
    }
    match keyword(&parts, "type").and_then(Value::as_str)? {
        "object" => object(document, &parts, size, depth),
        "array" => array(document, &parts, size, depth),
        "boolean" => match keyword(&parts, "enum").and_then(|listed| listed.get(0)) {
            Some(only) => Some(only.clone()),
            None => Some(json!(size == Size::Largest)),
        },
        _ => {
            let made = scalars(&parts, &Value::Null).into_iter().filter(|(_, value)| !value.is_null());
            let made: Vec<_> = made.map(|(_, value)| value).collect();
            if size == Size::Smallest { made.first().cloned() } else { made.get(1).or(made.first()).cloned() }
        }
    }
}

fn object(document: &Value, parts: &[&Value], size: Size, depth: usize) -> Option<Value> {
    let mut made = Map::new();
    for part in parts {
        for (name, schema) in properties(part) {
            let is_required = parts.iter().any(|part| names(part).any(|required| required == name));
            // What refers to itself ends here.
            let is_wanted = is_required || (size == Size::Largest && depth < 4);
            if is_wanted && !made.contains_key(name) {
                match sample(document, schema, size, depth + 1) {
                    Some(value) => _ = made.insert(name.clone(), value),
                    None if is_required => return None,
                    None => {}
                }
            }
        }
    }
    let has_all = parts.iter().all(|part| names(part).all(|name| made.contains_key(name)));
    let least = keyword(parts, "minProperties").and_then(Value::as_u64).unwrap_or(0);
    (has_all && made.len() as u64 >= least).then_some(Value::Object(made))
}

fn array(document: &Value, parts: &[&Value], size: Size, depth: usize) -> Option<Value> {
    let length = |name| keyword(parts, name).and_then(Value::as_u64);
    let least = length("minItems").unwrap_or(0);
    let count = if size == Size::Smallest { least } else { least.max(length("maxItems").unwrap_or(2).min(2)) };
    if count == 0 {
        return Some(json!([]));
    }
    if count > 1 && keyword(parts, "uniqueItems").is_some_and(|unique| *unique == true) {
        return None;
    }
    let item = sample(document, keyword(parts, "items")?, size, depth + 1)?;
    Some(json!(vec![item; usize::try_from(count).unwrap_or_default()]))
}
