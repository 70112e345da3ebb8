//! The program receives webhooks as its users run it: its address, its end, exit codes and secrets.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::command::run;
use crate::deliveries::{OTHER, SECRET, Sent, example, now, published, send};

/// The program while it listens.
struct Listening {
    child: Child,
    address: SocketAddr,
    errors: BufReader<ChildStderr>,
}

/// What a run has printed and how it ended.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Listening {
    fn start(more: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_trackside-contract"))
            .args(["check", "--provider", "agentref", "--webhooks", "127.0.0.1:0"])
            .args(more)
            .env_clear()
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut errors = BufReader::new(child.stderr.take().expect("standard error"));
        let mut line = String::new();
        errors.read_line(&mut line).expect("a line");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.and_then(|address| address.parse().ok()).unwrap_or_else(|| panic!("no address: {line}"));
        Self { child, address, errors }
    }

    fn send(&self, sent: &Sent) -> String {
        send(self.address, &sent.bytes(), false)
    }

    /// Sends a signal, and waits for the end.
    fn signal(self, name: &str) -> Ended {
        let killed = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(killed.success());
        self.end()
    }

    /// Waits for the end.
    fn end(mut self) -> Ended {
        let mut err = String::new();
        self.errors.read_to_string(&mut err).expect("text");
        let output = self.child.wait_with_output().expect("it ends");
        Ended { code: output.status.code(), out: String::from_utf8(output.stdout).expect("text"), err }
    }
}

fn payload() -> Value {
    example(&published("agentref"), "conversion.created")
}

fn good() -> Sent {
    Sent::svix(&payload(), SECRET, now())
}

#[test]
fn it_ends_after_the_wanted_deliveries_with_the_exit_code_of_what_was_found() {
    let mut broken = payload();
    broken["data"]["amount"] = json!("49");
    let broken = Sent::svix(&broken, SECRET, now());
    for (sent, code, verdict) in [(good(), 0, "clean"), (broken, 1, "1 error in 1 operation")] {
        let begin = Instant::now();
        let listening = Listening::start(&["--deliveries", "2", "--for", "90s", "--webhook-secret", SECRET], &[]);
        for _ in 0..2 {
            let response = listening.send(&sent);
            assert!(response.starts_with("HTTP/1.1 200 OK\r\n") && response.ends_with("\r\n\r\n"), "{response}");
        }
        let ended = listening.end();
        let verdict = if code == 0 { verdict } else { "1 error in 1 operation" };
        assert_eq!(ended.code, Some(code), "{}{}", ended.out, ended.err);
        assert_eq!(ended.out.lines().last(), Some(verdict), "{}", ended.out);
        assert!(begin.elapsed() < Duration::from_secs(80), "it ends because of the deliveries");
        assert!(ended.out.contains("deliveries   2, "), "{}", ended.out);
        assert!(ended.err.contains("delivery 2 (conversion.created, msg_"), "{}", ended.err);
    }
}

#[test]
fn it_ends_when_it_is_asked_to_and_after_a_time() {
    for signal in ["-INT", "-TERM"] {
        let begin = Instant::now();
        let listening = Listening::start(&["--for", "90s", "--webhook-secret", SECRET], &[]);
        listening.send(&good());
        let ended = listening.signal(signal);
        assert!(begin.elapsed() < Duration::from_secs(80), "it ends because of the signal");
        assert_eq!((ended.code, ended.out.lines().last()), (Some(0), Some("clean")), "{}{}", ended.out, ended.err);
    }
    let ended = Listening::start(&["--for", "1s"], &[]).end();
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.starts_with("error: nothing was received at http://127.0.0.1:"), "{}", ended.err);
    let listening = Listening::start(&["--for", "2", "--deliveries", "2", "--webhook-secret", SECRET], &[]);
    listening.send(&good());
    let ended = listening.end();
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    assert!(ended.out.contains("1 delivery was received, but --deliveries asks for 2"), "{}", ended.out);
}

#[test]
fn the_secret_comes_from_arguments_or_variables_and_shows_nowhere() {
    let variable = "AGENTREF_WEBHOOK_SECRET";
    let named = ["--webhook-secret", "env:MINE"];
    let given = ["--webhook-secret", SECRET];
    for (arguments, variables, format, expected) in [
        (&[][..], &[(variable, SECRET)][..], "text", "1 of 1 verified"),
        (&[], &[(variable, "")], "text", "0 of 1 verified"),
        (&[], &[(variable, OTHER)], "text", "webhook/signature-wrong"),
        (&named, &[("MINE", SECRET), (variable, OTHER)], "markdown", "1 of 1 verified"),
        (&given, &[(variable, OTHER)], "json", "1 of 1 verified"),
    ] {
        let listening =
            Listening::start(&[&["--deliveries", "1", "--list", "--format", format], arguments].concat(), variables);
        // The secret must not be shown if somebody sends it, either.
        let sent = Sent { target: format!("/hooks?note={SECRET}"), ..good() };
        listening.send(&sent);
        let ended = listening.end();
        assert!(ended.out.contains(expected), "{arguments:?} {variables:?}: {}", ended.out);
        let is_known = expected == "1 of 1 verified";
        assert_eq!(ended.out.contains(SECRET), !is_known, "{}", ended.out);
        assert!(!ended.out.contains(OTHER) && !ended.err.contains(SECRET), "{}{}", ended.out, ended.err);
    }
}

#[test]
fn what_cannot_be_received_is_said_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let taken = taken.local_addr().expect("an address").to_string();
    let listen = ["check", "--provider", "wecantrack", "--webhooks"];
    for (arguments, expected) in [
        (&[&taken[..]][..], "choose another port, or 0 for a free one"),
        (&["4100"], "write HOST:PORT, for example 127.0.0.1:4100"),
        (&["127.0.0.1:0", "--for", "soon"], "write a time such as 30s, 5m or 1h"),
        (&["127.0.0.1:0", "--for", "0s"], "write a time such as 30s, 5m or 1h"),
        (&["127.0.0.1:0", "--deliveries", "0"], "write a number above zero"),
        (&["127.0.0.1:0", "--webhook-secret", "env:NO_SUCH"], "NO_SUCH is not set"),
        (&["127.0.0.1:0", "--for", "1s", "--webhook-secret", "env:EMPTY"], "EMPTY is not set"),
        (&["127.0.0.1:0", "--for", "1s", "--webhook-secret", ""], "is empty"),
        (&["127.0.0.1:0", "--base-url", "http://localhost"], "cannot be used with"),
        (&["127.0.0.1:0", "--har", "x.har"], "cannot be used with"),
        (&["127.0.0.1:0", "--min-coverage", "operations=1"], "with --webhooks require events"),
    ] {
        let ran = run(&[&listen, arguments].concat(), &[("EMPTY", " ")]);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("whsec_*"), "{}", ran.err);
    }
    for (arguments, expected) in [
        (
            &["--provider", "agentref", "--webhooks", "127.0.0.1:0", "--webhook-secret", "whsec_*"][..],
            "must be `whsec_` and a key in base64url",
        ),
        (&["--provider", "affitor", "--webhooks", "127.0.0.1:0"], "declares no webhook events"),
        (
            &["--provider", "wecantrack", "--webhooks", "127.0.0.1:0", "--min-coverage", "events=1"],
            "so events are not counted",
        ),
        (
            &["--provider", "agentref", "--base-url", "http://localhost", "--min-coverage", "events=1"],
            "needs --webhooks, or --har with --webhook-url",
        ),
        (
            &["--provider", "agentref", "--base-url", "http://localhost", "--deliveries", "1"],
            "--deliveries and --for need --webhooks",
        ),
        (
            &["--provider", "agentref", "--base-url", "http://localhost", "--webhook-secret", "whsec_*"],
            "--webhook-secret needs --webhooks",
        ),
    ] {
        let ran = run(&[&["check"][..], arguments].concat(), &[]);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("whsec_*"), "{}", ran.err);
    }
}

#[test]
fn the_help_explains_every_option_of_webhooks() {
    let ran = run(&["check", "--help"], &[]);
    assert_eq!(ran.code, Some(0));
    let options = ["webhooks", "deliveries", "for", "webhook-url", "webhook-secret"];
    let help: Vec<&str> = options
        .iter()
        .map(|option| {
            let start = ran.out.find(&format!("      --{option} <")).unwrap_or_else(|| panic!("no --{option}"));
            let rest = &ran.out[start..];
            rest[6..].find("\n      -").map_or(rest, |end| &rest[..end + 6])
        })
        .collect();
    let lines: Vec<_> = help.iter().flat_map(|help| help.lines()).map(str::trim_end).collect();
    insta::assert_snapshot!("help_of_webhooks", lines.join("\n"));
}
