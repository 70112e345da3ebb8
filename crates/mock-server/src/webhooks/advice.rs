//! Why a delivery failed, in words, and what to look at.

use std::time::Duration;

use super::delivery::Outcome;

/// What an outcome means, if it was no success.
pub(crate) fn advice(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Broken { reason } => Some(reason.clone()),
        Outcome::Answered { status: 200..=299, .. } => None,
        Outcome::Answered { status, .. } => Some(format!("your receiver answered {status}: {}", of_status(*status))),
    }
}

fn of_status(status: u16) -> &'static str {
    match status {
        300..=399 => "a redirect is not followed; register the address that it leads to",
        400 | 401 | 403 | 422 => {
            "if it refused the signature, it may be reading the parsed body instead of the raw one, or have another secret"
        }
        404 => "it has no route for this path",
        405 => "its route does not take this method",
        410 => "it says that the address is gone for good",
        408 | 504 => "it waited too long for something; answer first, and do the work afterwards",
        413 => "it does not take bodies of this size",
        415 => "it does not take this content type",
        429 => "it limits how often it may be called",
        500..=599 => "it failed while it handled the event; its log says why",
        _ => "only statuses from 200 to 299 are a success",
    }
}

/// Nobody listens.
pub(super) fn refused(place: &str) -> String {
    format!("nothing listens at {place}: is your receiver running, and is this its port?")
}

/// The receiver took too long.
pub(super) fn too_slow(timeout: Duration) -> String {
    format!(
        "your receiver did not answer within {} s: answer first, and do the work afterwards",
        timeout.as_secs_f32().max(0.1)
    )
}

/// The connection ended without a response.
pub(super) const HUNG_UP: &str =
    "your receiver closed the connection without a response: it may have crashed; its log says why";

#[cfg(test)]
mod tests {
    use super::{Outcome, advice};

    #[test]
    fn failures_say_what_to_look_at() {
        let answered = |status| advice(&Outcome::Answered { status, body: String::new() });
        assert_eq!(answered(204), None);
        for (status, word) in
            [(301, "redirect"), (401, "raw one"), (404, "route"), (405, "method"), (500, "log"), (199, "200 to 299")]
        {
            let advice = answered(status).expect("it is a failure");
            assert!(advice.contains(word) && advice.contains(&status.to_string()), "{advice}");
        }
    }
}
