//! The rules that are evaluated, with the values of their variables.

use http::{HeaderMap, Method};
use serde_json::{Value, json};
use trackside_contract::semantic::{Evaluation, Expression, Question};
use trackside_contract::{Contract, Delivery};

use super::support::{answer, load, with_header, with_status};

fn contract() -> Contract {
    let rule = |rule: &str| json!([{ "rule": rule, "message": "it holds" }]);
    let row =
        json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "x-validations": rule("self.n > 0") });
    let content = json!({ "application/json": { "schema": { "type": "array", "items": row } } });
    let payload = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Event" } } });
    load(&json!({
        "openapi": "3.0.3",
        "info": { "title": "Rows", "version": "1" },
        "paths": { "/rows/{id}": { "get": {
            "operationId": "listRows",
            "x-validations": [
                { "rule": "response.status != 200 || size(response.body) <= request.query.limit", "message": "not more" },
                { "rule": "now > datetime('2026-01-01')", "message": "later" }
            ],
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "limit", "in": "query", "schema": { "type": "integer" } }
            ],
            "responses": { "200": { "description": "Rows.", "content": content } }
        } } },
        "components": { "schemas": { "Event": { "type": "object", "x-validations": rule("'id' in self") } } },
        "x-webhooks": { "made": { "post": {
            "x-validations": rule("request.headers['x-id'] == request.body.id"),
            "requestBody": { "content": payload },
            "responses": { "2XX": { "description": "Taken." } }
        } } }
    }))
}

/// The rules, the values of their variables, and what this project's engine says.
fn told(questions: Vec<Question>) -> Vec<(String, Value, Evaluation)> {
    let told = questions.into_iter().map(|question| {
        let rule = Expression::compile(&question.rule).expect("a rule");
        let evaluation = rule.evaluate(&question.variables, question.now.as_deref());
        (question.rule, Value::Object(question.variables), evaluation)
    });
    told.collect()
}

#[test]
fn an_exchange_asks_the_rules_of_values_and_of_the_operation() {
    let exchange = answer("/rows/a?limit=1", &json!([{ "n": 1 }, { "n": 0 }]));
    let told = told(contract().questions(&exchange));
    assert_eq!(told[0], ("self.n > 0".to_owned(), json!({ "self": { "n": 1 } }), Evaluation::Holds));
    assert_eq!(told[1], ("self.n > 0".to_owned(), json!({ "self": { "n": 0 } }), Evaluation::Broken));
    let (rule, variables, evaluation) = &told[2];
    assert_eq!(rule, "response.status != 200 || size(response.body) <= request.query.limit");
    assert_eq!(
        (&variables["request"]["query"], &variables["response"]["status"]),
        (&json!({ "limit": 1 }), &json!(200))
    );
    assert_eq!(*evaluation, Evaluation::Broken);
    // Without the time of the response, the last rule is not evaluated.
    assert_eq!(told.len(), 3);
}

#[test]
fn the_time_of_the_response_is_told() {
    let exchange = with_header(answer("/rows/a", &json!([])), "x-mock-now", "2026-06-08T12:00:00Z");
    let questions = contract().questions(&exchange);
    let asked = questions.iter().find(|question| question.rule.starts_with("now")).expect("the rule");
    assert_eq!(asked.now.as_deref(), Some("2026-06-08T12:00:00+00:00"));
    assert_eq!(asked.place, "/paths/~1rows~1{id}/get/x-validations/1");
    assert_eq!(told(vec![asked.clone()])[0].2, Evaluation::Holds);
}

#[test]
fn a_response_without_a_schema_asks_the_operation_only() {
    let exchange = with_status(answer("/rows/a", &json!({ "n": 0 })), 404);
    let rules: Vec<_> = contract().questions(&exchange).into_iter().map(|question| question.rule).collect();
    assert_eq!(rules, ["response.status != 200 || size(response.body) <= request.query.limit"]);
    assert_eq!(contract().questions(&answer("/nowhere", &json!(1))), []);
}

#[test]
fn a_delivery_asks_the_rules_of_the_payload_and_of_the_event() {
    let headers: HeaderMap = [("content-type", "application/json"), ("x-id", "7")]
        .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
        .into_iter()
        .collect();
    let delivery = Delivery { method: Method::POST, target: "/".to_owned(), headers, body: r#"{"id":"7"}"#.into() };
    let told = told(contract().delivery_questions("made", &delivery));
    let verdicts: Vec<_> = told.iter().map(|(rule, _, evaluation)| (rule.as_str(), evaluation.clone())).collect();
    assert_eq!(
        verdicts,
        [("'id' in self", Evaluation::Holds), ("request.headers['x-id'] == request.body.id", Evaluation::Holds)]
    );
    assert_eq!(contract().delivery_questions("other", &delivery), []);
}

#[test]
fn a_rule_that_cannot_be_evaluated_says_why() {
    let rule = Expression::compile("self.a > 0").expect("a rule");
    let variables = json!({ "self": { "a": "x" } });
    let told = rule.evaluate(variables.as_object().expect("an object"), None);
    assert!(matches!(told, Evaluation::Failed(_)), "{told:?}");
    assert!(Expression::compile("self.a >").is_err());
}
