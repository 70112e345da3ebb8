//! `trackside-mock events`: listing, causing and undoing events of a running sandbox from a shell.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use insta::{Settings, assert_snapshot};
use serde_json::Value;

use crate::process::{Running, command, run, start};

const WORLD: [&str; 4] = ["--now", "2026-06-08T12:00:00Z", "--orders", "1500"];

fn url(running: &Running) -> String {
    format!("http://localhost:{}", running.address.port())
}

/// Runs a command against the sandbox.
fn events(running: &Running, arguments: &[&str]) -> Output {
    command().arg("events").args(arguments).args(["--url", &url(running)]).output().expect("the program runs")
}

/// What a command prints. Fails unless it exits with 0.
fn printed(running: &Running, arguments: &[&str]) -> String {
    let output = events(running, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

fn json(running: &Running, arguments: &[&str]) -> Value {
    let text = printed(running, &[arguments, &["--json"]].concat());
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(&text).expect("JSON")
}

/// The exit code and the error.
fn failed(output: &Output) -> (Option<i32>, String) {
    assert!(output.stdout.is_empty(), "{output:?}");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn snapshot(name: &str, text: &str) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!(name, text));
}

#[test]
fn help() {
    for (name, arguments) in [
        ("events_help", &["events", "--help"][..]),
        ("events_list_help", &["events", "list", "--help"]),
        ("events_cause_help", &["events", "cause", "--help"]),
        ("events_undo_help", &["events", "undo", "--help"]),
        ("checkpoints_help", &["checkpoints", "--help"]),
        ("checkpoints_create_help", &["checkpoints", "create", "--help"]),
        ("worlds_help", &["worlds", "--help"]),
        ("worlds_create_help", &["worlds", "create", "--help"]),
    ] {
        let output = run(arguments);
        assert!(output.status.success(), "{output:?}");
        snapshot(name, &String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn what_is_caused_is_listed_until_it_is_undone() {
    let running = start(&WORLD, &[]);
    assert_eq!(printed(&running, &["list"]), "No events.\n");
    let sale = ["cause", "sale", "--program", "Lowe Lighting", "--amount", "12300", "--transaction-id", "order 7/ä"];
    let caused = printed(&running, &sale);
    let lines: Vec<&str> = caused.lines().collect();
    assert!(lines[0].starts_with("NUMBER  HAPPENED"), "{caused}");
    assert!(lines[1].contains("click") && lines[2].contains("123.00 EUR"), "{caused}");
    assert!(caused.contains("  # wecantrack: ") && caused.contains("\n  curl "), "{caused}");
    let refund = json(&running, &["cause", "refund", "--reason", "broken lamp"]);
    assert_eq!(refund["events"][0]["reason"], "broken lamp");

    let all = json(&running, &["list"]);
    assert_eq!((&all["total"], &all["events"][1]["transaction_id"]), (&3.into(), &"order 7/ä".into()), "{all}");
    let request = all["events"][0]["cause"]["request_id"].as_str().expect("an id");
    for (arguments, expected) in [
        (&["list", "--event", "sale"][..], vec![1]),
        (&["list", "--before", "2"], vec![1, 0]),
        (&["list", "--limit", "1"], vec![2]),
        (&["list", "--request-id", request], vec![2]),
        (&["list", "--event", "script-verified"], vec![]),
    ] {
        let listed = json(&running, arguments);
        let ids = listed["events"].as_array().expect("events").iter().map(|event| event["id"].as_u64().expect("an id"));
        assert_eq!(ids.collect::<Vec<_>>(), expected, "{arguments:?}");
    }
    let page = printed(&running, &["list", "--limit", "1"]);
    assert!(page.ends_with("\n1 of 3; the next ones: --before 2\n"), "{page}");

    let undone = printed(&running, &["undo", "0"]);
    assert_eq!(undone.lines().filter(|line| line.contains("2026-06-08T")).count(), 3, "with the click: {undone}");
    assert_eq!(printed(&running, &["list"]), "No events.\n");
}

#[test]
fn every_option_arrives_in_the_request() {
    let running = start(&WORLD, &[]);
    let sale = json(&running, &["cause", "sale", "--coupon", "--commission-cents", "77", "--at", "2026-06-01"]);
    let sale = &sale["events"][0];
    assert_eq!((&sale["event"], &sale["commission_cents"]), (&"sale".into(), &77.into()), "a coupon needs no click");
    assert_eq!(sale["happened_at"], "2026-06-01T00:00:00Z");
    let order = sale["order"].as_str().expect("an order");
    let corrected = json(&running, &["cause", "correction", "--order", order, "--amount-cents", "100"]);
    assert_eq!(
        (&corrected["events"][0]["order"], &corrected["events"][0]["amount_cents"]),
        (&order.into(), &100.into())
    );
    let (customer, partner) = (sale["customer"].as_str().expect("one"), sale["partner"].as_str().expect("one"));
    let click = json(&running, &["cause", "click", "--direct", "--customer", customer, "--partner", partner]);
    assert_eq!(click["events"][0]["customer"], customer);
    json(&running, &["cause", "lead", "--customer", customer, "--key", "shop-7"]);
    let again = json(&running, &["cause", "sale", "--customer", "shop-7"]);
    assert_eq!(again["events"][0]["customer"], customer);
}

#[test]
fn what_the_sandbox_refuses_is_1_and_what_could_not_run_is_2() {
    let running = start(&WORLD, &[]);
    for (arguments, code, words) in [
        (&["undo", "7"][..], 1, "there is no event 7"),
        (&["cause", "sale", "--program", "nobody"], 1, "GET /_mock/world lists the programs"),
        (&["cause", "sale", "--reason", "why not"], 1, "is not a field of this event"),
        (&["cause", "survey-links"], 1, "cannot be caused here"),
        (&["cause", "party"], 2, "[possible values: click, lead, sale"),
        (&["cause", "sale", "--amount", "49.90"], 2, "expected whole cents"),
        (&["cause", "sale", "--at", "tomorrow"], 2, "neither a date-time with a zone"),
        (&["undo"], 2, "required"),
        (&["list", "--limit", "0"], 2, "expected a whole number from 1 to 1000"),
        (&["list", "--token", "short"], 2, "at least 8 characters"),
        (&["sell"], 2, "unrecognized subcommand"),
    ] {
        let (found, error) = failed(&events(&running, arguments));
        assert_eq!(found, Some(code), "{arguments:?}: {error}");
        assert!(error.starts_with("error: ") && error.contains(words), "{arguments:?}: {error}");
    }
    assert_eq!(printed(&running, &["list"]), "No events.\n");
    let together = run(&["--seed", "7", "events", "list"]);
    assert_eq!(together.status.code(), Some(2), "an option of the sandbox means nothing here: {together:?}");
}

#[test]
fn without_a_sandbox_the_error_says_how_to_start_one() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let (code, error) = failed(&run(&["events", "list", "--url", &format!("http://{address}")]));
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains(&format!("no sandbox is running at http://{address}")), "{error}");
    assert!(error.contains(&format!("`trackside-mock --port {}`", address.port())), "{error}");
}

#[test]
fn another_program_is_not_taken_for_a_sandbox() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    for (response, words) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>", "does not respond as a sandbox does"),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found", "status 404"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "does not respond"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "does not respond"),
        ("", "does not respond"),
    ] {
        let child = command()
            .args(["events", "list", "--url", &format!("http://{address}")])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let (mut stream, _) = listener.accept().expect("it connects");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("a request");
            head.push(byte[0]);
        }
        stream.write_all(response.as_bytes()).expect("it reads");
        drop(stream);
        let (code, error) = failed(&child.wait_with_output().expect("it ends"));
        assert_eq!(code, Some(2), "{response}: {error}");
        assert!(error.contains(words) && error.contains("hint: "), "{response}: {error}");
    }
}

#[test]
fn a_sandbox_with_a_token_asks_for_it() {
    let running = start(&["--orders", "10", "--token", "a-long-token"], &[]);
    let with = |variable: &str| {
        command()
            .args(["events", "list", "--url", &url(&running)])
            .env("TRACKSIDE_TOKEN", variable)
            .output()
            .expect("it runs")
    };
    let (code, error) = failed(&with(""));
    assert!(code == Some(2) && error.contains("set TRACKSIDE_TOKEN"), "{error}");
    let (code, error) = failed(&with("another-token"));
    assert!(code == Some(2) && error.contains("not the one that the sandbox printed"), "{error}");
    assert_eq!(with("a-long-token").status.code(), Some(0));
}

#[test]
fn the_variables_of_the_sandbox_do_not_disturb() {
    let running = start(&WORLD, &[]);
    let address = url(&running);
    let list = |variables: &[(&str, &str)]| {
        command().args(["events", "list"]).envs(variables.iter().copied()).output().expect("it runs")
    };
    let output = list(&[("TRACKSIDE_URL", &address), ("TRACKSIDE_PORT", "no port"), ("TRACKSIDE_SEED", "x")]);
    assert_eq!((output.status.code(), &output.stdout[..]), (Some(0), &b"No events.\n"[..]), "{output:?}");
    let (code, error) = failed(&list(&[("TRACKSIDE_URL", "localhost")]));
    assert!(code == Some(2) && error.contains("for 'TRACKSIDE_URL'"), "{error}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_command_that_waits() {
    // It accepts connections, and never responds.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let mut child = command()
        .args(["events", "list", "--url", &format!("http://{address}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let connection = listener.accept().expect("it connects");
    let asked = Instant::now();
    let status = std::process::Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status();
    assert!(status.expect("kill runs").success());
    let status = child.wait().expect("it ends");
    assert!(!status.success() && asked.elapsed() < Duration::from_secs(5), "{status}");
    drop(connection);
}
