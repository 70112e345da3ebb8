//! When things happen: more in the evening than at night, more before Christmas than in July, more this year than last
//! year.

use chrono::{DateTime, Datelike as _, Duration, Utc};

use super::timeline::{DAY, DAYS, PAST_DAYS, Timeline};

/// The weight of each hour of a day, UTC.
const HOURS: [u64; 24] = [14, 9, 6, 5, 5, 7, 13, 24, 36, 46, 52, 54, 53, 50, 49, 51, 55, 60, 68, 78, 82, 70, 46, 27];

/// The weight of each day of the week, Monday first, in percent.
const WEEKDAYS: [u64; 7] = [104, 98, 97, 99, 103, 92, 107];

/// The weight of each month, in percent.
const MONTHS: [u64; 12] = [92, 88, 95, 97, 101, 94, 86, 90, 102, 106, 131, 118];

/// By how many per mille weights grow over the 24 months before the anchor.
const GROWTH: u64 = 300;

const SECONDS_OF_AN_HOUR: u64 = 3600;

/// The cumulative weights of days.
#[derive(Debug)]
pub(crate) struct Rhythm {
    days: Vec<u64>,
}

impl Rhythm {
    pub(crate) fn new(timeline: Timeline) -> Self {
        let begins: DateTime<Utc> = timeline.begins();
        let mut days = vec![0];
        let mut sum = 0;
        for day in 0..DAYS {
            let date = (begins + Duration::days(day.into())).date_naive();
            let season = MONTHS[date.month0() as usize] * WEEKDAYS[date.weekday().num_days_from_monday() as usize];
            sum += season * (1000 + GROWTH * u64::from(day) / u64::from(PAST_DAYS)) / 1000;
            days.push(sum);
        }
        Self { days }
    }

    /// The weight of a day.
    pub(crate) fn day(&self, day: u32) -> u64 {
        self.days[day as usize + 1] - self.days[day as usize]
    }

    /// The second at which the fraction `numerator / denominator` of the weight from `first_day` to before `last_day`
    /// has passed.
    pub(crate) fn quantile(&self, first_day: u32, last_day: u32, numerator: u128, denominator: u128) -> u32 {
        let (start, end) = (self.days[first_day as usize], self.days[last_day as usize]);
        let weight = u128::from(end - start) * u128::from(whole_day());
        let position =
            u64::try_from(weight * numerator / denominator).expect("a part of the weight") + start * whole_day();
        let day = self.days.partition_point(|before| before * whole_day() <= position) - 1;
        let day = day.min(self.days.len() - 2);
        let within = (position - self.days[day] * whole_day()) / (self.days[day + 1] - self.days[day]);
        u32::try_from(day).expect("a day of the world") * DAY + second_at(within.min(whole_day() - 1))
    }
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
    let guess = u64::from(count) * weight_until(second) / whole_day();
    let mut happened = u32::try_from(guess).expect("no more than the count");
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
    use super::{DAY, Rhythm, happened, second_of};
    use crate::time::{DAYS, PAST_DAYS, Timeline};

    #[test]
    fn quantiles_are_in_order_and_inside() {
        let rhythm = Rhythm::new(Timeline::around("2026-06-08T12:00:00Z".parse().expect("a valid time")));
        for (first, last) in [(0, PAST_DAYS), (PAST_DAYS, DAYS)] {
            let seconds: Vec<u32> = (0..5000).map(|part| rhythm.quantile(first, last, part, 5000)).collect();
            assert!(seconds.is_sorted());
            assert!(seconds.iter().all(|second| (first * DAY..last * DAY).contains(second)));
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
