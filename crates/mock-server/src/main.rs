//! `trackside-mock`: the sandbox as a program.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;
use trackside_mock_server::{Arguments, MockServer, write_banner};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let default = if arguments.quiet() { "error" } else { "info" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(io::stderr).init();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let server = MockServer::start(arguments.configuration()).await?;
    if !arguments.quiet() {
        let mut banner = Vec::new();
        write_banner(&mut banner, server.sandbox(), &server.origin())?;
        // Whoever closed the pipe does not want the banner; the server goes on.
        _ = io::stdout().lock().write_all(&banner);
    }
    interrupted().await?;
    tracing::info!("stopping: open requests may finish; interrupt once more to stop at once");
    tokio::select! {
        stopped = server.stop() => Ok(stopped?),
        second = interrupted() => Ok(second?),
    }
}

/// Waits for Ctrl-C, or on Unix for SIGTERM as well.
async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupt = tokio::signal::ctrl_c() => interrupt,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
