//! Writes all that a sandbox shows as a world file without simulation, as far as the format can express it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use trackside_schemas::world_file::{
    ChangeOfOrder, PinnedChange, PinnedClick, PinnedCustomer, PinnedOrder, PinnedPartner, PinnedPartnerStatus,
    PinnedProgram, PinnedStep, PinnedTime, ProgramIds, StepOfSetup, WorldFile,
};
use trackside_world::{
    CustomerId, DateKind, Order, OrderQuery, OrderStatus, PartnerStatus, Program, ProgramId, StripeStatus, View,
};

use super::export::{Exported, currency_of_file, kind_of_file, owner_of_file, pinned_survey_of};

/// More orders than this make a file that nobody reads.
pub(crate) const MOST_ORDERS: usize = 100_000;

/// How many orders are looked up at once.
const PAGE: usize = 1000;

/// What no such file says.
const NEVER_SAID: [&str; 5] = [
    "the ids of partners, customers and orders, which get others",
    "clicks that led to no order, and leads who bought nothing",
    "what became of surveys, payouts, and records that only one provider knows",
    "the five minutes until a simulated order is seen, and amounts before they were corrected",
    "what happened before the world begins, which happens when it begins",
];

/// Why there is no such file: the world has too many orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooManyOrders {
    pub(crate) orders: usize,
}

/// Everything that is seen now. `now` is the time of a clock that stands still.
pub(crate) fn everything(view: View<'_>, now: Option<DateTime<Utc>>) -> Result<Exported, TooManyOrders> {
    let all = OrderQuery::between(DateKind::Placed, view.world().begins(), view.now());
    let total = view.orders(&all, 0, 0).total;
    if total > MOST_ORDERS {
        return Err(TooManyOrders { orders: total });
    }
    let mut writer = Writer { view, programs: BTreeMap::new(), customers: BTreeSet::new(), left_out: BTreeMap::new() };
    for program in view.programs() {
        writer.program(program);
    }
    for offset in (0..total).step_by(PAGE) {
        for id in view.orders(&all, offset, PAGE).orders {
            writer.order(&view.order(id));
        }
    }
    let file =
        WorldFile { now, simulate: false, programs: writer.programs.into_values().collect(), ..WorldFile::default() };
    let counted = writer.left_out.iter().map(|(what, count)| format!("{what} ({count})"));
    Ok(Exported { file, left_out: NEVER_SAID.iter().map(|what| (*what).to_owned()).chain(counted).collect() })
}

struct Writer<'w> {
    view: View<'w>,
    programs: BTreeMap<ProgramId, PinnedProgram>,
    customers: BTreeSet<CustomerId>,
    left_out: BTreeMap<&'static str, usize>,
}

impl Writer<'_> {
    fn program(&mut self, program: &Program) {
        let Some(currency) = currency_of_file(program.currency) else {
            return self.leave_out("programs in a currency that a file does not have");
        };
        let view = self.view;
        let written = PinnedProgram {
            name: Some(program.name.clone()),
            website: Some(program.website.clone()),
            without_website: !view.has_website(program.id),
            currency: Some(currency),
            kind: Some(kind_of_file(program.kind)),
            owner: owner_of_file(program.owner),
            commission_percent: Some(f64::from(program.commission_percent) / 100.0),
            cookie_days: Some(program.cookie_days),
            payout_threshold_cents: Some(program.payout_threshold),
            created_at: Some(self.time(program.created_at)),
            ids: ProgramIds {
                affitor: Some(program.number),
                agentref: Some(program.uuid),
                partnero: Some(program.code.clone()),
            },
            surveys: Some(program.surveys.iter().map(pinned_survey_of).collect()),
            setup: self.setup(program.id),
            partners: self.partners(program.id),
            ..PinnedProgram::default()
        };
        self.programs.insert(program.id, written);
    }

    fn setup(&self, program: ProgramId) -> Vec<PinnedStep> {
        let (view, account) = (self.view, self.view.stripe(program));
        let step = |step, at: Option<DateTime<Utc>>| at.map(|at| PinnedStep { step, at: Some(self.time(at)) });
        let pending = (account.status == StripeStatus::Pending)
            .then_some(PinnedStep { step: StepOfSetup::StripePending, at: None });
        let steps = [
            step(StepOfSetup::ScriptVerified, view.script_verified_at(program)),
            pending,
            step(StepOfSetup::StripeConnected, account.connected_at),
            step(StepOfSetup::StripeDisconnected, account.disconnected_at),
        ];
        let tests = [
            (StepOfSetup::TestClick, view.test_clicks(program)),
            (StepOfSetup::TestLead, view.test_leads(program)),
            (StepOfSetup::TestSale, view.test_sales(program)),
        ];
        let tests = tests.into_iter().flat_map(|(kind, tests)| tests.into_iter().map(move |test| (kind, test.at)));
        let tests = tests.filter_map(|(kind, at)| step(kind, Some(at)));
        steps.into_iter().flatten().chain(tests).collect()
    }

    fn partners(&mut self, program: ProgramId) -> Vec<PinnedPartner> {
        let partners: Vec<_> = self.view.all_partners(program).collect();
        let mut written = Vec::new();
        for partner in partners {
            let joined_at = Some(self.time(partner.joined_at));
            let (status, approved_at) = match partner.status {
                PartnerStatus::Active => (PinnedPartnerStatus::Active, None),
                PartnerStatus::Pending => (PinnedPartnerStatus::Pending, None),
                PartnerStatus::Blocked => (PinnedPartnerStatus::Blocked, joined_at),
                PartnerStatus::Archived | PartnerStatus::Deleted => {
                    self.leave_out("that partners are archived or deleted, who are blocked");
                    (PinnedPartnerStatus::Blocked, joined_at)
                }
            };
            written.push(PinnedPartner {
                code: partner.code.to_owned(),
                name: partner.name.map(str::to_owned),
                email: partner.email.map(str::to_owned),
                status: Some(status),
                joined_at,
                approved_at,
                // Until now they have brought orders.
                blocked_at: (status == PinnedPartnerStatus::Blocked).then(|| self.time(self.view.now())),
            });
        }
        written
    }

    fn order(&mut self, order: &Order<'_>) {
        if order.amount.minor < 0 || order.commission.minor < 0 {
            return self.leave_out("orders with a negative amount");
        }
        let key = self.view.customer_key(order.customer).map(Cow::into_owned);
        let is_new = self.customers.insert(order.customer);
        let partner = Some(order.partner_code).filter(|code| !code.is_empty()).map(str::to_owned);
        let placed_at = self.time(order.placed_at);
        let clicked_at = order.clicked_at.map(|at| self.time(at));
        let written = PinnedOrder {
            transaction_id: order.transaction.map(str::to_owned),
            customer: key.clone(),
            partner: partner.clone(),
            at: Some(placed_at),
            amount_cents: Some(order.amount.minor),
            commission_cents: Some(order.commission.minor),
            coupon: order.clicked_at.is_none(),
            changes: self.changes(order),
        };
        let Some(program) = self.programs.get_mut(&order.program.id) else {
            return self.leave_out("orders of programs that are left out");
        };
        if let Some(key) = key {
            if is_new {
                // They sign up when they buy for the first time.
                let clicked_at = clicked_at.or(Some(placed_at));
                let signed_up_at = Some(placed_at);
                program.customers.push(PinnedCustomer { key, email: None, partner, clicked_at, signed_up_at });
            } else if let Some(at) = clicked_at {
                let click = PinnedClick { partner, customer: Some(key), at: Some(at), direct: false, count: None };
                program.clicks.push(click);
            }
        }
        program.orders.push(written);
    }

    fn changes(&self, order: &Order<'_>) -> Vec<PinnedChange> {
        let change = match order.status {
            OrderStatus::Pending => return Vec::new(),
            OrderStatus::Approved => ChangeOfOrder::Approval,
            OrderStatus::Declined => ChangeOfOrder::Decline,
        };
        let decided = order.validated_at.unwrap_or(order.modified_at).max(order.placed_at);
        let reason = order.decline_reason.map(str::to_owned).filter(|_| change == ChangeOfOrder::Decline);
        vec![PinnedChange { change, at: Some(self.time(decided)), reason, amount_cents: None, commission_cents: None }]
    }

    fn leave_out(&mut self, what: &'static str) {
        *self.left_out.entry(what).or_default() += 1;
    }

    /// The time as a file has it: not before the world begins.
    fn time(&self, time: DateTime<Utc>) -> PinnedTime {
        PinnedTime::At(time.max(self.view.world().begins()))
    }
}
