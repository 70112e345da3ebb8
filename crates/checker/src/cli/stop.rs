//! How a user ends a run.

use tokio::sync::watch;

/// Becomes true at Ctrl-C, and when the process is asked to terminate if `at_termination` says so. A second Ctrl-C
/// exits at once.
pub(super) fn stopped(at_termination: bool) -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => if interrupted.is_err() { std::future::pending::<()>().await },
            () = terminated(), if at_termination => {}
        }
        _ = stop.send(true);
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(2);
        }
    });
    stopped
}

/// Waits for a request to terminate. Where there is none, or it cannot be seen, this never ends.
async fn terminated() {
    #[cfg(unix)]
    if let Ok(mut signals) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        signals.recv().await;
        return;
    }
    std::future::pending::<()>().await;
}
