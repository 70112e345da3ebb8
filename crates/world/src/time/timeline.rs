//! The world's time: seconds since it begins.

use chrono::{DateTime, Duration, Utc};

/// How long after an event it is seen, by everybody alike.
pub const IMPORT_DELAY: Duration = Duration::minutes(5);

/// The same in seconds.
pub(crate) const DELAY: u32 = 5 * 60;

/// Seconds of a day.
pub(crate) const DAY: u32 = 86_400;

/// Days before the anchor.
pub(crate) const PAST_DAYS: u32 = 730;

/// Days after the anchor.
pub(crate) const FUTURE_DAYS: u32 = 90;

/// All days of the world.
pub(crate) const DAYS: u32 = PAST_DAYS + FUTURE_DAYS;

/// An offset that is never reached.
pub(crate) const NEVER: u32 = u32::MAX;

/// Translates between instants and seconds since the world begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeline {
    begins: i64,
}

impl Timeline {
    /// The timeline whose anchor is midnight of the instant's day.
    pub(crate) fn around(instant: DateTime<Utc>) -> Self {
        let midnight = instant.timestamp().div_euclid(i64::from(DAY)) * i64::from(DAY);
        Self { begins: midnight - i64::from(PAST_DAYS) * i64::from(DAY) }
    }

    pub(crate) fn begins(self) -> DateTime<Utc> {
        self.instant(0)
    }

    pub(crate) fn anchor(self) -> DateTime<Utc> {
        self.instant(PAST_DAYS * DAY)
    }

    pub(crate) fn horizon(self) -> DateTime<Utc> {
        self.instant(DAYS * DAY)
    }

    /// The instant of an offset.
    pub(crate) fn instant(self, offset: u32) -> DateTime<Utc> {
        self.before_or_after(i64::from(offset))
    }

    /// The instant of an offset that may lie before the world begins.
    pub(crate) fn before_or_after(self, offset: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(self.begins + offset, 0).expect("the years 1990 to 2110 are instants")
    }

    /// The instant of an offset unless it is never reached by `now`.
    pub(crate) fn reached(self, offset: u32, now: u32) -> Option<DateTime<Utc>> {
        (offset <= now).then(|| self.instant(offset))
    }

    /// The first whole second that does not lie before the instant, kept within the offsets.
    pub(crate) fn at_or_after(self, instant: DateTime<Utc>) -> u32 {
        let seconds = instant.timestamp() - self.begins + i64::from(instant.timestamp_subsec_nanos() > 0);
        u32::try_from(seconds.max(0)).unwrap_or(NEVER)
    }

    /// The last whole second that does not lie after the instant; nothing when that is before the world begins.
    pub(crate) fn at_or_before(self, instant: DateTime<Utc>) -> Option<u32> {
        let seconds = instant.timestamp() - self.begins;
        (seconds >= 0).then(|| u32::try_from(seconds).unwrap_or(NEVER - 1))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::{DAY, PAST_DAYS, Timeline};

    #[test]
    fn offsets_and_instants_agree() {
        let noon: DateTime<Utc> = "2026-06-08T12:00:00Z".parse().expect("a literal instant");
        let timeline = Timeline::around(noon);
        assert_eq!(timeline.anchor().to_rfc3339(), "2026-06-08T00:00:00+00:00");
        assert_eq!(timeline.at_or_after(noon), PAST_DAYS * DAY + DAY / 2);
        assert_eq!(timeline.at_or_after(noon + Duration::milliseconds(1)), PAST_DAYS * DAY + DAY / 2 + 1);
        assert_eq!(timeline.at_or_before(noon + Duration::milliseconds(1)), Some(PAST_DAYS * DAY + DAY / 2));
        assert_eq!(timeline.at_or_before(timeline.begins() - Duration::milliseconds(1)), None);
        assert_eq!(timeline.at_or_after(timeline.begins() - Duration::days(9)), 0);
    }
}
