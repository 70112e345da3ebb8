//! Other ways to write the same point in time (RFC 3339, 5.6).

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde_json::Value;

use super::Variation;
use crate::corruption::{Effect, Scene};
use crate::message::Answer;

/// The variations of this subject.
pub(super) fn variations() -> Vec<Variation> {
    vec![
        instants("times with milliseconds", |_, answer| {
            each(answer, |at| at.to_rfc3339_opts(SecondsFormat::Millis, true));
        }),
        instants("times with nanoseconds", |_, answer| {
            each(answer, |at| at.to_rfc3339_opts(SecondsFormat::Nanos, true));
        }),
        instants("times with an offset of zero", |_, answer| {
            each(answer, |at| at.to_rfc3339_opts(SecondsFormat::Secs, false));
        }),
        instants("times with an offset east of Greenwich", |_, answer| {
            each(answer, |at| with_offset(at, 5 * 3600 + 1800));
        }),
        instants("times with an offset west of Greenwich", |_, answer| each(answer, |at| with_offset(at, -7 * 3600))),
        instants("times in small letters", |_, answer| {
            each(answer, |at| at.to_rfc3339_opts(SecondsFormat::Secs, true).to_ascii_lowercase());
        }),
    ]
}

fn with_offset(at: DateTime<Utc>, seconds: i32) -> String {
    let offset = FixedOffset::east_opt(seconds).expect("an offset of less than a day");
    at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Writes every point in time of a body in another way.
fn each(answer: &mut Answer, write: fn(DateTime<Utc>) -> String) {
    if let Ok(mut body) = serde_json::from_slice(&answer.body) {
        rewrite(&mut body, write);
        answer.set_json(&body);
    }
}

fn rewrite(value: &mut Value, write: fn(DateTime<Utc>) -> String) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, write)),
        Value::Object(fields) => fields.values_mut().for_each(|field| rewrite(field, write)),
        Value::String(text) => {
            let at = text.parse::<DateTime<Utc>>().ok().filter(|_| text.ends_with('Z') && text.contains('T'));
            if let Some(at) = at.filter(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true) == *text) {
                *text = write(at);
            }
        }
        _ => {}
    }
}

fn instants(name: &'static str, change: fn(&mut Scene<'_>, &mut Answer)) -> Variation {
    Variation::new(name, Effect::Whole(change))
}
