//! Sorts events by their second, day by day: little memory is needed besides the sorted list.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::time::DAY;

/// The events of all items, sorted by key. An event is a number of 32 bits. `of_item` gives the second and the event of
/// each event of an item, and `key` the key of an event: its second, and in the lower half what decides within a second.
pub(crate) fn sorted_by_day(
    items: usize,
    of_item: impl Fn(usize, &mut dyn FnMut(u32, u32)),
    key: impl Fn(u32) -> u64 + Sync,
) -> Vec<u32> {
    let mut ends: Vec<usize> = Vec::new();
    for item in 0..items {
        of_item(item, &mut |second, _| {
            let day = (second / DAY) as usize;
            if day >= ends.len() {
                ends.resize(day + 1, 0);
            }
            ends[day] += 1;
        });
    }
    let mut next = Vec::with_capacity(ends.len());
    let mut count = 0;
    for end in &mut ends {
        next.push(count);
        count += *end;
        *end = count;
    }
    let mut events = vec![0; count];
    for item in 0..items {
        of_item(item, &mut |second, event| {
            let place = &mut next[(second / DAY) as usize];
            events[*place] = event;
            *place += 1;
        });
    }
    let (mut days, mut left, mut begin) = (Vec::with_capacity(ends.len()), events.as_mut_slice(), 0);
    for end in ends {
        let (day, rest) = left.split_at_mut(end - begin);
        days.push(day);
        (left, begin) = (rest, end);
    }
    days.into_par_iter().for_each(|day| {
        let mut keyed: Vec<(u64, u32)> = day.iter().map(|event| (key(*event), *event)).collect();
        keyed.sort_unstable();
        day.iter_mut().zip(keyed).for_each(|(event, (_, sorted))| *event = sorted);
    });
    events
}

#[cfg(test)]
mod tests {
    use super::sorted_by_day;
    use crate::chance::{Dice, Purpose};
    use crate::time::DAY;

    #[test]
    fn events_are_sorted_as_a_plain_sort_does() {
        let mut dice = Dice::new(3, Purpose::Roster, 0);
        for (items, days) in [(0, 1), (1, 1), (5, 40), (4000, 3), (4000, 700)] {
            // Most items have one event, some none and some two. Many events share a second.
            let seconds: Vec<u32> = (0..2 * items).map(|_| dice.below(days * DAY / 60) * 60).collect();
            let of_item = |item: usize, event: &mut dyn FnMut(u32, u32)| {
                for number in (2 * item..2 * item + 2).take(item % 3) {
                    event(seconds[number], u32::try_from(number).expect("32 bits"));
                }
            };
            let key = |event: u32| u64::from(seconds[event as usize]) << 32 | u64::from(event);
            let mut expected = Vec::new();
            (0..items).for_each(|item| of_item(item, &mut |_, event| expected.push(event)));
            expected.sort_by_key(|event| key(*event));
            assert_eq!(sorted_by_day(items, of_item, key), expected, "{items} items in {days} days");
        }
    }
}
