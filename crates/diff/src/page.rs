//! The page with all rules.

use std::fmt::Write as _;

use crate::registry::rules;
use crate::rule::Mirror;

/// `RULES.md`: a table of all rules in Markdown, sorted by id.
pub fn page() -> String {
    let mut rules = rules().to_vec();
    rules.sort_unstable_by_key(|rule| rule.id);
    let mut page = HEAD.to_owned();
    for rule in rules {
        let direction = rule.direction.map(|direction| direction.to_string()).unwrap_or_default();
        let mirror = match rule.mirror {
            Mirror::Rule(id) if id == rule.id => "itself".to_owned(),
            Mirror::Rule(id) => format!("`{id}`"),
            Mirror::None { reason } => format!("none: {reason}"),
        };
        let needs = if rule.needs_policy { ", with a policy" } else { "" };
        writeln!(page, "| `{}` | {}{needs} | {direction} | {} | {mirror} |", rule.id, rule.level, rule.meaning)
            .expect("writing to a string never fails");
    }
    page
}

const HEAD: &str = "# The rules of the comparison

Generated from the registry by `UPDATE_RULES_PAGE=1 cargo test -p trackside-diff`. Do not edit it by
hand.

A change is an **error** if a client that follows the old document breaks, a **warning** if some
clients break or lose something without an error, and **info** otherwise. The mirror is the rule
that finds the opposite change. A rule without direction applies to both directions, or to neither.

These keywords are documentation: `description`, `summary`, `title`, `example`, `examples`,
`externalDocs`, `tags`, and everything in `info`. So are `bearerFormat`, and the number after `3.0`
in `openapi`. A vendor extension (`x-…`) that no rule knows only informs. Any other change that no
rule covers is `unclassified`.

What is \"with a policy\" is only found if removals are judged by one (`diff --policy`).

| id | level | direction | what it means for a client | mirror |
|---|---|---|---|---|
";
