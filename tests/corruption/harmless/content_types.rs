//! Other ways to write the same content type. RFC 9110, 8.3: names are of any case, and parameters may follow.

use super::Variation;
use crate::corruption::Effect;
use crate::message::Answer;

/// The variations of this subject.
pub(super) fn variations() -> Vec<Variation> {
    let written = |name, effect| Variation::new(name, effect);
    vec![
        written(
            "content type with a character set",
            Effect::Answer(|_, answer| set(answer, |name| format!("{name}; charset=utf-8"))),
        ),
        written(
            "content type with a character set in capital letters",
            Effect::Answer(|_, answer| {
                set(answer, |name| format!("{name};charset=UTF-8"));
            }),
        ),
        written(
            "content type with a character set in quotation marks",
            Effect::Answer(|_, answer| {
                set(answer, |name| format!("{name}; charset=\"utf-8\""));
            }),
        ),
        written(
            "content type with a parameter's name in capital letters",
            Effect::Answer(|_, answer| {
                set(answer, |name| format!("{name}; Charset=utf-8"));
            }),
        ),
        written(
            "content type with spaces around the semicolon",
            Effect::Answer(|_, answer| {
                set(answer, |name| format!("{name} ; charset=utf-8 "));
            }),
        ),
        written(
            "content type with a semicolon at its end",
            Effect::Answer(|_, answer| set(answer, |name| format!("{name};"))),
        ),
        written(
            "content type with two parameters",
            Effect::Answer(|_, answer| {
                set(answer, |name| format!("{name}; charset=utf-8; version=1"));
            }),
        ),
        written(
            "content type with a semicolon in a parameter",
            Effect::Answer(|_, answer| {
                set(answer, |name| format!("{name}; profile=\"https://a.example/b;c\""));
            }),
        ),
        written("content type in capital letters", Effect::Answer(|_, answer| set(answer, str::to_ascii_uppercase))),
        written(
            "content type in mixed letters",
            Effect::Answer(|_, answer| set(answer, |name| name.replace("json", "Json"))),
        ),
    ]
}

fn set(answer: &mut Answer, write: fn(&str) -> String) {
    let name = answer.headers.get("content-type").and_then(|value| value.to_str().ok());
    if let Some(name) = name.map(|name| name.split(';').next().unwrap_or_default().trim().to_owned()) {
        answer.set_header("content-type", &write(&name));
    }
}
