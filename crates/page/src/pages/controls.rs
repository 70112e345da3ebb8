//! `/controls`: clock, timeline, faults, overrides and reset.

use askama::Template;
use chrono::{Duration, TimeDelta};
use trackside_schemas::control::{Clock, Fault, Override, Preset};

use super::frame::Frame;
use super::rendered;
use crate::data::Coming;
use crate::documents::Document;
use crate::{Documents, Site, write};

/// How far the timeline goes: 24 months back, and the days for which most is planned.
const BACK: Duration = Duration::days(730);
const AHEAD: Duration = Duration::days(30);

/// What is set, and what comes next.
#[derive(Debug, Clone)]
pub struct Set {
    /// The clock.
    pub clock: Clock,
    /// The active faults.
    pub faults: Vec<Fault>,
    /// The active overrides.
    pub overrides: Vec<Override>,
    /// What the simulation lets happen next.
    pub coming: Vec<Coming>,
}

#[derive(Template)]
#[template(path = "controls.html", config = "askama.toml")]
struct Controls<'p> {
    frame: Frame<'p>,
    clock: &'p Clock,
    begins: String,
    horizon: String,
    timeline: Timeline,
    coming: Vec<Next<'p>>,
    /// Each fault as JSON.
    faults: Vec<String>,
    /// Each override as JSON.
    overrides: Vec<String>,
    presets: [Preset; 4],
    /// The documents of the providers, without the control surface, which has no faults.
    documents: Vec<&'p Document>,
}

/// The slider, in seconds since 1970.
struct Timeline {
    first: i64,
    last: i64,
    now: i64,
    from: String,
    until: String,
}

struct Next<'p> {
    coming: &'p Coming,
    at: String,
    machine: String,
    /// In seconds since 1970, as the slider has it.
    seconds: i64,
    /// How long until then, such as `2 h 5 min`.
    wait: String,
}

/// The page.
pub fn controls(site: &Site, documents: &Documents, set: &Set) -> String {
    let clock = &set.clock;
    let providers = documents.iter().filter(|document| document.name == document.prefix);
    let json = |value: serde_json::Result<String>| value.ok();
    rendered(&Controls {
        frame: Frame::new(site, "controls", "Controls", &["copy.js", "controls.js"]),
        clock,
        begins: write::time(clock.begins),
        horizon: write::time(clock.horizon),
        timeline: timeline(site, clock),
        coming: set.coming.iter().map(|coming| next(site, coming)).collect(),
        faults: set.faults.iter().filter_map(|fault| json(serde_json::to_string(fault))).collect(),
        overrides: set.overrides.iter().filter_map(|one| json(serde_json::to_string(one))).collect(),
        presets: Preset::ALL,
        documents: providers.collect(),
    })
}

/// Around the time at which the sandbox was started, and wide enough for where the clock stands.
fn timeline(site: &Site, clock: &Clock) -> Timeline {
    let first = clock.begins.max(clock.anchor - BACK).min(site.now);
    let last = clock.horizon.min(clock.anchor + AHEAD).max(site.now);
    Timeline {
        first: first.timestamp(),
        last: last.timestamp(),
        now: site.now.timestamp(),
        from: first.format("%Y-%m-%d").to_string(),
        until: last.format("%Y-%m-%d").to_string(),
    }
}

fn next<'p>(site: &Site, coming: &'p Coming) -> Next<'p> {
    let (at, machine) = (write::time(coming.at), write::machine_time(coming.at));
    Next { coming, at, machine, seconds: coming.at.timestamp(), wait: wait(coming.at - site.now) }
}

/// `45 s`, `5 min`, `2 h 5 min`, `3 days`.
fn wait(wait: TimeDelta) -> String {
    let (days, hours, minutes) = (wait.num_days(), wait.num_hours(), wait.num_minutes());
    match (days, hours, minutes) {
        (1, ..) => "1 day".to_owned(),
        (2.., ..) => format!("{days} days"),
        (_, 1.., _) => format!("{hours} h {} min", minutes % 60),
        (.., 1..) => format!("{minutes} min"),
        _ => format!("{} s", wait.num_seconds()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::wait;

    #[test]
    fn says_how_long() {
        for (seconds, expected) in
            [(45, "45 s"), (300, "5 min"), (7_500, "2 h 5 min"), (86_400, "1 day"), (300_000, "3 days")]
        {
            assert_eq!(wait(TimeDelta::seconds(seconds)), expected);
        }
    }
}
