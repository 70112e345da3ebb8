//! Evaluates rules with this project's engine: reads questions from standard input, one JSON object a line, and
//! prints `true`, `false` or `error` for each.
//!
//! A question has `rule`, `variables` (an object) and perhaps `now` (RFC 3339). `.ci/rules` asks other engines the same.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{self, BufRead as _, BufWriter, Write as _};

use serde_json::{Map, Value};
use trackside_contract::semantic::{Evaluation, Expression};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What a rule makes the interpreter do is told by the verdict.
    std::panic::set_hook(Box::new(|_| {}));
    let mut compiled: HashMap<String, Expression> = HashMap::new();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let rule = question["rule"].as_str().ok_or("a question has no rule")?;
        let expression = match compiled.entry(rule.to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Expression::compile(rule)?),
        };
        let none = Map::new();
        let variables = question["variables"].as_object().unwrap_or(&none);
        match expression.evaluate(variables, question["now"].as_str()) {
            Evaluation::Holds => writeln!(out, "true")?,
            Evaluation::Broken => writeln!(out, "false")?,
            Evaluation::Failed(_) => writeln!(out, "error")?,
        }
    }
    out.flush()?;
    Ok(())
}
