//! Corruptions of failures and of the control surface. The checker of a live server meets few of them, because it asks
//! for success; so these exchanges are judged as those of a recording are.

use std::collections::{BTreeMap, BTreeSet};

use trackside_contract::Origin;
use trackside_schemas::{Documents, ProviderList as _};

use super::broken::kinds;
use super::captured::{control, failures};
use super::{GOAL, STEP, is_all};
use crate::checked::{document, spec};
use crate::stage::Stage;

#[tokio::test]
async fn generated_corruptions_of_failures_are_named_by_their_rules() {
    let (mut seen, mut tried, mut missed) = (0_usize, 0, Vec::new());
    let mut statuses: BTreeMap<u16, BTreeSet<String>> = BTreeMap::new();
    for provider in Documents::names() {
        let (document, contract) = (document(provider), spec(provider).contract());
        let stage = Stage::set(provider).await;
        let captured = match provider {
            "control" => control(&stage, contract).await,
            _ => failures(&stage, provider, &document).await,
        };
        for captured in captured {
            let status = captured.answer.status.as_u16();
            let at = format!("{provider} {}", captured.operation);
            statuses.entry(status).or_default().insert(at.clone());
            // How a body is compressed is undone before it is judged.
            let wanted = kinds(&document, &captured.operation, &captured.answer);
            for kind in wanted.into_iter().filter(|kind| !kind.rule.starts_with("transport/")) {
                seen += 1;
                if !is_all() && seen % STEP != 0 {
                    continue;
                }
                tried += 1;
                let found = contract.judge(&captured.exchange(&kind.answer(&captured.answer)), Origin::Sandbox);
                let is_meant = found.iter().any(|violation| {
                    let is_there = kind.place == "*"
                        || violation.pointer == kind.place
                        || kind.place == "header:content-type" && violation.rule.id() == "content-type";
                    violation.rule.id() == kind.rule && is_there
                });
                if !is_meant {
                    let found: Vec<_> = found.iter().map(ToString::to_string).collect();
                    let found: String = found.join("; ").chars().take(160).collect();
                    missed.push(format!("{at} {status} {} ({} at {}): {found}", kind.name, kind.rule, kind.place));
                }
            }
        }
    }
    let caught = tried - missed.len();
    println!("{caught} of {tried} corruptions of failures and of the control surface are named by the right rule");
    for (status, operations) in &statuses {
        println!("  {status}: {} operations", operations.len());
    }
    println!("{}", missed.join("\n"));
    assert!(tried > 5000, "only {tried} kinds were tried");
    assert!(caught * 100 >= tried * GOAL, "{caught} of {tried} are named by the right rule");
}
