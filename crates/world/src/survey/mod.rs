//! Surveys that are sent after a purchase, the trackers that follow them, and the feedback that they bring.

mod fate;
mod feedback;
mod index;
mod new;
mod solicitation;
mod step;
mod tracker;
mod tracker_list;

use uuid::Uuid;

pub use self::feedback::{Feedback, Opinion};
pub(crate) use self::index::SurveyIndex;
pub use self::new::NewSurvey;
pub(crate) use self::new::{MOST_SURVEYS, surveys, surveys_of, usual_surveys, valid_surveys};
pub(crate) use self::solicitation::{Applying, Known, Mask, Solicited};
pub(crate) use self::step::SurveySteps;
pub use self::step::{SurveyCause, SurveyChange, SurveyStep};
pub use self::tracker::{Tracker, TrackerKey, TrackerStatus};
pub use self::tracker_list::{TrackerList, TrackerQuery};
use crate::time::DAY;

/// A survey of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Its public identifier.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Whether anybody is asked.
    pub enabled: bool,
    /// How many seconds after the order became visible it is sent.
    pub delay: u32,
    /// How many seconds may lie between a purchase and the time when it becomes known. For an older one, nobody is asked.
    pub solicitation_threshold: u32,
    /// How many seconds must lie between two purchases of a customer that this survey asks about.
    pub resolicitation_delay: u32,
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

/// The possible values of [`Survey::delay`] in simulated programs.
pub(crate) const DELAYS: [u32; 5] = [2 * DAY, 6 * DAY, 14 * DAY, 7 * DAY, 21 * DAY];
