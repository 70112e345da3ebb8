//! `trackside-mock`: the sandbox as a program.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use trackside_mock_server::{Arguments, MockServer, write_banner, write_ready};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let default = if arguments.quiet() { LevelFilter::ERROR } else { LevelFilter::INFO };
    let wanted = std::env::var("RUST_LOG").ok().and_then(|wanted| wanted.parse::<Targets>().ok());
    let filter = wanted.unwrap_or_else(|| Targets::new().with_default(default));
    let lines = tracing_subscriber::fmt::layer().with_target(false).with_writer(io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    // Before the banner, so that whoever has read it can interrupt.
    let mut interrupts = Interrupts::listen()?;
    let server = tokio::select! {
        started = MockServer::start(arguments.configuration()?) => started?,
        // A large world takes seconds to build, in a thread that cannot be stopped; nothing has been written yet that could be torn.
        () = interrupts.next() => std::process::exit(0),
    };
    let mut said = Vec::new();
    if arguments.ready_json() {
        write_ready(&mut said, &server)?;
    } else if !arguments.quiet() {
        write_banner(&mut said, server.sandbox(), &server.origin())?;
    }
    // Whoever closed the pipe does not want to know; the server goes on.
    _ = io::stdout().lock().write_all(&said);
    interrupts.next().await;
    tracing::info!("stopping: open requests may finish; interrupt once more to stop at once");
    tokio::select! {
        stopped = server.stop() => Ok(stopped?),
        () = interrupts.next() => Ok(()),
    }
}

/// Ctrl-C, and on Unix SIGTERM as well.
struct Interrupts {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Interrupts {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    #[cfg(not(unix))]
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) {
        // Without a handler nothing would ever stop the server: wait for the system to end it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
