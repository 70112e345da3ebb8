//! What the partners of a program have brought in the simulation by any second.
//!
//! Whatever is seen to happen to an order of the program is a step. The steps are sorted by time, and the sums of all
//! partners are stored for every so many of them. So the sums at a second take as long whatever the number of orders. The
//! steps are listed when somebody first asks.

use rayon::slice::ParallelSliceMut as _;

use super::PartnerSums;
use crate::customer::Customers;
use crate::identifiers::ProgramId;
use crate::order::{Columns, OrderStatus, RevisionKind};
use crate::time::DELAY;
use crate::view::View;

/// How many steps there are for each partner from one row of sums to the next.
const STEPS: usize = 16;

/// The sums of the partners of a program at any second.
#[derive(Debug)]
pub(crate) struct PartnerHistory {
    partners: usize,
    steps: Vec<Step>,
    /// The sums of each partner before the first step, and before every so many more of them.
    rows: Vec<PartnerSums>,
}

/// Something is seen to happen to an order.
#[derive(Debug, Clone, Copy)]
struct Step {
    second: u32,
    order: u32,
    kind: StepKind,
    /// Whether the customer becomes one of the partner's.
    is_first: bool,
    /// Whether the customer becomes a paying one of the partner's, or no longer is.
    changes_paying: bool,
}

/// What happens to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StepKind {
    Placed,
    Approved,
    Declined,
    /// The approval is taken back.
    Reversed,
    /// Amount and commission change after the approval.
    Corrected,
}

impl StepKind {
    /// Whether the order no longer counts.
    const fn is_loss(self) -> bool {
        matches!(self, Self::Declined | Self::Reversed)
    }
}

impl Step {
    /// What the step adds to the sums of the partner.
    fn sums(self, columns: &Columns) -> PartnerSums {
        let order = self.order as usize;
        let (amount, commission) = (columns.amount(order).into(), columns.commission(order).into());
        let of = |status| PartnerSums::of_order(status, amount, commission);
        let mut sums = PartnerSums::default();
        match self.kind {
            StepKind::Placed => sums += of(OrderStatus::Pending),
            StepKind::Approved => {
                sums += of(OrderStatus::Approved);
                sums -= of(OrderStatus::Pending);
            }
            StepKind::Declined => sums -= of(OrderStatus::Pending),
            StepKind::Reversed => sums -= of(OrderStatus::Approved),
            StepKind::Corrected => {
                if let Some(RevisionKind::Corrected { amount, commission }) =
                    columns.revision(order).map(|revision| revision.kind)
                {
                    sums += PartnerSums::of_order(OrderStatus::Approved, amount.into(), commission.into());
                    sums -= of(OrderStatus::Approved);
                }
            }
        }
        sums.customers += i64::from(self.is_first);
        sums.paying += i64::from(self.changes_paying) * if self.kind.is_loss() { -1 } else { 1 };
        sums
    }
}

impl PartnerHistory {
    /// Lists what happens to the orders of a program with so many partners, and adds it up.
    fn of(orders: &[u32], partners: usize, columns: &Columns, customers: &Customers) -> Self {
        let mut steps = steps(orders, columns);
        // The order of steps within a second does not matter: it is always a whole second that is asked for.
        steps.par_sort_unstable_by_key(|step| (step.second, step.order));
        let mut counting = vec![0_u16; columns.len()];
        for step in &mut steps {
            let first = first_of_partner(step.order, columns, customers);
            let counting = &mut counting[first as usize];
            match step.kind {
                StepKind::Placed => {
                    *counting += 1;
                    (step.is_first, step.changes_paying) = (first == step.order, *counting == 1);
                }
                StepKind::Declined | StepKind::Reversed => {
                    *counting -= 1;
                    step.changes_paying = *counting == 0;
                }
                StepKind::Approved | StepKind::Corrected => {}
            }
        }
        let mut sums = vec![PartnerSums::default(); partners];
        let mut rows = sums.clone();
        for block in steps.chunks_exact(STEPS * partners) {
            add(&mut sums, block, columns);
            rows.extend(&sums);
        }
        Self { partners, steps, rows }
    }

    /// The sums of each partner at a second.
    fn at(&self, columns: &Columns, now: u32) -> Vec<PartnerSums> {
        let happened = self.steps.partition_point(|step| step.second <= now);
        let every = STEPS * self.partners;
        let row = happened / every;
        let mut sums = self.rows[row * self.partners..(row + 1) * self.partners].to_vec();
        add(&mut sums, &self.steps[row * every..happened], columns);
        sums
    }
}

/// Adds steps to the sums of their partners.
fn add(sums: &mut [PartnerSums], steps: &[Step], columns: &Columns) {
    for step in steps {
        sums[usize::from(columns.partner(step.order as usize))] += step.sums(columns);
    }
}

/// Everything that happens to some orders, without what it means for their customers.
fn steps(orders: &[u32], columns: &Columns) -> Vec<Step> {
    let mut steps = Vec::with_capacity(orders.len() * 2 + orders.len() / 16);
    for number in orders {
        let order = *number as usize;
        let mut push = |second: u32, kind| {
            let second = second.saturating_add(DELAY);
            steps.push(Step { second, order: *number, kind, is_first: false, changes_paying: false });
        };
        push(columns.placed(order), StepKind::Placed);
        let is_declined = columns.is_declined_at_first(order);
        push(columns.decided(order), if is_declined { StepKind::Declined } else { StepKind::Approved });
        if let Some(revision) = columns.revision(order) {
            push(revision.second, if revision.is_reversal() { StepKind::Reversed } else { StepKind::Corrected });
        }
    }
    steps
}

/// The first order with the customer and the partner of an order.
fn first_of_partner(order: u32, columns: &Columns, customers: &Customers) -> u32 {
    let partner = columns.partner(order as usize);
    let theirs = customers.orders(columns.customer(order as usize));
    theirs.iter().copied().find(|other| columns.partner(*other as usize) == partner).unwrap_or(order)
}

impl View<'_> {
    /// What each partner of the simulation has brought there, by their place in the program, whatever the ledger says.
    pub(super) fn simulated_partner_sums(&self, program: ProgramId) -> Vec<PartnerSums> {
        let world = self.world();
        let partners = world.programs.get(program.index()).map_or(0, |program| program.partners.len());
        if partners == 0 {
            return Vec::new();
        }
        let history = world.history_of(program);
        let kept = history
            .partners
            .get_or_init(|| PartnerHistory::of(&history.orders, partners, &world.columns, world.customers()));
        kept.at(&world.columns, self.second)
    }
}
