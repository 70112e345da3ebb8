//! The end of a part of the contract: `deprecated`, the date in `x-sunset`, and removal.
//!
//! `x-sunset` is the extension of oasdiff: the day from which on a deprecated part may be gone. Changes of it are
//! always reported. Whether a part was announced for long enough before it is removed is judged by a [`Policy`].

mod date;
mod policy;
mod rules;

use std::cmp::Reverse;

use chrono::Days;
use serde_json::Value;

pub use policy::Policy;
pub(crate) use rules::rules;

use crate::rule::Rule;
use crate::value::arrow;
use date::day;
use rules::{
    DEPRECATED_WITHOUT_SUNSET, MOVED, REMOVED_AFTER_SUNSET, REMOVED_BEFORE_SUNSET, REMOVED_WITHOUT_DEPRECATION,
    REMOVED_WITHOUT_SUNSET, SUNSET, SUNSET_INVALID, SUNSET_TOO_SOON, SUNSET_WITHOUT_DEPRECATION,
};

/// The extension with the date.
pub(crate) const SUNSET_KEY: &str = "x-sunset";

/// What a part says about its end.
#[derive(Clone, Copy)]
pub(crate) struct End<'d> {
    pub(crate) deprecated: bool,
    pub(crate) sunset: Option<&'d Value>,
}

impl<'d> End<'d> {
    /// What an object says. An invalid flag counts as not set.
    pub(crate) fn of(object: &'d Value) -> Self {
        Self { deprecated: object.get("deprecated") == Some(&Value::Bool(true)), sunset: object.get(SUNSET_KEY) }
    }
}

impl<'d> End<'d> {
    /// What several parts say that end together: what the one says that was announced the least.
    pub(crate) fn of_all(ends: Vec<Self>) -> Self {
        let announced =
            |end: &Self| (end.deprecated, end.sunset.and_then(day).is_some(), end.sunset.and_then(day).map(Reverse));
        ends.into_iter().min_by_key(announced).unwrap_or(Self { deprecated: false, sunset: None })
    }
}

/// Whether a rule is about the end of a part: its date, or its removal under a policy.
pub(crate) fn is_of_end(rule: &Rule) -> bool {
    rules().iter().any(|known| known.id == rule.id)
}

/// Says what changes between two versions of a part. `begins` and `ends` are the rules for a deprecation that begins or
/// ends.
pub(crate) fn judge(
    policy: Option<Policy>,
    old: End<'_>,
    new: End<'_>,
    (begins, ends): (&'static Rule, &'static Rule),
) -> Vec<(&'static Rule, String)> {
    let mut found = Vec::new();
    match (old.deprecated, new.deprecated) {
        (false, true) if policy.is_some() && new.sunset.is_none() => {
            found.push((&DEPRECATED_WITHOUT_SUNSET, "deprecated, without `x-sunset`".to_owned()));
        }
        (false, true) => found.push((begins, "`deprecated` is set".to_owned())),
        (true, false) => found.push((ends, "`deprecated` is no longer set".to_owned())),
        _ => {}
    }
    found.extend(date_change(policy, old, new));
    found
}

fn date_change(policy: Option<Policy>, old: End<'_>, new: End<'_>) -> Option<(&'static Rule, String)> {
    let message = || format!("`{SUNSET_KEY}`: {}", arrow(old.sunset, new.sunset));
    let Some(sunset) = new.sunset else {
        // What is no longer deprecated needs no date.
        return (old.sunset.is_some() && new.deprecated).then(|| (&SUNSET.back, message()));
    };
    if old.sunset == new.sunset && old.deprecated == new.deprecated {
        return None;
    }
    let Some(new_day) = day(sunset) else { return Some((&SUNSET_INVALID, message())) };
    if !new.deprecated {
        return Some((&SUNSET_WITHOUT_DEPRECATION, message()));
    }
    let old_day = old.sunset.and_then(day).filter(|_| old.deprecated);
    match old_day {
        Some(old_day) if new_day < old_day => Some((&MOVED.back, message())),
        Some(old_day) if new_day > old_day => Some((&MOVED.forth, message())),
        Some(_) => None,
        None => match policy {
            Some(policy) if new_day < policy.earliest() => {
                let (days, today) = (policy.notice_days, policy.today);
                let notice = format!("{}; with a notice of {days} days from {today}", message());
                Some((&SUNSET_TOO_SOON, format!("{notice}, the earliest day is {}", policy.earliest())))
            }
            _ => Some((&SUNSET.forth, message())),
        },
    }
}

/// Says what the removal of a part means. Without a policy it is `rule`, with the message as it is.
pub(crate) fn removal(
    policy: Option<Policy>,
    old: End<'_>,
    rule: &'static Rule,
    message: String,
) -> (&'static Rule, String) {
    let Some(policy) = policy else { return (rule, message) };
    if !old.deprecated {
        return (&REMOVED_WITHOUT_DEPRECATION, message);
    }
    match old.sunset.map(|sunset| (sunset, day(sunset))) {
        None => (&REMOVED_WITHOUT_SUNSET, message),
        Some((sunset, None)) => {
            (&REMOVED_WITHOUT_SUNSET, format!("{message}; `{SUNSET_KEY}` was {sunset}, which is not a date"))
        }
        Some((_, Some(day))) if day > policy.today => {
            (&REMOVED_BEFORE_SUNSET, format!("{message} on {}, before its sunset on {day}", policy.today))
        }
        Some((_, Some(day))) => (&REMOVED_AFTER_SUNSET, format!("{message} after its sunset on {day}")),
    }
}

impl Policy {
    /// The first day that can be announced today.
    fn earliest(self) -> chrono::NaiveDate {
        self.today.checked_add_days(Days::new(self.notice_days.into())).unwrap_or(chrono::NaiveDate::MAX)
    }
}
