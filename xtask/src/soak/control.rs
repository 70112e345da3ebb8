//! Steering the sandbox: faults and the clock.

use anyhow::bail;
use hyper::Method;

use crate::bench::call::Call;
use crate::bench::connection::Connection;
use crate::bench::server::NOW;

/// Where the clock was moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// An hour on.
    On,
    /// Back to where it began, because it stood at the end of the world's time.
    Back,
}

/// Makes one answer of a hundred a failure.
pub(super) async fn inject_faults(connection: &mut Connection, origin: &str) -> anyhow::Result<bool> {
    let body = r#"{"faults":[{"error_rate":0.01}]}"#.to_owned();
    steer(connection, &Call::json(Method::PUT, format!("{origin}/_mock/faults"), body), &[200])
        .await
        .map(|status| status == 200)
}

/// Puts the clock to its beginning.
pub(super) async fn can_move_clock(connection: &mut Connection, origin: &str) -> anyhow::Result<bool> {
    steer(connection, &clock(origin, "now", NOW), &[200]).await.map(|status| status == 200)
}

/// Moves the clock an hour on, or back to its beginning once it has come to its end.
pub(super) async fn move_clock(connection: &mut Connection, origin: &str) -> anyhow::Result<Move> {
    if steer(connection, &clock(origin, "advance", "1h"), &[200, 422]).await? == 200 {
        return Ok(Move::On);
    }
    steer(connection, &clock(origin, "now", NOW), &[200]).await?;
    Ok(Move::Back)
}

/// Makes a customer buy something.
pub(super) async fn cause_sale(connection: &mut Connection, origin: &str) -> anyhow::Result<()> {
    let sale = Call::json(Method::POST, format!("{origin}/_mock/events"), r#"{"event":"sale"}"#.to_owned());
    steer(connection, &sale, &[200]).await.map(drop)
}

fn clock(origin: &str, field: &str, value: &str) -> Call {
    Call::json(Method::POST, format!("{origin}/_mock/clock"), format!(r#"{{"{field}":"{value}"}}"#))
}

async fn steer(connection: &mut Connection, call: &Call, expected: &[u16]) -> anyhow::Result<u16> {
    let answer = connection.send(call).await?;
    let status = answer.status.as_u16();
    if !expected.contains(&status) {
        bail!("{} was answered with {status}: {}", call.curl(), String::from_utf8_lossy(&answer.body));
    }
    Ok(status)
}
