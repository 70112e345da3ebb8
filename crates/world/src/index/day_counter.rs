//! Counts of events of one kind, by day.

use crate::time::{DAY, happened, second_of};

/// The number of events of each day. Within a day they follow the rhythm of the hours.
#[derive(Debug, Default)]
pub(crate) struct DayCounter {
    days: Vec<u32>,
    before: Vec<u64>,
}

impl DayCounter {
    pub(crate) fn new(days: Vec<u32>) -> Self {
        let mut before = Vec::with_capacity(days.len() + 1);
        let mut sum = 0;
        before.push(0);
        for day in &days {
            sum += u64::from(*day);
            before.push(sum);
        }
        Self { days, before }
    }

    /// For how many days there are counts.
    pub(crate) fn days(&self) -> u32 {
        u32::try_from(self.days.len()).expect("a number of days")
    }

    /// How many events happen before the second.
    pub(crate) fn before(&self, second: u32) -> u64 {
        let day = (second / DAY) as usize;
        match self.days.get(day) {
            Some(count) => self.before[day] + u64::from(happened(*count, second % DAY)),
            None => self.before.last().copied().unwrap_or_default(),
        }
    }

    /// The number and second of the last event that is not after `now`.
    pub(crate) fn last(&self, now: u32) -> Option<(u64, u32)> {
        let number = self.before(now + 1).checked_sub(1)?;
        Some((number, self.second(number)))
    }

    /// The second of the first event.
    pub(crate) fn first(&self) -> Option<u32> {
        self.before.last().is_some_and(|count| *count > 0).then(|| self.second(0))
    }

    /// The second of an event, by its number.
    pub(crate) fn second(&self, number: u64) -> u32 {
        let day = self.before.partition_point(|before| *before <= number) - 1;
        let index = u32::try_from(number - self.before[day]).expect("an event of the day");
        u32::try_from(day).expect("a day of the world") * DAY + second_of(self.days[day], index)
    }
}
