//! Programs that the ledger adds: nothing is simulated in them, and everything that is caused shows.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use trackside_world::{
    Cause, CauseError, ClickCause, ClickCounts, Currency, Event, LeadCause, Ledger, NewProgram, NewSurvey, NewSurveys,
    OrderStatus, PartnerCounts, PayoutCounts, ProgramCause, ProgramChangeCause, ProgramId, ProgramKind,
    ProgramStanding, ProgramState, ProgramStep, ProgramTerms, SaleCause, SetupCause, SetupStep, Totals, TrackerQuery,
    World, undone_with,
};

use crate::ledger::{Book, check, sold};
use crate::worlds::{noon, world};

fn create(cause: ProgramCause) -> Cause {
    Cause::Program(cause)
}

fn created(events: &[Event]) -> NewProgram {
    match events {
        [Event::Program(new)] => NewProgram::clone(new),
        other => panic!("{other:?}"),
    }
}

/// A program that is created now, with everything left to the world.
fn usual(book: &mut Book, world: &World, now: DateTime<Utc>) -> NewProgram {
    created(&book.cause(world, now, &create(ProgramCause::default())).expect("a program"))
}

#[test]
fn a_new_program_is_found_and_empty() {
    let world = world(1, 400);
    let mut book = Book::default();
    let cause = ProgramCause {
        name: Some(" Café Åse ".to_owned()),
        website: Some("https://cafe.example/shop/".to_owned()),
        currency: Some(Currency::Sek),
        commission_percent: Some(1250),
        cookie_days: Some(60),
        at: Some(noon() - Duration::days(40)),
        ..ProgramCause::default()
    };
    let new = created(&book.cause(&world, noon(), &create(cause)).expect("a program"));
    let view = world.with(&book.ledger, noon()).expect("in range");
    let program = view.program(new.program);
    assert_eq!((program.name.as_str(), program.website.as_str()), ("Café Åse", "https://cafe.example/shop"));
    assert_eq!((program.host(), program.portal_url.as_str()), ("cafe.example", "https://partners.cafe.example"));
    assert_eq!((program.currency, program.commission_percent, program.cookie_days), (Currency::Sek, 1250, 60));
    assert_eq!((program.state, program.created_at), (ProgramState::Added, noon() - Duration::days(40)));
    for found in [
        view.program_by_uuid(program.uuid),
        view.program_by_number(program.number),
        view.program_by_code(&program.code),
        view.programs().last(),
    ] {
        assert_eq!(found.map(|program| program.id), Some(new.program));
    }
    let (begins, end) = (world.begins(), noon() + Duration::seconds(1));
    assert_eq!(view.totals(new.program), Totals::default());
    assert_eq!(view.payouts(new.program), PayoutCounts::default());
    assert_eq!(view.partners(new.program), PartnerCounts::default());
    assert_eq!(view.clicks(new.program, begins, end), ClickCounts::default());
    assert_eq!((view.first_click(new.program), view.first_conversion(new.program)), (None, None));
    assert_eq!((view.script_verified_at(new.program), view.newest_surveyed_order(new.program)), (None, None));
    assert!(!view.stripe(new.program).is_connected() && view.test_clicks(new.program).is_empty());
    assert_eq!(view.edited_at(new.program), program.created_at);
    assert!(view.has_program(new.program) && !world.at(noon()).expect("in range").has_program(new.program));
    check(view);
}

#[test]
fn a_new_newsletter_has_no_subscribers() {
    let world = world(1, 0);
    let mut book = Book::default();
    let cause = ProgramCause { kind: Some(ProgramKind::Newsletter), ..ProgramCause::default() };
    let new = created(&book.cause(&world, noon(), &create(cause)).expect("a program"));
    let later = world.with(&book.ledger, noon() + Duration::days(30)).expect("in range");
    assert_eq!(later.newsletter(new.program), trackside_world::NewsletterCounts::default());
}

#[test]
fn everything_can_happen_in_a_new_program() {
    let world = world(1, 400);
    let mut book = Book::default();
    let new = usual(&mut book, &world, noon());
    let program = Some(new.program);
    let sale = SaleCause { program, amount: Some(10_000), ..SaleCause::default() };
    let order = sold(&book.cause(&world, noon(), &Cause::Sale(sale.clone())).expect("a sale"));
    let coupon = SaleCause { coupon: true, ..sale };
    book.cause(&world, noon(), &Cause::Sale(coupon)).expect("a sale by a coupon");
    let lead = LeadCause { program, key: Some("anna".to_owned()), ..LeadCause::default() };
    book.cause(&world, noon(), &Cause::Lead(lead)).expect("a lead");
    for step in [SetupStep::ScriptVerified, SetupStep::StripeConnected, SetupStep::TestClick] {
        book.cause(&world, noon(), &Cause::Setup(SetupCause { program, step, at: None })).expect("a step");
    }
    let view = world.with(&book.ledger, noon()).expect("in range");
    let totals = view.totals(new.program);
    let expected = Totals {
        orders: 2,
        revenue: 20_000,
        commissions: 2000,
        reward_unclaimed: 2000,
        signups: 3,
        paying_customers: 2,
        customers: 2,
        clicks: 2,
        ..Totals::default()
    };
    assert_eq!(totals, expected);
    let end = noon() + Duration::seconds(1);
    let conversions = view.conversions(new.program, end - Duration::days(30), end);
    assert_eq!((conversions.by_click, conversions.by_coupon), (1, 1));
    assert_eq!(view.payment_events(new.program, end - Duration::days(30), end).succeeded, 2);
    assert_eq!(view.script_verified_at(new.program), Some(noon()));
    assert!(view.stripe(new.program).is_connected() && view.test_clicks(new.program).len() == 1);
    assert!(view.customer_by_key(new.program, "anna").is_some());
    let shown = view.order(order);
    assert_eq!((shown.program.id, shown.status, shown.partner_code), (new.program, OrderStatus::Pending, ""));
    let reference = shown.order_reference.expect("a reference").to_string();
    assert!(reference.starts_with("SS-") || reference.starts_with("SH-"), "{reference}");
    assert_eq!(view.order_by_reference(&reference), Some(order));
    check(view);
    let surveyed = view.newest_surveyed_order(new.program);
    let mut of_program = view.trackers(&TrackerQuery::default()).page(0, usize::MAX);
    of_program.retain(|key| view.order(key.order()).program.id == new.program);
    assert_eq!(surveyed.is_some(), !of_program.is_empty());
}

#[test]
fn no_two_programs_have_an_identifier_in_common() {
    let world = world(1, 0);
    let mut book = Book::default();
    let mut last = usual(&mut book, &world, noon());
    for _ in 0..50 {
        last = usual(&mut book, &world, noon());
    }
    let view = world.with(&book.ledger, noon()).expect("in range");
    let programs: Vec<_> = view.programs().collect();
    let all = programs.len();
    let distinct = [
        programs.iter().map(|program| program.number.to_string()).collect::<BTreeSet<_>>().len(),
        programs.iter().map(|program| program.code.clone()).collect::<BTreeSet<_>>().len(),
        programs.iter().map(|program| program.uuid.to_string()).collect::<BTreeSet<_>>().len(),
    ];
    assert_eq!(distinct, [all; 3]);
    let base = world.at(noon()).expect("in range").programs().next().expect("a program").clone();
    let next = created(&view.cause(&create(ProgramCause::default())).expect("a program"));
    assert!(book.ledger.admits(&world, &Event::Program(Box::new(next.clone()))));
    for clash in [
        NewProgram { program: last.program, ..next.clone() },
        NewProgram { program: base.id, ..next.clone() },
        NewProgram { uuid: base.uuid, ..next.clone() },
        NewProgram { number: base.number, ..next.clone() },
        NewProgram { code: last.code.clone(), ..next.clone() },
        NewProgram { surveys: vec![NewSurvey::named("a"), NewSurvey::named("a")], ..next.clone() },
    ] {
        assert!(!book.ledger.admits(&world, &Event::Program(Box::new(clash.clone()))), "{clash:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let world = world(1, 0);
    let mut book = Book::default();
    let new = usual(&mut book, &world, noon());
    let view = world.with(&book.ledger, noon()).expect("in range");
    let usual = ProgramCause::default;
    let text = |text: &str| Some(text.to_owned());
    for (cause, expected) in [
        (ProgramCause { name: text("  "), ..usual() }, CauseError::NoName { longest: 100 }),
        (ProgramCause { name: Some("x".repeat(101)), ..usual() }, CauseError::NoName { longest: 100 }),
        (ProgramCause { website: text("shop.example"), ..usual() }, CauseError::NoWebsite),
        (ProgramCause { commission_percent: Some(10_001), ..usual() }, CauseError::PercentOutOfRange),
        (ProgramCause { cookie_days: Some(0), ..usual() }, CauseError::CookieOutOfRange),
        (ProgramCause { surveys: Some(NewSurveys::Usual(6)), ..usual() }, CauseError::TooManySurveys { most: 5 }),
        (ProgramCause { cookie_days: Some(366), ..usual() }, CauseError::CookieOutOfRange),
    ] {
        assert_eq!(view.cause(&create(cause.clone())), Err(expected), "{cause:?}");
    }
    let early = noon() - Duration::seconds(1);
    let click = ClickCause { program: Some(new.program), at: Some(early), ..ClickCause::default() };
    let outside = CauseError::OutsideOfTime { at: early, begins: noon(), now: noon() };
    assert_eq!(view.cause(&Cause::Click(click)), Err(outside), "before the program is created");
    let unknown = ClickCause { program: Some(trackside_world::ProgramId(new.program.0 + 1)), ..ClickCause::default() };
    assert_eq!(view.cause(&Cause::Click(unknown)), Err(CauseError::UnknownProgram));
    let events = view.cause(&Cause::Click(ClickCause { program: Some(new.program), ..ClickCause::default() }));
    let click = events.expect("a click").remove(0);
    assert!(book.ledger.admits(&world, &click) && !Ledger::new().admits(&world, &click));
}

#[test]
fn a_program_is_undone_with_all_that_happened_in_it() {
    let world = world(1, 100);
    let mut book = Book::default();
    let first = usual(&mut book, &world, noon());
    let second = usual(&mut book, &world, noon());
    for program in [Some(first.program), None, Some(second.program)] {
        book.cause(&world, noon(), &Cause::Sale(SaleCause { program, ..SaleCause::default() })).expect("a sale");
    }
    let setup = SetupCause { program: Some(first.program), step: SetupStep::TestClick, at: None };
    book.cause(&world, noon(), &Cause::Setup(setup)).expect("a step");
    // 0, 1: programs, 2, 3: a sale at the first, 4, 5: elsewhere, 6, 7: at the second, 8: a step at the first
    for (undone, all) in [(0, &[0, 2, 3, 8][..]), (1, &[1, 6, 7]), (2, &[2, 3]), (8, &[8])] {
        let found = undone_with(book.entries.iter().map(|(_, event)| event), &BTreeSet::from([undone]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), all, "{undone}");
    }
    book.undo(&world, 0);
    let view = world.with(&book.ledger, noon()).expect("in range");
    assert!(!view.has_program(first.program) && view.has_program(second.program));
    check(view);
}

fn change(program: ProgramId, step: ProgramStep) -> Cause {
    Cause::ProgramChange(ProgramChangeCause { program: Some(program), step, at: None })
}

#[test]
fn a_program_is_revised_and_keeps_what_is_not_given() {
    let world = world(1, 400);
    let mut book = Book::default();
    let simulated = world.at(noon()).expect("in range").programs().next().expect("a program").id;
    let added = usual(&mut book, &world, noon()).program;
    for program in [simulated, added] {
        let before = world.with(&book.ledger, noon()).expect("in range").program(program).clone();
        let terms = ProgramTerms {
            name: Some(" Heron Yachts ".to_owned()),
            commission_percent: Some(3000),
            cookie_days: Some(7),
            ..ProgramTerms::default()
        };
        book.cause(&world, noon(), &change(program, ProgramStep::Revised(terms))).expect("revised");
        let view = world.with(&book.ledger, noon()).expect("in range");
        for shown in [view.program(program), view.programs().find(|known| known.id == program).expect("listed")] {
            assert_eq!((shown.name.as_str(), shown.commission_percent, shown.cookie_days), ("Heron Yachts", 3000, 7));
            assert_eq!((&shown.website, shown.payout_threshold), (&before.website, before.payout_threshold));
        }
        assert_eq!(view.edited_at(program), noon());
        let sale = SaleCause { program: Some(program), amount: Some(10_000), ..SaleCause::default() };
        let order = sold(&book.cause(&world, noon(), &Cause::Sale(sale)).expect("a sale"));
        let view = world.with(&book.ledger, noon()).expect("in range");
        assert_eq!(view.order(order).commission.minor, 3000);
        check(view);
    }
    for (terms, error) in [
        (ProgramTerms::default(), CauseError::NothingToChange),
        (ProgramTerms { name: Some(" ".to_owned()), ..ProgramTerms::default() }, CauseError::NoName { longest: 100 }),
        (ProgramTerms { website: Some("a".to_owned()), ..ProgramTerms::default() }, CauseError::NoWebsite),
        (ProgramTerms { commission_percent: Some(10_001), ..ProgramTerms::default() }, CauseError::PercentOutOfRange),
        (ProgramTerms { cookie_days: Some(0), ..ProgramTerms::default() }, CauseError::CookieOutOfRange),
    ] {
        let view = world.with(&book.ledger, noon()).expect("in range");
        assert_eq!(view.cause(&change(simulated, ProgramStep::Revised(terms))), Err(error));
    }
}

#[test]
fn a_program_that_does_not_run_does_not_track_until_it_runs_again() {
    let world = world(1, 400);
    let mut book = Book::default();
    let program = world.at(noon()).expect("in range").programs().next().expect("a program").id;
    let standing = |book: &Book| world.with(&book.ledger, noon()).expect("in range").program(program).standing;
    for (step, expected) in [
        (ProgramStep::Paused, ProgramStanding::Paused),
        (ProgramStep::Archived, ProgramStanding::Archived),
        (ProgramStep::Resumed, ProgramStanding::Active),
    ] {
        book.cause(&world, noon(), &change(program, step.clone())).expect("possible");
        assert_eq!(standing(&book), expected);
        let view = world.with(&book.ledger, noon()).expect("in range");
        assert_eq!(view.cause(&change(program, step)), Err(CauseError::SameStanding { standing: expected }));
        let (click, lead, sale) = (ClickCause::default(), LeadCause::default(), SaleCause::default());
        for cause in [
            Cause::Click(ClickCause { program: Some(program), ..click }),
            Cause::Lead(LeadCause { program: Some(program), ..lead }),
            Cause::Sale(SaleCause { program: Some(program), ..sale }),
        ] {
            let refused = CauseError::NotTracking { standing: expected };
            let is_tracking = expected == ProgramStanding::Active;
            assert_eq!(view.cause(&cause).err(), (!is_tracking).then_some(refused), "{expected:?}");
        }
    }
    // Each change is undone alone: the program is as the others have left it.
    let events: Vec<_> = book.entries.iter().map(|(_, event)| event.clone()).collect();
    for undone in 0..events.len() {
        assert_eq!(undone_with(&events, &BTreeSet::from([undone])), BTreeSet::from([undone]));
    }
}
