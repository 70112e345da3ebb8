//! Rules (`x-validations`) that mean the same in every engine of CEL.
//!
//! Engines differ in what they make of a JSON number, of null, of a timestamp. `.ci/rules` asks several of them about
//! values; here a rule is refused for how it is written, with the way to write it that all of them read alike.

mod declared;
mod pitfall;
mod reader;
mod show;

use cel::Program;
use serde_json::Value;

use super::Refusal;
use super::walk::{Operation, Place, deliveries, operations, parameters, responses, schemas};
use declared::Declared;
pub use pitfall::Pitfall;
use reader::{Reader, Variable};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    for Place { pointer, schema } in schemas(document) {
        let variables = || vec![Variable::new("self", Declared::of_object(document, schema))];
        check_rules(document, schema.get("x-validations"), &pointer, variables, refusals);
    }
    for operation in operations(document) {
        let variables = || of_operation(document, &operation);
        check_rules(document, operation.value.get("x-validations"), &operation.pointer, variables, refusals);
    }
    for delivery in deliveries(document) {
        let variables = || vec![Variable::under("request", "body", body(document, &delivery.value["requestBody"]))];
        check_rules(document, delivery.value.get("x-validations"), &delivery.pointer, variables, refusals);
    }
}

/// Refuses each rule of a list that is not portable, once for each way in which it is not.
fn check_rules<'d>(
    document: &'d Value,
    rules: Option<&Value>,
    pointer: &str,
    variables: impl Fn() -> Vec<Variable<'d>>,
    refusals: &mut Vec<Refusal>,
) {
    for (index, entry) in rules.and_then(Value::as_array).into_iter().flatten().enumerate() {
        let rule = entry["rule"].as_str().unwrap_or_default();
        let pitfalls = match Program::compile(rule) {
            Ok(program) => Reader::read(document, program.expression(), variables()),
            Err(errors) => {
                vec![Pitfall::Unreadable { why: errors.to_string().split_whitespace().collect::<Vec<_>>().join(" ") }]
            }
        };
        refusals.extend(pitfalls.into_iter().map(|pitfall| Refusal::NotPortable {
            pointer: format!("{pointer}/x-validations/{index}"),
            rule: rule.to_owned(),
            pitfall,
        }));
    }
}

/// What the document says of `request` and `response`.
fn of_operation<'d>(document: &'d Value, operation: &Operation<'d>) -> Vec<Variable<'d>> {
    let mut variables = vec![Variable::under("request", "body", body(document, &operation.value["requestBody"]))];
    for parameter in parameters(operation) {
        let place = if parameter["in"] == "path" { "path" } else { "query" };
        let name = parameter["name"].as_str().unwrap_or_default();
        let declared = Declared::of(document, &parameter["schema"]);
        variables.push(Variable { path: vec!["request".to_owned(), place.to_owned(), name.to_owned()], declared });
    }
    let successes = responses(operation).filter(|(status, _)| status.starts_with('2'));
    let bodies = successes.map(|(_, response)| body(document, response));
    variables.push(Variable::under("response", "body", bodies.fold(Declared::default(), Declared::and)));
    variables.push(Variable { path: vec!["response".to_owned(), "status".to_owned()], declared: Declared::int() });
    variables
}

fn body<'d>(document: &'d Value, holder: &'d Value) -> Declared<'d> {
    let schema = &declared::resolve(document, holder)["content"]["application/json"]["schema"];
    Declared::of(document, schema)
}
