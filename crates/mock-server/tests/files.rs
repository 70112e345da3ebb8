//! A system that lets the program open few files.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::process::command;

/// How many files the program may open.
const FILES: usize = 48;

#[test]
fn when_files_run_out_new_clients_wait_and_the_log_says_so_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let program = command();
    let mut shell = Command::new("sh");
    shell.arg0("sh").args(["-c", &format!("ulimit -n {FILES}; exec \"$@\""), "sh"]).arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let mut child = shell
        .args(["--port", "0", "--orders", "10", "--ready-json"])
        .stdout(Stdio::piped())
        .stderr(File::create(&path).expect("a file"))
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("the output is piped")).read_line(&mut line).expect("a line");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let port = u16::try_from(ready["port"].as_u64().expect("a port")).expect("a port");
    let log = || std::fs::read_to_string(&path).expect("a log");

    let open: Vec<TcpStream> =
        (0..FILES + 10).map(|_| TcpStream::connect(("127.0.0.1", port)).expect("it listens")).collect();
    let started = Instant::now();
    while !log().contains("cannot accept connections") && started.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(20));
    }
    // Several attempts fail meanwhile.
    std::thread::sleep(Duration::from_millis(500));
    drop(open);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time-out");
    write!(stream, "GET /_mock/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("a request is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    child.kill().expect("it is stopped");
    child.wait().expect("it ends");
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    let log = log();
    assert_eq!(log.matches("cannot accept connections").count(), 1, "{log}");
    assert_eq!(log.matches("accepting connections again").count(), 1, "{log}");
    assert!(log.contains(&format!("may open {FILES} files, which is too few for 4096 connections")), "{log}");
}
