//! Surveys that are sent after a purchase, and the trackers that follow them.

mod fate;
mod index;
mod tracker;
mod tracker_list;

use uuid::Uuid;

pub(crate) use self::index::SurveyIndex;
pub use self::tracker::{Tracker, TrackerKey, TrackerStatus};
pub use self::tracker_list::{TrackerList, TrackerQuery};
use crate::chance::Dice;

/// A survey of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Its public identifier.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// How many days after the order became visible it is sent.
    pub delay_days: u32,
    /// How it is sent.
    pub channel: Channel,
    /// Where the customer can leave a public review, if the survey asks for one.
    pub review_link: Option<String>,
}

/// How a survey reaches the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
    /// By WhatsApp.
    Whatsapp,
    /// Not by the shop: a client requested the link and sends it itself.
    External,
}

/// The most surveys of a program.
pub(crate) const MOST_SURVEYS: usize = KINDS.len();

/// The possible values of [`Survey::delay_days`].
pub(crate) const DELAYS: [u32; 5] = [2, 6, 14, 7, 21];

const KINDS: [(&str, u32, Channel, bool); 5] = [
    ("After the purchase", DELAYS[0], Channel::Email, false),
    ("Delivery", DELAYS[1], Channel::Whatsapp, false),
    ("Product quality", DELAYS[2], Channel::Email, true),
    ("Delivery by text", DELAYS[3], Channel::Sms, false),
    ("Would you recommend us?", DELAYS[4], Channel::Email, true),
];

/// The surveys of a program that has `count` of them.
pub(crate) fn surveys(count: usize, host: &str, uuid: impl Fn(&mut Dice) -> Uuid, dice: &mut Dice) -> Vec<Survey> {
    let first = dice.below(5) as usize;
    let mut survey = |index: usize| {
        let (name, delay_days, channel, reviewed) = KINDS[(first + index) % KINDS.len()];
        let review_link = reviewed.then(|| format!("https://reviews.example/{host}/new"));
        Survey { id: uuid(dice), name: name.to_owned(), delay_days, channel, review_link }
    };
    (0..count).map(&mut survey).collect()
}
