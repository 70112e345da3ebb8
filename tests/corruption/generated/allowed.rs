//! Values that every keyword allows give no finding, at any operation and status.
//!
//! A variation that breaks a rule across fields is none: the rule must be false, and name a field that has changed. What
//! such variations break shows which rules can be broken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trackside_contract::{Contract, ExampleRef, Origin, Rule, Violation};
use trackside_schemas::{Documents, ProviderList as _};

use super::captured::{Captured, control, failures, successes};
use super::rules::Rules;
use super::schema::body_schema;
use super::varied::{Varied, variations};
use super::{STEP, is_all};
use crate::checked::{document, spec};
use crate::stage::Stage;

/// The least number of kinds: a keyword and a way to vary it.
const KINDS: usize = 50;

/// Of the rules that speak of a captured response, the share that some variation breaks, in percent.
const BROKEN: usize = 95;

/// What became of the variations.
#[derive(Default)]
struct Tally {
    /// How many variations there were, whether they were tried or not.
    seen: usize,
    /// How often each kind was tried, and at how many operations.
    kinds: BTreeMap<&'static str, (usize, BTreeSet<String>)>,
    /// The variations that break a rule across fields.
    against_rules: usize,
    /// The rules that were seen broken, by provider and message.
    broken: BTreeSet<(String, String)>,
    /// The findings.
    found: Vec<String>,
}

#[tokio::test]
async fn allowed_values_give_no_finding() {
    let mut tally = Tally::default();
    let mut rules = BTreeMap::new();
    for provider in Documents::names() {
        let (document, contract) = (document(provider), spec(provider).contract());
        let stage = Stage::set(provider).await;
        let mut captured = successes(&stage, provider).await;
        captured.extend(failures(&stage, provider, &document).await);
        if provider == "control" {
            captured.extend(control(&stage, contract).await);
        }
        let known = Rules::of(&document);
        for captured in &captured {
            vary(provider, &document, contract, &known, captured, &mut tally);
            let broken = known.broken_by_requests(&document, contract, captured);
            tally.broken.extend(broken.into_iter().map(|message| (provider.to_owned(), message)));
        }
        for example in contract.examples() {
            vary_example(provider, &document, contract, &known, &example, &mut tally);
        }
        rules.insert(provider, known);
    }
    let tried: usize = tally.kinds.values().map(|(count, _)| count).sum();
    let places: usize = tally.kinds.values().map(|(_, operations)| operations.len()).sum();
    println!(
        "{tried} allowed values of {} kinds, {places} pairs of kind and operation; {} more break a rule across fields",
        tally.kinds.len(),
        tally.against_rules
    );
    for (kind, (count, operations)) in &tally.kinds {
        println!("  {kind}: {count} at {} operations", operations.len());
    }
    let shown = tally.found.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(tally.found.is_empty(), "{} findings, among them:\n{shown}", tally.found.len());
    assert!(tally.kinds.len() >= KINDS, "there are only {} kinds", tally.kinds.len());
    if is_all() {
        assert_broken(&rules, &tally.broken);
    }
}

/// Tries the variations of a response.
fn vary(provider: &str, document: &Value, contract: &Contract, rules: &Rules, captured: &Captured, tally: &mut Tally) {
    let status = captured.answer.status.as_u16();
    let Some(schema) = body_schema(document, &captured.operation, status) else { return };
    let Ok(body) = serde_json::from_slice::<Value>(&captured.answer.body) else { return };
    let at = format!("{provider} {} {status}", captured.operation);
    let found = contract.judge(&captured.exchange(&captured.answer), Origin::Sandbox);
    assert!(found.is_empty(), "{at} as it was captured: {found:?}");
    for varied in tally.chosen(variations(document, schema, &body)) {
        let mut answer = captured.answer.clone();
        answer.set_json(&varied.body);
        answer.fit_length();
        let found = contract.judge(&captured.exchange(&answer), Origin::Sandbox);
        tally.judged(provider, &captured.operation, &at, rules, &varied, &found);
    }
}

/// Tries the variations of an example of the document, such as a variant that the sandbox did not return.
fn vary_example(
    provider: &str,
    document: &Value,
    contract: &Contract,
    rules: &Rules,
    example: &ExampleRef<'_>,
    tally: &mut Tally,
) {
    let Some(schema) = body_schema(document, &example.operation, example.status) else { return };
    let at = format!("{provider} {} {} ({})", example.operation, example.status, example.name);
    for varied in tally.chosen(variations(document, schema, example.value)) {
        let found = contract.judge_body(&example.operation, example.status, &varied.body);
        tally.judged(provider, &example.operation, &at, rules, &varied, &found);
    }
}

impl Tally {
    /// The variations to try: all of them, or a sample.
    fn chosen(&mut self, all: Vec<Varied>) -> Vec<Varied> {
        let is_chosen = |_: &Varied| {
            self.seen += 1;
            is_all() || self.seen.is_multiple_of(STEP)
        };
        all.into_iter().filter(is_chosen).collect()
    }

    /// Counts a variation and what was found.
    fn judged(
        &mut self,
        provider: &str,
        operation: &str,
        at: &str,
        rules: &Rules,
        varied: &Varied,
        found: &[Violation],
    ) {
        if found.is_empty() {
            let (count, operations) = self.kinds.entry(varied.kind).or_default();
            *count += 1;
            operations.insert(format!("{provider} {operation}"));
            return;
        }
        let contradicted: Vec<_> = found.iter().filter_map(|violation| rules.contradicted(violation, varied)).collect();
        // Where one rule does not hold, another may be impossible to evaluate.
        let is_of_rules = |violation: &Violation| {
            violation.rule == Rule::SemanticEvaluation || rules.contradicted(violation, varied).is_some()
        };
        if !contradicted.is_empty() && found.iter().all(is_of_rules) {
            self.against_rules += 1;
            self.broken.extend(contradicted.into_iter().map(|message| (provider.to_owned(), message.to_owned())));
        } else {
            let value = varied.body.pointer(&varied.place).map(Value::to_string).unwrap_or_default();
            let value: String = value.chars().take(60).collect();
            let found: Vec<_> = found.iter().map(ToString::to_string).collect();
            self.found.push(format!("{at} {}: {} {value}: {}", varied.place, varied.kind, found.join("; ")));
        }
    }
}

fn assert_broken(rules: &BTreeMap<&str, Rules>, broken: &BTreeSet<(String, String)>) {
    let (mut all, mut whole) = (0, Vec::new());
    for (provider, rules) in rules {
        for (message, expressions) in &rules.0 {
            all += 1;
            if !broken.contains(&((*provider).to_owned(), message.clone())) {
                whole.push(format!("{provider}: {message} ({})", expressions[0]));
            }
        }
    }
    println!("{} of {all} rules across fields were broken and named; not:\n{}", all - whole.len(), whole.join("\n"));
    assert!((all - whole.len()) * 100 >= all * BROKEN, "only {} of {all} rules were broken", all - whole.len());
}
