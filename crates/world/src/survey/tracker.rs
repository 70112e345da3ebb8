//! Surveys on their way to customers.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::fate::Fate;
use super::index::sent;
use super::{Channel, Survey};
use crate::customer::CustomerCode;
use crate::identifiers::{CustomerId, OrderId};
use crate::order::{OrderReference, reference};
use crate::time::{DAY, DELAY, NEVER};
use crate::view::View;

/// A survey for an order, as it stands at an instant.
#[derive(Debug, Clone)]
pub struct Tracker<'w> {
    /// What names it.
    pub id: Uuid,
    /// The order it is about.
    pub order: OrderId,
    /// The order's reference.
    pub order_reference: OrderReference,
    /// The customer's public code.
    pub customer_code: CustomerCode,
    /// The survey.
    pub survey: &'w Survey,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it is to be sent.
    pub send_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it is, or was, to be sent again; known from its sending on.
    pub resend_at: Option<DateTime<Utc>>,
    /// Whether it was sent again.
    pub resent: bool,
    /// How often it was sent after the first time.
    pub sending_index: u32,
    /// How it is sent.
    pub channel: Channel,
    /// What has become of it.
    pub status: TrackerStatus,
    /// Where it is answered; known from its sending on, and at once when it is external.
    pub link: Option<String>,
    /// Where to leave a public review.
    pub review_link: Option<&'w str>,
    /// The address or number it was sent to.
    pub sent_to: Option<String>,
    /// Whether it went out as a text message after WhatsApp had failed.
    pub switched_to_sms: bool,
    /// How often its link was clicked.
    pub clicks: u32,
    /// How many devices its link was clicked on.
    pub unique_clicks: u32,
}

/// What has become of a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrackerStatus {
    /// It is to be sent.
    Scheduled,
    /// It was sent.
    Sent,
    /// Its link was clicked.
    Opened,
    /// It was answered.
    Completed,
    /// It could not be delivered.
    Failed,
    /// Somebody asked for its link.
    External,
}

/// What names a tracker inside the world: an order, one of the surveys of its program, and whether somebody asked for its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackerKey {
    order: u32,
    survey: u8,
    external: bool,
}

impl TrackerKey {
    /// Whether somebody asked for its link: such a tracker exists only once that has happened.
    pub const fn is_external(self) -> bool {
        self.external
    }

    /// The order it is about.
    pub const fn order(self) -> OrderId {
        OrderId(self.order)
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
    /// The tracker as it stands now.
    pub fn tracker(&self, key: TrackerKey) -> Tracker<'w> {
        tracker(*self, key)
    }

    /// The tracker with the UUID: one that the shop sends, or one that exists once somebody asks for its link.
    pub fn tracker_by_id(&self, id: Uuid) -> Option<TrackerKey> {
        by_id(*self, id)
    }

    /// When a tracker that the shop sends is created.
    pub fn tracker_created_at(&self, key: TrackerKey) -> DateTime<Utc> {
        self.world().timeline.instant(created_second(*self, key))
    }

    /// What a request for the survey links of an order yields: one tracker for each survey that applies.
    pub fn external_trackers(&self, order: OrderId) -> Vec<TrackerKey> {
        external(*self, order)
    }

    /// A tracker whose link was asked for at the instant.
    pub fn external_tracker(&self, key: TrackerKey, created_at: DateTime<Utc>) -> Tracker<'w> {
        external_tracker(*self, key, created_at)
    }
}

/// The surveys that apply to an order that the network passes a reference of, or no survey.
fn applying<'w>(view: View<'w>, order: u32) -> &'w [Survey] {
    let world = view.world();
    if !world.columns.has_reference(order as usize) {
        return &[];
    }
    &world.programs[usize::from(world.columns.program[order as usize])].surveys
}

/// The key behind a UUID, when there is, or could be, such a tracker.
fn by_id(view: View<'_>, id: Uuid) -> Option<TrackerKey> {
    let world = view.world();
    let key = TrackerKey::from_number(world.tracker_uuids.number(id)?)?;
    let visible = (key.order as usize) < world.columns.visible(view.second);
    let exists = visible
        && if key.external {
            external(view, key.order()).contains(&key)
        } else {
            let sent = sent(world.settings().seed, &world.programs, &world.columns, key.order as usize);
            usize::from(key.survey) < sent.len()
        };
    exists.then_some(key)
}

/// What a request for survey links of the order yields.
fn external(view: View<'_>, order: OrderId) -> Vec<TrackerKey> {
    let surveys = u8::try_from(applying(view, order.0).len()).expect("few surveys");
    (0..surveys).map(|survey| TrackerKey { order: order.0, survey, external: true }).collect()
}

/// The second at which a tracker is created: its order is seen.
fn created_second(view: View<'_>, key: TrackerKey) -> u32 {
    view.world().columns.placed[key.order as usize] + DELAY
}

fn send_second(view: View<'_>, key: TrackerKey) -> u32 {
    created_second(view, key) + survey(view, key).delay_days * DAY
}

fn survey<'w>(view: View<'w>, key: TrackerKey) -> &'w Survey {
    let world = view.world();
    &world.programs[usize::from(world.columns.program[key.order as usize])].surveys[usize::from(key.survey)]
}

/// The tracker as it stands now.
fn tracker<'w>(view: View<'w>, key: TrackerKey) -> Tracker<'w> {
    let world = view.world();
    let (timeline, now, survey) = (world.timeline, view.second, survey(view, key));
    let (created, send) = (created_second(view, key), send_second(view, key));
    let fate = Fate::new(world.settings().seed, key, survey.channel, send);
    let sent = fate.sent <= now;
    let happened = |second: u32| second <= now;
    let status = match () {
        () if happened(fate.failed) => TrackerStatus::Failed,
        () if happened(fate.completed) => TrackerStatus::Completed,
        () if happened(fate.opened) => TrackerStatus::Opened,
        () if sent => TrackerStatus::Sent,
        () => TrackerStatus::Scheduled,
    };
    let switched = happened(fate.switched);
    let channel = if switched { Channel::Sms } else { survey.channel };
    let opened = happened(fate.opened);
    let id = world.tracker_uuids.uuid(key.number());
    let customer_code = customer_code(view, key);
    Tracker {
        id,
        order: key.order(),
        order_reference: reference(view, key.order()),
        customer_code,
        survey,
        created_at: timeline.instant(created),
        updated_at: timeline.instant(fate.last_change(now).unwrap_or(created)),
        send_at: timeline.instant(send),
        sent_at: timeline.reached(fate.sent, now),
        resend_at: (sent && fate.resend_planned != NEVER).then(|| timeline.instant(fate.resend_planned)),
        resent: happened(fate.resent),
        sending_index: u32::from(happened(fate.resent)),
        channel,
        status,
        link: sent.then(|| link(id)),
        review_link: survey.review_link.as_deref(),
        sent_to: sent.then(|| recipient(channel, customer_code)),
        switched_to_sms: switched,
        clicks: if opened { fate.clicks } else { 0 },
        unique_clicks: u32::from(opened),
    }
}

/// A tracker whose link somebody asked for at the instant.
fn external_tracker<'w>(view: View<'w>, key: TrackerKey, created_at: DateTime<Utc>) -> Tracker<'w> {
    let survey = survey(view, key);
    let id = view.world().tracker_uuids.uuid(key.number());
    Tracker {
        id,
        order: key.order(),
        order_reference: reference(view, key.order()),
        customer_code: customer_code(view, key),
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

fn customer_code(view: View<'_>, key: TrackerKey) -> CustomerCode {
    view.customer_code(CustomerId(view.world().columns.customer[key.order as usize]))
}

fn link(id: Uuid) -> String {
    let (high, low) = id.as_u64_pair();
    format!("https://survey.example/s/{:012x}", (high ^ low) >> 16)
}

fn recipient(channel: Channel, customer: CustomerCode) -> String {
    match channel {
        Channel::Email => format!("customer-{:08}@mail.example", customer.0),
        // Numbers of the block that is kept for fiction.
        _ => format!("+1555{:07}", customer.0 % 10_000_000),
    }
}
