//! How many trackers there are, by the delay of their surveys: running sums over the orders, one for every 64 orders.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::{DELAYS, Survey};
use crate::customer::is_reachable;
use crate::order::Columns;
use crate::program::Program;

/// How many orders there are from one sum to the next.
const EVERY: usize = 64;

/// Numbers of trackers, by the delay of their survey, in the order of [`DELAYS`].
pub(crate) type ByDelay = [u32; DELAYS.len()];

/// The numbers of trackers before every 64th order.
#[derive(Debug)]
pub(crate) struct SurveyIndex {
    sums: Vec<ByDelay>,
}

impl SurveyIndex {
    pub(crate) fn build(seed: u64, programs: &[Program], columns: &Columns) -> Self {
        let count = |block: usize| {
            let orders = block * EVERY..columns.len().min((block + 1) * EVERY);
            orders.fold(ByDelay::default(), |sum, order| added(sum, of_order(sent(seed, programs, columns, order))))
        };
        let blocks: Vec<ByDelay> = (0..columns.len().div_ceil(EVERY)).into_par_iter().map(count).collect();
        let mut sum = ByDelay::default();
        let mut sums = vec![sum];
        for block in blocks {
            sum = added(sum, block);
            sums.push(sum);
        }
        Self { sums }
    }

    /// The trackers of the orders before this one. `surveys` are the surveys that are sent for an order.
    pub(crate) fn before<'w>(&self, order: usize, surveys: impl Fn(usize) -> &'w [Survey]) -> ByDelay {
        let block = order / EVERY;
        (block * EVERY..order).fold(self.sums[block], |sum, order| added(sum, of_order(surveys(order))))
    }

    /// The trackers of the orders before the first one of a block.
    pub(crate) fn before_block(&self, block: usize) -> ByDelay {
        self.sums[block]
    }

    /// The block of an order.
    pub(crate) const fn block_of(order: usize) -> usize {
        order / EVERY
    }

    /// The first order of a block.
    pub(crate) const fn first_of(block: usize) -> usize {
        block * EVERY
    }
}

/// The surveys that the shop sends for an order: those of its program, if the network passes on a reference, the customer
/// can be reached and the shop knows such a purchase.
pub(crate) fn sent<'p>(seed: u64, programs: &'p [Program], columns: &Columns, order: usize) -> &'p [Survey] {
    let surveys = &programs[usize::from(columns.program[order])].surveys;
    let is_surveyed = columns.has_reference(order) && columns.is_purchase(order);
    let applies = !surveys.is_empty() && is_surveyed && is_reachable(seed, columns.customer[order]);
    if applies { surveys } else { &[] }
}

/// The index of a survey's delay in [`DELAYS`].
pub(crate) fn place(survey: &Survey) -> usize {
    DELAYS.iter().position(|delay| *delay == survey.delay_days).expect("every survey has one of the delays")
}

fn of_order(surveys: &[Survey]) -> ByDelay {
    let mut counts = ByDelay::default();
    for survey in surveys {
        counts[place(survey)] += 1;
    }
    counts
}

fn added(mut sum: ByDelay, counts: ByDelay) -> ByDelay {
    sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    sum
}
