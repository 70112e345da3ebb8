//! The command-line program `trackside-mock`.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use trackside_mock_server::{Arguments, CommandError, MockServer, Task, write_banner, write_ready};

/// Pages and records are made of many small pieces that several threads allocate and free.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match Arguments::read() {
        Ok((Task::Serve(arguments), notes)) => serve(&arguments, &notes).await,
        Ok((Task::Checkpoints(checkpoints), _)) => exit(checkpoints.run(&mut io::stdout()).await),
        Ok((Task::Events(events), _)) => exit(events.run(&mut io::stdout()).await),
        Ok((Task::Trigger(trigger), _)) => exit(trigger.run(&mut io::stdout()).await),
        Ok((Task::Webhooks(webhooks), _)) => exit(webhooks.run(&mut io::stdout()).await),
        Ok((Task::World(world), _)) => exit(world.run(&mut io::stdout()).await),
        Ok((Task::Worlds(worlds), _)) => exit(worlds.run(&mut io::stdout()).await),
        Err(error) => error.exit(),
    }
}

/// The exit code of a command. While one runs, no signal is handled, so that Ctrl-C ends it at once.
fn exit(done: Result<(), CommandError>) -> ExitCode {
    let Err(error) = done else { return ExitCode::SUCCESS };
    let code = error.exit_code();
    if code != 0 {
        // `eprintln!` panics if standard error is closed, which would change the exit code.
        _ = writeln!(io::stderr(), "error: {error}");
    }
    ExitCode::from(code)
}

async fn serve(arguments: &Arguments, notes: &[String]) -> ExitCode {
    let default = if arguments.quiet() { LevelFilter::ERROR } else { LevelFilter::INFO };
    let from_environment = std::env::var("RUST_LOG").ok().and_then(|levels| levels.parse::<Targets>().ok());
    let filter = from_environment.unwrap_or_else(|| Targets::new().with_default(default));
    let has_colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let lines = tracing_subscriber::fmt::layer().with_target(false).with_ansi(has_colours).with_writer(io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    for note in notes {
        tracing::info!("{note}");
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Each error names its cause itself, in front of its hint.
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    // Before the banner, so that a reader of the banner can already interrupt.
    let mut interrupts = Interrupts::listen()?;
    let server = tokio::select! {
        started = MockServer::start(arguments.configuration()?) => started?,
        // Nothing is half-written at this point.
        () = interrupts.next() => std::process::exit(0),
    };
    let mut greeting = Vec::new();
    if arguments.ready_json() {
        write_ready(&mut greeting, &server)?;
    } else if !arguments.quiet() {
        write_banner(&mut greeting, server.sandbox(), &server.origin())?;
    }
    // A closed pipe only means that nobody reads the banner.
    _ = io::stdout().lock().write_all(&greeting);
    interrupts.next().await;
    tracing::info!("shutting down; waiting for open requests (press Ctrl-C again to stop at once)");
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
        // No handler could be installed, so wait until the system ends the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
