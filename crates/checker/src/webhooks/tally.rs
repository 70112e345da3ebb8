//! What is said of all deliveries together.

use http::StatusCode;

use super::declared::{DeclaredDelivery, Scheme};
use super::judge::Judge;
use super::payload::shown;
use super::rules::NOT_VERIFIED;
use super::secret::WebhookSecrets;
use crate::finding::Finding;
use crate::report::{CaseLine, counted};

/// The most names in a note.
const NAMED: usize = 5;

/// Counts of deliveries.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) deliveries: usize,
    /// Those with findings.
    pub(super) failed: usize,
    /// Those whose id was seen before.
    pub(super) repeated: usize,
    /// Requests that could not be read.
    pub(super) unreadable: usize,
    /// Those whose signature fits.
    pub(super) verified: usize,
    /// Those whose signature was not verified.
    pub(super) not_verified: usize,
    /// The findings of single deliveries that were too many.
    pub(super) left_out: usize,
    /// Requests that are no deliveries, and the first of them.
    others: usize,
    first_other: String,
    /// The deliveries that the recorded receiver did not take, each with its status.
    refused: Vec<String>,
    /// Recorded deliveries of which nobody knows when they came.
    undated: usize,
    is_signed: bool,
    has_identity: bool,
    /// Why signatures are not verified.
    why_not: Option<String>,
    /// What is to be said before anything is received.
    notes: Vec<String>,
}

/// Everything that was found about deliveries.
pub(crate) struct Judged {
    pub(crate) summary: Vec<(String, String)>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<String>,
    pub(crate) cases: Vec<CaseLine>,
}

impl Tally {
    pub(super) fn of(declared: &DeclaredDelivery, secrets: &WebhookSecrets) -> Self {
        let mut notes = Vec::new();
        if declared.event_name.is_none() {
            notes.push(
                "the document does not say where a payload names its event: each delivery is judged by the event that \
                 it is closest to"
                    .to_owned(),
            );
        }
        let why_not = match declared.signature.as_ref().map(|signature| &signature.scheme) {
            None if secrets.is_empty() => None,
            None => {
                notes.push("the document declares no signature, so the secret is not used".to_owned());
                None
            }
            Some(Scheme::Unknown(name)) => {
                Some(format!("the document signs by the scheme {:?}, which is not supported", shown(name)))
            }
            Some(_) if secrets.is_empty() => Some("no secret was given".to_owned()),
            Some(_) => Some("they were removed from the recording".to_owned()),
        };
        Self {
            is_signed: declared.signature.is_some(),
            has_identity: declared.identity.is_some(),
            why_not,
            notes,
            ..Self::default()
        }
    }

    fn notes(&mut self, declared: &DeclaredDelivery) -> Vec<String> {
        let mut notes = std::mem::take(&mut self.notes);
        if !self.refused.is_empty() {
            let shown = self.refused.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let more = self.refused.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            notes.push(format!(
                "the receiver did not take {} ({shown}{more}): only {} is a success, so the provider sends again",
                counted(self.refused.len(), "delivery", "deliveries"),
                declared.success()
            ));
        }
        if self.others > 0 {
            let are = if self.others == 1 { "is no delivery" } else { "are no deliveries" };
            notes.push(format!(
                "{} {are} ({}): a delivery is sent by {}",
                counted(self.others, "request", "requests"),
                self.first_other,
                declared.methods()
            ));
        }
        if self.undated > 0 {
            notes.push(format!(
                "{}: the recording does not say when, so the time of sending is not judged",
                counted(self.undated, "delivery", "deliveries")
            ));
        }
        if self.left_out > 0 {
            notes.push(format!(
                "{} left out: a delivery has at most a few dozen",
                counted(self.left_out, "finding", "findings")
            ));
        }
        notes
    }

    fn summary(&self) -> Vec<(String, String)> {
        let mut counts = format!("{}, {} with findings", self.deliveries, self.failed);
        if self.has_identity {
            counts = format!("{counts}, {} repeated", self.repeated);
        }
        if self.unreadable > 0 {
            counts = format!("{counts}, {} more could not be read", self.unreadable);
        }
        let mut summary = vec![("deliveries".to_owned(), counts)];
        if self.is_signed {
            summary.push(("signatures".to_owned(), format!("{} of {} verified", self.verified, self.deliveries)));
        }
        summary
    }
}

impl Judge<'_> {
    /// Adds a request that is no delivery.
    pub(crate) fn other(&mut self, method: &http::Method, target: &str) {
        if self.tally.others == 0 {
            let path = target.split('?').next().unwrap_or_default();
            self.tally.first_other = format!("{} {}", shown(method.as_str()), shown(path));
        }
        self.tally.others += 1;
    }

    /// Adds what the recorded receiver answered to a delivery.
    pub(crate) fn answered(&mut self, name: &str, status: Option<StatusCode>) {
        match status {
            Some(status) if self.declared().is_success(status) => {}
            Some(status) => self.tally.refused.push(format!("{name}: {}", status.as_u16())),
            None => self.tally.refused.push(format!("{name}: no response")),
        }
    }

    /// Adds that nobody knows when a delivery came.
    pub(crate) fn undated(&mut self) {
        self.tally.undated += 1;
    }

    /// Whether anything was judged.
    pub(crate) fn has_judged(&self) -> bool {
        !self.cases.is_empty()
    }

    /// Everything that was found.
    pub(crate) fn finish(mut self) -> Judged {
        if self.tally.not_verified > 0 {
            let why = self.tally.why_not.take().unwrap_or_default();
            self.findings.push(Finding {
                rule: (&NOT_VERIFIED).into(),
                level: self.level(&NOT_VERIFIED),
                operation: None,
                place: "signature".to_owned(),
                message: format!(
                    "{} not verified, because {why}: anybody can have sent these deliveries",
                    counted(self.tally.not_verified, "signature was", "signatures were")
                ),
                case: None,
                evidence: None,
                other_cases: Vec::new(),
                count: 1,
            });
        }
        let declared = self.declared().clone();
        Judged {
            summary: self.tally.summary(),
            notes: self.tally.notes(&declared),
            findings: self.findings,
            cases: self.cases,
        }
    }
}
