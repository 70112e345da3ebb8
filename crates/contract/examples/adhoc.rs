#![allow(warnings)]
use serde_json::{Value, json};
use std::time::Instant;
use trackside_contract::*;
fn main() {
    for name in ["agentref", "affitor", "partnero", "fullwhere", "wecantrack"] {
        let t = Instant::now();
        let c = match Contract::from_file(format!("specs/{name}.json").as_ref()) {
            Ok(c) => c,
            Err(e) => {
                println!("{name}: {e}");
                continue;
            }
        };
        println!("{name} loaded {:?}, {} unsupported", t.elapsed(), c.unsupported().len());
        for u in c.unsupported() {
            println!("  {u}");
        }
        let mut n = 0;
        for e in c.examples() {
            n += 1;
            for v in c.judge_body(&e.operation, e.status, e.value) {
                println!("  {} {} {v}", e.status, e.name);
            }
        }
        println!("  {n} examples");
    }
    let c = Contract::from_file("specs/wecantrack.json".as_ref()).unwrap();
    let example = c.examples().find(|e| e.status == 200).unwrap();
    let mut body = example.value.clone();
    let row = body["data"][0].clone();
    println!("rows {}", body["data"].as_array().unwrap().len());
    body["data"] = json!(vec![row; 25]);
    body["to"] = json!(25);
    body["from"] = json!(1);
    body["per_page"] = json!(25);
    body["total"] = json!(25);
    body["last_page"] = json!(1);
    body["current_page"] = json!(1);
    body["next_page_url"] = Value::Null;
    body["prev_page_url"] = Value::Null;
    let x = Exchange { method: http::Method::GET, target: "/api/v3/transactions?date_type=order_date&start_date=2020-01-01T00:00:00&end_date=2030-01-01T00:00:00&limit=25&status[]=approved&status[]=pending&status[]=declined".into(),
        request_headers: Default::default(), request_body: Default::default(), status: http::StatusCode::OK,
        response_headers: [("content-type","application/json"),("x-ratelimit-limit","60"),("x-ratelimit-remaining","60"),("x-ratelimit-reset","1780000000")].into_iter().map(|(a,b)| (http::HeaderName::from_static(a), http::HeaderValue::from_static(b))).collect(), response_body: body.to_string().into() };
    for v in c.judge(&x, Origin::Sandbox) {
        println!("{v}");
    }
    let t = Instant::now();
    for _ in 0..1000 {
        c.judge(&x, Origin::Sandbox);
    }
    println!("judged {:?} {} bytes", t.elapsed() / 1000, x.response_body.len());

    let time = |label: &str, f: &mut dyn FnMut()| { f(); let t = Instant::now(); for _ in 0..500 { f(); } println!("{label} {:?}", t.elapsed() / 500); };
    time("parse", &mut || { let _: Value = serde_json::from_slice(&x.response_body).unwrap(); });
    time("body with facts", &mut || { c.judge_body("listTransactions", 200, &body); });
    let doc: Value = serde_json::from_slice(&std::fs::read("specs/wecantrack.json").unwrap()).unwrap();
    let strip = |page: bool, row: bool, op: bool| { let mut d = doc.clone();
        if page { d["components"]["schemas"]["TransactionPage"].as_object_mut().unwrap().remove("x-validations"); }
        if row { d["components"]["schemas"]["Transaction"].as_object_mut().unwrap().remove("x-validations"); }
        if op { d["paths"]["/api/v3/transactions"]["get"].as_object_mut().unwrap().remove("x-validations"); }
        Contract::from_value(&d).unwrap() };
    for (l, a, b, o) in [("schema only", true, true, true), ("page", false, true, true), ("row", true, false, true), ("op", true, true, false)] {
        let c = strip(a, b, o);
        time(l, &mut || { c.judge(&x, Origin::Sandbox); });
    }
}
