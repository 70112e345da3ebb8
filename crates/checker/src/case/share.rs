//! How many cases an operation gets of a limited number.

/// The share of each operation, while operations are added one by one.
///
/// Operations take turns, so the limit leaves each of them the same number of cases, if it has as many.
pub(super) struct Share {
    limit: Option<usize>,
    /// The number of cases of each operation.
    counts: Vec<usize>,
    /// The largest number of cases that an operation can still get.
    largest: usize,
}

impl Share {
    /// The shares of a limited number of cases; `None` for no limit.
    pub(super) fn new(limit: Option<usize>) -> Self {
        Self { limit, counts: Vec::new(), largest: usize::MAX }
    }

    /// Adds the number of cases of an operation. Returns the most cases that each operation can get, if that has become
    /// less than the most that any has.
    pub(super) fn add(&mut self, count: usize) -> Option<usize> {
        self.counts.push(count);
        let limit = self.limit?;
        let most = self.counts.iter().copied().max().unwrap_or(0);
        let all = |largest: usize| self.counts.iter().map(|count| (*count).min(largest)).sum::<usize>();
        let mut largest = self.largest.min(most);
        if all(largest) < limit {
            return None;
        }
        // One turn less would still be enough for the limit, and more operations only make it less.
        while largest > 1 && all(largest - 1) >= limit {
            largest -= 1;
        }
        self.largest = largest;
        (largest < most).then_some(largest)
    }

    /// The number of all cases.
    pub(super) fn all(&self) -> usize {
        self.counts.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn an_operation_gets_no_less_than_its_turn() {
        for (limit, counts, expected) in [
            (None, &[5, 9][..], &[None, None][..]),
            (Some(100), &[5, 9], &[None, None]),
            (Some(4), &[5, 9], &[Some(4), Some(2)]),
            (Some(5), &[5, 9], &[None, Some(3)]),
            (Some(1), &[5, 9, 2], &[Some(1), Some(1), Some(1)]),
            (Some(7), &[1, 9, 2], &[None, Some(6), Some(4)]),
        ] {
            let mut share = Share::new(limit);
            let found: Vec<_> = counts.iter().map(|count| share.add(*count)).collect();
            assert_eq!(found, expected, "{limit:?} {counts:?}");
            assert_eq!(share.all(), counts.iter().sum::<usize>());
        }
    }
}
