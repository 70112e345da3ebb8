//! A survey tracker as Fullwhere shows it, whether the world sent it or a client requested it.

use chrono::{DateTime, Utc};
use trackside_schemas::fullwhere::SurveyTracker;
use trackside_schemas::values::WholeNumber;
use trackside_world::{Channel, Tracker, TrackerKey, TrackerStatus, View};
use uuid::Uuid;

use super::people;

/// A tracker's key, and the time of the request if a client requested it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    key: TrackerKey,
    requested_at: Option<DateTime<Utc>>,
}

impl Found {
    /// A tracker that the world sent.
    pub(super) fn sent(key: TrackerKey) -> Self {
        Self { key, requested_at: None }
    }

    /// A tracker that a client requested at this time.
    pub(super) fn requested(key: TrackerKey, at: DateTime<Utc>) -> Self {
        Self { key, requested_at: Some(at) }
    }

    /// The tracker with this key, if it exists. External trackers exist only after a client requested them.
    pub(super) fn existing(view: View<'_>, key: TrackerKey) -> Option<Self> {
        if !key.is_external() {
            return Some(Self::sent(key));
        }
        view.survey_links_of(key.order()).map(|at| Self::requested(key, at))
    }

    /// The tracker as it is now.
    pub(super) fn show(self, view: View<'_>) -> SurveyTracker {
        match self.requested_at {
            None => show(view, view.tracker(self.key)),
            Some(at) => show(view, view.external_tracker(self.key, at)),
        }
    }
}

/// Reads a UUID in the form with hyphens.
pub(super) fn uuid(text: &str) -> Option<Uuid> {
    const HYPHENATED: usize = 36;
    if text.len() == HYPHENATED { Uuid::try_parse(text).ok() } else { None }
}

fn show(view: View<'_>, tracker: Tracker<'_>) -> SurveyTracker {
    let customer = people::id_of(view, view.order(tracker.order).customer);
    SurveyTracker {
        id: tracker.id,
        created_at: tracker.created_at.into(),
        updated_at: tracker.updated_at.into(),
        survey_id: tracker.survey.id.to_string(),
        survey_name: tracker.survey.name.clone(),
        send_at: tracker.send_at.into(),
        sent_at: tracker.sent_at.map(Into::into),
        resend_at: tracker.resend_at.map(Into::into),
        resent: tracker.resent,
        sending_index: WholeNumber(tracker.sending_index.into()),
        customer_id: customer.to_string(),
        purchase_id: tracker.order_uuid.to_string(),
        sending_type: channel(tracker.channel).to_owned(),
        status: status(tracker.status).to_owned(),
        link: tracker.link,
        new_review_link: tracker.review_link.map(str::to_owned),
        sent_to: tracker.sent_to,
        switched_to_sms: tracker.switched_to_sms,
        clicks: WholeNumber(tracker.clicks.into()),
        unique_clicks: WholeNumber(tracker.unique_clicks.into()),
    }
}

fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Email",
        Channel::Sms => "Sms",
        Channel::Whatsapp => "Whatsapp",
        Channel::External => "External",
    }
}

fn status(status: TrackerStatus) -> &'static str {
    match status {
        TrackerStatus::Scheduled => "Scheduled",
        TrackerStatus::Sent => "Sent",
        TrackerStatus::Opened => "Opened",
        TrackerStatus::Completed => "Completed",
        TrackerStatus::Failed => "Failed",
        TrackerStatus::External => "External",
        TrackerStatus::Cancelled => "Cancelled",
    }
}
