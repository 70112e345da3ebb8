//! The recordings that the tests of the pages read are what the sandbox answers today.

use std::{env, fs};

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::harness::{Sandbox, root};

/// The environment variable with which the recordings are written instead of compared.
const WRITE: &str = "WRITE_RECORDINGS";

#[tokio::test]
async fn recordings_are_fresh() {
    let sandbox = Sandbox::start().await;
    let mut stale = Vec::new();
    let mut operations = answer(&sandbox, "operations").await;
    let own = answer(&sandbox, "operations?provider=control").await["operations"].take();
    let all = operations["operations"].as_array_mut().expect("a list");
    all.extend(own.as_array().expect("a list").iter().cloned());
    for (name, answer) in [("world", answer(&sandbox, "world").await), ("operations", operations)] {
        let path = root().join(format!("crates/page/tests/fixtures/{name}.json"));
        if env::var_os(WRITE).is_some() {
            fs::write(&path, text(&answer)).expect("the recording can be written");
        } else if fs::read_to_string(&path).ok() != Some(text(&answer)) {
            stale.push(format!("crates/page/tests/fixtures/{name}.json"));
        }
    }
    assert!(
        stale.is_empty(),
        "{} not what the sandbox answers\n\nhint: run `{WRITE}=1 cargo test -p trackside-tests --test contract \
         recordings`, then the tests of trackside-page",
        stale.join(", ")
    );
}

/// What the control surface answers. The pages of the tests stand at the sandbox's usual address.
async fn answer(sandbox: &Sandbox, path: &str) -> Value {
    let url = format!("http://{}/_mock/{path}", sandbox.server.address());
    let answer = reqwest::Client::new().get(url).header("host", "localhost:4010").send().await;
    answer.expect("the sandbox answers").json().await.expect("the answer is JSON")
}

fn text(value: &Value) -> String {
    let mut text = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b" "));
    value.serialize(&mut serializer).expect("memory takes everything");
    format!("{}\n", String::from_utf8(text).expect("JSON is text"))
}
