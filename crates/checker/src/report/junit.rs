//! For a build server: one suite for each operation, one test case for each case.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::{Report, line};
use crate::finding::{Finding, Level};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut junit = Junit::new(line(&report.subject));
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for case in &report.cases {
        let suite = suites.entry(&case.operation).or_insert_with(|| TestSuite::new(line(&case.operation)));
        let is_of = |finding: &&Finding| {
            finding.operation.as_deref() == Some(&case.operation) && finding.case.as_ref() == Some(&case.name)
        };
        let found: Vec<_> = report.findings.iter().filter(is_of).collect();
        let mut test = TestCase::new(line(&case.name), status(&found));
        test.set_time(Duration::from_secs_f64((case.milliseconds / 1000.0).max(0.0)));
        test.set_system_out(line(&case.curl));
        suite.add_test_case(test);
    }
    // What belongs to no case: coverage, and everything in a comparison of documents.
    for finding in report.findings.iter().filter(|finding| finding.case.is_none()) {
        let name = finding.operation.as_deref().unwrap_or("document");
        let suite = suites.entry(name).or_insert_with(|| TestSuite::new(line(name)));
        suite.add_test_case(TestCase::new(line(&format!("{} {}", finding.rule, finding.place)), status(&[finding])));
    }
    junit.add_test_suites(suites.into_values());
    junit.serialize(out).map_err(io::Error::other)
}

fn status(found: &[&Finding]) -> TestCaseStatus {
    let errors: Vec<_> = found.iter().filter(|finding| finding.level == Level::Error).collect();
    let Some(first) = errors.first() else { return TestCaseStatus::success() };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(line(&format!("{}: {}", first.rule, first.message)));
    status.set_type(line(&first.rule));
    let lines: Vec<_> = errors
        .iter()
        .map(|finding| line(&format!("{} {}: {}", finding.rule, finding.place, finding.message)))
        .collect();
    status.set_description(lines.join("\n"));
    status
}
