//! Prints invented schemas with values, and whether the contract accepts each value.
//!
//! `.ci/schemas` holds these judgements against a validator that is not ours. Each line is a JSON object: `edition` (3.0
//! or 3.1), `schema`, `value`, `accepted`. The arguments are the number of schemas and the seed.

mod schemas;
mod values;

use std::io::{self, BufWriter, Write as _};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::{Value, json};
use trackside_checker::domain::Domain;
use trackside_contract::{Contract, Rule};

use schemas::{Chance, Edition};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().expect("a number"));
    let (count, seed) = (arguments.next().unwrap_or(1_000), arguments.next().unwrap_or(0));
    let mut out = BufWriter::new(io::stdout().lock());
    for index in 0..count {
        let random = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(index));
        let edition = if index % 2 == 0 { Edition::V3_0 } else { Edition::V3_1 };
        // Where a schema does not say what becomes of undeclared fields, it is judged as it is written.
        let says_all = index % 4 < 2;
        let mut chance = Chance::new(random, says_all);
        let schema = schemas::schema(&mut chance, edition, 3);
        let Some(contract) = contract(&schema, edition) else { continue };
        let mut tried = values::values(&mut chance, &schema);
        let domain = Domain::of(&contract, &json!({ "$ref": "#/components/schemas/Value" }), seed);
        tried.extend(domain.boundaries.into_iter().take(8).map(|sample| sample.value));
        tried.extend(domain.invalid.into_iter().take(16).map(|invalid| invalid.value));
        for value in tried {
            let violations = if says_all {
                contract.judge_component("Value", &value)
            } else {
                contract.judge_component_as_written("Value", &value)
            };
            // What cannot be judged is told elsewhere.
            if violations.iter().any(|violation| [Rule::Contract, Rule::BodyDepth].contains(&violation.rule)) {
                continue;
            }
            let line = json!({
                "edition": edition.name(), "schema": schema, "value": value, "accepted": violations.is_empty()
            });
            writeln!(out, "{line}")?;
        }
    }
    out.flush()
}

/// A document with one schema, read as the checker reads documents of its edition.
fn contract(schema: &Value, edition: Edition) -> Option<Contract> {
    let document = json!({
        "openapi": edition.version(),
        "info": { "title": "Invented", "version": "1" },
        "paths": {},
        "components": { "schemas": { "Value": schema } }
    });
    let read = trackside_openapi::read(document.to_string().as_bytes(), "invented", &|path| Err(path.to_owned()));
    let read = read.expect("a document");
    // A schema with a part that is not checked is accepted more often, and says so.
    let contract = Contract::new(read.document).ok()?;
    (read.notes.is_empty() && contract.unsupported().is_empty()).then_some(contract)
}
