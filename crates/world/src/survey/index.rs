//! How many trackers there are, by the delay of their surveys: running sums over the orders, one for every 64 orders. And
//! how many surveys are completed by when.

use std::sync::OnceLock;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

use super::fate::Fate;
use super::solicitation::simulated;
use super::{Applying, DELAYS, MOST_SURVEYS, Mask, Survey, TrackerKey};
use crate::customer::{Customers, is_reachable};
use crate::identifiers::ProgramId;
use crate::order::Columns;
use crate::program::Program;
use crate::time::{DELAY, NEVER};
use crate::world::World;

/// How many orders there are from one sum to the next.
const EVERY: usize = 64;

/// Numbers of trackers, by the delay of their survey, in the order of [`DELAYS`].
pub(crate) type ByDelay = [u32; DELAYS.len()];

/// The numbers of trackers before every 64th order.
#[derive(Debug)]
pub(crate) struct SurveyIndex {
    sums: Vec<ByDelay>,
    /// The surveys that apply to each order.
    masks: Vec<Mask>,
    /// The seconds at which surveys are completed, sorted, by program and survey. Made when they are first asked for.
    completions: Vec<OnceLock<Vec<u32>>>,
}

impl SurveyIndex {
    pub(crate) fn build(seed: u64, programs: &[Program], columns: &Columns, customers: &Customers) -> Self {
        let masks = simulated(programs, columns, customers);
        let count = |block: usize| {
            let orders = block * EVERY..columns.len().min((block + 1) * EVERY);
            orders.fold(ByDelay::default(), |sum, order| {
                added(sum, of_order(sent(seed, programs, columns, masks[order], order)))
            })
        };
        let blocks: Vec<ByDelay> = (0..columns.len().div_ceil(EVERY)).into_par_iter().map(count).collect();
        let mut sum = ByDelay::default();
        let mut sums = vec![sum];
        for block in blocks {
            sum = added(sum, block);
            sums.push(sum);
        }
        let completions = (0..programs.len() * MOST_SURVEYS).map(|_| OnceLock::new()).collect();
        Self { sums, masks, completions }
    }

    /// The trackers of the orders before this one. `surveys` are the surveys that are sent for an order.
    pub(crate) fn before<'w>(&self, order: usize, surveys: impl Fn(usize) -> Applying<'w>) -> ByDelay {
        let block = order / EVERY;
        (block * EVERY..order).fold(self.sums[block], |sum, order| added(sum, of_order(surveys(order))))
    }

    /// The trackers of the orders before the first one of a block.
    pub(crate) fn before_block(&self, block: usize) -> ByDelay {
        self.sums[block]
    }

    /// The surveys that apply to an order.
    pub(crate) fn mask(&self, order: usize) -> Mask {
        self.masks[order]
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

impl World {
    /// The surveys that the shop sends for a simulated order: those that apply to it, if the customer can be reached.
    pub(crate) fn surveys_sent(&self, order: usize) -> Applying<'_> {
        sent(self.settings().seed, &self.programs, &self.columns, self.surveys().mask(order), order)
    }

    /// How often a survey of a program is completed by a second in the simulation, without what the ledger has changed.
    pub(crate) fn completions(&self, program: ProgramId, survey: u8, second: u32) -> usize {
        let place = program.index() * MOST_SURVEYS + usize::from(survey);
        let surveys = self.surveys();
        let Some(completions) = surveys.completions.get(place) else { return 0 };
        let seconds = completions.get_or_init(|| {
            let orders = self.history_of(program).orders.clone();
            let completed = orders.into_par_iter().filter(|order| self.surveys_sent(*order as usize).has(survey));
            let seconds = completed.map(|order| self.completed_second(TrackerKey::sent(order, survey)));
            let mut seconds: Vec<u32> = seconds.filter(|second| *second != NEVER).collect();
            seconds.par_sort_unstable();
            seconds
        });
        seconds.partition_point(|completed| *completed <= second)
    }

    /// When the survey of a simulated order is completed in the simulation, or [`NEVER`].
    pub(crate) fn completed_second(&self, key: TrackerKey) -> u32 {
        let order = key.order().index();
        let survey = &self.programs[usize::from(self.columns.program(order))].surveys[usize::from(key.survey())];
        let send = self.columns.placed(order) + DELAY + survey.delay;
        Fate::new(self.settings().seed, key, survey.channel, send).completed
    }
}

fn sent<'p>(seed: u64, programs: &'p [Program], columns: &Columns, mask: Mask, order: usize) -> Applying<'p> {
    if mask == 0 || !is_reachable(seed, columns.customer(order)) {
        return Applying::NONE;
    }
    Applying::new(&programs[usize::from(columns.program(order))].surveys, mask)
}

/// The index of a simulated survey's delay in [`DELAYS`].
pub(crate) fn place(survey: &Survey) -> usize {
    DELAYS.iter().position(|delay| *delay == survey.delay).expect("every simulated survey has one of the delays")
}

fn of_order(surveys: Applying<'_>) -> ByDelay {
    let mut counts = ByDelay::default();
    for (_, survey) in surveys.iter() {
        counts[place(survey)] += 1;
    }
    counts
}

fn added(mut sum: ByDelay, counts: ByDelay) -> ByDelay {
    sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    sum
}
