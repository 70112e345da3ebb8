//! `POST /partners/survey-tracker/list`: trackers, the newest first.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{ListSurveyTrackers, SurveyTrackerFilter, SurveyTrackerPage};
use trackside_world::{CustomerId, OrderId, Owner, Program, TrackerList, TrackerQuery, View};

use super::people;
use super::tracker::{Found, uuid};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListSurveyTrackers {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<SurveyTrackerPage>, Problem> {
        let (page, limit) = (call.body.page_or_default(), call.body.limit_or_default());
        let Some(owner) = call.caller.owner() else {
            return Ok(SurveyTrackerPage { data: Vec::new(), total: 0, page, limit }.into());
        };
        let query = query(call.view, &call.body, owner);
        let sent = call.view.trackers(&query);
        let requested = requested(call.view, &query);
        let offset = usize::try_from((page - 1).saturating_mul(limit)).unwrap_or(usize::MAX);
        let length = usize::try_from(limit).unwrap_or(usize::MAX);
        let listed = merge(call.view, &sent, &requested, offset, length);
        let data = listed.into_iter().map(|found| found.show(call.view)).collect();
        Ok(SurveyTrackerPage { data, total: (sent.total() + requested.len()) as u64, page, limit }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        trackers_of(first_purchase(view))
    }
}

/// The call that lists the trackers of a purchase.
pub(super) fn trackers_of(purchase: String) -> Sample<ListSurveyTrackers> {
    let body = SurveyTrackerFilter { purchases: Some(vec![purchase]), ..SurveyTrackerFilter::default() };
    Sample::new(Nothing {}, Nothing {}, body)
}

/// The newest purchase of the program that has a survey, if there is one.
pub(super) fn some_purchase(view: View<'_>, program: &Program) -> Option<String> {
    view.newest_surveyed_order(program.id).map(|order| view.order_uuid(order).to_string())
}

/// The newest purchase of the first program that has one.
pub(super) fn first_purchase(view: View<'_>) -> String {
    view.programs().find_map(|program| some_purchase(view, program)).unwrap_or_default()
}

/// A tracker, and when it was created.
type Listed = (DateTime<Utc>, Found);

/// The query for the world, for what an owner has. Unknown purchases and customers match nothing.
fn query(view: View<'_>, body: &SurveyTrackerFilter, owner: Owner) -> TrackerQuery {
    let orders = |purchases: &Vec<String>| -> Vec<OrderId> {
        let found = purchases.iter().filter_map(|purchase| view.order_by_uuid(uuid(purchase)?));
        found.collect::<BTreeSet<_>>().into_iter().collect()
    };
    let customers = |customers: &Vec<String>| -> Vec<CustomerId> {
        let found = customers.iter().filter_map(|customer| people::by_id(view, uuid(customer)?, Some(owner)));
        found.flat_map(|person| person.buyers).collect::<BTreeSet<_>>().into_iter().collect()
    };
    TrackerQuery {
        send_from: body.from_send_at,
        send_until: body.to_send_at,
        orders: body.purchases.as_ref().map(orders),
        customers: body.customers.as_ref().map(customers),
        owner: Some(owner),
    }
}

/// The trackers that clients requested, newest first. They count as sent at the time of their creation.
fn requested(view: View<'_>, query: &TrackerQuery) -> Vec<Listed> {
    let mut links = view.survey_links();
    links.retain(|(order, at)| {
        query.send_from.is_none_or(|from| from <= *at)
            && query.send_until.is_none_or(|until| *at <= until)
            && query.owner.is_none_or(|owner| view.order(*order).program.owner == owner)
            && query.orders.as_ref().is_none_or(|orders| orders.contains(order))
            && query.customers.as_ref().is_none_or(|customers| customers.contains(&view.order(*order).customer))
    });
    links.sort_by(|(_, left), (_, right)| right.cmp(left));
    let found = |(order, at): (OrderId, DateTime<Utc>)| {
        view.external_trackers(order).into_iter().map(move |key| (at, Found::requested(key, at)))
    };
    links.into_iter().flat_map(found).collect()
}

/// A page of both lists together, newest first. Within a second, those that clients requested come first.
fn merge(view: View<'_>, sent: &TrackerList<'_>, requested: &[Listed], offset: usize, length: usize) -> Vec<Found> {
    // The position of a requested tracker: after the requested ones before it and all newer sent ones.
    let position = |index: usize| index + sent.newer_than(requested[index].0);
    let (mut low, mut high) = (0, requested.len());
    while low < high {
        let middle = low.midpoint(high);
        if position(middle) < offset { low = middle + 1 } else { high = middle }
    }
    let mut requested = requested[low..].iter().take(length).peekable();
    let mut sent = sent.page(offset - low, length).into_iter().peekable();
    let next = || match (requested.peek(), sent.peek()) {
        (Some((at, found)), key) if key.is_none_or(|key| *at >= view.tracker_created_at(*key)) => {
            requested.next();
            Some(*found)
        }
        _ => sent.next().map(Found::sent),
    };
    std::iter::from_fn(next).take(length).collect()
}
