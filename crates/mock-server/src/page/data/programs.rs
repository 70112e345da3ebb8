//! Programs.

use std::cmp::Reverse;

use chrono::Duration;
use trackside_page::data::{Action, Badge, Bar, Cell, Chart, Column, Fact, Kind, Query, Record, Row, Series, Table};
use trackside_schemas::control::{EventKind, EventToCause};
use trackside_world::{ActivityOfDay, OrderStatus, Program, ProgramStanding};

use super::actions::Button;
use super::seen::program_seen;
use super::{Look, PAGE, amount, amount_fact, finds, page, program_path};
use crate::control::word_for_kind;

/// How many days the charts show.
const DAYS: i64 = 30;

/// The order in which a chart shows them, the best first.
const STATUSES: [OrderStatus; 3] = [OrderStatus::Approved, OrderStatus::Pending, OrderStatus::Declined];

const SORTS: [&str; 4] = ["name", "clicks", "orders", "created"];

const BUTTONS: [Button; 11] = [
    ("A click now", EventKind::Click),
    ("A sign-up now", EventKind::Lead),
    ("A sale now", EventKind::Sale),
    ("A partner joins", EventKind::PartnerJoined),
    ("Pay the partner who is owed most", EventKind::Payout),
    ("Connect Stripe", EventKind::StripeConnected),
    ("Disconnect Stripe", EventKind::StripeDisconnected),
    ("Verify the script", EventKind::ScriptVerified),
    ("Pause", EventKind::ProgramPaused),
    ("Resume", EventKind::ProgramResumed),
    ("Archive", EventKind::ProgramArchived),
];

pub(super) fn table(look: Look<'_>, query: Query) -> Table {
    let view = look.view;
    let columns = vec![
        Column::new("Program").sorted("name"),
        Column::new("State"),
        Column::new("Kind"),
        Column::number("Partners"),
        Column::number("Clicks").sorted("clicks"),
        Column::number("Orders").sorted("orders"),
        Column::number("Revenue"),
        Column::new("Created, UTC").sorted("created"),
        Column::new("Good for"),
    ];
    let search = query.get("q");
    let is_found =
        |program: &&Program| finds(search, &[Some((&*program.name).into()), Some((&*program.website).into())]);
    let mut programs: Vec<_> =
        view.programs().filter(is_found).map(|program| (program, view.totals(program.id))).collect();
    let sorted_by = SORTS.into_iter().find(|sort| *sort == query.get("sort")).unwrap_or_default();
    match sorted_by {
        "clicks" => programs.sort_by_key(|(_, totals)| Reverse(totals.clicks)),
        "orders" => programs.sort_by_key(|(_, totals)| Reverse(totals.orders)),
        "created" => programs.sort_by_key(|(program, _)| Reverse(program.created_at)),
        "name" => programs.sort_by_key(|(program, _)| Reverse(&program.name)),
        // Without a wish, they are in the world's own order.
        _ => {}
    }
    if query.is_ascending() {
        programs.reverse();
    }
    let (total, programs) = page(&query, programs);
    let row = |(program, totals): (&Program, trackside_world::Totals)| Row {
        cells: vec![
            Cell::Text(program.name.clone()),
            Cell::Badge(state(program)),
            Cell::Text(word_for_kind(program.kind).to_owned()),
            Cell::Number(view.all_partners(program.id).count().to_string()),
            Cell::Number(totals.clicks.to_string()),
            Cell::Number(totals.orders.to_string()),
            amount(totals.revenue, program.currency),
            Cell::Time(program.created_at),
            Cell::Text(program.state.good_for().to_owned()),
        ],
        href: program_path(program),
    };
    let rows = programs.into_iter().map(row).collect();
    let search = Some("Name or website");
    Table { kind: Kind::Programs, columns, rows, choices: Vec::new(), search, sorted_by, query, total, page_size: PAGE }
}

/// How a program does; whether it runs, if it does not.
fn state(program: &Program) -> Badge {
    match program.standing {
        ProgramStanding::Active => Badge::of(program.state.name()),
        ProgramStanding::Paused => Badge::of("paused"),
        ProgramStanding::Archived => Badge::of("archived"),
    }
}

pub(super) fn record(look: Look<'_>, name: &str) -> Option<Record> {
    let view = look.view;
    let program = view.programs().find(|program| program.is_called(name))?;
    let totals = view.totals(program.id);
    let link = |text: String, kind: Kind| {
        Fact::link(kind.title(), text, format!("/world/{}?program={}", kind.name(), program.code))
    };
    let currency = program.currency;
    let facts = vec![
        Fact::text("Kind", word_for_kind(program.kind)),
        Fact::text("Good for", program.state.good_for()),
        Fact::text("Website", &program.website),
        Fact::text("Commission", format!("{} %", f64::from(program.commission_percent) / 100.0)),
        Fact::text("A click counts", format!("{} days", program.cookie_days)),
        Fact::time("Created, UTC", Some(program.created_at)),
        link(view.all_partners(program.id).count().to_string(), Kind::Partners),
        link(totals.signups.to_string(), Kind::Customers),
        link(view.newest_orders_of(program.id).count().to_string(), Kind::Orders),
        link("all".to_owned(), Kind::Payouts),
        amount_fact("Revenue", totals.revenue, currency),
        amount_fact("Commissions", totals.commissions, currency),
        amount_fact("Paid to partners", totals.reward_paid, currency),
    ];
    Some(Record {
        kind: Kind::Programs,
        title: program.name.clone(),
        badge: Some(state(program)),
        facts,
        actions: actions(look, program),
        history: Vec::new(),
        charts: charts(look, program, &totals),
        seen: program_seen(look.sandbox, view, look.address, program),
    })
}

/// What can happen to the program, and would change something.
fn actions(look: Look<'_>, program: &Program) -> Vec<Action> {
    let uuid = program.uuid.to_string();
    let mut actions = look.actions(&BUTTONS, |event| EventToCause { program: Some(uuid.clone()), ..event });
    let is_connected = look.view.stripe(program.id).is_connected();
    let is_verified = look.view.script_verified_at(program.id).is_some();
    actions.retain(|action| match action.event.event {
        EventKind::StripeConnected => !is_connected,
        EventKind::StripeDisconnected => is_connected,
        EventKind::ScriptVerified => !is_verified,
        _ => true,
    });
    actions
}

/// What has become of the orders of each day.
fn statuses(look: Look<'_>, program: &Program, days: &[ActivityOfDay]) -> Vec<Bar> {
    let bar =
        |day: &ActivityOfDay| Bar { label: day.day.format("%Y-%m-%d").to_string(), values: vec![0; STATUSES.len()] };
    let mut bars: Vec<Bar> = days.iter().map(bar).collect();
    let Some(first) = days.first() else { return bars };
    let orders = look.view.newest_orders_of(program.id).map(|order| look.view.order(order));
    for order in orders.take_while(|order| order.placed_at >= first.day) {
        let day = usize::try_from((order.placed_at - first.day).num_days()).ok();
        let status = STATUSES.iter().position(|status| *status == order.status);
        if let (Some(bar), Some(status)) = (day.and_then(|day| bars.get_mut(day)), status) {
            bar.values[status] += 1;
        }
    }
    bars
}

fn charts(look: Look<'_>, program: &Program, totals: &trackside_world::Totals) -> Vec<Chart> {
    let now = look.view.now();
    let days = look.view.activity_by_day(program.id, now - Duration::days(DAYS - 1), now + Duration::days(1));
    let figure = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let chart = |title: &str, series: Vec<Series>, values: &dyn Fn(&ActivityOfDay) -> Vec<i64>| {
        let bar = |day: &ActivityOfDay| Bar { label: day.day.format("%Y-%m-%d").to_string(), values: values(day) };
        Chart { title: title.to_owned(), unit: "day", series, bars: days.iter().map(bar).collect() }
    };
    let decimals = if program.currency.minor_units() == 1 { 0 } else { 2 };
    let plain = |name| Series { name, decimals: 0 };
    let money = |name| Series { name, decimals };
    let (leads, customers) = (totals.signups, totals.paying_customers);
    let step = |label: &str, number: u64| Bar { label: label.to_owned(), values: vec![figure(number)] };
    vec![
        chart("Clicks per day", vec![plain("clicks")], &|day| vec![figure(day.clicks)]),
        chart("Orders per day", vec![plain("orders")], &|day| vec![figure(day.conversions)]),
        chart(&format!("Revenue per day, {}", program.currency.code()), vec![money("revenue")], &|day| {
            vec![day.revenue]
        }),
        Chart {
            title: "Orders per day, by status".to_owned(),
            unit: "day",
            series: STATUSES.map(|status| plain(status.name())).into(),
            bars: statuses(look, program, &days),
        },
        Chart {
            title: "From click to paying customer, all time".to_owned(),
            unit: "step",
            series: vec![plain("people")],
            bars: vec![step("clicks", totals.clicks), step("sign-ups", leads), step("paying customers", customers)],
        },
    ]
}
