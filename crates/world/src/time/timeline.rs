//! The world's time: offsets in seconds since the world begins.

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, TimeZone as _, Utc};

/// How long after an event it becomes visible, for all providers.
pub const IMPORT_DELAY: Duration = Duration::minutes(5);

/// [`IMPORT_DELAY`] in seconds.
pub(crate) const DELAY: u32 = 5 * 60;

/// Seconds in a day.
pub(crate) const DAY: u32 = 86_400;

/// The days whose orders the size of a world counts: 24 months.
pub(crate) const SIZE_DAYS: u32 = 730;

/// How many days the clock can be ahead of the day on which the world is started.
pub(crate) const DAYS_AHEAD: u32 = 90;

/// How many days are simulated beyond those that are shown, because a click is older than its order, by 90 days at most.
const DAYS_UNSEEN: u32 = 91;

/// An offset that is never reached.
pub(crate) const NEVER: u32 = u32::MAX;

/// Worlds begin on the first day of an even year, at least this many years before the anchor's.
const LEAST_YEARS: i32 = 2;

/// Translates between times and offsets, and says how far the world is simulated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeline {
    begins: i64,
    anchor: u32,
    days: u32,
}

impl Timeline {
    /// The timeline of a world that is started on a day, simulated so far that the clock can reach `until`.
    pub(crate) fn new(anchor: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        let begins = beginning(anchor).timestamp();
        let day_of = |time: DateTime<Utc>| {
            u32::try_from((time.timestamp() - begins).div_euclid(i64::from(DAY))).expect("after the world begins")
        };
        Self { begins, anchor: day_of(anchor), days: day_of(anchor.max(until)) + DAYS_AHEAD + DAYS_UNSEEN }
    }

    pub(crate) fn begins(self) -> DateTime<Utc> {
        self.time(0)
    }

    pub(crate) fn anchor(self) -> DateTime<Utc> {
        self.time(self.anchor * DAY)
    }

    /// The anchor, in seconds since the world begins.
    pub(crate) fn anchor_second(self) -> i64 {
        i64::from(self.anchor) * i64::from(DAY)
    }

    pub(crate) fn horizon(self) -> DateTime<Utc> {
        self.time((self.days - DAYS_UNSEEN) * DAY)
    }

    /// How many days are simulated.
    pub(crate) fn days(self) -> u32 {
        self.days
    }

    /// The time of an offset.
    pub(crate) fn time(self, offset: u32) -> DateTime<Utc> {
        self.time_of_offset(i64::from(offset))
    }

    /// The time of an offset. Negative offsets are before the world begins.
    pub(crate) fn time_of_offset(self, offset: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(self.begins + offset, 0).expect("the years 1990 to 2130 are valid times")
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

/// When a world with this anchor begins: at the start of 2022, 2024, 2026, … That is the same day for all anchors of two
/// years, so a world started tomorrow has the same past.
fn beginning(anchor: DateTime<Utc>) -> DateTime<Utc> {
    let latest = anchor.year() - LEAST_YEARS;
    let year = latest - latest.rem_euclid(2);
    let day = NaiveDate::from_ymd_opt(year, 1, 1).expect("a year of this era");
    Utc.from_utc_datetime(&day.and_hms_opt(0, 0, 0).expect("midnight"))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::{DAY, DAYS_AHEAD, Timeline, beginning};

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().expect("a valid time")
    }

    #[test]
    fn offsets_and_times_agree() {
        let noon = time("2026-06-08T12:00:00Z");
        let timeline = Timeline::new(noon, noon);
        let anchor = u32::try_from((time("2026-06-08T00:00:00Z") - timeline.begins()).num_seconds()).expect("32 bits");
        assert_eq!(timeline.anchor().to_rfc3339(), "2026-06-08T00:00:00+00:00");
        assert_eq!(timeline.anchor_second(), i64::from(anchor));
        assert_eq!(timeline.at_or_after(noon), anchor + DAY / 2);
        assert_eq!(timeline.at_or_after(noon + Duration::milliseconds(1)), anchor + DAY / 2 + 1);
        assert_eq!(timeline.at_or_before(noon + Duration::milliseconds(1)), Some(anchor + DAY / 2));
        assert_eq!(timeline.at_or_before(timeline.begins() - Duration::milliseconds(1)), None);
        assert_eq!(timeline.at_or_after(timeline.begins() - Duration::days(9)), 0);
    }

    #[test]
    fn every_world_has_two_years_behind_it_and_its_beginning_moves_once_in_two_years() {
        for (anchor, year) in [
            ("2000-01-01T00:00:00Z", 1998),
            ("2025-12-31T23:59:59Z", 2022),
            ("2026-01-01T00:00:00Z", 2024),
            ("2026-06-08T12:00:00Z", 2024),
            ("2027-12-31T23:59:59Z", 2024),
            ("2028-01-01T00:00:00Z", 2026),
        ] {
            let begins = beginning(time(anchor));
            assert_eq!(begins, time(&format!("{year}-01-01T00:00:00Z")), "{anchor}");
            assert!(time(anchor) - begins >= Duration::days(730), "{anchor}");
        }
    }

    #[test]
    fn the_simulation_reaches_90_days_beyond_the_clock() {
        let (anchor, later) = (time("2026-06-08T12:00:00Z"), time("2027-01-03T09:00:00Z"));
        let ahead = Duration::days(DAYS_AHEAD.into());
        assert_eq!(Timeline::new(anchor, anchor).horizon(), time("2026-06-08T00:00:00Z") + ahead);
        assert_eq!(Timeline::new(anchor, later).horizon(), time("2027-01-03T00:00:00Z") + ahead);
        assert_eq!(Timeline::new(anchor, later).anchor(), time("2026-06-08T00:00:00Z"));
    }
}
