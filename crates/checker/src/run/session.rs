//! One run against one server: what has been sent, what came back, and what was found.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::sync::watch;
use trackside_contract::{Exchange, Origin};
use trackside_recording::{Secrets, curl};
use url::Url;

use super::judge::judge;
use super::pace::Pace;
use crate::case::{Case, Expectation};
use crate::coverage::Coverage;
use crate::finding::{Evidence, Finding, Level};
use crate::har::Recorder;
use crate::report::{CaseLine, Outcome, excerpt};
use crate::spec::{Declared, Spec};
use crate::wire::{Limits, Request, Wire, without_user};
use crate::{CheckError, Observer, Options};

/// How often a request is sent again when the server says that there were too many.
const TRIES: usize = 4;

/// One run against one server.
pub(crate) struct Session<'s> {
    pub(crate) spec: &'s Spec,
    pub(crate) options: &'s Options,
    pub(crate) findings: Vec<Finding>,
    pub(crate) cases: Vec<CaseLine>,
    pub(crate) coverage: Coverage,
    pub(crate) notes: Vec<String>,
    pub(crate) recorder: Option<Recorder>,
    base_url: Url,
    wire: Wire,
    pace: Pace,
    secrets: Secrets,
    variables: Vec<(String, String)>,
    observer: Arc<dyn Observer>,
    stop: watch::Receiver<bool>,
}

/// An answer to a case, and what speaks for it.
#[derive(Clone)]
pub(crate) struct Answered {
    pub(crate) exchange: Exchange,
    pub(crate) evidence: Evidence,
}

impl<'s> Session<'s> {
    /// Starts a run. When `stop` turns true nothing more is sent.
    pub(crate) fn new(
        spec: &'s Spec,
        base_url: &Url,
        options: &'s Options,
        observer: Arc<dyn Observer>,
        stop: watch::Receiver<bool>,
        recorder: Option<Recorder>,
    ) -> Result<Self, CheckError> {
        let limits = Limits { whole_answer: options.timeout, body_bytes: options.max_body, ..Limits::default() };
        Ok(Self {
            spec,
            options,
            findings: Vec::new(),
            cases: Vec::new(),
            coverage: Coverage::of(spec),
            notes: Vec::new(),
            recorder,
            base_url: base_url.clone(),
            wire: Wire::new(base_url, limits)?,
            pace: Pace::new(options.rate, options.max_wait),
            secrets: options.credentials.secrets(),
            variables: options.credentials.variables(),
            observer,
            stop,
        })
    }

    /// Whether the run was interrupted.
    pub(crate) fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Sends the request of a case, judges the answer, and keeps both for the report. Nothing comes back when there was no answer, or when
    /// the run was interrupted.
    pub(crate) async fn run(&mut self, case: &Case) -> Option<Answered> {
        let declared = &self.spec.operations()[case.operation];
        let request = case.draft.request(self.spec, declared, &self.options.credentials);
        self.send(case, declared, &request).await
    }

    /// The same with a request that is not made from a draft.
    pub(crate) async fn send(&mut self, case: &Case, declared: &Declared, request: &Request) -> Option<Answered> {
        let curl = curl(
            &without_user(&self.base_url),
            &request.method,
            &request.target,
            &request.headers,
            request.body.as_ref(),
            &self.variables,
        );
        let before = self.findings.len();
        let answer = self.exchange(request).await?;
        let (exchange, elapsed) = match answer {
            Ok(answer) => answer,
            Err((rule, why)) => {
                let evidence = Evidence { curl: curl.clone(), status: None, body: String::new() };
                self.report(case, declared, rule, "", &why, &evidence);
                self.line(case, declared, Outcome::Failed, None, curl, Duration::ZERO);
                return None;
            }
        };
        self.coverage.request(declared, &case.draft);
        self.coverage.answer(declared, &exchange);
        if let Some(recorder) = &mut self.recorder {
            recorder.add(&exchange, elapsed);
        }
        let status = exchange.status;
        let evidence = Evidence {
            curl: curl.clone(),
            status: Some(status.as_u16()),
            body: excerpt(&self.secrets.blot_bytes(&exchange.response_body)),
        };
        let origin = if self.options.sandbox || self.options.strict { Origin::Sandbox } else { Origin::Foreign };
        for departure in judge(self.spec.contract(), case, &exchange, origin) {
            let finding = Finding {
                rule: departure.rule,
                level: departure.level,
                operation: Some(declared.id.clone()),
                place: departure.place,
                message: self.secrets.blot(&departure.message),
                case: Some(case.name.clone()),
                evidence: Some(evidence.clone()),
            };
            self.findings.push(finding);
        }
        let is_clean = self.findings.len() == before;
        let outcome = if is_clean { Outcome::Passed } else { Outcome::Failed };
        self.line(case, declared, outcome, Some(status.as_u16()), curl, elapsed);
        Some(Answered { exchange, evidence })
    }

    /// Keeps a finding about a case.
    pub(crate) fn report(
        &mut self,
        case: &Case,
        declared: &Declared,
        rule: &str,
        place: &str,
        message: &str,
        evidence: &Evidence,
    ) {
        self.findings.push(Finding {
            rule: rule.to_owned(),
            level: Level::Error,
            operation: Some(declared.id.clone()),
            place: place.to_owned(),
            message: self.secrets.blot(message),
            case: Some(case.name.clone()),
            evidence: Some(evidence.clone()),
        });
    }

    /// Weighs the last finding anew.
    pub(crate) fn weigh_last(&mut self, level: Level) {
        if let Some(finding) = self.findings.last_mut() {
            finding.level = level;
        }
    }

    /// The address that requests are sent to.
    pub(crate) fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Sends a request at the pace that is allowed, again when there were too many.
    async fn exchange(&mut self, request: &Request) -> Option<Result<(Exchange, Duration), (&'static str, String)>> {
        let mut tries = 0;
        loop {
            let mut stop = self.stop.clone();
            let sent = async {
                self.pace.turn().await;
                self.wire.send(request).await
            };
            let answer = tokio::select! {
                biased;
                _ = stop.wait_for(|stopped| *stopped) => return None,
                answer = sent => answer,
            };
            tries += 1;
            let answer = match answer {
                Ok(answer) => answer,
                Err(trouble) => return Some(Err((trouble.rule(), self.secrets.blot(&trouble.to_string())))),
            };
            let status = answer.exchange.status;
            // A server that was asked to say so has not had enough.
            if request.headers.contains_key("prefer") {
                return Some(Ok((answer.exchange, answer.elapsed)));
            }
            if let Err(wait) = self.pace.obey(status, &answer.exchange.response_headers) {
                let note = format!(
                    "the server asks to wait {} s, more than the {} s that are allowed: stopped there",
                    wait.as_secs(),
                    self.options.max_wait.as_secs()
                );
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
                return None;
            }
            if status != StatusCode::TOO_MANY_REQUESTS || tries == TRIES {
                return Some(Ok((answer.exchange, answer.elapsed)));
            }
        }
    }

    fn line(
        &mut self,
        case: &Case,
        declared: &Declared,
        outcome: Outcome,
        status: Option<u16>,
        curl: String,
        elapsed: Duration,
    ) {
        self.observer.ran(self.cases.len() + 1, self.findings.len());
        self.cases.push(CaseLine {
            operation: declared.id.clone(),
            name: case.name.clone(),
            outcome,
            status,
            curl,
            milliseconds: elapsed.as_secs_f64() * 1000.0,
        });
    }
}

impl Case {
    /// A case whose answer somebody else looks at.
    pub(crate) fn look(operation: usize, name: impl Into<String>, draft: crate::case::Draft) -> Self {
        Self { operation, name: name.into(), draft, expectation: Expectation::Nothing }
    }
}
