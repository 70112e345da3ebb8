//! Banner, help, arguments, and the errors for wrong arguments.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;

use insta::{Settings, assert_snapshot};

use crate::process::{command, run, start};

fn snapshot(name: &str, text: &str) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!(name, text));
}

#[test]
fn help() {
    for (name, argument) in [("help", "--help"), ("help_short", "-h")] {
        let output = run(&[argument]);
        assert!(output.status.success());
        snapshot(name, &String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn the_first_request_of_the_banner_works() {
    let running = start(&["--now", "2026-06-08T12:00:00Z"], &[]);
    snapshot("banner", &running.banner.replace(&running.address.port().to_string(), "4010"));
    let line =
        running.banner.lines().find(|line| line.trim_start().starts_with("curl")).expect("the banner has a curl line");
    let mut quoted = line.split('\'').skip(1).step_by(2);
    let (header, url) = (quoted.next().expect("a header"), quoted.next().expect("an address"));
    let path = url.split_once(&format!(":{}", running.address.port())).expect("the address is the server's").1;
    let response = get(running.address.port(), path, header).expect("the server responds");
    assert!(response.starts_with("HTTP/1.1 200"), "{line}: {response}");
}

#[test]
fn ready_json_prints_one_line() {
    let mut command = command();
    command.args(["--port", "0", "--now", "2026-06-08T12:00:00Z", "--seed", "7", "--orders", "10", "--ready-json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("the output is piped"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let port = ready["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
    let expected = serde_json::json!({
        "origin": format!("http://localhost:{port}"), "port": port, "pid": child.id(), "version": env!("CARGO_PKG_VERSION"),
        "seed": 7, "orders": 10, "now": "2026-06-08T12:00:00Z", "token": null
    });
    assert_eq!(ready, expected);
    let response = get(port, "/_mock/health", "accept: */*").expect("the server responds at once");
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    child.kill().expect("it is stopped");
    child.wait().expect("it ends");
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("the output can be read");
    assert_eq!(rest, "", "nothing follows");
}

#[test]
fn quiet_prints_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let mut child = crate::process::command()
        .args(["--quiet", "--port", &port.to_string()])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let is_up = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        get(port, "/_mock/health", "Accept: */*").is_some_and(|response| response.starts_with("HTTP/1.1 200"))
    });
    child.kill().expect("the program is running");
    let output = child.wait_with_output().expect("the output can be read");
    assert!(is_up, "the program listens on the port");
    assert_eq!((output.stdout.len(), output.stderr.len()), (0, 0), "{output:?}");
}

#[test]
fn every_argument_can_be_an_environment_variable() {
    let variables = [
        ("TRACKSIDE_SEED", "7"),
        ("TRACKSIDE_ORDERS", "50"),
        ("TRACKSIDE_NOW", "2026-06-08T12:00:00Z"),
        ("TRACKSIDE_KEY", "wecantrack=a,wecantrack=b"),
        ("TRACKSIDE_ANY_KEY", "1"),
        ("TRACKSIDE_RATE_LIMIT", "5"),
        ("TRACKSIDE_CORS", "off"),
        ("TRACKSIDE_HOST", "127.0.0.1"),
    ];
    let running = start(&[], &variables);
    assert!(running.banner.contains("--seed 7 --orders 50"), "{}", running.banner);
    assert!(running.banner.contains("--any-key"), "{}", running.banner);
    let health = get(running.address.port(), "/_mock/health", "Accept: */*").expect("the server responds");
    assert!(health.contains(r#""seed":7"#) && health.contains(r#""clock":"pinned""#), "{health}");
    let help = String::from_utf8_lossy(&run(&["--help"]).stdout).into_owned();
    for (name, _) in variables.iter().chain(&[("TRACKSIDE_PORT", ""), ("TRACKSIDE_QUIET", "")]) {
        assert!(help.contains(name), "--help does not name {name}");
    }
}

#[test]
fn errors_explain_wrong_arguments() {
    for (arguments, message) in [
        (&["--now", "yesterday"][..], "neither a date-time with a zone"),
        (&["--now", "1990-01-01T00:00:00Z"], "2000"),
        (&["--orders", "100000001"], "100000000"),
        (&["--orders", "many"], "--orders"),
        (&["--port", "70000"], "--port"),
        (&["--rate-limit", "0"], "expected off, documented, or a number"),
        (&["--cors", "localhost"], "expected local, off, *, or origins"),
        (&["--key", "stripe=x"], "unknown provider"),
        (&["--key", "fullwhere=x"], "fullwhere=KEY:SECRET"),
        (&["--key", "partnero=x:NOBODY"], "no program has the code"),
        (&["--host", "no.such.host.invalid"], "hint:"),
        (&["--host", "192.0.2.1"], "hint:"),
        (&["--colour"], "unexpected argument"),
    ] {
        let any_port: &[&str] = if arguments.contains(&"--port") { &[] } else { &["--port", "0"] };
        let all: Vec<&str> = any_port.iter().chain(arguments).copied().collect();
        let output = run(&all);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(message), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{arguments:?}: {error}");
    }
}

#[test]
fn the_error_names_a_port_in_use() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port().to_string();
    let output = run(&["--port", &port]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(error.contains(&port) && error.contains("is in use by another program"), "{error}");
}

/// Sends a request over a plain socket. Returns nothing if nobody responds.
fn get(port: u16, path: &str, header: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{header}\r\nConnection: close\r\n\r\n").ok()?;
    let mut response = String::new();
    stream.read_to_string(&mut response).ok()?;
    Some(response)
}
