//! The world's time: offsets in seconds since the world begins.

use chrono::{DateTime, Duration, Utc};

/// How long after an event it becomes visible, for all providers.
pub const IMPORT_DELAY: Duration = Duration::minutes(5);

/// [`IMPORT_DELAY`] in seconds.
pub(crate) const DELAY: u32 = 5 * 60;

/// Seconds in a day.
pub(crate) const DAY: u32 = 86_400;

/// Days from the beginning to the anchor.
pub(crate) const PAST_DAYS: u32 = 730;

/// Days from the anchor to the end.
pub(crate) const FUTURE_DAYS: u32 = 90;

/// Days from the beginning to the end.
pub(crate) const DAYS: u32 = PAST_DAYS + FUTURE_DAYS;

/// An offset that is never reached.
pub(crate) const NEVER: u32 = u32::MAX;

/// Translates between times and offsets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeline {
    begins: i64,
}

impl Timeline {
    /// The timeline whose anchor is midnight of the day.
    pub(crate) fn around(day: DateTime<Utc>) -> Self {
        let midnight = day.timestamp().div_euclid(i64::from(DAY)) * i64::from(DAY);
        Self { begins: midnight - i64::from(PAST_DAYS) * i64::from(DAY) }
    }

    pub(crate) fn begins(self) -> DateTime<Utc> {
        self.time(0)
    }

    pub(crate) fn anchor(self) -> DateTime<Utc> {
        self.time(PAST_DAYS * DAY)
    }

    pub(crate) fn horizon(self) -> DateTime<Utc> {
        self.time(DAYS * DAY)
    }

    /// The time of an offset.
    pub(crate) fn time(self, offset: u32) -> DateTime<Utc> {
        self.time_of_offset(i64::from(offset))
    }

    /// The time of an offset. Negative offsets are before the world begins.
    pub(crate) fn time_of_offset(self, offset: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(self.begins + offset, 0).expect("the years 1990 to 2110 are valid times")
    }

    /// The time of an offset, if it is not after `now`.
    pub(crate) fn reached(self, offset: u32, now: u32) -> Option<DateTime<Utc>> {
        (offset <= now).then(|| self.time(offset))
    }

    /// The first whole second that is not before the time, at least 0.
    pub(crate) fn at_or_after(self, time: DateTime<Utc>) -> u32 {
        let seconds = time.timestamp() - self.begins + i64::from(time.timestamp_subsec_nanos() > 0);
        u32::try_from(seconds.max(0)).unwrap_or(NEVER)
    }

    /// The last whole second that is not after the time, or `None` if that is before the world begins.
    pub(crate) fn at_or_before(self, time: DateTime<Utc>) -> Option<u32> {
        let seconds = time.timestamp() - self.begins;
        (seconds >= 0).then(|| u32::try_from(seconds).unwrap_or(NEVER - 1))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::{DAY, PAST_DAYS, Timeline};

    #[test]
    fn offsets_and_times_agree() {
        let noon: DateTime<Utc> = "2026-06-08T12:00:00Z".parse().expect("a valid time");
        let timeline = Timeline::around(noon);
        assert_eq!(timeline.anchor().to_rfc3339(), "2026-06-08T00:00:00+00:00");
        assert_eq!(timeline.at_or_after(noon), PAST_DAYS * DAY + DAY / 2);
        assert_eq!(timeline.at_or_after(noon + Duration::milliseconds(1)), PAST_DAYS * DAY + DAY / 2 + 1);
        assert_eq!(timeline.at_or_before(noon + Duration::milliseconds(1)), Some(PAST_DAYS * DAY + DAY / 2));
        assert_eq!(timeline.at_or_before(timeline.begins() - Duration::milliseconds(1)), None);
        assert_eq!(timeline.at_or_after(timeline.begins() - Duration::days(9)), 0);
    }
}
