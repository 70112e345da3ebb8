//! Other ways to write the same JSON (RFC 8259).

use serde_json::{Number, Value};

use super::Variation;
use super::text::{SHORT, Style, escaped};
use crate::corruption::{Effect, Scene};
use crate::message::Answer;

/// The variations of this subject.
pub(super) fn variations() -> Vec<Variation> {
    let mut variations = blanks();
    variations.extend(orders());
    variations.extend(numbers());
    variations.extend(letters());
    variations
}

fn blanks() -> Vec<Variation> {
    vec![
        json("JSON on many lines", |_, answer| write(answer, Style { indent: "  ", colon: ("", " "), ..SHORT })),
        json("JSON on many lines, indented with tabs", |_, answer| write(answer, Style { indent: "\t", ..SHORT })),
        json("JSON with line breaks of Windows", |_, answer| {
            write(answer, Style { indent: "    ", line: "\r\n", colon: ("", " "), around: ("", "\r\n"), ..SHORT });
        }),
        json("JSON with spaces after colons and commas", |_, answer| {
            write(answer, Style { colon: ("", " "), comma: " ", ..SHORT });
        }),
        json("JSON with spaces wherever they can be", |_, answer| {
            write(
                answer,
                Style {
                    indent: " ",
                    line: "\t\n",
                    colon: (" ", "  "),
                    comma: " ",
                    around: (" \r\n", "\t \n"),
                    ..SHORT
                },
            );
        }),
        json("line break after the JSON", |_, answer| write(answer, Style { around: ("", "\n"), ..SHORT })),
        json("line break before the JSON", |_, answer| write(answer, Style { around: ("\n", ""), ..SHORT })),
        json("many kilobytes of spaces after the JSON", |_, answer| {
            write(answer, SHORT);
            if !answer.body.is_empty() {
                answer.body.extend(std::iter::repeat_n(b' ', 20_000));
            }
        }),
    ]
}

fn orders() -> Vec<Variation> {
    vec![
        json("fields in the opposite order", |_, answer| {
            write(answer, Style { order: |fields| fields.reverse(), ..SHORT });
        }),
        json("fields in alphabetical order", |_, answer| {
            write(answer, Style { order: |fields| fields.sort_by_key(|(name, _)| *name), ..SHORT });
        }),
        json("fields in another order each time", |scene, answer| {
            let order: fn(&mut Vec<(&String, &Value)>) = match scene.number % 3 {
                0 => |_| {},
                1 => |fields| fields.reverse(),
                _ => |fields| fields.rotate_left(1),
            };
            write(answer, Style { order, ..SHORT });
        }),
        json("spaces in other places each time", |scene, answer| {
            let style = if scene.number % 2 == 0 { SHORT } else { Style { comma: " ", ..SHORT } };
            // The length for HEAD and GET may differ, so none is told for HEAD.
            write(answer, style);
            if scene.request.method == http::Method::HEAD {
                answer.headers.remove("content-length");
            }
        }),
    ]
}

fn numbers() -> Vec<Variation> {
    vec![
        json("whole numbers as 1.0", |_, answer| {
            write(answer, Style { number: |number| whole(number, ".0"), ..SHORT });
        }),
        json("whole numbers as 1e0", |_, answer| {
            write(answer, Style { number: |number| whole(number, "e0"), ..SHORT });
        }),
        json("whole numbers as 1E+0", |_, answer| {
            write(answer, Style { number: |number| whole(number, "E+0"), ..SHORT });
        }),
        json("whole numbers as 10e-1", |_, answer| {
            write(answer, Style { number: |number| whole(number, "0e-1"), ..SHORT });
        }),
        json("whole numbers as 1.000e00", |_, answer| {
            write(answer, Style { number: |number| whole(number, ".000e00"), ..SHORT });
        }),
        json("whole numbers as 1.0 every other time", |scene, answer| {
            if scene.number % 2 == 1 {
                write(answer, Style { number: |number| whole(number, ".0"), ..SHORT });
            } else {
                write(answer, SHORT);
            }
            if scene.request.method == http::Method::HEAD {
                answer.headers.remove("content-length");
            }
        }),
        json("zero as -0", |_, answer| {
            write(
                answer,
                Style {
                    number: |number| if number.as_i64() == Some(0) { "-0".to_owned() } else { number.to_string() },
                    ..SHORT
                },
            );
        }),
        json("fractions with zeros at their end", |_, answer| {
            write(
                answer,
                Style {
                    number: |number| if number.is_f64() { format!("{number}00") } else { number.to_string() },
                    ..SHORT
                },
            );
        }),
        json("fractions with an exponent", |_, answer| {
            write(
                answer,
                Style {
                    number: |number| if number.is_f64() { format!("{number}e0") } else { number.to_string() },
                    ..SHORT
                },
            );
        }),
    ]
}

fn letters() -> Vec<Variation> {
    vec![
        json("letters beyond ASCII escaped", |_, answer| {
            write(answer, Style { letter: |letter| (!letter.is_ascii()).then(|| escaped(letter)), ..SHORT });
        }),
        json("every letter of a text escaped", |_, answer| {
            write(answer, Style { letter: |letter| Some(escaped(letter)), ..SHORT });
        }),
        json("every letter escaped in capital digits", |_, answer| {
            write(
                answer,
                Style { letter: |letter| Some(escaped(letter).to_ascii_uppercase().replace("\\U", "\\u")), ..SHORT },
            );
        }),
        json("every letter of a name escaped", |_, answer| {
            write(answer, Style { letter_of_name: |letter| Some(escaped(letter)), ..SHORT });
        }),
        json("slashes escaped, as PHP does", |_, answer| {
            write(answer, Style { letter: |letter| (letter == '/').then(|| "\\/".to_owned()), ..SHORT });
        }),
        json("letters that HTML needs escaped, as Go does", |_, answer| {
            write(
                answer,
                Style { letter: |letter| "<>&'\u{2028}\u{2029}".contains(letter).then(|| escaped(letter)), ..SHORT },
            );
        }),
        json("quotation marks and backslashes as numbers", |_, answer| {
            write(answer, Style { letter: |letter| "\"\\".contains(letter).then(|| escaped(letter)), ..SHORT });
        }),
        json("first letter of each name escaped", |_, answer| {
            write(
                answer,
                Style { letter_of_name: |letter| letter.is_ascii_lowercase().then(|| escaped(letter)), ..SHORT },
            );
        }),
    ]
}

/// A whole number with something behind it; what would be another number stays as it is.
fn whole(number: &Number, behind: &str) -> String {
    // Beyond this, a double is not exact.
    let is_exact = number.as_i64().is_some_and(|whole| whole.unsigned_abs() < 1 << 50);
    let is_zero = number.as_i64() == Some(0);
    let behind = if is_zero && behind == "0e-1" { "e-1" } else { behind };
    if is_exact { format!("{number}{behind}") } else { number.to_string() }
}

fn write(answer: &mut Answer, style: Style) {
    if let Ok(value) = serde_json::from_slice::<Value>(&answer.body) {
        answer.body = style.write(&value);
    }
}

fn json(name: &'static str, change: fn(&mut Scene<'_>, &mut Answer)) -> Variation {
    Variation::new(name, Effect::Whole(change))
}

#[test]
fn every_way_to_write_json_means_the_same() {
    let value = serde_json::json!({
        "a/b": [0, 1, -7, 1.5, 90_071_992_547_409_i64, u64::MAX], "ü": "Zürich \"\\</a>' 😀\u{2028}\n", "c": { "d": [], "e": {}, "f": null }, "g": true
    });
    let same = |one: &Value, other: &Value| one.to_string().replace(".0", "") == other.to_string().replace(".0", "");
    for variation in variations() {
        let Effect::Whole(change) = variation.effect else { panic!("{}", variation.name) };
        for number in 0..3 {
            let request = crate::message::Request {
                method: http::Method::GET,
                target: "/".to_owned(),
                headers: http::HeaderMap::new(),
                body: Vec::new(),
            };
            let known = crate::stage::Known { secrets: Vec::new(), headers: Vec::new(), values: Vec::new() };
            let mut memory = Value::Null;
            let mut scene = Scene { request: &request, number, memory: &mut memory, known: &known };
            let body = value.to_string().into_bytes();
            let mut answer = Answer { status: http::StatusCode::OK, headers: http::HeaderMap::new(), body };
            change(&mut scene, &mut answer);
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            let mut read: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let mut sorted = value.clone();
            sorted.sort_all_objects();
            read.sort_all_objects();
            // -0 is 0.
            let read: Value = serde_json::from_str(&read.to_string().replace("-0.0", "0")).expect("JSON");
            assert!(same(&read, &sorted), "{}: {text}", variation.name);
        }
    }
}
