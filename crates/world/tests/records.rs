//! Single records: dates in order, states that fit, identifiers that lead back.

use std::collections::BTreeSet;

use chrono::Duration;
use trackside_world::{IMPORT_DELAY, OrderId, OrderStatus, ProgramKind, StripeStatus, WorldError};
use uuid::Uuid;

use crate::worlds::{all_orders, noon, views, world, worlds};

#[test]
fn orders_keep_their_dates_in_order() {
    for world in worlds() {
        for view in views(&world) {
            for id in all_orders(view) {
                let order = view.order(id);
                let context = format!("seed {} order {id:?} at {}", world.settings().seed, view.now());
                assert!(order.clicked_at.is_none_or(|clicked| clicked <= order.placed_at), "{context}");
                assert!(order.session_at <= order.placed_at, "{context}");
                assert!(order.placed_at + IMPORT_DELAY <= view.now(), "{context}: it is not visible yet");
                assert!(order.updated_at <= view.now(), "{context}");
                assert_eq!(order.updated_at, order.modified_at + IMPORT_DELAY, "{context}");
                let is_dated = match order.status {
                    OrderStatus::Pending => false,
                    OrderStatus::Approved => world.network(order.account.network).dates_approvals,
                    OrderStatus::Declined => true,
                };
                assert_eq!(order.validated_at.is_some(), is_dated, "{context}");
                let is_explained =
                    order.status == OrderStatus::Declined && world.network(order.account.network).gives_reasons;
                assert_eq!(order.decline_reason.is_some(), is_explained, "{context}");
                assert!(
                    order
                        .validated_at
                        .is_none_or(|validated| validated >= order.placed_at && validated == order.modified_at),
                    "{context}"
                );
                assert_eq!(order.amount.currency, order.program.currency, "{context}");
                assert_eq!(
                    (order.amount_eur, order.commission_eur),
                    (order.amount.in_euro(), order.commission.in_euro()),
                    "{context}"
                );
                assert_eq!(order.clickout_url.is_some(), order.clicked_at.is_some(), "{context}");
                assert!(!order.partner_code.is_empty(), "{context}");
                assert!(view.stripe(order.program.id).is_connected(), "{context}: nothing is sold without Stripe");
            }
        }
    }
}

#[test]
fn identifiers_are_unique_and_lead_back() {
    let world = world(1, 10_000);
    let view = world.at(noon()).expect("in range");
    let (mut transactions, mut references, mut without, mut twice) = (BTreeSet::new(), BTreeSet::new(), 0, 0);
    for id in all_orders(view) {
        let order = view.order(id);
        assert!(transactions.insert(order.transaction_number));
        assert_eq!(view.customer_by_uuid(view.customer_uuid(order.customer)), Some(order.customer));
        assert_eq!(view.order_by_uuid(view.order_uuid(id)), Some(id));
        match order.order_reference {
            Some(reference) => {
                let is_first = references.insert(reference.to_string());
                let found = view.order_by_reference(&reference.to_string());
                assert_eq!(found, Some(if is_first { id } else { OrderId(id.0 - 1) }));
                twice += usize::from(!is_first);
            }
            None => without += 1,
        }
    }
    assert!((100..1500).contains(&without), "some networks pass no reference on: {without}");
    assert!((10..150).contains(&twice), "some orders are reported twice: {twice}");
    for made_up in [
        "",
        "-",
        "LL",
        "LL-1",
        "LL-00000000",
        "LL-99999999",
        "ll-06616957",
        "LL-0661695é",
        "ÅÄ-06616957",
        "LL-+6616957",
    ] {
        assert_eq!(view.order_by_reference(made_up), None, "{made_up}");
    }
    let (order, customer) = (all_orders(view)[0], view.order(all_orders(view)[0]).customer);
    for made_up in [uuid::Uuid::nil(), uuid::Uuid::max(), uuid::uuid!("3c90c3cc-0d44-4b50-8888-8dd25736052a")] {
        assert_eq!((view.order_by_uuid(made_up), view.customer_by_uuid(made_up)), (None, None), "{made_up}");
    }
    assert_eq!(view.customer_by_uuid(view.order_uuid(order)), None, "an order is no customer");
    assert_eq!(view.order_by_uuid(view.customer_uuid(customer)), None, "a customer is no order");
}

#[test]
fn what_is_not_visible_has_no_name() {
    let world = world(1, 2000);
    let (now, later) = (world.at(noon()).expect("in range"), world.at(world.horizon()).expect("in range"));
    let future: Vec<_> = all_orders(later).split_off(all_orders(now).len());
    assert!(future.len() > 100);
    let known: BTreeSet<_> = all_orders(now).into_iter().map(|id| now.order(id).customer).collect();
    for id in future {
        let order = later.order(id);
        let customer = now.customer_by_uuid(now.customer_uuid(order.customer));
        assert_eq!(now.order_by_uuid(now.order_uuid(id)), None, "{id:?}");
        assert_eq!(customer, Some(order.customer).filter(|customer| known.contains(customer)), "{id:?}");
        if let Some(reference) = order.order_reference {
            assert_eq!(now.order_by_reference(&reference.to_string()), None);
        }
    }
}

#[test]
fn programs_are_in_many_states_and_can_be_found() {
    let world = world(1, 500);
    let view = world.at(noon()).expect("in range");
    let programs: Vec<_> = view.programs().collect();
    let states: BTreeSet<_> = programs.iter().map(|program| program.state.name()).collect();
    assert!(states.len() >= 12, "{states:?}");
    for kind in [ProgramKind::Affiliate, ProgramKind::ReferAFriend, ProgramKind::Newsletter] {
        assert!(programs.iter().any(|program| program.kind == kind), "{kind:?}");
    }
    for program in &programs {
        assert_eq!(view.program_by_uuid(program.uuid).map(|found| found.id), Some(program.id));
        assert_eq!(view.program_by_number(program.number).map(|found| found.id), Some(program.id));
        assert_eq!(view.program_by_code(&program.code).map(|found| found.id), Some(program.id));
        assert_eq!((program.uuid.get_version_num(), program.code.len()), (4, 8));
        let edited_at = view.edited_at(program.id);
        assert!(program.created_at <= edited_at && edited_at <= view.now());
    }
    assert_eq!(view.program_by_uuid(Uuid::nil()).map(|program| program.id), None);
}

#[test]
fn stripe_accounts_fit_their_status() {
    for world in worlds() {
        let mut seen = BTreeSet::new();
        for view in views(&world) {
            for program in view.programs() {
                let account = view.stripe(program.id);
                let context = format!("{} at {}", program.state.name(), view.now());
                match account.status {
                    StripeStatus::NotConnected => {
                        assert!(account.account_id.is_none() && account.connected_at.is_none(), "{context}");
                    }
                    StripeStatus::Pending => {
                        assert!(account.account_id.is_some() && account.connected_at.is_none(), "{context}");
                    }
                    StripeStatus::Connected => {
                        assert!(account.account_id.is_some() && account.connected_at.is_some(), "{context}");
                    }
                    StripeStatus::Disconnected => {
                        assert!(account.account_id.is_some() && !account.charges_enabled, "{context}");
                    }
                }
                assert!(!account.payouts_enabled || account.details_submitted, "{context}");
                assert!(account.account_id.is_none_or(|id| id.starts_with("acct_") && id.len() == 21), "{context}");
                assert!(account.connected_at.is_none_or(|at| at <= view.now()), "{context}");
                assert!(
                    view.test_clicks(program.id).len() <= 10
                        && view.test_clicks(program.id).is_sorted_by_key(|event| event.at),
                    "{context}"
                );
                assert!(view.test_leads(program.id).iter().all(|event| event.at <= view.now()), "{context}");
                seen.insert(format!("{:?}", account.status));
            }
        }
        assert_eq!(seen.len(), 4, "{seen:?}");
    }
}

#[test]
fn a_fresh_program_comes_alive() {
    let world = world(1, 100);
    let fresh = world
        .at(noon())
        .expect("in range")
        .programs()
        .find(|program| program.state.name() == "fresh")
        .expect("the roster has one")
        .id;
    let day = |days| world.at(noon() + Duration::days(days)).expect("in range");
    assert_eq!(
        (day(0).script_verified_at(fresh), day(0).first_click(fresh), day(0).stripe(fresh).status),
        (None, None, StripeStatus::NotConnected)
    );
    assert!(
        day(7).script_verified_at(fresh).is_some()
            && day(7).first_click(fresh).is_some()
            && day(7).stripe(fresh).is_connected()
    );
    assert!(day(-3).programs().all(|program| program.id != fresh), "it was created two days before");
}

#[test]
fn instants_outside_of_the_world_are_refused() {
    let world = world(1, 10);
    let second = Duration::seconds(1);
    assert!(matches!(world.at(world.begins() - second), Err(WorldError::BeforeBeginning { .. })));
    assert!(matches!(world.at(world.horizon() + second), Err(WorldError::BeyondHorizon { .. })));
    assert!(world.at(world.begins()).is_ok() && world.at(world.horizon()).is_ok());
}
