//! Judges one delivery after the other.

use std::collections::HashSet;

use http::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, StatusCode};
use trackside_contract::{Delivery, Exchange, Violation};
use trackside_recording::redaction::{exchange_secrets, redacted_header, redacted_target};
use trackside_recording::{Secrets, curl};

use super::declared::DeclaredDelivery;
use super::payload::{Event, event, identity, payload, shown};
use super::rules::{EVENT_UNKNOWN, EVENT_UNNAMED, STALE, UNREADABLE};
use super::signature::{Problem, Verdict, age, verify};
use super::tally::Tally;
use crate::coverage::Coverage;
use crate::finding::{Evidence, Finding, Level};
use crate::report::{CaseLine, Outcome};
use crate::{CheckError, Options, Rule, RuleId, Spec};

/// The most findings of one delivery.
const FINDINGS: usize = 50;

/// The largest body that a command repeats, in bytes.
const REPEATED_BODY: usize = 16 << 10;

/// Headers that belong to the connection over which a delivery came.
const OF_CONNECTION: [http::HeaderName; 5] = [CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING];

/// Judges deliveries, and keeps what was found.
pub(crate) struct Judge<'s> {
    spec: &'s Spec,
    options: &'s Options,
    declared: DeclaredDelivery,
    ids: HashSet<String>,
    pub(super) tally: Tally,
    pub(super) findings: Vec<Finding>,
    pub(super) cases: Vec<CaseLine>,
}

/// A delivery that was received.
pub(crate) struct Received<'r> {
    /// What reports call it, for example `delivery 3`.
    pub(crate) name: String,
    /// The URL of the receiver without path.
    pub(crate) base_url: &'r str,
    pub(crate) delivery: &'r Delivery,
    /// When it came, in seconds of UNIX time, if that is known.
    pub(crate) at: Option<i64>,
    /// What the receiver answered, if it did.
    pub(crate) status: Option<StatusCode>,
}

/// What was found about a delivery, for the reader.
pub(crate) struct Heard {
    /// The delivery with its event and id.
    pub(crate) title: String,
    pub(crate) findings: usize,
    pub(crate) is_repeated: bool,
}

/// What was found about a delivery.
struct Found {
    /// The declared events that it can be of.
    events: Vec<String>,
    /// The event and id, as they are shown.
    told: Vec<String>,
    problems: Vec<(RuleId, Level, String, String)>,
    is_repeated: bool,
}

impl<'s> Judge<'s> {
    /// Returns an error if a secret cannot be read.
    pub(crate) fn new(spec: &'s Spec, options: &'s Options, declared: DeclaredDelivery) -> Result<Self, CheckError> {
        options.webhook_secrets.check(&declared)?;
        let tally = Tally::of(&declared, &options.webhook_secrets);
        let (ids, findings, cases) = Default::default();
        Ok(Self { spec, options, declared, ids, tally, findings, cases })
    }

    pub(crate) fn declared(&self) -> &DeclaredDelivery {
        &self.declared
    }

    /// Judges a delivery.
    pub(crate) fn judge(&mut self, received: &Received<'_>, coverage: &mut Coverage) -> Heard {
        let delivery = received.delivery;
        let mut found = self.contract(delivery, coverage);
        let signature = self.signature(delivery, received.at);
        for problem in signature {
            // A header that the signature needs is missing: that is said once.
            let is_said = |(rule, _, place, _): &(RuleId, Level, String, String)| {
                *rule == RuleId::from(trackside_contract::Rule::HeaderMissing) && *place == problem.place
            };
            found.problems.retain(|known| !is_said(known));
            found.problems.push((problem.rule.into(), self.level(problem.rule), problem.place, problem.message));
        }
        let operation = found.events.first().cloned();
        let title = if found.told.is_empty() {
            received.name.clone()
        } else {
            format!("{} ({})", received.name, found.told.join(", "))
        };
        let count = found.problems.len();
        self.tally.deliveries += 1;
        self.tally.failed += usize::from(count > 0);
        self.tally.repeated += usize::from(found.is_repeated);
        self.tally.left_out += count.saturating_sub(FINDINGS);
        let (evidence, secrets) = self.evidence(received);
        for (rule, level, place, message) in found.problems.into_iter().take(FINDINGS) {
            self.findings.push(Finding {
                rule,
                level,
                operation: operation.clone(),
                place,
                message: secrets.blot(&format!("{title}: {message}")),
                case: Some(received.name.clone()),
                evidence: Some(evidence.clone()),
                other_cases: Vec::new(),
                count: 1,
            });
        }
        let curl = evidence.curl;
        self.line(&received.name, operation, count == 0, received.status, curl);
        Heard { title: secrets.blot(&title), findings: count, is_repeated: found.is_repeated }
    }

    /// Adds a request that could not be read.
    pub(super) fn unreadable(&mut self, name: &str, why: &str) {
        self.tally.unreadable += 1;
        self.findings.push(Finding {
            rule: (&UNREADABLE).into(),
            level: self.level(&UNREADABLE),
            operation: None,
            place: "request".to_owned(),
            message: format!("{name}: {why}"),
            case: Some(name.to_owned()),
            evidence: None,
            other_cases: Vec::new(),
            count: 1,
        });
        self.line(name, None, false, None, String::new());
    }

    /// Judges event, headers and payload.
    fn contract(&mut self, delivery: &Delivery, coverage: &mut Coverage) -> Found {
        let mut found = Found { events: Vec::new(), told: Vec::new(), problems: Vec::new(), is_repeated: false };
        let payload = match payload(delivery) {
            Ok(payload) => payload,
            Err(why) => {
                let rule = trackside_contract::Rule::BodyNotJson;
                found.problems.push((rule.into(), rule.level().into(), String::new(), why));
                return found;
            }
        };
        let (event, violations) =
            event(self.spec.contract(), &self.declared, delivery, &payload, self.options.origin());
        match event {
            Event::Declared(events) => {
                coverage.delivery(&events, &payload);
                found.told.push(events.iter().map(|event| shown(event)).collect::<Vec<_>>().join(" or "));
                found.events = events;
            }
            Event::Unknown(name) => {
                let place = self.declared.event_name.clone().unwrap_or_default();
                let known: Vec<_> = self.spec.contract().webhooks().iter().map(|one| one.event.as_str()).collect();
                let message = format!(
                    "is {:?}, which the document does not declare; it declares {}",
                    shown(&name),
                    known.join(", ")
                );
                found.problems.push(((&EVENT_UNKNOWN).into(), self.level(&EVENT_UNKNOWN), place, message));
                found.told.push(shown(&name));
            }
            Event::Unnamed(why) => {
                let message = format!("has no name of an event: {why}");
                found.problems.push(((&EVENT_UNNAMED).into(), self.level(&EVENT_UNNAMED), String::new(), message));
            }
        }
        let problem = |violation: Violation| {
            (violation.rule.into(), violation.level.into(), violation.pointer, violation.message)
        };
        found.problems.extend(violations.into_iter().map(problem));
        if let Some(id) = identity(&self.declared, &payload) {
            found.told.push(shown(&id));
            found.is_repeated = !self.ids.insert(id);
        }
        found
    }

    /// Judges the signature and the time of sending.
    fn signature(&mut self, delivery: &Delivery, at: Option<i64>) -> Vec<Problem> {
        let Some(signature) = &self.declared.signature else { return Vec::new() };
        let mut problems = Vec::new();
        match verify(signature, &self.options.webhook_secrets, delivery) {
            Verdict::Good => self.tally.verified += 1,
            Verdict::NotVerified => self.tally.not_verified += 1,
            Verdict::Bad(problem) => problems.push(problem),
        }
        problems.extend(at.and_then(|at| age(signature, &delivery.headers, at)));
        problems
    }

    /// The level of a finding. The clock of a sandbox is its own, so that the time of its deliveries stays a warning.
    pub(super) fn level(&self, rule: &Rule) -> Level {
        let is_strict = self.options.strict || (self.options.sandbox && *rule != STALE);
        if is_strict && rule.level == Level::Warning { Level::Error } else { rule.level }
    }

    /// The evidence for the findings of a delivery, and the secrets that reports must not show.
    fn evidence(&self, received: &Received<'_>) -> (Evidence, Secrets) {
        let Delivery { method, target, headers, body } = received.delivery;
        let exchange = Exchange {
            method: method.clone(),
            target: target.clone(),
            request_headers: headers.clone(),
            request_body: body.clone(),
            status: StatusCode::OK,
            response_headers: HeaderMap::new(),
            response_body: bytes::Bytes::new(),
        };
        let names = self.spec.secret_names();
        let secrets = exchange_secrets(&self.options.webhook_secrets.secrets(), &exchange, &names);
        let headers: HeaderMap = headers
            .iter()
            .filter(|(name, _)| !OF_CONNECTION.contains(name))
            .filter_map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                let value = redacted_header(name.as_str(), &value, &secrets, &names);
                Some((name.clone(), HeaderValue::from_str(&value).ok()?))
            })
            .collect();
        let target = redacted_target(target, &secrets, &names);
        let is_repeated = !body.is_empty() && body.len() <= REPEATED_BODY;
        let line = curl(received.base_url, method, &target, &headers, Some(body).filter(|_| is_repeated), &[]);
        let left_out = if body.len() > REPEATED_BODY {
            format!(" # without its body of {} bytes", body.len())
        } else {
            String::new()
        };
        let evidence = Evidence { curl: secrets.blot(&line) + &left_out, status: None, body: String::new() };
        (evidence, secrets)
    }

    fn line(&mut self, name: &str, event: Option<String>, is_clean: bool, status: Option<StatusCode>, curl: String) {
        self.cases.push(CaseLine {
            operation: event.unwrap_or_else(|| "unknown".to_owned()),
            name: name.to_owned(),
            outcome: if is_clean { Outcome::Passed } else { Outcome::Failed },
            status: status.map(|status| status.as_u16()),
            curl,
            milliseconds: 0.0,
        });
    }
}
