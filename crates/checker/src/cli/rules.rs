//! `rules`: the rules that findings name.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::bail;
use clap::{Args, ValueEnum};
use trackside_checker::Level;

/// List the rules that findings name, or explain some of them
///
/// Every finding has the id of a rule, for example `body/type` or `pagination/duplicate`. Ids are stable: baselines and
/// scripts may rely on them.
#[derive(Debug, Args)]
pub(super) struct Rules {
    /// Explain only these rules
    #[arg(value_name = "ID")]
    ids: Vec<String>,

    /// Show only the rules of one command
    #[arg(long, value_enum, value_name = "COMMAND")]
    of: Option<Of>,
}

/// A command that has rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    Check,
    Diff,
}

/// What is shown of a rule.
struct Entry {
    id: &'static str,
    level: Level,
    meaning: &'static str,
    /// What else is declared, each with its name.
    details: Vec<(&'static str, String)>,
}

impl Rules {
    /// Writes the rules, and gives the exit code.
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let mut out = io::stdout().lock();
        if self.ids.is_empty() {
            self.list(&mut out)?;
        } else {
            self.explain(&mut out)?;
        }
        Ok(0)
    }

    fn list(&self, out: &mut dyn Write) -> io::Result<()> {
        for (number, (command, entries)) in self.entries().into_iter().enumerate() {
            writeln!(out, "{}{command}", if number == 0 { "" } else { "\n" })?;
            let width = entries.iter().map(|entry| entry.id.len()).max().unwrap_or_default();
            for entry in entries {
                writeln!(out, "  {:<width$}  {:<7}  {}", entry.id, entry.level, entry.meaning)?;
            }
        }
        Ok(())
    }

    fn explain(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let entries = self.entries().into_iter().flat_map(|(_, entries)| entries);
        let known: BTreeMap<_, _> = entries.map(|entry| (entry.id, entry)).collect();
        if let Some(id) = self.ids.iter().find(|id| !known.contains_key(id.as_str())) {
            bail!("there is no rule {id:?}; `trackside-contract rules` lists all rules");
        }
        for id in &self.ids {
            let entry = &known[id.as_str()];
            writeln!(out, "{}\n  {:<10}  {}\n  {:<10}  {}", entry.id, "level", entry.level, "meaning", entry.meaning)?;
            for (name, text) in &entry.details {
                writeln!(out, "  {name:<10}  {text}")?;
            }
        }
        Ok(())
    }

    fn entries(&self) -> Vec<(&'static str, Vec<Entry>)> {
        let all = [(Of::Check, "check", check()), (Of::Diff, "diff", diff())];
        let wanted = all.into_iter().filter(|(of, ..)| self.of.is_none_or(|wanted| wanted == *of));
        wanted.map(|(_, command, entries)| (command, entries)).collect()
    }
}

fn check() -> Vec<Entry> {
    let rules = trackside_checker::rules().iter();
    rules
        .map(|rule| {
            let warning = rule.warning_when.map(|when| ("warning if", when.to_owned()));
            let details = warning.into_iter().chain([("fix", rule.fix.to_owned())]).collect();
            Entry { id: rule.id, level: rule.level, meaning: rule.meaning, details }
        })
        .collect()
}

fn diff() -> Vec<Entry> {
    let mut rules: Vec<_> = trackside_diff::rules().iter().collect();
    rules.sort_unstable_by_key(|rule| rule.id);
    rules
        .into_iter()
        .map(|rule| {
            let direction = rule.direction.map(|direction| ("direction", direction.to_string()));
            let mirror = match rule.mirror {
                trackside_diff::Mirror::Rule(id) => id.to_owned(),
                trackside_diff::Mirror::None { reason } => format!("none: {reason}"),
            };
            let explanation = rule.explanation();
            let policy = rule.needs_policy.then(|| ("found", "only with --policy".to_owned()));
            let (old, new) = rule.example();
            let details = [
                ("mirror", mirror),
                ("example", format!("{old} → {new}")),
                ("breaks", explanation.breaks.clone()),
                ("avoid", explanation.avoid.clone()),
            ];
            let details = direction.into_iter().chain(policy).chain(details).collect();
            Entry { id: rule.id, level: rule.level.into(), meaning: rule.meaning, details }
        })
        .collect()
}
