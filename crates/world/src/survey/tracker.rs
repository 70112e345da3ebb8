//! Trackers: surveys on their way to customers.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::fate::Fate;
use super::{Applying, Channel, Survey};
use crate::identifiers::{CustomerId, OrderId};
use crate::order::OrderStatus;
use crate::time::{DELAY, NEVER};
use crate::view::View;

/// A survey for an order, at one point in time.
#[derive(Debug, Clone)]
pub struct Tracker<'w> {
    /// Its public identifier.
    pub id: Uuid,
    /// The order it is about.
    pub order: OrderId,
    /// The UUID of the order.
    pub order_uuid: Uuid,
    /// The UUID of the customer.
    pub customer_uuid: Uuid,
    /// The survey.
    pub survey: &'w Survey,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it is scheduled to be sent.
    pub send_at: DateTime<Utc>,
    /// When it was sent, if it was.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it is scheduled to be sent again, once it was sent.
    pub resend_at: Option<DateTime<Utc>>,
    /// Whether it was sent again.
    pub resent: bool,
    /// How often it was sent again.
    pub sending_index: u32,
    /// How it is sent.
    pub channel: Channel,
    /// Its status.
    pub status: TrackerStatus,
    /// The URL of the survey, once it was sent. External trackers have it at once.
    pub link: Option<String>,
    /// Where the customer can leave a public review.
    pub review_link: Option<&'w str>,
    /// The e-mail address or phone number it was sent to.
    pub sent_to: Option<String>,
    /// Whether it was sent as a text message after WhatsApp failed.
    pub switched_to_sms: bool,
    /// How often its link was clicked.
    pub clicks: u32,
    /// How many devices its link was clicked on.
    pub unique_clicks: u32,
}

/// The status of a tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrackerStatus {
    /// It is scheduled.
    Scheduled,
    /// It was sent.
    Sent,
    /// Its link was clicked.
    Opened,
    /// The survey was completed.
    Completed,
    /// It could not be delivered.
    Failed,
    /// A client requested its link.
    External,
    /// Its order was declined before it was sent, so it never is.
    Cancelled,
}

impl TrackerStatus {
    /// The status in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Sent => "sent",
            Self::Opened => "opened",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::External => "external",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Identifies a tracker inside the world: an order, a survey of its program, and whether a client requested the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackerKey {
    order: u32,
    survey: u8,
    external: bool,
}

impl TrackerKey {
    /// Whether a client requested its link. Such a tracker exists only from then on.
    pub const fn is_external(self) -> bool {
        self.external
    }

    /// The order it is about.
    pub const fn order(self) -> OrderId {
        OrderId(self.order)
    }

    /// The place of the survey among those of the program.
    pub(crate) const fn survey(self) -> u8 {
        self.survey
    }

    /// The tracker of a survey that the shop sends for an order.
    pub(crate) const fn sent(order: u32, survey: u8) -> Self {
        Self { order, survey, external: false }
    }

    pub(crate) fn number(self) -> u64 {
        u64::from(self.external) << 39 | u64::from(self.survey) << 32 | u64::from(self.order)
    }

    pub(crate) fn from_number(number: u64) -> Option<Self> {
        let survey = u8::try_from(number >> 32 & 0x7f).expect("seven bits");
        let order = u32::try_from(number & u64::from(u32::MAX)).expect("32 bits");
        (number >> 40 == 0).then_some(Self { order, survey, external: number >> 39 == 1 })
    }
}

impl<'w> View<'w> {
    /// The tracker at the time of the view.
    pub fn tracker(&self, key: TrackerKey) -> Tracker<'w> {
        tracker(*self, key)
    }

    /// The trackers of an order that the shop sends, its first survey first.
    pub fn trackers_of(&self, order: OrderId) -> Vec<TrackerKey> {
        sent_for(*self, order).iter().map(|(survey, _)| TrackerKey::sent(order.0, survey)).collect()
    }

    /// The tracker with the UUID: one that the shop sends, or one that exists once a client requests its link.
    pub fn tracker_by_id(&self, id: Uuid) -> Option<TrackerKey> {
        by_id(*self, id)
    }

    /// When a tracker that the shop sends is created.
    pub fn tracker_created_at(&self, key: TrackerKey) -> DateTime<Utc> {
        self.world().timeline.time(created_second(*self, key))
    }

    /// The trackers that a request for the survey links of an order creates: one for each survey of the program.
    pub fn external_trackers(&self, order: OrderId) -> Vec<TrackerKey> {
        external(*self, order)
    }

    /// When the survey links of an order were first requested.
    pub fn survey_links_of(&self, order: OrderId) -> Option<DateTime<Utc>> {
        self.ledger().survey_links().get(&order).map(|second| self.world().timeline.time(*second))
    }

    /// Every order for which survey links were requested, and when.
    pub fn survey_links(&self) -> Vec<(OrderId, DateTime<Utc>)> {
        let links = self.ledger().survey_links().iter();
        links.map(|(order, second)| (*order, self.world().timeline.time(*second))).collect()
    }

    /// The tracker that a client created at the given time by requesting its link.
    pub fn external_tracker(&self, key: TrackerKey, created_at: DateTime<Utc>) -> Tracker<'w> {
        external_tracker(*self, key, created_at)
    }
}

/// The surveys that apply to an order: none if its network does not pass on a reference, or the shop knows no such
/// purchase.
fn applying(view: View<'_>, order: OrderId) -> Applying<'_> {
    let mask = match view.ledger().orders().get(order) {
        Some(version) if order.is_of_the_ledger() => version.surveys,
        _ => view.world().surveys().mask(order.index()),
    };
    if mask == 0 { Applying::NONE } else { Applying::new(&view.program(view.facts(order).program).surveys, mask) }
}

/// The surveys that the shop sends for an order: those that apply to it, if the customer can be reached.
pub(super) fn sent_for(view: View<'_>, order: OrderId) -> Applying<'_> {
    if view.is_reachable(view.facts(order).customer) { applying(view, order) } else { Applying::NONE }
}

/// The key behind a UUID, if such a tracker exists or could exist.
fn by_id(view: View<'_>, id: Uuid) -> Option<TrackerKey> {
    let key = TrackerKey::from_number(view.world().tracker_uuids.number(id)?)?;
    if !view.has_order(key.order()) {
        return None;
    }
    let order = key.order();
    let surveys = if key.external { applying(view, order) } else { sent_for(view, order) };
    surveys.has(key.survey).then_some(key)
}

fn external(view: View<'_>, order: OrderId) -> Vec<TrackerKey> {
    let surveys = applying(view, order).iter();
    surveys.map(|(survey, _)| TrackerKey { order: order.0, survey, external: true }).collect()
}

/// The second at which a tracker is created: when its order becomes visible.
pub(super) fn created_second(view: View<'_>, key: TrackerKey) -> u32 {
    match view.ledger().orders().get(key.order()) {
        Some(version) if key.order().is_of_the_ledger() => version.recorded,
        _ => view.world().columns.placed(key.order as usize) + DELAY,
    }
}

pub(super) fn send_second(view: View<'_>, key: TrackerKey) -> u32 {
    created_second(view, key).saturating_add(survey(view, key).delay)
}

/// The second at which the ledger declined an order, if it did.
fn declined_second(view: View<'_>, order: OrderId) -> Option<u32> {
    let version = view.ledger().orders().get(order)?;
    (version.facts.status == OrderStatus::Declined).then_some(version.facts.modified)
}

fn survey<'w>(view: View<'w>, key: TrackerKey) -> &'w Survey {
    &view.program(view.facts(key.order()).program).surveys[usize::from(key.survey)]
}

/// How a survey is sent: by e-mail if nothing else is known of the customer.
fn channel(view: View<'_>, key: TrackerKey) -> Channel {
    if customer(view, key).is_of_the_ledger() { Channel::Email } else { survey(view, key).channel }
}

/// What happens to a survey that the shop sends.
pub(super) fn fate(view: View<'_>, key: TrackerKey) -> Fate {
    let mut fate = Fate::new(view.world().settings().seed, key, channel(view, key), send_second(view, key));
    if let Some(steps) = view.ledger().survey_steps(key.order(), key.survey) {
        fate = fate.with(steps);
    }
    match declined_second(view, key.order()) {
        Some(second) => fate.declined(second),
        None => fate,
    }
}

/// The tracker at the time of the view.
fn tracker<'w>(view: View<'w>, key: TrackerKey) -> Tracker<'w> {
    let world = view.world();
    let (timeline, now, survey) = (world.timeline, view.second, survey(view, key));
    let (created, send) = (created_second(view, key), send_second(view, key));
    let (fate, declined) = (fate(view, key), declined_second(view, key.order()));
    let sent = fate.sent <= now;
    let happened = |second: u32| second <= now;
    let status = match () {
        () if happened(fate.failed) => TrackerStatus::Failed,
        () if happened(fate.completed) => TrackerStatus::Completed,
        () if happened(fate.opened) => TrackerStatus::Opened,
        () if sent => TrackerStatus::Sent,
        () if declined.is_some() => TrackerStatus::Cancelled,
        () => TrackerStatus::Scheduled,
    };
    let switched = happened(fate.switched);
    let channel = if switched { Channel::Sms } else { channel(view, key) };
    let opened = happened(fate.opened);
    let id = world.tracker_uuids.uuid(key.number());
    let customer = customer(view, key);
    Tracker {
        id,
        order: key.order(),
        order_uuid: view.order_uuid(key.order()),
        customer_uuid: view.customer_uuid(customer),
        survey,
        created_at: timeline.time(created),
        updated_at: timeline.time(fate.last_change(now).or(declined).unwrap_or(created)),
        send_at: timeline.time(send),
        sent_at: timeline.reached(fate.sent, now),
        resend_at: (sent && fate.resend_planned != NEVER).then(|| timeline.time(fate.resend_planned)),
        resent: happened(fate.resent),
        sending_index: u32::from(happened(fate.resent)),
        channel,
        status,
        link: sent.then(|| link(id)),
        review_link: survey.review_link.as_deref(),
        sent_to: sent.then(|| recipient(view, channel, customer)),
        switched_to_sms: switched,
        clicks: if opened { fate.clicks } else { 0 },
        unique_clicks: u32::from(opened),
    }
}

fn external_tracker<'w>(view: View<'w>, key: TrackerKey, created_at: DateTime<Utc>) -> Tracker<'w> {
    let survey = survey(view, key);
    let id = view.world().tracker_uuids.uuid(key.number());
    Tracker {
        id,
        order: key.order(),
        order_uuid: view.order_uuid(key.order()),
        customer_uuid: view.customer_uuid(customer(view, key)),
        survey,
        created_at,
        updated_at: created_at,
        send_at: created_at,
        sent_at: None,
        resend_at: None,
        resent: false,
        sending_index: 0,
        channel: Channel::External,
        status: TrackerStatus::External,
        link: Some(link(id)),
        review_link: survey.review_link.as_deref(),
        sent_to: None,
        switched_to_sms: false,
        clicks: 0,
        unique_clicks: 0,
    }
}

fn customer(view: View<'_>, key: TrackerKey) -> CustomerId {
    view.facts(key.order()).customer
}

fn link(id: Uuid) -> String {
    let (high, low) = id.as_u64_pair();
    format!("https://survey.example/s/{:012x}", (high ^ low) >> 16)
}

/// Where a survey is sent.
fn recipient(view: View<'_>, channel: Channel, customer: CustomerId) -> String {
    match channel {
        Channel::Email => view.customer_email(customer).into_owned(),
        _ => view.customer_phone_number(customer).unwrap_or_default(),
    }
}
