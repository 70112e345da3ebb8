//! Partners who join in the ledger, and decisions about those of the simulation.

use std::collections::BTreeSet;

use chrono::Duration;
use trackside_world::{
    Cause, CauseError, ClickCause, ClickKind, Event, JoinCause, NewPartner, PartnerChange, PartnerCounts,
    PartnerDecision, PartnerDecisionCause, PartnerId, PartnerRevisionCause, PartnerStatus, PartnerStep, ProgramCause,
    ProgramId, SaleCause, View, World, undone_with,
};

use crate::ledger::{Book, check, sold};
use crate::worlds::{noon, world};

fn decide(program: ProgramId, partner: impl Into<Option<PartnerId>>, decision: PartnerDecision) -> Cause {
    let (program, partner) = (Some(program), partner.into());
    Cause::PartnerDecision(PartnerDecisionCause { program, partner, decision, at: None })
}

/// Lets somebody join.
fn join(book: &mut Book, world: &World, program: ProgramId, name: Option<&str>) -> PartnerId {
    let name = name.map(str::to_owned);
    let cause = Cause::Join(JoinCause { program: Some(program), name, ..JoinCause::default() });
    match book.cause(world, noon(), &cause).expect("a partner").as_slice() {
        [Event::Partner(change)] => change.partner,
        other => panic!("{other:?}"),
    }
}

fn first_program(world: &World) -> ProgramId {
    world.at(noon()).expect("in range").programs().next().expect("a program").id
}

fn create(book: &mut Book, world: &World) -> ProgramId {
    match &book.cause(world, noon(), &Cause::Program(ProgramCause::default())).expect("a program")[0] {
        Event::Program(new) => new.program,
        other => panic!("{other:?}"),
    }
}

/// The partners by status, counted one by one.
fn counted(view: View<'_>, program: ProgramId) -> PartnerCounts {
    let count = |statuses: &[PartnerStatus]| {
        view.all_partners(program).filter(|partner| statuses.contains(&partner.status)).count() as u64
    };
    PartnerCounts {
        active: count(&[PartnerStatus::Active]),
        pending: count(&[PartnerStatus::Pending]),
        archived: count(&[PartnerStatus::Archived, PartnerStatus::Blocked]),
        deleted: count(&[PartnerStatus::Deleted]),
    }
}

#[test]
fn somebody_joins_is_approved_and_blocked() {
    let world = world(1, 200);
    let mut book = Book::default();
    let own = create(&mut book, &world);
    for program in [first_program(&world), own] {
        let before = world.with(&book.ledger, noon()).expect("in range").partners(program);
        let partner = join(&mut book, &world, program, Some("Zoë Quill"));
        let check_status = |book: &Book, status, change: fn(&mut PartnerCounts)| {
            let view = world.with(&book.ledger, noon()).expect("in range");
            let mut expected = before;
            change(&mut expected);
            assert_eq!((view.partners(program), counted(view, program)), (expected, expected), "{status:?}");
            let profile = view.partner(program, partner).expect("they joined");
            assert_eq!((profile.status, profile.code, profile.name), (status, "zo-quill", Some("Zoë Quill")));
            assert_eq!((profile.joined_at, profile.email), (noon(), None));
            assert_eq!(view.partner_by_code(program, "zo-quill"), Some(partner));
            assert_eq!(view.partner_code(program, partner), Some("zo-quill"));
        };
        check_status(&book, PartnerStatus::Pending, |counts| counts.pending += 1);
        book.cause(&world, noon(), &decide(program, None, PartnerDecision::Approved)).expect("the one who waits");
        check_status(&book, PartnerStatus::Active, |counts| counts.active += 1);
        book.cause(&world, noon(), &decide(program, partner, PartnerDecision::Blocked)).expect("an active partner");
        check_status(&book, PartnerStatus::Blocked, |counts| counts.archived += 1);
        book.cause(&world, noon(), &decide(program, partner, PartnerDecision::Approved)).expect("a blocked partner");
        check_status(&book, PartnerStatus::Active, |counts| counts.active += 1);
    }
}

#[test]
fn what_a_new_partner_brings_is_seen() {
    let world = world(1, 200);
    let mut book = Book::default();
    let own = create(&mut book, &world);
    for program in [own, first_program(&world)] {
        let partner = join(&mut book, &world, program, None);
        let at = noon();
        let (program_given, partner_given) = (Some(program), Some(partner));
        let sale = SaleCause { program: program_given, partner: partner_given, at: Some(at), ..SaleCause::default() };
        let order = sold(&book.cause(&world, noon(), &Cause::Sale(sale)).expect("a sale"));
        let click = ClickCause { program: program_given, partner: partner_given, ..ClickCause::default() };
        book.cause(&world, noon(), &Cause::Click(click)).expect("a click");
        let view = world.with(&book.ledger, noon()).expect("in range");
        let code = view.partner_code(program, partner).expect("a code");
        assert!(!code.is_empty());
        assert_eq!(view.order(order).partner_code, code);
        assert!(view.order(order).clickout_url.expect("a click").to_string().ends_with(code));
        assert_eq!(view.last_click(program, ClickKind::Redirect).expect("a click").partner_code, code);
        let brought = view.partner_figures(program)[&partner];
        assert_eq!((brought.customers, brought.paying_customers, brought.clicks), (1, 1, 2));
        check(view);
    }
}

#[test]
fn an_active_partner_is_chosen_and_never_a_blocked_one() {
    let world = world(1, 200);
    let mut book = Book::default();
    let own = create(&mut book, &world);
    let clicks = |book: &Book, program| {
        let view = world.with(&book.ledger, noon()).expect("in range");
        let cause = ClickCause { program: Some(program), ..ClickCause::default() };
        match &view.cause(&Cause::Click(cause)).expect("a click")[0] {
            Event::Click(click) => click.partner,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(clicks(&book, own), None, "there is nobody");
    let partner = join(&mut book, &world, own, None);
    assert_eq!(clicks(&book, own), None, "they wait for approval");
    book.cause(&world, noon(), &decide(own, partner, PartnerDecision::Approved)).expect("approved");
    assert_eq!(clicks(&book, own), Some(partner));
    book.cause(&world, noon(), &decide(own, partner, PartnerDecision::Blocked)).expect("blocked");
    assert_eq!(clicks(&book, own), None);

    // One after the other, every partner of the simulation is blocked.
    let program = first_program(&world);
    let mut blocked = BTreeSet::new();
    while let Some(partner) = clicks(&book, program) {
        assert!(blocked.insert(partner), "{partner:?} is blocked");
        book.cause(&world, noon(), &decide(program, partner, PartnerDecision::Blocked)).expect("an active partner");
    }
    let view = world.with(&book.ledger, noon()).expect("in range");
    assert_eq!((view.partners(program).active, blocked.len() > 5), (0, true));
    assert_eq!(view.partners(program), counted(view, program));
}

#[test]
fn codes_are_unique_within_a_program_and_what_does_not_fit_is_refused() {
    let world = world(1, 0);
    let mut book = Book::default();
    let program = first_program(&world);
    let names = [None, Some("Ida Moss"), Some("Ida Moss"), Some("日本"), None, None];
    let joined: Vec<_> = names.iter().map(|name| join(&mut book, &world, program, *name)).collect();
    let view = world.with(&book.ledger, noon()).expect("in range");
    let codes: Vec<_> = joined.iter().map(|id| view.partner_code(program, *id).expect("a code")).collect();
    assert_eq!((codes[1], codes[2]), ("ida-moss", "ida-moss2"));
    let all: Vec<_> = view.all_partners(program).map(|partner| partner.code).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    let taken = view.partner_code(program, PartnerId(0)).expect("a partner").to_owned();
    let refused = |cause: JoinCause| {
        view.cause(&Cause::Join(JoinCause { program: Some(program), ..cause })).expect_err("it does not fit")
    };
    let (usual, text) = (JoinCause::default, |text: &str| Some(text.to_owned()));
    assert_eq!(refused(JoinCause { code: Some(taken.clone()), ..usual() }), CauseError::CodeTaken);
    assert_eq!(refused(JoinCause { code: text("ida-moss"), ..usual() }), CauseError::CodeTaken);
    assert_eq!(refused(JoinCause { code: text("ida moss"), ..usual() }), CauseError::NoCode { longest: 64 });
    assert_eq!(refused(JoinCause { email: text("ida"), ..usual() }), CauseError::NoEmail);
    assert_eq!(refused(JoinCause { name: text(" "), ..usual() }), CauseError::NoName { longest: 100 });
    let (status, decision) = (PartnerStatus::Active, PartnerDecision::Approved);
    let again = view.cause(&decide(program, PartnerId(0), decision));
    assert_eq!(again, Err(CauseError::NoSuchDecision { status, decision }));
    let unknown = view.cause(&decide(program, PartnerId(u16::MAX), decision));
    assert_eq!(unknown, Err(CauseError::UnknownPartner));

    let change = |partner, step| Event::Partner(PartnerChange { program, partner, step, at: noon() });
    let new = |code: &str| PartnerStep::Joined(Box::new(NewPartner { code: code.to_owned(), name: None, email: None }));
    let next = book.ledger.next_partner(program).expect("room");
    for (event, admitted) in [
        (change(next, new("somebody")), true),
        (change(next, new(&taken)), false),
        (change(next, new("ida-moss")), false),
        (change(joined[0], new("somebody")), false),
        (change(PartnerId(0), new("somebody")), false),
        (change(next, PartnerStep::Approved), false),
        (change(joined[0], PartnerStep::Approved), true),
        (change(PartnerId(0), PartnerStep::Blocked), true),
    ] {
        assert_eq!(book.ledger.admits(&world, &event), admitted, "{event:?}");
    }
}

#[test]
fn a_partner_is_undone_with_what_they_brought_and_a_decision_with_later_ones() {
    let world = world(1, 100);
    let mut book = Book::default();
    let program = first_program(&world);
    let partner = join(&mut book, &world, program, None);
    book.cause(&world, noon(), &decide(program, partner, PartnerDecision::Approved)).expect("approved");
    let sale = SaleCause { program: Some(program), partner: Some(partner), ..SaleCause::default() };
    book.cause(&world, noon(), &Cause::Sale(sale)).expect("a sale");
    book.cause(&world, noon(), &decide(program, partner, PartnerDecision::Blocked)).expect("blocked");
    book.cause(&world, noon(), &decide(program, PartnerId(0), PartnerDecision::Blocked)).expect("blocked");
    book.cause(&world, noon(), &decide(program, PartnerId(0), PartnerDecision::Approved)).expect("approved");
    // 0: joined, 1: approved, 2, 3: a sale, 4: blocked, 5: another blocked, 6: the other approved
    for (undone, all) in [(0, &[0, 1, 2, 3, 4][..]), (1, &[1, 4]), (2, &[2, 3]), (4, &[4]), (5, &[5, 6]), (6, &[6])] {
        let found = undone_with(book.entries.iter().map(|(_, event)| event), &BTreeSet::from([undone]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), all, "{undone}");
    }
}

#[test]
fn whom_the_simulation_deletes_stays_deleted() {
    let world = world(1, 0);
    let then = world.begins() + Duration::days(100);
    let (now, later) = (world.at(then).expect("in range"), world.at(world.horizon()).expect("in range"));
    let leaving = now.programs().find_map(|program| {
        let leaves = |id| later.partner(program.id, id).is_some_and(|known| known.status == PartnerStatus::Deleted);
        let mut active = now.all_partners(program.id).filter(|known| known.status == PartnerStatus::Active);
        Some((program.id, active.find(|known| leaves(known.id))?.id))
    });
    let (program, partner) = leaving.expect("in two years somebody leaves");
    let mut book = Book::default();
    book.cause(&world, then, &decide(program, partner, PartnerDecision::Blocked)).expect("blocked");
    let status = |time| {
        let view = world.with(&book.ledger, time).expect("in range");
        assert_eq!(view.partners(program), counted(view, program));
        view.partner(program, partner).expect("known").status
    };
    assert_eq!((status(then), status(world.horizon())), (PartnerStatus::Blocked, PartnerStatus::Deleted));
}

#[test]
fn somebody_is_archived_restored_and_deleted() {
    use PartnerDecision::{Approved, Archived, Blocked, Deleted, Restored};
    let world = world(1, 0);
    let mut book = Book::default();
    let program = first_program(&world);
    let joined = join(&mut book, &world, program, None);
    let active = world.at(noon()).expect("in range").active_partner(program).expect("somebody");
    let steps = [
        (joined, Archived, PartnerStatus::Archived),
        (joined, Restored, PartnerStatus::Pending),
        (joined, Approved, PartnerStatus::Active),
        (joined, Archived, PartnerStatus::Archived),
        (joined, Restored, PartnerStatus::Active),
        (joined, Blocked, PartnerStatus::Blocked),
        (joined, Restored, PartnerStatus::Active),
        (joined, Deleted, PartnerStatus::Deleted),
        (active, Archived, PartnerStatus::Archived),
        (active, Restored, PartnerStatus::Active),
        (active, Deleted, PartnerStatus::Deleted),
    ];
    for (partner, decision, expected) in steps {
        let status = |book: &Book| {
            let view = world.with(&book.ledger, noon()).expect("in range");
            assert_eq!(view.partners(program), counted(view, program));
            view.partner(program, partner).expect("known").status
        };
        book.cause(&world, noon(), &decide(program, partner, decision)).expect("it fits");
        assert_eq!(status(&book), expected, "{decision:?}");
        let again = book.cause(&world, noon(), &decide(program, partner, decision));
        assert_eq!(again, Err(CauseError::NoSuchDecision { status: expected, decision }));
    }
    for partner in [joined, active] {
        for step in [PartnerStep::Approved, PartnerStep::Restored] {
            book.ledger.apply(&world, noon(), &Event::Partner(PartnerChange { program, partner, step, at: noon() }));
        }
        let view = world.with(&book.ledger, noon()).expect("in range");
        assert_eq!(view.partner(program, partner).expect("known").status, PartnerStatus::Deleted, "for good");
    }
}

#[test]
fn whom_the_simulation_has_archived_comes_back_only_after_that() {
    let world = world(1, 0);
    let then = world.begins() + Duration::days(100);
    let (now, later) = (world.at(then).expect("in range"), world.at(world.horizon()).expect("in range"));
    let leaving = now.programs().find_map(|program| {
        let leaves = |id| later.partner(program.id, id).is_some_and(|known| known.status == PartnerStatus::Archived);
        let mut active = now.all_partners(program.id).filter(|known| known.status == PartnerStatus::Active);
        Some((program.id, active.find(|known| leaves(known.id))?.id))
    });
    let (program, partner) = leaving.expect("in two years somebody is archived");
    let status = |book: &Book, time| {
        let view = world.with(&book.ledger, time).expect("in range");
        assert_eq!(view.partners(program), counted(view, program));
        view.partner(program, partner).expect("known").status
    };
    let mut book = Book::default();
    for decision in [PartnerDecision::Archived, PartnerDecision::Restored] {
        book.cause(&world, then, &decide(program, partner, decision)).expect("it fits");
    }
    assert_eq!(status(&book, then), PartnerStatus::Active);
    assert_eq!(status(&book, world.horizon()), PartnerStatus::Archived, "the simulation does it later");
    book.cause(&world, world.horizon(), &decide(program, partner, PartnerDecision::Restored)).expect("archived");
    assert_eq!(status(&book, world.horizon()), PartnerStatus::Active);
    book.cause(&world, world.horizon(), &decide(program, partner, PartnerDecision::Archived)).expect("active");
    assert_eq!(status(&book, world.horizon()), PartnerStatus::Archived);
}

#[test]
fn partners_are_somebody_and_can_be_somebody_else() {
    let world = world(1, 0);
    let mut book = Book::default();
    let program = first_program(&world);
    let joined = join(&mut book, &world, program, Some("Ida Moss"));
    let known = PartnerId(0);
    let person = |book: &Book, partner| {
        world.with(&book.ledger, noon()).expect("in range").partner(program, partner).expect("known").person()
    };
    let before = person(&book, known);
    assert!(before.name.is_some() && before.email.ends_with("@mail.example"), "{before:?}");
    assert_eq!(person(&book, joined).email, "ida-moss@mail.example");
    let revise = |partner, name: Option<&str>, email: Option<&str>| {
        let (name, email) = (name.map(str::to_owned), email.map(str::to_owned));
        let (program, partner) = (Some(program), Some(partner));
        Cause::PartnerRevision(PartnerRevisionCause { program, partner, name, email, at: None })
    };
    for partner in [known, joined] {
        book.cause(&world, noon(), &revise(partner, None, Some("new@mail.example"))).expect("an address");
        book.cause(&world, noon(), &revise(partner, Some("Åse Holm"), None)).expect("a name");
        let person = person(&book, partner);
        assert_eq!((person.name.as_deref(), person.email.as_str()), (Some("Åse Holm"), "new@mail.example"));
    }
    let view = world.with(&book.ledger, noon()).expect("in range");
    for (cause, error) in [
        (revise(known, None, None), CauseError::NothingToChange),
        (revise(known, None, Some("nobody")), CauseError::NoEmail),
        (revise(known, Some(" "), None), CauseError::NoName { longest: 100 }),
        (revise(PartnerId(u16::MAX), Some("A"), None), CauseError::UnknownPartner),
    ] {
        assert_eq!(view.cause(&cause), Err(error));
    }
    book.cause(&world, noon(), &decide(program, known, PartnerDecision::Archived)).expect("archived");
    book.cause(&world, noon(), &decide(program, known, PartnerDecision::Restored)).expect("restored");
    // 0: joined, 1, 2: one revised, 3, 4: the other revised, 5: archived, 6: restored
    for (undone, all) in [(0, &[0, 3, 4][..]), (1, &[1, 2]), (4, &[4]), (5, &[5, 6])] {
        let found = undone_with(book.entries.iter().map(|(_, event)| event), &BTreeSet::from([undone]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), all, "{undone}");
    }
}
