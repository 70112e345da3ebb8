//! Starting the program.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// A running program. It is killed when dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) banner: String,
    pub(crate) address: SocketAddr,
    stdout: BufReader<ChildStdout>,
}

/// The program, without the variables of the test environment that would change its behaviour.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trackside-mock"));
    for (name, _) in std::env::vars()
        .filter(|(name, _)| name.starts_with("TRACKSIDE_") || ["COLUMNS", "RUST_LOG"].contains(&name.as_str()))
    {
        command.env_remove(name);
    }
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    command().args(arguments).output().expect("the program runs")
}

/// Starts the program on a free port and reads its banner to the last line.
pub(crate) fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Running {
    let mut child = command()
        .args(["--port", "0"])
        .args(arguments)
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("the output is piped"));
    let mut banner = String::new();
    while !banner.contains("--now ") {
        assert!(
            stdout.read_line(&mut banner).expect("the banner can be read") > 0,
            "the program ended early: {banner}"
        );
    }
    let port = banner
        .split_once("http://localhost:")
        .and_then(|(_, rest)| rest.split(|character: char| !character.is_ascii_digit()).next());
    let port: u16 = port.and_then(|port| port.parse().ok()).expect("the banner names the port");
    Running { child, banner, address: SocketAddr::from(([127, 0, 0, 1], port)), stdout }
}

impl Running {
    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(status.success(), "the signal is sent");
    }

    /// The rest of the output, up to the end of the program.
    pub(crate) fn rest(&mut self) -> String {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("the output can be read");
        rest
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have exited by itself.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
