//! When things happen: more in the evening than at night, more before Christmas than in July.

use chrono::{DateTime, Datelike as _, Duration, Utc};

use super::timeline::{DAY, SIZE_DAYS, Timeline};

/// The weight of each hour of a day, UTC.
const HOURS: [u64; 24] = [14, 9, 6, 5, 5, 7, 13, 24, 36, 46, 52, 54, 53, 50, 49, 51, 55, 60, 68, 78, 82, 70, 46, 27];

/// The weight of each day of the week, Monday first, in percent.
const WEEKDAYS: [u64; 7] = [104, 98, 97, 99, 103, 92, 107];

/// The weight of each month, in percent.
const MONTHS: [u64; 12] = [92, 88, 95, 97, 101, 94, 86, 90, 102, 106, 131, 118];

/// The weight of an average day.
pub(crate) const AVERAGE_DAY: u64 = 10_000;

const SECONDS_OF_AN_HOUR: u64 = 3600;

/// The cumulative weights of the days of a world. The weight of a day depends on its date alone.
#[derive(Debug)]
pub(crate) struct Rhythm {
    before: Vec<u64>,
}

impl Rhythm {
    pub(crate) fn new(timeline: Timeline) -> Self {
        let begins: DateTime<Utc> = timeline.begins();
        let mut before = vec![0];
        let mut sum = 0;
        for day in 0..timeline.days() {
            let date = (begins + Duration::days(day.into())).date_naive();
            sum += MONTHS[date.month0() as usize] * WEEKDAYS[date.weekday().num_days_from_monday() as usize];
            before.push(sum);
        }
        Self { before }
    }

    /// How many days there are.
    pub(crate) fn days(&self) -> u32 {
        u32::try_from(self.before.len() - 1).expect("days are numbered by 32 bits")
    }

    /// The weight of a day.
    pub(crate) fn day(&self, day: u32) -> u64 {
        self.before[day as usize + 1] - self.before[day as usize]
    }

    /// How many of a stream of events lie before each day, and before the end. In 24 months there are `size` of them, or
    /// a few per cent more or less, as the season has it.
    pub(crate) fn counts(&self, size: u32) -> Vec<u32> {
        let weight = AVERAGE_DAY * u64::from(SIZE_DAYS);
        let count = |before: &u64| u32::try_from(before * u64::from(size) / weight).expect("the size is limited");
        self.before.iter().map(count).collect()
    }
}

/// The second of a day at which `part` of `parts` of its weight have passed, and `offset` of the next part, in units of
/// 1 / 2³².
pub(crate) fn within_day(part: u32, offset: u32, parts: u32) -> u32 {
    // The same as dividing by 2³² last, without numbers of more than 64 bits.
    let weight = whole_day() * u64::from(part) + ((whole_day() * u64::from(offset)) >> 32);
    second_at((weight / u64::from(parts)).min(whole_day() - 1))
}

/// About how many of `count` events that follow the rhythm of a day happen before a second of it.
pub(crate) fn rank_within_day(second: u32, count: u32) -> u32 {
    let rank = u64::from(count) * weight_until(second) / whole_day();
    u32::try_from(rank).expect("no more than the count")
}

/// The weight of the seconds before each hour of a day, and of the whole day.
const BEFORE_HOURS: [u64; 25] = {
    let mut before = [0; 25];
    let mut hour = 0;
    while hour < 24 {
        before[hour + 1] = before[hour] + HOURS[hour] * SECONDS_OF_AN_HOUR;
        hour += 1;
    }
    before
};

/// The weight of a whole day in the unit of [`weight_until`].
const fn whole_day() -> u64 {
    BEFORE_HOURS[24]
}

/// The weight of the seconds of a day before this one.
fn weight_until(second: u32) -> u64 {
    let hour = (second / 3600) as usize;
    BEFORE_HOURS[hour] + HOURS.get(hour).map_or(0, |weight| weight * u64::from(second % 3600))
}

/// The second of a day at which the weight is reached.
fn second_at(weight: u64) -> u32 {
    let hour = BEFORE_HOURS.partition_point(|before| *before <= weight) - 1;
    match HOURS.get(hour) {
        Some(share) => {
            let second = hour as u64 * SECONDS_OF_AN_HOUR + (weight - BEFORE_HOURS[hour]) / share;
            u32::try_from(second).expect("a second of a day")
        }
        None => DAY - 1,
    }
}

/// How many of a day's `count` events happen before `second` of the day.
pub(crate) fn happened(count: u32, second: u32) -> u32 {
    // The inverse of `second_of`, found from it so that the two agree to the second.
    let mut happened = rank_within_day(second, count);
    while happened > 0 && second_of(count, happened - 1) >= second {
        happened -= 1;
    }
    while happened < count && second_of(count, happened) < second {
        happened += 1;
    }
    happened
}

/// The second of a day at which event number `index` of the day's `count` happens.
pub(crate) fn second_of(count: u32, index: u32) -> u32 {
    second_at((2 * u64::from(index) + 1) * whole_day() / (2 * u64::from(count)))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::{AVERAGE_DAY, DAY, Rhythm, happened, second_at, second_of, whole_day, within_day};
    use crate::chance::{Dice, Purpose};
    use crate::time::{SIZE_DAYS, Timeline};

    #[test]
    fn the_size_is_met_within_two_per_cent() {
        for (anchor, size) in [("2026-06-08T12:00:00Z", 10_000), ("2027-12-31T00:00:00Z", 1_000_000)] {
            let anchor = anchor.parse().expect("a valid time");
            let timeline = Timeline::new(anchor, anchor);
            let counts = Rhythm::new(timeline).counts(size);
            assert!(counts.is_sorted());
            let day = u32::try_from(timeline.anchor_second()).expect("32 bits") / DAY;
            let found = counts[day as usize] - counts[(day - SIZE_DAYS) as usize];
            assert!(found.abs_diff(size) <= size / 50, "{found} of {size}");
        }
    }

    #[test]
    fn an_average_day_has_the_average_weight() {
        let anchor: DateTime<Utc> = "2026-06-08T12:00:00Z".parse().expect("a valid time");
        let rhythm = Rhythm::new(Timeline::new(anchor, anchor + Duration::days(1461)));
        let sum: u64 = (0..1461).map(|day| rhythm.day(day)).sum();
        assert!((sum / 1461).abs_diff(AVERAGE_DAY) <= AVERAGE_DAY / 200, "{}", sum / 1461);
    }

    #[test]
    fn parts_of_a_day_are_in_order_and_inside() {
        let seconds: Vec<u32> = (0..5000).map(|part| within_day(part / 5, part % 5 * 858_993_459, 1000)).collect();
        assert!(seconds.is_sorted());
        assert!(seconds.iter().all(|second| *second < DAY));
    }

    #[test]
    fn a_part_of_a_day_is_what_exact_division_says() {
        let mut dice = Dice::new(1, Purpose::Roster, 0);
        for parts in [1, 3, 14_000, 200_000, 4_000_000] {
            for _ in 0..500 {
                let (part, offset) = (dice.below(parts), dice.below(u32::MAX));
                let exact =
                    u128::from(whole_day()) * (u128::from(part) << 32 | u128::from(offset)) / (u128::from(parts) << 32);
                let exact = u64::try_from(exact).expect("a part of the weight").min(whole_day() - 1);
                assert_eq!(within_day(part, offset, parts), second_at(exact), "{part} of {parts}, {offset}");
            }
        }
    }

    #[test]
    fn counts_within_a_day_agree_with_times() {
        for count in [1, 2, 7, 100, 1234] {
            let seconds: Vec<u32> = (0..count).map(|index| second_of(count, index)).collect();
            assert!(seconds.is_sorted() && seconds.iter().all(|second| *second < DAY));
            for second in (0..=DAY).step_by(613) {
                let expected = seconds.iter().filter(|at| **at < second).count();
                assert_eq!(happened(count, second) as usize, expected, "{count} at {second}");
            }
        }
    }
}
