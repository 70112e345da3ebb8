//! Measures how long it takes to judge a page of 25 rows with rules: `cargo run --release -p trackside-contract
//! --example speed`.

use std::time::Instant;

use serde_json::{Map, Value, json};
use trackside_contract::{Contract, Exchange, Origin};

/// How often the page is judged.
const ROUNDS: u32 = 2_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let contract = Contract::from_value(&document())?;
    println!("loaded in {:?}", started.elapsed());
    let exchange = exchange();
    let started = Instant::now();
    let violations = contract.judge(&exchange, Origin::Sandbox);
    println!("first judged in {:?} (schemas are compiled then)", started.elapsed());
    assert!(violations.is_empty(), "{violations:?}");
    let started = Instant::now();
    for _ in 0..ROUNDS {
        contract.judge(&exchange, Origin::Sandbox);
    }
    println!("judged in {:?} each, {} bytes", started.elapsed() / ROUNDS, exchange.response_body.len());
    Ok(())
}

fn document() -> Value {
    let texts =
        (0..16).map(|index| (format!("text_{index}"), json!({ "type": "string", "nullable": true, "maxLength": 40 })));
    let mut fields: Map<String, Value> = texts.collect();
    for name in ["click_date", "order_date", "validation_date"] {
        fields.insert(
            name.to_owned(),
            json!({ "type": "string", "nullable": true, "pattern": r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$" }),
        );
    }
    fields.insert("id".to_owned(), json!({ "type": "integer", "format": "int64" }));
    fields.insert("status".to_owned(), json!({ "type": "string", "enum": ["pending", "approved", "declined"] }));
    let required: Vec<_> = fields.keys().cloned().collect();
    let rule = |rule: &str| json!({ "rule": rule, "message": "a fact", "provenance": { "source": "documented" } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Speed", "version": "1" },
        "paths": { "/rows": { "get": {
            "operationId": "listRows",
            "parameters": [{ "name": "start", "in": "query", "schema": { "type": "string" } }, { "name": "limit", "in": "query", "schema": { "type": "integer" } }],
            "responses": { "200": { "description": "A page.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Page" } } } } },
            "x-validations": [
                rule("response.body.data.all(row, datetime(row.order_date) >= datetime(request.query.start))"),
                rule("size(response.body.data) <= request.query.limit")
            ]
        } } },
        "components": { "schemas": {
            "Page": {
                "type": "object",
                "required": ["data", "total"],
                "properties": { "data": { "type": "array", "items": { "$ref": "#/components/schemas/Row" } }, "total": { "type": "integer" } },
                "x-validations": [rule("size(self.data) <= self.total")]
            },
            "Row": {
                "type": "object",
                "required": required,
                "properties": fields,
                "x-validations": [
                    rule("self.click_date == null || self.click_date <= self.order_date"),
                    rule("(self.status == 'pending') == (self.validation_date == null)"),
                    rule("self.id > 0"),
                    rule("self.text_0 != self.text_1")
                ]
            }
        } }
    })
}

fn exchange() -> Exchange {
    let row = |index: u64| {
        let mut row: Map<String, Value> =
            (0..16).map(|field| (format!("text_{field}"), json!(format!("value {field}")))).collect();
        row.insert("id".to_owned(), json!(index + 1));
        row.insert("status".to_owned(), json!("approved"));
        for name in ["click_date", "order_date", "validation_date"] {
            row.insert(name.to_owned(), json!("2026-06-08 12:00:00"));
        }
        Value::Object(row)
    };
    let body = json!({ "data": (0..25).map(row).collect::<Vec<_>>(), "total": 25 });
    Exchange {
        method: http::Method::GET,
        target: "/rows?start=2026-01-01&limit=25".to_owned(),
        request_headers: http::HeaderMap::new(),
        request_body: bytes::Bytes::new(),
        status: http::StatusCode::OK,
        response_headers: [(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"))]
            .into_iter()
            .collect(),
        response_body: body.to_string().into(),
    }
}
