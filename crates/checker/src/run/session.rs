//! A run against a server: requests, responses and findings.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::sync::watch;
use trackside_contract::{Exchange, Origin};
use trackside_recording::{Secrets, curl};
use url::Url;

use super::judge::{Issue, judge};
use super::pace::Pace;
use crate::across::ChainScript;
use crate::case::{Case, Expectation};
use crate::coverage::Coverage;
use crate::finding::{Evidence, Finding, Level};
use crate::har::Recorder;
use crate::report::{CaseLine, Outcome, excerpt};
use crate::spec::{Declared, Spec};
use crate::wire::{ENCODING, Limits, Request, Response, Wire, without_user};
use crate::{CheckError, Observer, Options, Rule};

/// The most attempts at a request that is refused with 429.
const TRIES: usize = 4;

/// A run against a server.
pub(crate) struct Session<'s> {
    pub(crate) spec: &'s Spec,
    pub(crate) options: &'s Options,
    pub(crate) findings: Vec<Finding>,
    pub(crate) cases: Vec<CaseLine>,
    pub(crate) coverage: Coverage,
    pub(crate) notes: Vec<String>,
    pub(crate) recorder: Option<Recorder>,
    /// The responses that created something, by the index of the operation.
    pub(crate) created: Vec<(usize, Exchange)>,
    /// The scripts of the chains so far.
    pub(crate) chains: Vec<ChainScript>,
    base_url: Url,
    wire: Wire,
    pace: Pace,
    secrets: Secrets,
    variables: Vec<(String, String)>,
    observer: Arc<dyn Observer>,
    stop: watch::Receiver<bool>,
}

/// The response to a case, and the evidence for reports.
#[derive(Clone)]
pub(crate) struct CaseResponse {
    pub(crate) exchange: Exchange,
    pub(crate) evidence: Evidence,
}

impl<'s> Session<'s> {
    /// Starts a run. When `stop` becomes true, no more requests are sent.
    pub(crate) fn new(
        spec: &'s Spec,
        base_url: &Url,
        options: &'s Options,
        observer: Arc<dyn Observer>,
        stop: watch::Receiver<bool>,
        recorder: Option<Recorder>,
    ) -> Result<Self, CheckError> {
        let limits = Limits { response: options.timeout, body_bytes: options.max_body, ..Limits::default() };
        Ok(Self {
            spec,
            options,
            findings: Vec::new(),
            cases: Vec::new(),
            coverage: Coverage::of(spec),
            notes: Vec::new(),
            recorder,
            created: Vec::new(),
            chains: Vec::new(),
            base_url: base_url.clone(),
            wire: Wire::new(base_url, limits)?,
            pace: Pace::new(options.rate, options.max_wait),
            secrets: options.secrets(),
            variables: options.variables(),
            observer,
            stop,
        })
    }

    /// Whether the run was interrupted.
    pub(crate) fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Sends the request of a case and judges the response. Returns `None` if there was no response, or if the run was
    /// interrupted.
    pub(crate) async fn run(&mut self, case: &Case) -> Option<CaseResponse> {
        let declared = &self.spec.operations()[case.operation];
        let request = case.draft.request(self.spec, declared, &self.options.credentials);
        self.send(case, declared, &request).await
    }

    /// Like [`Self::run`], with a request that is not assembled from a draft.
    pub(crate) async fn send(&mut self, case: &Case, declared: &Declared, request: &Request) -> Option<CaseResponse> {
        let request = &self.options.with_headers(request.clone());
        let curl = self.curl(request, &[]);
        let before = self.findings.len();
        let response = self.exchange(request).await?;
        let (exchange, coding, elapsed) = match response {
            Ok(Response { exchange, coding, elapsed }) => (exchange, coding, elapsed),
            Err((rule, why)) => {
                let evidence = Evidence { curl: curl.clone(), status: None, body: String::new() };
                self.report(case, declared, Issue::new(rule, "", why), &evidence);
                self.line(case, declared, Outcome::Failed, None, curl, Duration::ZERO);
                return None;
            }
        };
        self.coverage.request(declared, &case.draft);
        self.coverage.response(declared, &exchange);
        if let Some(recorder) = &mut self.recorder {
            recorder.add(&exchange, elapsed);
        }
        let status = exchange.status;
        if status.is_success() && !declared.reads_only() && exchange.method == declared.method {
            self.created.push((case.operation, exchange.clone()));
        }
        let evidence = Evidence {
            curl: curl.clone(),
            status: Some(status.as_u16()),
            body: excerpt(&self.secrets.blot_bytes(&exchange.response_body)),
        };
        let origin = self.options.origin();
        // What cannot be inflated cannot be read, so the compression is what is wrong with it.
        let is_unread = |issue: &Issue| coding.is_some() && issue.rule.as_str().starts_with("body/");
        for issue in judge(self.spec.contract(), declared, case, &exchange, origin) {
            if !is_unread(&issue) {
                self.report(case, declared, issue, &evidence);
            }
        }
        if let Some(why) = &coding {
            let issue = Issue::new(&ENCODING, "header:content-encoding", why.clone());
            self.report(case, declared, issue, &evidence);
        }
        let is_clean = self.findings.len() == before;
        let outcome = if is_clean { Outcome::Passed } else { Outcome::Failed };
        self.line(case, declared, outcome, Some(status.as_u16()), curl, elapsed);
        Some(CaseResponse { exchange, evidence })
    }

    /// Adds a finding about a case. In the sandbox, and with strict options, it is an error.
    pub(crate) fn report(&mut self, case: &Case, declared: &Declared, issue: Issue, evidence: &Evidence) {
        let is_error = self.options.origin() == Origin::Sandbox;
        self.findings.push(Finding {
            rule: issue.rule,
            level: if is_error { Level::Error } else { issue.level },
            operation: Some(declared.id.clone()),
            place: issue.place,
            message: self.secrets.blot(&issue.message),
            case: Some(case.name.clone()),
            evidence: Some(evidence.clone()),
            other_cases: Vec::new(),
            count: 1,
        });
        let mut ran = self.cases.iter_mut().rev();
        // Comparisons with other responses come after the case.
        if let Some(line) = ran.find(|line| line.operation == declared.id && line.name == case.name) {
            line.outcome = Outcome::Failed;
        }
    }

    /// A shell command that sends a request. `more` are values and the shell variables to write in their place.
    pub(crate) fn curl(&self, request: &Request, more: &[(String, String)]) -> String {
        let Request { method, target, headers, body } = request;
        let variables = [&self.variables, more].concat();
        curl(&without_user(&self.base_url), method, target, headers, body.as_ref(), &variables)
    }

    /// The base URL of the server.
    pub(crate) fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Sends a request within the rate limits. Repeats it after a 429.
    async fn exchange(&mut self, request: &Request) -> Option<Result<Response, (&'static Rule, String)>> {
        let mut tries = 0;
        loop {
            let mut stop = self.stop.clone();
            let sent = async {
                self.pace.turn().await;
                self.wire.send(request).await
            };
            let response = tokio::select! {
                biased;
                _ = stop.wait_for(|stopped| *stopped) => return None,
                response = sent => response,
            };
            tries += 1;
            let response = match response {
                Ok(response) => response,
                Err(trouble) => return Some(Err((trouble.rule(), trouble.to_string()))),
            };
            let status = response.exchange.status;
            // This status was asked for, so it is not a real rate limit.
            if request.headers.contains_key("prefer") {
                return Some(Ok(response));
            }
            if let Err(wait) = self.pace.obey(status, &response.exchange.response_headers) {
                let note = format!(
                    "some cases are left out: the server asks to wait {} s, but only {} s are allowed (--max-wait)",
                    wait.as_secs(),
                    self.options.max_wait.as_secs()
                );
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
                return None;
            }
            if status != StatusCode::TOO_MANY_REQUESTS || tries == TRIES {
                return Some(Ok(response));
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
    /// A case whose response the caller checks.
    pub(crate) fn look(operation: usize, name: impl Into<String>, draft: crate::case::Draft) -> Self {
        Self { operation, name: name.into(), draft, expectation: Expectation::Nothing }
    }
}
