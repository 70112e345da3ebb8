//! Environment variables, and the words of errors.

use std::fs::File;
use std::io::Read as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::process::{command, run, start};

/// Runs the program with variables until it ends, and gives its exit code and its errors.
fn ended(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = command().args(arguments).envs(variables.iter().copied()).output().expect("the program runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let help = String::from_utf8_lossy(&run(&["--help"]).stdout).into_owned();
    let names: Vec<&str> = help.split("[env: ").skip(1).filter_map(|rest| rest.split(['=', ']']).next()).collect();
    assert!(names.len() >= 25 && names.contains(&"TRACKSIDE_NOW"), "{names:?}");
    let empty: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
    let running = start(&["--orders", "10"], &empty);
    assert!(running.banner.contains("follows real time"), "{}", running.banner);
}

#[test]
fn the_address_of_a_kubernetes_service_is_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let mut child = command()
        .args(["--orders", "10", "--host", "no.such.host.invalid"])
        .env("TRACKSIDE_PORT", "tcp://10.96.12.7:4010")
        .stdout(Stdio::null())
        .stderr(File::create(&path).expect("a file"))
        .spawn()
        .expect("the program starts");
    child.wait().expect("it ends");
    let log = std::fs::read_to_string(&path).expect("a log");
    assert!(log.contains("TRACKSIDE_PORT=tcp://10.96.12.7:4010 is ignored"), "{log}");
    assert!(!log.contains("invalid value") && log.contains("no.such.host.invalid"), "{log}");
    assert!(!log.contains('\x1b'), "a file gets no colours: {log}");
}

#[test]
fn an_error_names_the_variable_that_it_is_about() {
    for (variable, value, words) in [
        ("TRACKSIDE_PORT", "abc", "not a port number"),
        ("TRACKSIDE_NOW", "yesterday", "neither a date-time with a zone"),
        ("TRACKSIDE_SEED", "x", "expected a whole number"),
        ("TRACKSIDE_LATENCY", "200ms..50ms", "the range is reversed"),
        ("TRACKSIDE_HEAD_TIMEOUT", "soon", "expected a time such as 30s"),
    ] {
        let (code, error) = ended(&[], &[(variable, value)]);
        assert_eq!(code, Some(2), "{error}");
        assert!(error.contains(&format!("'{value}' for '{variable}'")) && error.contains(words), "{error}");
        let flag = variable.trim_start_matches("TRACKSIDE_").to_ascii_lowercase().replace('_', "-");
        assert!(!error.contains(&format!("'--{flag}")), "{error}");
        let (_, error) = ended(&[&format!("--{flag}={value}")], &[(variable, "1")]);
        assert!(error.contains(&format!("for '--{flag}")), "the command line wins: {error}");
    }
}

#[test]
fn errors_say_what_was_expected() {
    for (arguments, message) in [
        (&["--port", "abc"][..], "not a port number"),
        (&["--port", "70000"], "not a port number"),
        (&["--seed=-1"], "expected a whole number"),
        (&["--orders", "many"], "expected a whole number from 0 to 100000000"),
        (&["--journal", "x"], "expected a whole number from 0 to 100000"),
        (&["--max-connections", "0"], "expected a whole number from 1"),
        (&["--latency", "200ms..50ms"], "the range is reversed; write 50ms..200ms"),
        (&["--latency", "fast"], "expected a span of time such as 250ms"),
        (&["--idle-timeout", "0s"], "or off"),
        (&["--grace", "x"], "expected a time such as 5s"),
        (&["--public-url", "sandbox.example"], "expected an address such as https://"),
        (&["--trust-proxy", "proxy"], "expected an address, or a network"),
        (&["--control-origin", "localhost:5173"], "is not an origin such as"),
        (&["--cors", "localhost"], "expected local, off, *, or origins"),
    ] {
        let (code, error) = ended(arguments, &[]);
        assert_eq!(code, Some(2), "{arguments:?}: {error}");
        assert!(error.contains(message), "{arguments:?}: {error}");
    }
}

#[test]
fn a_cause_is_named_once() {
    for arguments in [["--scenario", "no/such/file"], ["--overrides", "no/such/file"], ["--state", "no/such/file"]] {
        let (code, error) = ended(&arguments, &[]);
        assert_eq!(code, Some(2), "{error}");
        assert_eq!(error.matches("No such file").count(), 1, "{arguments:?}: {error}");
        assert_eq!(error.matches("hint:").count(), 1, "{arguments:?}: {error}");
    }
}

#[test]
fn a_scenario_may_begin_with_a_byte_order_mark() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scenario.json");
    std::fs::write(&path, "\u{feff}{\"name\":\"from windows\"}").expect("a file");
    let path = path.to_str().expect("UTF-8");
    let running = start(&["--orders", "10", "--scenario", path, "--key", "wecantrack=my-key"], &[]);
    assert!(running.banner.contains("\"from windows\""), "{}", running.banner);
    let repeated = format!("--orders 10 --scenario {path} --key wecantrack=my-key");
    assert!(running.banner.contains(&repeated), "{}", running.banner);
}

#[test]
fn the_log_goes_to_a_file_without_colours() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let mut child = command()
        .args(["--port", "0", "--orders", "10", "--ready-json"])
        .stdout(Stdio::piped())
        .stderr(File::create(&path).expect("a file"))
        .spawn()
        .expect("the program starts");
    let mut ready = String::new();
    let mut stdout = child.stdout.take().expect("the output is piped");
    let mut byte = [0];
    while !ready.ends_with('\n') && stdout.read(&mut byte).expect("a line") > 0 {
        ready.push(char::from(byte[0]));
    }
    let ready: serde_json::Value = serde_json::from_str(&ready).expect("JSON");
    let port = u16::try_from(ready["port"].as_u64().expect("a port")).expect("a port");
    for request in
        ["GET /partnero/v1/program HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "GET / oops\r\n\r\n"]
    {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        std::io::Write::write_all(&mut stream, request.as_bytes()).expect("the request is sent");
        stream.read_to_end(&mut Vec::new()).expect("a response");
    }
    let started = Instant::now();
    let log = loop {
        let log = std::fs::read_to_string(&path).expect("a log");
        if log.contains("oops") || started.elapsed() > Duration::from_secs(5) {
            break log;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    child.kill().expect("it is stopped");
    child.wait().expect("it ends");
    assert!(log.contains("status=401") && log.contains("is not an HTTP version"), "{log}");
    assert!(!log.contains('\x1b'), "{log}");
}
