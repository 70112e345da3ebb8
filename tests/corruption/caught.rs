//! Every corruption is caught, by the rule that it names.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use trackside_checker::{Finding, Level};

use crate::catalogue::catalogue;
use crate::checked::{Check, changed_spec, findings, spec};
use crate::corruption::Corruption;
use crate::proxy::Proxy;
use crate::stage::Stage;

/// How a corruption fared when it was not caught.
struct Escaped {
    corruption: Corruption,
    how: String,
}

/// Only corruptions whose name holds this text are tried; for whoever works on one of them.
const ONLY: &str = "ONLY_CORRUPTION";

#[test]
fn every_corruption_is_caught() {
    let only = std::env::var(ONLY).unwrap_or_default();
    let corruptions: Vec<_> = catalogue().into_iter().flat_map(|chapter| chapter.corruptions).collect();
    let corruptions: Vec<_> = corruptions.into_iter().filter(|corruption| corruption.name.contains(&only)).collect();
    let (next, escaped) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(corruption) = corruptions.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(how) = try_out(corruption) {
                        escaped
                            .lock()
                            .expect("no thread panics with it")
                            .push(Escaped { corruption: *corruption, how });
                    }
                }
            });
        }
    });
    let escaped = escaped.into_inner().expect("no thread panicked with it");
    let lines: Vec<_> = escaped.iter().map(Escaped::line).collect();
    assert!(
        lines.is_empty(),
        "{} of {} corruptions are not caught:\n\n{}\n",
        lines.len(),
        corruptions.len(),
        lines.join("\n")
    );
}

#[test]
fn every_name_is_given_once() {
    let mut names = BTreeSet::new();
    for corruption in catalogue().into_iter().flat_map(|chapter| chapter.corruptions) {
        assert!(names.insert(corruption.name), "{} is there twice", corruption.name);
    }
    assert!(names.len() >= 60, "there are only {} kinds", names.len());
}

/// Sets up a sandbox, the proxy with the corruption and the checker; says what was found when it was not what should have been.
fn try_out(corruption: &Corruption) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be set up");
    runtime.block_on(async {
        let provider = corruption.operation.provider;
        let spec = corruption.stricter.map_or_else(|| spec(provider), |change| changed_spec(provider, change));
        let stage = Stage::set(provider).await;
        let proxy = Proxy::start(&stage, spec, Some(*corruption)).await;
        let asked = Check {
            spec,
            provider,
            operation: Some(corruption.checked.unwrap_or(corruption.operation.id)),
            cases: corruption.cases,
            patience: corruption.patience,
            known: &stage.known,
        };
        let found = findings(&proxy.base_url(provider), &asked).await;
        if proxy.changes() == 0 {
            return Err("nothing was there that could be corrupted".to_owned());
        }
        let found = found.map_err(|error| format!("the check could not be made: {error}"))?;
        if found.iter().any(|finding| is_meant(corruption, finding)) { Ok(()) } else { Err(told(&found)) }
    })
}

fn is_meant(corruption: &Corruption, finding: &Finding) -> bool {
    let operation = corruption.found_at.unwrap_or(corruption.operation.id);
    let says = |text: &str| text.contains(corruption.says);
    finding.rule == corruption.rule
        && finding.level == Level::Error
        && finding.operation.as_deref() == Some(operation)
        && (says(&finding.place) || says(&finding.message) || finding.case.as_deref().is_some_and(says))
}

/// What was found instead, each thing once.
fn told(found: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let message: String = finding.message.chars().take(160).collect();
        let operation = finding.operation.as_deref().unwrap_or("no operation");
        let case = finding.case.as_deref().unwrap_or("no case");
        format!("    {} {} at {operation} {}: {message} ({case})", finding.level, finding.rule, finding.place)
    };
    let lines: BTreeSet<_> = found.iter().map(line).collect();
    let shown: Vec<_> = lines.iter().take(12).cloned().collect();
    if shown.is_empty() {
        return "nothing was found".to_owned();
    }
    format!("{} things were found, among them:\n{}", lines.len(), shown.join("\n"))
}

impl Escaped {
    fn line(&self) -> String {
        let Corruption { name, operation, rule, says, .. } = self.corruption;
        format!("{name} ({operation}): expected {rule} with {says:?}; {}", self.how)
    }
}
