//! All rules of the `check` command.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::{Level, Rule, across, coverage, requests, run, webhooks, wire};

/// A subject and its rules.
struct Section {
    title: &'static str,
    rules: Vec<Rule>,
}

/// All rules of the `check` command, by subject.
///
/// The rules of the `diff` command are declared in [`trackside_diff::rules`].
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| sections().into_iter().flat_map(|one| one.rules).collect());
    &RULES
}

/// `RULES.md`: all rules of the `check` command as tables in Markdown.
pub fn rules_page() -> String {
    let mut page = HEAD.to_owned();
    for section in sections() {
        write!(page, "\n## {}\n\n{COLUMNS}", section.title).expect("writing to a string never fails");
        for rule in section.rules {
            writeln!(page, "| `{}` | {} | {} | {} |", rule.id, level(&rule), rule.meaning, rule.fix)
                .expect("writing to a string never fails");
        }
    }
    page
}

/// The level of a rule, and when it is another one.
fn level(rule: &Rule) -> String {
    match rule.warning_when {
        Some(when) => format!("{}; {} if {when}", rule.level, Level::Warning),
        None => rule.level.to_string(),
    }
}

fn sections() -> Vec<Section> {
    let of = |rules: &[&Rule]| rules.iter().copied().copied().collect();
    let contract = trackside_contract::Rule::ALL.iter().map(|rule| Rule::from(*rule)).collect();
    vec![
        Section { title: "A response and the document", rules: contract },
        Section { title: "A response and its request", rules: of(run::RULES) },
        Section { title: "Several responses", rules: of(across::RULES) },
        Section { title: "A recorded request", rules: of(requests::RULES) },
        Section { title: "A delivery of a webhook", rules: of(webhooks::RULES) },
        Section { title: "The connection", rules: of(wire::RULES) },
        Section { title: "Coverage", rules: of(coverage::RULES) },
    ]
}

const HEAD: &str = "# The rules of the check

Generated from the registry by `UPDATE_RULES_PAGE=1 cargo test -p trackside-checker rules`,
do not edit by hand.

Each finding of `trackside-contract check` names one of these rules. An **error** makes the command
fail, a **warning** does not. With `--sandbox` or `--strict` every warning is an error.

The rules of the first section hold for deliveries of webhooks, too. There the request is judged in
place of a response.

`trackside-contract rules ID` shows a single rule. The rules of `trackside-contract diff` are listed
in [`crates/diff/RULES.md`](../diff/RULES.md), and [`CORRUPTIONS.md`](CORRUPTIONS.md) lists what the
rules have been seen to catch.
";

const COLUMNS: &str = "| id | level | meaning | usual cause, or how to fix it |\n|---|---|---|---|\n";
