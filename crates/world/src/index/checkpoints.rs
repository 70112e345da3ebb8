//! Running sums over a sorted list. One sum is stored for every 16 items, so any sum takes at most 15 additions.

/// How many items there are from one checkpoint to the next.
const EVERY: usize = 16;

/// The sums before every 16th item.
#[derive(Debug)]
pub(crate) struct Checkpoints<S> {
    sums: Vec<S>,
}

impl<S: Copy + Default> Default for Checkpoints<S> {
    /// The checkpoints of no items.
    fn default() -> Self {
        Self { sums: vec![S::default()] }
    }
}

impl<S: Copy + Default> Checkpoints<S> {
    /// Adds up the items.
    pub(crate) fn new<T: Copy>(items: &[T], add: impl Fn(S, T) -> S) -> Self {
        let mut sum = S::default();
        let mut sums = vec![sum];
        for block in items.chunks_exact(EVERY) {
            sum = block.iter().fold(sum, |sum, item| add(sum, *item));
            sums.push(sum);
        }
        Self { sums }
    }

    /// The sum of the first `count` items. They must be the same as in [`Checkpoints::new`].
    pub(crate) fn sum<T: Copy>(&self, items: &[T], count: usize, add: impl Fn(S, T) -> S) -> S {
        let block = count / EVERY;
        items[block * EVERY..count].iter().fold(self.sums[block], |sum, item| add(sum, *item))
    }
}

#[cfg(test)]
mod tests {
    use super::Checkpoints;

    #[test]
    fn sums_agree_with_plain_addition() {
        let add = |sum: u64, item: u64| sum + item;
        for length in [0, 1, 63, 64, 65, 128, 200] {
            let items: Vec<u64> = (0..length).map(|item| item * item + 1).collect();
            let checkpoints = Checkpoints::new(&items, add);
            for count in 0..=items.len() {
                let expected = items[..count].iter().sum::<u64>();
                assert_eq!(checkpoints.sum(&items, count, add), expected, "{count} of {length}");
            }
        }
    }
}
