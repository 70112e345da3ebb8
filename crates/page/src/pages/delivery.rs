//! `/webhooks/{number}`: a delivery with its payload and all attempts.

use askama::Template;
use trackside_schemas::control::{DeliveryAttempt, DeliveryInFull, WebhookDelivery};

use super::deliveries::badge;
use super::frame::Frame;
use super::rendered;
use crate::data::Badge;
use crate::{Site, write};

#[derive(Template)]
#[template(path = "delivery.html", config = "askama.toml")]
struct Page<'p> {
    frame: Frame<'p>,
    delivery: &'p WebhookDelivery,
    state: Badge,
    happened: String,
    next: Option<String>,
    payload: String,
    attempts: Vec<Attempt<'p>>,
}

struct Attempt<'p> {
    made: &'p DeliveryAttempt,
    due: String,
    sent: String,
    took: String,
}

/// The page.
pub fn delivery(site: &Site, full: &DeliveryInFull) -> String {
    let delivery = &full.delivery;
    let title = format!("Delivery {}", delivery.number);
    rendered(&Page {
        frame: Frame::new(site, "webhooks", title, &["copy.js", "webhooks.js"]),
        delivery,
        state: badge(delivery.state),
        happened: write::time(delivery.happened_at),
        next: delivery.next_attempt_at.map(write::time),
        payload: write::indented(&full.payload).into_owned(),
        attempts: full.attempts.iter().map(attempt).collect(),
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a duration is short, and not negative")]
fn attempt(attempt: &DeliveryAttempt) -> Attempt<'_> {
    Attempt {
        made: attempt,
        due: write::time(attempt.due_at),
        sent: write::time(attempt.sent_at),
        took: write::duration((attempt.milliseconds.max(0.0) * 1e3) as u64),
    }
}
