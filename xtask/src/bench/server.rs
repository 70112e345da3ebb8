//! Building, starting and observing the servers that are measured.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The instant at which the clock of every measured sandbox stands.
pub(crate) const NOW: &str = "2026-06-08T12:00:00Z";

/// The programs that are measured.
pub(crate) struct Programs {
    /// The sandbox.
    pub(crate) sandbox: PathBuf,
    /// The bare axum server.
    pub(crate) bare: PathBuf,
}

/// A running program. Dropping it ends it.
pub(crate) struct Server {
    /// Whoever watches over the program ends it once this is dropped.
    wanted: oneshot::Sender<()>,
    watch: JoinHandle<std::io::Result<()>>,
    process: u32,
    /// The scheme, host and port that it listens on.
    pub(crate) origin: String,
}

/// Physical memory of a process, in MiB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Memory {
    /// What it has now.
    pub(crate) resident: f64,
    /// The most that it has had.
    pub(crate) peak: f64,
}

impl Programs {
    /// Builds both in release, with the allocator and the database that the packages have.
    pub(crate) async fn build(root: &Path) -> anyhow::Result<Self> {
        Self::build_with(root, &["--features", "jemalloc,postgres", "--example", "baseline"]).await
    }

    /// Builds the sandbox alone, as it is built everywhere else: with the bare server, what tests depend on adds features and all is built anew.
    pub(crate) async fn build_sandbox(root: &Path) -> anyhow::Result<Self> {
        Self::build_with(root, &[]).await
    }

    async fn build_with(root: &Path, more: &[&str]) -> anyhow::Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let package = ["build", "--release", "--package", "trackside-mock-server", "--bin", "trackside-mock"];
        let status = Command::new(cargo)
            .args(package)
            .args(more)
            .current_dir(root)
            .status()
            .await
            .context("cargo cannot be started")?;
        if !status.success() {
            bail!("the servers cannot be built");
        }
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
        let release = target.join("release");
        Ok(Self { sandbox: release.join("trackside-mock"), bare: release.join("examples/baseline") })
    }

    /// The folder that they lie in.
    pub(crate) fn folder(&self) -> &Path {
        self.sandbox.parent().unwrap_or(Path::new("."))
    }

    /// Starts a sandbox with so many orders, a standing clock and no log of requests.
    pub(crate) async fn start_sandbox(&self, orders: u32, seed: u64) -> anyhow::Result<Server> {
        self.start_sandbox_with(orders, seed, &[]).await
    }

    /// The same with more arguments.
    pub(crate) async fn start_sandbox_with(&self, orders: u32, seed: u64, more: &[&str]) -> anyhow::Result<Server> {
        let (orders, seed) = (orders.to_string(), seed.to_string());
        let arguments = ["--port", "0", "--now", NOW, "--orders", &orders, "--seed", &seed];
        Server::start(&self.sandbox, &[&arguments, more].concat()).await
    }

    /// Starts the bare server.
    pub(crate) async fn start_bare(&self) -> anyhow::Result<Server> {
        Server::start(&self.bare, &[]).await
    }
}

impl Server {
    /// Starts a program and waits until it prints the address that it listens on.
    async fn start(program: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command.args(arguments).env("RUST_LOG", "error").stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        // What the caller's environment says of other sandboxes does not belong here.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TRACKSIDE_")) {
            command.env_remove(name);
        }
        let mut child = command.spawn().with_context(|| format!("{} cannot be started", program.display()))?;
        let process = child.id().context("a child that runs has a process id")?;
        let mut lines = BufReader::new(child.stdout.take().context("the output is piped")?).lines();
        let origin = loop {
            let line = lines.next_line().await?;
            let line = line.with_context(|| format!("{} ended without an address", program.display()))?;
            if let Some((_, address)) = line.split_once("http://") {
                break format!("http://{}", address.trim());
            }
        };
        // Whatever else it prints is read and thrown away, so that it never waits for a reader.
        tokio::spawn(async move { while matches!(lines.next_line().await, Ok(Some(_))) {} });
        let (wanted, unwanted) = oneshot::channel();
        let watch = tokio::spawn(watch(child, program.display().to_string(), unwanted));
        Ok(Self { wanted, watch, process, origin })
    }

    /// Ends it and waits until it is gone.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        drop(self.wanted);
        self.watch.await?.context("a server cannot be ended")
    }

    /// The CPU time that its threads have taken, in user and kernel mode. Linux only.
    pub(crate) fn cpu_time(&self) -> anyhow::Result<Duration> {
        let tasks = format!("/proc/{}/task", self.process);
        let mut nanoseconds = 0;
        for task in std::fs::read_dir(&tasks).with_context(|| format!("{tasks} cannot be read"))? {
            let text = std::fs::read_to_string(task?.path().join("schedstat")).context("CPU time cannot be read")?;
            let running = text.split_whitespace().next().and_then(|running| running.parse::<u64>().ok());
            nanoseconds += running.context("CPU time is not a number")?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// Its physical memory. Linux only.
    pub(crate) fn memory(&self) -> anyhow::Result<Memory> {
        let path = format!("/proc/{}/status", self.process);
        let text = std::fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))?;
        let mebibytes = |name| kibibytes(&text, name).map(|kibibytes| kibibytes / 1024.0);
        let (resident, peak) = (mebibytes("VmRSS:"), mebibytes("VmHWM:"));
        Ok(Memory { resident: resident.context("it has no VmRSS")?, peak: peak.context("it has no VmHWM")? })
    }
}

/// Waits until the program is unwanted and ends it; tells when it ends before, because what fails then is only a consequence.
async fn watch(mut child: Child, name: String, unwanted: oneshot::Receiver<()>) -> std::io::Result<()> {
    tokio::select! {
        status = child.wait() => eprintln!("{name} ended before it should: {}", status?),
        _ = unwanted => child.kill().await?,
    }
    Ok(())
}

/// Does the work unless somebody interrupts it. In both cases the servers that it started have been ended afterwards.
pub(crate) fn until_interrupted<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    runtime.block_on(async {
        tokio::select! {
            // The terminal interrupts the load generator as well: do not take that for a failure.
            biased;
            interrupted = interruption() => {
                interrupted?;
                bail!("interrupted")
            }
            done = work => done,
        }
    })
}

/// The number beside a name such as `VmRSS:` in a table of the kernel's.
pub(super) fn kibibytes(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Ends on Ctrl-C, and on Unix on SIGTERM as well.
async fn interruption() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::kibibytes;

    #[test]
    fn reads_the_kernels_tables() {
        let text = "VmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\n";
        for (name, expected) in [("VmRSS:", Some(10_240.0)), ("VmHWM:", Some(20_480.0)), ("VmSwap:", None)] {
            assert_eq!(kibibytes(text, name), expected, "{name}");
        }
    }
}
