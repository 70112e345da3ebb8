//! What is created can be read, is listed, shows a change, and is gone once it is deleted.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use trackside_checker::{Finding, Options};

use crate::command::{run, written};
use crate::fake::{Asked, Told, checked, document, response, serve, told};

/// A mistake of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// What was created cannot be read.
    CreatedIsHidden,
    CreatedIsNotListed,
    UpdateIsIgnored,
    /// The response shows the change, and the record does not.
    UpdateIsTold,
    DeletedIsFound,
    DeletedIsListed,
    /// The third request with an idempotency key creates another record.
    KeyIsForgotten,
    /// Another request gets the first response.
    KeyIsReused,
    /// Nothing is accepted twice: names have to be new.
    NamesAreUnique,
}

/// Orders, with the links of a creation and two ways to say how they are changed and deleted.
fn orders() -> Value {
    let order = json!({ "type": "object", "required": ["id", "name"], "properties": {
        "id": { "type": "integer" }, "name": { "type": "string" }
    } });
    let new = json!({ "type": "object", "required": ["name"], "properties": {
        "name": { "type": "string", "minLength": 1, "maxLength": 40 }
    } });
    let failure = || response(&json!({ "type": "object" }));
    let body = |schema: &Value| json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    let id = json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer", "minimum": 1 } }]);
    let mut created = response(&order);
    created["links"] = json!({ "get": { "operationId": "getOrder", "parameters": { "id": "$response.body#/id" } } });
    document(&json!({
        "/orders": {
            "get": { "operationId": "listOrders", "responses": { "200": response(&json!({ "type": "array", "items": order })) } },
            "post": {
                "operationId": "createOrder", "requestBody": body(&new), "x-idempotency-key": "Idempotency-Key",
                "responses": { "201": created, "400": failure(), "409": failure(), "415": failure() }
            }
        },
        "/orders/{id}": {
            "parameters": id,
            "get": { "operationId": "getOrder", "responses": { "200": response(&order), "404": failure() } },
            "put": {
                "operationId": "updateOrder", "requestBody": body(&new),
                "responses": { "200": response(&order), "400": failure(), "404": failure(), "415": failure() }
            },
            "delete": { "operationId": "deleteOrder", "responses": { "200": response(&order), "404": failure() } }
        }
    }))
}

#[derive(Default)]
struct Shop {
    /// The orders, each with its id and name; a deleted one is null.
    orders: Vec<Value>,
    /// The keys, with the request and the response of each, and how often it was asked.
    keys: Vec<(String, String, Value, usize)>,
}

impl Shop {
    fn answer(&mut self, fault: Fault, asked: &Asked) -> Told {
        let id = asked.path.strip_prefix("/orders/").and_then(|id| id.parse::<usize>().ok());
        let place = id.and_then(|id| id.checked_sub(1)).filter(|place| {
            self.orders.get(*place).is_some_and(|order| !order.is_null() || fault == Fault::DeletedIsFound)
        });
        let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        let name = body["name"].as_str().filter(|name| (1..=40).contains(&name.chars().count()));
        let is_json = asked.header("content-type") == Some("application/json");
        match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", "/orders") => {
                let is_listed = |order: &&Value| !order.is_null() && fault != Fault::CreatedIsNotListed;
                let mut listed: Vec<_> = self.orders.iter().filter(is_listed).cloned().collect();
                if fault == Fault::DeletedIsListed {
                    listed = (1..=self.orders.len()).map(|id| json!({ "id": id, "name": "old" })).collect();
                }
                told(200, &json!(listed))
            }
            ("POST" | "PUT", _) if !is_json => told(415, &json!({})),
            ("POST" | "PUT", _) if name.is_none() => told(400, &json!({})),
            ("POST", "/orders") => self.create(fault, asked, name.unwrap_or_default()),
            ("GET" | "PUT" | "DELETE", path) if path != "/orders" && place.is_none() => told(404, &json!({})),
            (method, path) if path != "/orders" => {
                let place = place.expect("an order");
                if fault == Fault::CreatedIsHidden && method == "GET" {
                    return told(404, &json!({}));
                }
                let mut order = if self.orders[place].is_null() {
                    json!({ "id": place + 1, "name": "old" })
                } else {
                    self.orders[place].clone()
                };
                match method {
                    "GET" => told(200, &order),
                    "PUT" => {
                        order["name"] = json!(name);
                        match fault {
                            Fault::UpdateIsIgnored => return told(200, &self.orders[place]),
                            Fault::UpdateIsTold => {}
                            _ => self.orders[place] = order.clone(),
                        }
                        told(200, &order)
                    }
                    "DELETE" => {
                        self.orders[place] = Value::Null;
                        told(200, &order)
                    }
                    _ => told(405, &json!({})),
                }
            }
            _ => told(405, &json!({})),
        }
    }

    fn create(&mut self, fault: Fault, asked: &Asked, name: &str) -> Told {
        let key = asked.header("idempotency-key").map(str::to_owned);
        let known = self.keys.iter_mut().find(|(known, ..)| Some(known) == key.as_ref());
        if let Some((_, request, reply, times)) = known {
            *times += 1;
            if !(fault == Fault::KeyIsForgotten && *times > 2) {
                let is_same = *request == asked.body || fault == Fault::KeyIsReused;
                return if is_same { told(201, reply) } else { told(409, &json!({})) };
            }
        }
        if fault == Fault::NamesAreUnique && self.orders.iter().any(|order| order["name"] == name) {
            return told(409, &json!({}));
        }
        let order = json!({ "id": self.orders.len() + 1, "name": name });
        self.orders.push(order.clone());
        if let Some(key) = key {
            self.keys.push((key, asked.body.clone(), order.clone(), 1));
        }
        told(201, &order)
    }
}

/// The findings about a server with a fault, and the records that are left on it.
async fn found(fault: Fault) -> (Vec<Finding>, usize) {
    let shop = Arc::<Mutex<Shop>>::default();
    let kept = shop.clone();
    let url = serve(move |asked| kept.lock().unwrap().answer(fault, asked));
    let options = Options { writes: true, cases_per_operation: 6, ..Options::default() };
    let report = checked(&orders(), &url, options).await.expect("a report");
    let left = shop.lock().unwrap().orders.iter().filter(|order| !order.is_null()).count();
    (report.findings, left)
}

/// The rules that are broken by the faults.
pub(crate) async fn broken() -> BTreeSet<String> {
    let mut broken = BTreeSet::new();
    for fault in [
        Fault::CreatedIsNotListed,
        Fault::UpdateIsIgnored,
        Fault::DeletedIsFound,
        Fault::DeletedIsListed,
        Fault::KeyIsReused,
    ] {
        broken.extend(found(fault).await.0.iter().map(|finding| finding.rule.to_string()));
    }
    broken
}

#[tokio::test]
async fn each_fault_of_a_chain_is_found_by_its_rule() {
    for (fault, rule, place) in [
        (Fault::CreatedIsHidden, "created/not-found", "status"),
        (Fault::CreatedIsNotListed, "created/not-listed", ""),
        (Fault::UpdateIsIgnored, "update/lost", "/name"),
        (Fault::UpdateIsTold, "update/lost", "/name"),
        (Fault::DeletedIsFound, "deleted/found", "status"),
        (Fault::DeletedIsListed, "deleted/listed", ""),
        (Fault::KeyIsForgotten, "idempotence/changed", ""),
        (Fault::KeyIsReused, "idempotence/key-reused", "status"),
    ] {
        let (findings, _) = found(fault).await;
        let rules: Vec<_> = findings.iter().map(|finding| (finding.rule.as_str(), finding.place.as_str())).collect();
        assert!(rules.contains(&(rule, place)), "{fault:?}: {rules:?}");
        // What is hidden cannot be read at all, so no request to read it succeeds.
        let is_allowed =
            |found: &str| found == rule || (rule, found) == ("created/not-found", "coverage/operation-success");
        assert!(rules.iter().all(|(found, _)| is_allowed(found)), "{fault:?}: {rules:?}");
    }
}

#[tokio::test]
async fn a_right_server_has_no_finding_and_nothing_stays_on_it() {
    for fault in [Fault::None, Fault::NamesAreUnique] {
        let (findings, left) = found(fault).await;
        assert!(findings.is_empty(), "{fault:?}: {findings:#?}");
        assert_eq!(left, 0, "{fault:?}: what the check has created is deleted");
    }
}

#[tokio::test]
async fn a_finding_has_the_script_of_its_chain() {
    let (findings, _) = found(Fault::DeletedIsFound).await;
    let finding = findings.iter().find(|finding| finding.rule == "deleted/found").expect("a finding");
    let script = &finding.evidence.as_ref().expect("evidence").curl;
    let steps: Vec<_> = script.split(" && ").collect();
    assert!(steps[0].starts_with("CREATED=$(curl -sS -X POST "), "{script}");
    assert!(steps[0].ends_with(r#" | jq -er '.["id"]')"#), "{script}");
    assert!(steps.last().is_some_and(|step| step.contains(r#"/orders/'"$CREATED""#)), "{script}");
    assert_eq!(steps.iter().filter(|step| step.contains("-X DELETE")).count(), 1, "{script}");
}

#[test]
fn the_scripts_of_all_chains_are_written_without_credentials() {
    let shop = Arc::<Mutex<Shop>>::default();
    let url = serve(move |asked| match asked.header("x-key") {
        Some("secret-0123456789") => shop.lock().unwrap().answer(Fault::None, asked),
        _ => told(401, &json!({})),
    });
    let mut document = orders();
    document["security"] = json!([{ "key": [] }]);
    document["components"] =
        json!({ "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } } });
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        for operation in item.as_object_mut().unwrap().values_mut().filter(|operation| operation.is_object()) {
            operation["responses"]["401"] = response(&json!({ "type": "object" }));
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let spec = written(folder.path(), "shop.json", &document);
    let chains = folder.path().join("chains");
    let start = ["check", "--spec", spec.to_str().unwrap(), "--base-url", url.as_str(), "--writes"];
    let more = ["--credential", "key=env:SHOP_KEY", "--chains", chains.to_str().unwrap()];
    let ran = run(&[&start[..], &more].concat(), &[("SHOP_KEY", "secret-0123456789")]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let script = std::fs::read_to_string(chains.join("createOrder.sh")).expect("a script");
    assert!(!script.contains("secret-0123456789") && script.contains("\"$SHOP_KEY\""), "{script}");
    let steps: Vec<_> = script.lines().filter_map(|line| line.strip_prefix("# ")).skip(1).collect();
    assert_eq!(
        steps,
        [
            "create: createOrder",
            "get: getOrder",
            "the listing: listOrders",
            "update: updateOrder",
            "get after the update: getOrder",
            "delete: deleteOrder",
            "get after the deletion: getOrder",
            "the listing: listOrders",
        ],
        "{script}"
    );
    let checked = std::process::Command::new("sh").args(["-n"]).arg(chains.join("createOrder.sh")).status();
    assert!(checked.expect("a shell").success(), "{script}");
}
