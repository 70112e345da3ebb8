//! For CI servers: a suite for each operation, a test case for each case.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::{Outcome, Report, line};
use crate::finding::{Finding, Level};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut junit = Junit::new(line(&report.subject));
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    let (found, rest) = by_case(report);
    for (case, found) in report.cases.iter().zip(found) {
        let suite = suites.entry(&case.operation).or_insert_with(|| TestSuite::new(line(&case.operation)));
        let status = match &case.outcome {
            Outcome::Skipped(why) => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(line(why));
                status
            }
            _ => status(&found),
        };
        let mut test = TestCase::new(line(&case.name), status);
        test.set_classname(line(&case.operation));
        // A time that is not a valid duration is left out.
        if let Ok(time) = Duration::try_from_secs_f64(case.milliseconds / 1000.0) {
            test.set_time(time);
        }
        said(&mut test, &line(&case.curl), &found);
        suite.add_test_case(test);
    }
    // Findings without a case: coverage, and comparisons of documents.
    for finding in rest {
        let name = finding.operation.as_deref().unwrap_or("document");
        let suite = suites.entry(name).or_insert_with(|| TestSuite::new(line(name)));
        let name = format!("{} {}", finding.rule, finding.place);
        let mut test = TestCase::new(line(name.trim_end()), status(&[finding]));
        test.set_classname(line(finding.operation.as_deref().unwrap_or("document")));
        let curl = finding.evidence.as_ref().map(|evidence| line(&evidence.curl)).unwrap_or_default();
        said(&mut test, &curl, &[finding]);
        suite.add_test_case(test);
    }
    junit.add_test_suites(suites.into_values());
    let text = junit.to_string().map_err(io::Error::other)?;
    out.write_all(without_total(&text).as_bytes())
}

/// Removes the number of skipped cases from the root: the usual schemas of JUnit have it in suites only.
fn without_total(text: &str) -> String {
    let root = text.find("<testsuites").unwrap_or(0);
    let end = root + text[root..].find('>').unwrap_or(0);
    let (head, rest) = text.split_at(end);
    let Some((before, after)) = head.rsplit_once(" skipped=\"") else { return text.to_owned() };
    let after = after.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{after}{rest}")
}

/// The findings of each case, and those without a case.
///
/// A finding belongs to the first case with each of its names and its operation. If it has no operation, it belongs to
/// the first case with the name.
fn by_case(report: &Report) -> (Vec<Vec<&Finding>>, Vec<&Finding>) {
    let mut indexes: HashMap<(Option<&str>, &str), usize> = HashMap::new();
    for (index, case) in report.cases.iter().enumerate() {
        indexes.entry((Some(&case.operation), &case.name)).or_insert(index);
        indexes.entry((None, &case.name)).or_insert(index);
    }
    let mut found = vec![Vec::new(); report.cases.len()];
    let mut rest = Vec::new();
    for finding in &report.findings {
        let names = finding.case.iter().chain(&finding.other_cases);
        let cases = names.filter_map(|name| indexes.get(&(finding.operation.as_deref(), name.as_str())));
        // A skipped case cannot have findings.
        let ran: Vec<_> = cases.filter(|index| !matches!(report.cases[**index].outcome, Outcome::Skipped(_))).collect();
        if ran.is_empty() {
            rest.push(finding);
        }
        for index in ran {
            found[*index].push(finding);
        }
    }
    (found, rest)
}

fn status(found: &[&Finding]) -> TestCaseStatus {
    let errors: Vec<_> = found.iter().filter(|finding| finding.level == Level::Error).collect();
    let Some(first) = errors.first() else { return TestCaseStatus::success() };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(line(&format!("{}: {}", first.rule, first.message)));
    status.set_type(line(first.rule.as_str()));
    status.set_description(errors.iter().map(|finding| told(finding)).collect::<Vec<_>>().join("\n"));
    status
}

/// Adds the command that repeats the case, and findings that do not fail it.
fn said(test: &mut TestCase, curl: &str, found: &[&Finding]) {
    let harmless = found.iter().filter(|finding| finding.level != Level::Error);
    let findings = harmless.map(|finding| format!("{}: {}", finding.level, told(finding)));
    let lines: Vec<_> = Some(curl.to_owned()).filter(|curl| !curl.is_empty()).into_iter().chain(findings).collect();
    if !lines.is_empty() {
        test.set_system_out(lines.join("\n"));
    }
}

fn told(finding: &Finding) -> String {
    line(&format!("{} {}: {}", finding.rule, super::place(finding), finding.message))
}
