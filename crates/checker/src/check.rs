//! Checks a server.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::watch;
use trackside_recording::curl;
use url::Url;

use crate::across::{
    ChainScript, compare_head, delete_created, follow_links, judge_echo, repeat_request, repeat_with_key, try_filters,
    walk_chains, walk_pages,
};
use crate::case::{Case, Expectation, Plan, Planner, field_names, plan};
use crate::cause::by_cause;
use crate::coverage::{coverage_lines, insufficient_coverage, nothing_succeeded, unjudged_bodies};
use crate::har::Recorder;
use crate::report::{CaseLine, Outcome, Report};
use crate::run::{CaseResponse, Session};
use crate::spec::{Declared, Spec};
use crate::wire::{CONNECT, without_user};
use crate::{CheckError, Level, Observer, Options, RuleId};

/// Checks a server against a document.
///
/// Sends cases, judges each response and compares responses with each other. When `stop` becomes true, no more requests
/// are sent, and the report has the findings so far. `record` is a file to which all exchanges are written as HAR.
///
/// # Errors
/// Returns an error if nothing can be checked: there is no credential, a name is not in the document, or the server
/// cannot be reached.
pub async fn check(
    spec: &Spec,
    base_url: &Url,
    options: &Options,
    observer: Arc<dyn Observer>,
    stop: watch::Receiver<bool>,
    record: Option<&Path>,
) -> Result<Report, CheckError> {
    check_names(spec, options)?;
    let Chosen { operations: chosen, skipped } = choose(spec, options)?;
    let recorder = record.map(|_| Recorder::new(base_url, options.secrets(), spec.secret_names()));
    let mut session = Session::new(spec, base_url, options, Arc::clone(&observer), stop, recorder)?;
    session.notes = spec.notes().iter().cloned().chain(skipped_notes(&skipped)).collect();
    let ids: Vec<_> = chosen.iter().map(|index| spec.operations()[*index].id.as_str()).collect();
    session.coverage.only(&ids);
    run(&mut session, &chosen, observer.as_ref()).await?;
    if let (Some(recorder), Some(path)) = (session.recorder.take(), record) {
        recorder.write(path)?;
    }
    if let Some(folder) = &options.chains {
        let unwritable = |source| CheckError::Unwritable { path: folder.clone(), source };
        ChainScript::write_all(&session.chains, folder).map_err(unwritable)?;
    }
    if session.cases.is_empty() && !session.is_stopped() {
        let why = format!("no request was made; {}", session.notes.join("; "));
        return Err(CheckError::Nothing { why });
    }
    let subject = format!("{} at {base_url}", spec.title());
    Ok(report(session, subject, &skipped))
}

/// The cases that a check would start with, and what it would leave out. No request is sent. Links and pages are
/// missing, because they depend on responses.
///
/// # Errors
/// Returns an error if the check could not be made, as far as that is known without the server.
pub fn plan_check(spec: &Spec, base_url: &Url, options: &Options) -> Result<Planned, CheckError> {
    check_names(spec, options)?;
    let Chosen { operations: chosen, skipped } = choose(spec, options)?;
    let Plan { cases, notes: left_out } = plan(&Planner::new(spec, options), &chosen);
    let notes = spec.notes().iter().cloned().chain(skipped_notes(&skipped)).chain(left_out).collect();
    let variables = options.variables();
    let base = without_user(base_url);
    let cases = cases.into_iter().map(|case| {
        let declared = &spec.operations()[case.operation];
        let request = options.with_headers(case.draft.request(spec, declared, &options.credentials));
        let line = curl(&base, &request.method, &request.target, &request.headers, request.body.as_ref(), &variables);
        PlannedCase { operation: declared.id.clone(), name: case.name, curl: line }
    });
    Ok(Planned { cases: cases.collect(), notes })
}

/// What a check would do.
#[derive(Debug, Clone, Serialize)]
pub struct Planned {
    /// The cases, in order.
    pub cases: Vec<PlannedCase>,
    /// What would be left out, and which parts of the document are not checked.
    pub notes: Vec<String>,
}

/// A case that has not been sent.
#[derive(Debug, Clone, Serialize)]
pub struct PlannedCase {
    pub operation: String,
    /// What the case tries.
    pub name: String,
    /// A shell command that sends the request.
    pub curl: String,
}

/// Runs all checks: cases, comparisons of responses, and statuses that only the sandbox can be asked for.
async fn run(session: &mut Session<'_>, chosen: &[usize], observer: &dyn Observer) -> Result<(), CheckError> {
    let (spec, options) = (session.spec, session.options);
    let mut planner = Planner::new(spec, options);
    let mut followed = Vec::new();
    for operation in chosen.iter().filter(|operation| !spec.operations()[**operation].links.is_empty()) {
        learn(session, &mut planner, *operation, &mut followed).await?;
    }
    let Plan { cases, notes } = plan(&planner, chosen);
    session.notes.extend(notes);
    observer.planned(session.cases.len() + cases.len());
    let mut plain = Vec::new();
    for case in &cases {
        if session.is_stopped() {
            break;
        }
        let declared = &spec.operations()[case.operation];
        let answered = session.run(case).await;
        ensure_reachable(session)?;
        let Some(answered) = answered else { continue };
        if answered.exchange.status.is_success() && case.expectation == Expectation::Taken {
            judge_echo(session, declared, case, &answered);
            follow_links(session, &planner, declared, &answered, &mut followed).await;
            if !plain.contains(&case.operation) {
                plain.push(case.operation);
                repeat(session, declared, case, &answered).await;
            }
        }
    }
    for operation in chosen {
        if !session.is_stopped() {
            walk_pages(session, &planner, *operation).await;
            try_filters(session, &planner, *operation).await;
        }
    }
    if options.writes {
        for operation in chosen {
            repeat_with_key(session, &planner, *operation).await;
        }
        walk_chains(session, &planner, chosen).await;
        delete_created(session, &planner).await;
    }
    if options.sandbox {
        request_statuses(session, &planner, chosen).await;
    }
    Ok(())
}

/// Calls an operation whose responses have links, follows the links, and remembers the values that they lead to.
async fn learn(
    session: &mut Session<'_>,
    planner: &mut Planner<'_>,
    operation: usize,
    followed: &mut Vec<(String, String)>,
) -> Result<(), CheckError> {
    let declared = &session.spec.operations()[operation];
    let Some(draft) = planner.plain(declared) else { return Ok(()) };
    let case = Case::look(operation, "where links begin", draft);
    let answered = session.run(&case).await;
    ensure_reachable(session)?;
    let Some(answered) = answered.filter(|answered| answered.exchange.status.is_success()) else { return Ok(()) };
    if declared.is_idempotent {
        // Only the first creation shows whether a second one is the same.
        repeat_request(session, declared, &case, &answered).await;
    }
    follow_links(session, planner, declared, &answered, followed).await;
    for link in declared.links.iter().filter(|link| link.is_of(answered.exchange.status.as_u16())) {
        for (name, place) in &link.parameters {
            if let Some(value) = place.value(&answered.exchange, &declared.path) {
                planner.learn(&link.operation, name, value);
            }
        }
    }
    Ok(())
}

async fn repeat(session: &mut Session<'_>, declared: &Declared, case: &Case, answered: &CaseResponse) {
    repeat_request(session, declared, case, answered).await;
    compare_head(session, declared, case, answered).await;
}

/// Asks the sandbox for the declared statuses that have not been returned yet.
async fn request_statuses(session: &mut Session<'_>, planner: &Planner<'_>, chosen: &[usize]) {
    for operation in chosen {
        let declared = &session.spec.operations()[*operation];
        for status in session.coverage.missing_statuses(&declared.id) {
            let Some(mut draft) = planner.plain(declared) else { continue };
            if session.is_stopped() {
                return;
            }
            draft.prefer = Some(status);
            let case = Case {
                operation: *operation,
                name: format!("asked for status {status}"),
                draft,
                expectation: Expectation::Asked(status),
            };
            session.run(&case).await;
        }
    }
}

/// The operations of a check.
struct Chosen {
    /// The indexes of the operations that are called.
    operations: Vec<usize>,
    /// The ids of the others that were asked for, and why they are skipped.
    skipped: Vec<(String, &'static str)>,
}

/// Why an operation is skipped that may create or change data.
const WRITES: &str = "it may create or change data (--writes)";

/// Why an operation is skipped that has a required parameter without a value.
const NO_VALUE: &str = "a required parameter has no value (--value)";

/// Why an operation is skipped that needs a credential.
const NO_CREDENTIAL: &str = "there is no credential for it";

/// A note for each reason with the operations that are skipped for it.
fn skipped_notes(skipped: &[(String, &'static str)]) -> Vec<String> {
    let note = |reason: &'static str| {
        let ids: Vec<_> = skipped.iter().filter(|(_, why)| *why == reason).map(|(id, _)| id.as_str()).collect();
        (!ids.is_empty()).then(|| format!("{}: skipped, {reason}", ids.join(", ")))
    };
    [WRITES, NO_VALUE, NO_CREDENTIAL].into_iter().filter_map(note).collect()
}

/// Chooses the operations to check.
fn choose(spec: &Spec, options: &Options) -> Result<Chosen, CheckError> {
    let planner = Planner::new(spec, options);
    let mut chosen = Vec::new();
    let mut skipped = Vec::new();
    let mut without_credential = Vec::new();
    for (index, declared) in spec.operations().iter().enumerate() {
        let is_wanted = options.operations.is_empty() || options.operations.contains(&declared.id);
        if !is_wanted || declared.obstacle.is_some() {
            continue;
        }
        if !declared.reads_only() && !options.writes {
            skipped.push((declared.id.clone(), WRITES));
        } else if planner.plain(declared).is_some() {
            chosen.push(index);
        } else if declared.security.is_empty()
            || declared.security.iter().any(|alternative| planner.can(declared, alternative))
        {
            skipped.push((declared.id.clone(), NO_VALUE));
        } else {
            skipped.push((declared.id.clone(), NO_CREDENTIAL));
            without_credential.push(declared);
        }
    }
    if !chosen.is_empty() {
        return Ok(Chosen { operations: chosen, skipped });
    }
    if let Some(declared) = without_credential.first() {
        let mut wanted: Vec<String> = Vec::new();
        for alternative in &declared.security {
            let names: Vec<_> = alternative.iter().map(|scheme| options.credentials.wanted(scheme)).collect();
            let names = names.join(" and ");
            if !wanted.contains(&names) {
                wanted.push(names);
            }
        }
        return Err(CheckError::NoCredential { variables: wanted.join(", or ") });
    }
    let notes: Vec<_> = spec.notes().iter().cloned().chain(skipped_notes(&skipped)).collect();
    let why = if skipped.iter().any(|(_, why)| *why == WRITES) {
        "every operation may create or change data; add --writes"
    } else {
        "no operation can be called"
    };
    Err(CheckError::Nothing { why: format!("{why}; {}", notes.join("; ")) })
}

/// If the very first request does not reach a server, nothing has been checked.
fn ensure_reachable(session: &Session<'_>) -> Result<(), CheckError> {
    match (session.cases.as_slice(), session.findings.first()) {
        ([_], Some(finding)) if finding.rule == RuleId::from(&CONNECT) => {
            Err(CheckError::Unreachable { base_url: session.base_url().to_string(), why: finding.message.clone() })
        }
        _ => Ok(()),
    }
}

fn check_names(spec: &Spec, options: &Options) -> Result<(), CheckError> {
    let list = |names: Vec<String>| names.join(", ");
    if let Some(operation) = options.operations.iter().find(|id| spec.operation(id).is_none()) {
        let known = list(spec.operations().iter().map(|declared| declared.id.clone()).collect());
        return Err(CheckError::UnknownOperation { operation: operation.clone(), known });
    }
    let mut names: Vec<String> = Vec::new();
    for declared in spec.operations() {
        names.extend(declared.parameters.iter().map(|parameter| parameter.name.clone()));
        names.extend(declared.body.iter().flat_map(|body| field_names(spec.contract(), &body.schema)));
    }
    names.sort();
    names.dedup();
    match options.values.iter().find(|(name, _)| !names.contains(name)) {
        Some((name, _)) => Err(CheckError::UnknownValue { name: name.clone(), known: list(names) }),
        None => Ok(()),
    }
}

/// Assembles the report.
fn report(mut session: Session<'_>, subject: String, skipped: &[(String, &'static str)]) -> Report {
    if session.is_stopped() {
        session.notes.push("interrupted: the report has the findings up to then".to_owned());
    }
    let failed = session.cases.iter().filter(|case| matches!(case.outcome, Outcome::Failed)).count();
    let cases = session.cases.len();
    let mut summary = vec![("cases".to_owned(), format!("{cases}, {failed} with findings"))];
    summary.extend(coverage_lines(&session.coverage, session.options));
    let mut findings = std::mem::take(&mut session.findings);
    if !session.is_stopped() {
        findings.extend(nothing_succeeded(&session.coverage, cases, session.options));
    }
    session.cases.extend(skipped.iter().map(|(id, why)| CaseLine::skipped(id, why)));
    findings.extend(unjudged_bodies(&session.coverage));
    findings.extend(insufficient_coverage(&session.coverage, session.options));
    if session.options.strict {
        for finding in findings.iter_mut().filter(|finding| finding.level == Level::Warning) {
            finding.level = Level::Error;
        }
    }
    let findings = by_cause(findings);
    Report {
        command: "check",
        subject,
        document: None,
        repeat: Some(format!("--seed {}", session.options.seed)),
        summary,
        findings,
        accepted: 0,
        notes: session.notes,
        coverage: Some(session.coverage.to_json()),
        cases: session.cases,
    }
}
