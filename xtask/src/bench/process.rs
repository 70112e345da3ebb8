//! Building and starting the servers that are measured.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};

/// The programs.
pub(super) struct Servers {
    pub(super) sandbox: PathBuf,
    pub(super) bare: PathBuf,
}

/// A running program.
pub(super) struct Started {
    pub(super) child: Child,
    /// The scheme, host and port that it listens on.
    pub(super) origin: String,
}

/// Builds both servers in release.
pub(super) fn build(root: &Path) -> anyhow::Result<Servers> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = [
        "build",
        "--release",
        "--package",
        "trackside-mock-server",
        "--bin",
        "trackside-mock",
        "--example",
        "baseline",
    ];
    let status = Command::new(cargo).args(arguments).current_dir(root).status().context("cargo cannot be started")?;
    if !status.success() {
        bail!("the servers cannot be built");
    }
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("release");
    Ok(Servers { sandbox: target.join("trackside-mock"), bare: target.join("examples/baseline") })
}

/// Starts a program and waits until it prints the address that it listens on.
pub(super) fn start(program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<Started> {
    let mut child = Command::new(program)
        .args(arguments)
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} cannot be started", program.display()))?;
    let mut lines = BufReader::new(child.stdout.take().context("the output is not piped")?).lines();
    let origin = loop {
        let line = lines.next().with_context(|| format!("{} ended without an address", program.display()))??;
        if let Some((_, address)) = line.split_once("http://") {
            break format!("http://{}", address.trim());
        }
    };
    // Whatever else it prints is read and thrown away, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Ok(Started { child, origin })
}

/// Milliseconds from starting the sandbox to the end of its first answer.
pub(super) fn time_to_first_answer(program: &Path) -> anyhow::Result<f64> {
    let started = Instant::now();
    let sandbox = start(program, &["--port", "0"], &[("RUST_LOG", "error")])?;
    let authority = sandbox.origin.trim_start_matches("http://");
    let port: u16 =
        authority.rsplit(':').next().and_then(|port| port.parse().ok()).context("the address has no port")?;
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    let request = "GET /wecantrack/api/v3/transactions?api_key=wct-sandbox&date_type=order_date&start_date=2020-01-01T00:00:00&end_date=2099-01-01T00:00:00&limit=25 HTTP/1.1";
    write!(stream, "{request}\r\nHost: {authority}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if !answer.starts_with("HTTP/1.1 200") {
        bail!("the first answer is no success: {answer}");
    }
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

impl Started {
    /// Resident memory, where the system tells it (Linux).
    pub(super) fn resident_kibibytes(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }
}
