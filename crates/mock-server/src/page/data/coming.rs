//! What the simulation lets happen next.

use chrono::{DateTime, Duration, Utc};
use trackside_page::data::Coming;
use trackside_world::{Happened, View};

use super::order_name;
use crate::sandbox::Sandbox;
use crate::serve::{Step, StepCause};
use crate::webhooks::told;

/// How many events are shown.
const MOST: usize = 12;

/// How far ahead is looked, as long as too little is found there.
const HOURS: [i64; 4] = [6, 48, 14 * 24, 90 * 24];

/// The next events, the first one first.
pub(in crate::page) fn coming(sandbox: &Sandbox) -> Vec<Coming> {
    let now = sandbox.clock().now();
    let mut coming: Vec<Coming> = Vec::new();
    for hours in HOURS {
        let then = (now + Duration::hours(hours)).min(sandbox.world().horizon());
        let moment = sandbox.moment_at(then);
        let view = moment.view();
        let happened = view.happened_after(now).into_iter();
        let with_webhooks = |(at, what)| {
            let coming = described(view, at, what)?;
            Some(Coming { webhooks: webhooks_of(sandbox, at, what), ..coming })
        };
        coming = happened.filter_map(with_webhooks).take(MOST).collect();
        if coming.len() == MOST {
            break;
        }
    }
    coming
}

/// The events that the providers send when it happens, with those names.
fn webhooks_of(sandbox: &Sandbox, at: DateTime<Utc>, what: Happened) -> Vec<String> {
    let (before, after) = (sandbox.moment_at(at - Duration::seconds(1)), sandbox.moment_at(at));
    let told = told(&Step {
        begun: before.view(),
        before: before.view(),
        after: after.view(),
        cause: StepCause::Simulated(what),
    });
    let mut names: Vec<_> = told.iter().map(|told| format!("{} {}", told.provider, told.event)).collect();
    names.dedup();
    names
}

fn described(view: View<'_>, at: DateTime<Utc>, what: Happened) -> Option<Coming> {
    let (text, href) = match what {
        Happened::Order(order) => {
            let (name, program) = (order_name(view, order), &view.order(order).program.name);
            // Nobody can look at it yet.
            (format!("order {name} is placed at {program}"), String::new())
        }
        Happened::Decision(order) => {
            let (name, status) = (order_name(view, order), view.order(order).status.name());
            (format!("order {name} is {status}"), format!("/world/orders/{}", view.order_uuid(order)))
        }
        Happened::Partner(program, partner) => {
            let known = view.partner(program, partner)?;
            let text = format!("partner {} of {} is {}", known.code, view.program(program).name, known.status.name());
            (text, format!("/world/partners/{}", view.partner_uuid(program, partner)))
        }
        Happened::Payout(program, number) => {
            let payout = view.payout(program, number)?;
            let text = format!("payout {number} of {} is {}", view.program(program).name, payout.status.name());
            (text, format!("/world/payouts/{}", view.payout_uuid(&payout)))
        }
    };
    Some(Coming { at, text, href, webhooks: Vec::new() })
}
