//! Customers of programs: listed by time, found by a part of an e-mail address, brought by friends, created by hand.

use std::time::Instant;

use trackside_world::{CustomerId, Event, Ledger, NewLead, ProgramId, ProgramKind, View, World};

use crate::worlds::{noon, views, world, worlds};

/// Somebody signs up, a number of minutes before noon.
fn lead(view: View<'_>, visitor: CustomerId, minutes: i64) -> NewLead {
    let program = view.programs().next().expect("a program");
    NewLead {
        program: program.id,
        visitor,
        key: Some(format!("shop_{}", visitor.0)),
        email: Some(format!("Nora{}@mail.example", visitor.0)),
        partner: view.active_partner(program.id),
        first_name: Some("Nora".to_owned()),
        last_name: None,
        at: noon() - chrono::Duration::minutes(minutes),
    }
}

/// A ledger to which leads have come at these times.
fn ledger(world: &World, minutes: &[i64]) -> Ledger {
    let mut ledger = Ledger::new();
    for minutes in minutes {
        let lead = {
            let view = world.with(&ledger, noon()).expect("in range");
            lead(view, ledger.next_visitor(), *minutes)
        };
        let event = Event::Lead(lead);
        assert!(ledger.admits(world, &event));
        ledger.apply(world, noon(), &event);
    }
    ledger
}

/// A search by a part of an e-mail address finds in both directions what a comparison one by one does.
pub(crate) fn check_search(view: View<'_>, program: ProgramId) {
    for part in ["", "VISITOR", "@shop.example", "7", "customer-1", "nobody"] {
        let has = |customer: &CustomerId| view.customer_email(*customer).to_lowercase().contains(&part.to_lowercase());
        let mut expected: Vec<_> = view.customers_of(program).filter(has).collect();
        assert!(view.customers_by_email_part(program, part).rev().eq(expected.iter().copied()), "{part}");
        expected.reverse();
        assert!(view.customers_by_email_part(program, part).eq(expected), "{part}");
    }
}

#[test]
fn many_customers_of_the_ledger_are_listed_and_found_from_both_ends() {
    let world = world(1, 1500);
    let minutes: Vec<i64> = (0..700).map(|place| place * 7919 % 500_000).collect();
    let ledger = ledger(&world, &minutes);
    let view = world.with(&ledger, noon()).expect("in range");
    let program = view.programs().next().expect("a program").id;
    let listed: Vec<_> = view.customers_of(program).collect();
    assert!(listed.is_sorted_by_key(|customer| view.customer_since(*customer).expect("a customer")));
    for every in [2, 3, 70] {
        let (mut left, mut front, mut back) = (view.customers_of(program), Vec::new(), Vec::new());
        for step in 0..listed.len() {
            if step % every == 0 { back.extend(left.next_back()) } else { front.extend(left.next()) }
        }
        assert_eq!((left.next(), left.next_back()), (None, None), "every {every}");
        front.extend(back.into_iter().rev());
        assert_eq!(front, listed, "every {every}");
    }
    let simulated: Vec<_> = view.customers_of(program).simulated().collect();
    let expected: Vec<_> = listed.iter().copied().filter(|customer| !customer.is_of_the_ledger()).collect();
    assert_eq!(simulated, expected);
    check_search(view, program);
}

#[test]
fn all_customers_are_listed_by_time_in_both_directions() {
    let world = world(1, 1500);
    let ledger = ledger(&world, &[3, 60 * 24 * 200, 7, 60 * 24 * 30]);
    for view in [world.at(noon()).expect("in range"), world.with(&ledger, noon()).expect("in range")] {
        for program in view.programs() {
            let listed: Vec<_> = view.customers_of(program.id).collect();
            assert!(listed.is_sorted_by_key(|customer| view.customer_since(*customer).expect("a customer")));
            assert!(listed.iter().all(|customer| view.program_of(*customer) == Some(program.id)));
            let mut back: Vec<_> = view.customers_of(program.id).rev().collect();
            back.reverse();
            assert_eq!(listed, back);
            assert_eq!(view.customers_of(program.id).len(), listed.len());
            let bought = listed.iter().filter(|customer| view.has_bought(**customer)).count();
            assert_eq!(bought as u64, view.totals(program.id).customers, "{}", program.name);
        }
    }
}

#[test]
fn a_part_of_an_e_mail_address_finds_whom_a_plain_search_finds() {
    let world = world(2, 1500);
    let mut ledger = ledger(&world, &[3, 60 * 24 * 200]);
    let (program, renamed) = {
        let view = world.with(&ledger, noon()).expect("in range");
        let program = view.programs().next().expect("a program").id;
        (program, view.customers_of(program).next().expect("a customer"))
    };
    let email = Some("Emil@shop.example".to_owned());
    let told = NewLead { email, key: None, ..lead(world.at(noon()).expect("in range"), renamed, 1) };
    ledger.apply(&world, noon(), &Event::Lead(told));
    let view = world.with(&ledger, noon()).expect("in range");
    let some = view.customers_of(program).nth(5).expect("a customer");
    let digits = view.customer_email(some)[12..16].to_owned();
    for part in ["", "customer-", "mail.example", "NORA", "emil@", "7", "42", digits.as_str(), "9@mail", "nobody"] {
        let found: Vec<_> = view.customers_by_email_part(program, part).collect();
        let has = |id: &CustomerId| view.customer_email(*id).to_lowercase().contains(&part.to_lowercase());
        let expected: Vec<_> = view.customers_of(program).rev().filter(has).collect();
        assert_eq!(found, expected, "{part}");
        assert_eq!(found.is_empty(), part == "nobody", "{part}");
    }
}

#[test]
fn a_hundred_thousand_customers_are_searched_in_no_time() {
    let world = world(1, 400_000);
    let view = world.at(noon()).expect("in range");
    let largest = view.programs().max_by_key(|program| view.customers_of(program.id).len()).expect("a program");
    let count = view.customers_of(largest.id).len();
    let search = |part: &str| {
        let start = Instant::now();
        let found = view.customers_by_email_part(largest.id, part).count();
        (found, start.elapsed())
    };
    search("");
    for part in ["12345678", "nobody", "1234", "9"] {
        let (found, took) = search(part);
        println!("{part}: {found} of {count} in {took:?}");
        // Without optimisation it takes some twenty times as long.
        assert!(took.as_millis() < 100 + count as u128 / 500, "{part}: {took:?}");
    }
}

#[test]
fn who_brought_whom_agrees_with_the_totals_except_at_the_edges() {
    for world in worlds() {
        for view in views(&world) {
            for program in view.programs() {
                let customers: Vec<_> = view.customers_of(program.id).collect();
                let referred =
                    customers.iter().filter(|customer| view.referrer_of(**customer).is_some()).count() as u64;
                let referring =
                    customers.iter().filter(|customer| view.friends_of(**customer).next().is_some()).count() as u64;
                if program.kind != ProgramKind::ReferAFriend {
                    assert_eq!((referred, referring), (0, 0));
                    continue;
                }
                let totals = view.totals(program.id);
                assert!(referred <= totals.referred_customers && referring <= totals.referring_customers);
                assert!(totals.referred_customers - referred < 20, "{referred} of {}", totals.referred_customers);
                assert!(totals.referring_customers - referring < 40, "{referring} of {}", totals.referring_customers);
                for customer in &customers {
                    for friend in view.friends_of(*customer) {
                        assert_eq!(view.referrer_of(friend), Some(*customer));
                        assert!(view.customer_since(*customer) <= view.customer_since(friend));
                    }
                }
            }
        }
    }
}

#[test]
fn a_customer_can_come_with_a_partner_and_names_but_without_a_click() {
    let world = world(1, 400);
    let ledger = ledger(&world, &[5]);
    let view = world.with(&ledger, noon()).expect("in range");
    let program = view.programs().next().expect("a program").id;
    let customer = view.customer_by_key(program, &format!("shop_{}", 1_u32 << 31)).expect("they signed up");
    let partner = view.active_partner(program);
    assert!(partner.is_some());
    assert_eq!(view.partner_of(customer), partner);
    assert_eq!(view.customer_name(customer), (Some("Nora".to_owned()), None));
    assert_eq!(view.customer_profile(customer).first_name.as_deref(), Some("Nora"));
    assert_eq!(view.clicks_of(customer), None);
    assert!(view.is_lead(customer) && !view.has_bought(customer));
    assert_eq!(view.customers_of(program).next_back(), Some(customer));
    let cause = trackside_world::SaleCause { customer: Some(customer), ..trackside_world::SaleCause::default() };
    let events = view.cause(&trackside_world::Cause::Sale(cause)).expect("they can buy");
    let [Event::Sale(sale)] = &events[..] else { panic!("a sale: {events:?}") };
    assert_eq!((sale.partner, sale.clicked_at), (partner, None));
}
