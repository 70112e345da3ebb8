//! What random histories of the ledger consist of.

use chrono::Duration;
use proptest::prelude::*;
use trackside_world::{
    BonusCause, Cause, ChangeKind, ClickCause, CustomerId, Event, JoinCause, LeadCause, NewLead, PartnerDecision,
    PartnerDecisionCause, PayoutCause, PayoutDecision, PayoutDecisionCause, ProgramCause, ProgramChangeCause,
    ProgramId, ProgramStep, ProgramTerms, SaleCause, SurveyCause, SurveyStep, View,
};

use crate::worlds::noon;

/// One step of a random sequence.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Cause(Cause),
    /// A change of one of the newest orders.
    Change(usize, ChangeKind),
    Wait(i64),
    /// The clock goes back, and what was recorded later is not applied.
    Back(i64),
    Undo(usize),
    /// Somebody who is known already clicks, signs up or buys something.
    Again(usize, Again),
}

/// What somebody does who is known already.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Again {
    Clicks,
    /// They sign up, and a partner whom no click has told of has brought them.
    SignsUp,
    Buys,
}

/// What one of the newest customers or visitors of the ledger does next, or one of the customers of the simulation.
pub(crate) fn again(view: View<'_>, place: usize, what: Again) -> Option<Vec<Event>> {
    let programs: Vec<_> = view.programs().map(|program| program.id).collect();
    let program = programs[place % programs.len()];
    let theirs: Vec<_> = view.customers_of(program).rev().collect();
    let first = view.ledger().next_visitor().0.checked_sub(1 + u32::try_from(place / 100).expect("small"));
    let newest = first.map(CustomerId).filter(|visitor| visitor.is_of_the_ledger());
    let customer = if place.is_multiple_of(3) { newest } else { theirs.get(place % 5).copied() }?;
    let partner = view.all_partners(program).nth(place % 7).map(|partner| partner.id);
    match what {
        Again::Clicks => {
            let cause =
                ClickCause { program: Some(program), partner, visitor: Some(customer), ..ClickCause::default() };
            view.cause(&Cause::Click(cause)).ok()
        }
        // Of whichever program they are: an event may name another one than that in which they are known.
        Again::SignsUp => {
            let (key, first_name, last_name) = (None, None, None);
            let email = (!place.is_multiple_of(5)).then(|| format!("Visitor{place}@Shop.example"));
            let visitor = if place.is_multiple_of(2) { customer } else { view.ledger().next_visitor() };
            let at = view.now();
            Some(vec![Event::Lead(NewLead { program, visitor, key, email, partner, first_name, last_name, at })])
        }
        Again::Buys => {
            let cause = SaleCause { customer: Some(customer), partner, ..SaleCause::default() };
            view.cause(&Cause::Sale(cause)).ok()
        }
    }
}

/// A program by its place: those of the simulation come first, then those of the ledger.
fn program(place: u16) -> ProgramId {
    if place < 19 { ProgramId(place) } else { ProgramId((1 << 15) + place - 19) }
}

/// Sequences of steps.
pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kinds = prop_oneof![
        Just(ChangeKind::Approved),
        Just(ChangeKind::Declined),
        Just(ChangeKind::Refunded),
        Just(ChangeKind::Reversed),
        Just(ChangeKind::Corrected),
        Just(ChangeKind::Reopened),
    ];
    let sale = (0..22_u16, 0..200_000_i64, any::<bool>()).prop_map(|(program, amount, coupon)| {
        let (program, amount) = (Some(self::program(program)), Some(amount));
        Step::Cause(Cause::Sale(SaleCause { program, amount, coupon, ..SaleCause::default() }))
    });
    let click = (0..22_u16, any::<bool>()).prop_map(|(program, direct)| {
        Step::Cause(Cause::Click(ClickCause { program: Some(self::program(program)), direct, ..ClickCause::default() }))
    });
    let lead = (0..22_u16).prop_map(|program| {
        Step::Cause(Cause::Lead(LeadCause { program: Some(self::program(program)), ..LeadCause::default() }))
    });
    let create = (0..40_i64).prop_map(|days| {
        let at = Some(noon() - Duration::days(days));
        Step::Cause(Cause::Program(ProgramCause { at, ..ProgramCause::default() }))
    });
    let join = (0..22_u16).prop_map(|program| {
        Step::Cause(Cause::Join(JoinCause { program: Some(self::program(program)), ..JoinCause::default() }))
    });
    let decisions = prop_oneof![
        Just(PartnerDecision::Approved),
        Just(PartnerDecision::Blocked),
        Just(PartnerDecision::Archived),
        Just(PartnerDecision::Restored),
        Just(PartnerDecision::Deleted),
    ];
    let decide = (proptest::option::of(0..22_u16), decisions).prop_map(|(program, decision)| {
        let program = program.map(self::program);
        Step::Cause(Cause::PartnerDecision(PartnerDecisionCause { program, partner: None, decision, at: None }))
    });
    let payout = proptest::option::of(0..22_u16).prop_map(|program| {
        Step::Cause(Cause::Payout(PayoutCause { program: program.map(self::program), ..PayoutCause::default() }))
    });
    let request = proptest::option::of(0..22_u16).prop_map(|program| {
        Step::Cause(Cause::PayoutRequest(PayoutCause { program: program.map(self::program), ..PayoutCause::default() }))
    });
    let decide_payout = (proptest::option::of(0..22_u16), any::<bool>()).prop_map(|(program, is_approved)| {
        let decision = if is_approved { PayoutDecision::Approved } else { PayoutDecision::Paid };
        let program = program.map(self::program);
        Step::Cause(Cause::PayoutDecision(PayoutDecisionCause { program, payout: None, decision, at: None }))
    });
    let bonus = (proptest::option::of(0..22_u16), 1..90_000_i64).prop_map(|(program, amount)| {
        let program = program.map(self::program);
        Step::Cause(Cause::Bonus(BonusCause { program, amount: Some(amount), ..BonusCause::default() }))
    });
    let program_steps = prop_oneof![
        (1..3000_u32, 1..60_u32).prop_map(|(percent, days)| ProgramStep::Revised(ProgramTerms {
            commission_percent: Some(percent),
            cookie_days: Some(days),
            ..ProgramTerms::default()
        })),
        Just(ProgramStep::Paused),
        Just(ProgramStep::Resumed),
        Just(ProgramStep::Archived),
    ];
    let revise = (0..20_u16, program_steps).prop_map(|(program, step)| {
        let program = Some(self::program(program));
        Step::Cause(Cause::ProgramChange(ProgramChangeCause { program, step, at: None }))
    });
    let survey_steps = prop_oneof![Just(SurveyStep::Sent), Just(SurveyStep::Opened), Just(SurveyStep::Completed)];
    let survey = (proptest::option::of(0..22_u16), survey_steps).prop_map(|(program, step)| {
        let program = program.map(self::program);
        Step::Cause(Cause::Survey(SurveyCause { order: None, program, survey: None, step, at: None }))
    });
    let again = prop_oneof![Just(Again::Clicks), Just(Again::SignsUp), Just(Again::Buys)];
    let step = prop_oneof![
        1 => payout,
        2 => request,
        4 => decide_payout,
        2 => bonus,
        2 => survey,
        2 => revise,
        2 => create,
        2 => join,
        2 => decide,
        4 => sale,
        2 => click,
        1 => lead,
        4 => (0..40_usize, kinds).prop_map(|(order, kind)| Step::Change(order, kind)),
        2 => (0..20_i64 * 86_400).prop_map(Step::Wait),
        1 => (0..5_i64 * 86_400).prop_map(Step::Back),
        1 => (0..10_usize).prop_map(Step::Undo),
        6 => (0..400_usize, again).prop_map(|(place, what)| Step::Again(place, what)),
    ];
    proptest::collection::vec(step, 1..25)
}
