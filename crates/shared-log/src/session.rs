//! One connection to the database.

use std::future::Future;
use std::time::Duration;

use futures_util::future::{poll_fn, try_join, try_join4};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls, Socket, Statement};

use crate::error::chain;
use crate::row::{NewRow, Row, Stored};
use crate::tables::{leader_lock, lock};
use crate::{Address, Error};

/// The most rows that are read at once.
const PAGE: i64 = 2000;

/// How long a statement may take, but for the wait for the lock.
const STATEMENT_WITHIN: Duration = Duration::from_secs(6);

/// How long the lock may take. A replica that holds it and does not go on loses it after [`SETTINGS`].
const LOCK_WITHIN: Duration = Duration::from_secs(8);

/// A replica that hangs loses the lock, and one whose connection was cut is noticed.
const SETTINGS: &str = "
    SET idle_in_transaction_session_timeout = '5s';
    SET statement_timeout = '15s';
    SET tcp_keepalives_idle = 3;
    SET tcp_keepalives_interval = 1;
    SET tcp_keepalives_count = 3;
    SET client_encoding = 'UTF8';
    LISTEN trackside_log
";

/// A parameter of a statement.
type Parameter<'p> = &'p (dyn ToSql + Sync);

/// A connection, with what is prepared on it.
pub(crate) struct Session {
    client: Client,
    notifications: UnboundedReceiver<()>,
    read: Statement,
    append: Statement,
}

impl Session {
    /// Connects. Nothing is prepared yet.
    pub(crate) async fn connect(address: &Address) -> Result<(Client, UnboundedReceiver<()>), Error> {
        let (notify, notifications) = unbounded_channel();
        if address.requires_tls() {
            #[cfg(feature = "tls")]
            return Ok((connected(address, crate::tls::connector(), notify).await?, notifications));
            #[cfg(not(feature = "tls"))]
            return Err(Error::WithoutTls);
        }
        Ok((connected(address, NoTls, notify).await?, notifications))
    }

    /// Prepares a connection whose tables exist.
    pub(crate) async fn prepare((client, notifications): (Client, UnboundedReceiver<()>)) -> Result<Self, String> {
        within(STATEMENT_WITHIN, client.batch_execute(SETTINGS)).await?;
        let read = "
            SELECT number, replica, lease, record, file FROM trackside_log WHERE number > $1 ORDER BY number LIMIT $2
        ";
        let append = "
            INSERT INTO trackside_log (number, replica, lease, record, file)
            SELECT $1 + place, $2, $3, record, file
            FROM unnest($4::text[], $5::bytea[]) WITH ORDINALITY AS added (record, file, place)
        ";
        let prepared = try_join(client.prepare(read), client.prepare(append));
        let (read, append) = within(STATEMENT_WITHIN, prepared).await?;
        Ok(Self { client, notifications, read, append })
    }

    /// Waits until another replica may have appended. `None` if the connection is lost.
    pub(crate) async fn notified(&mut self) -> Option<()> {
        self.notifications.recv().await?;
        // One look is enough for all of them.
        while self.notifications.try_recv().is_ok() {}
        Some(())
    }

    /// By how much the database's clock is ahead of this machine's, in milliseconds.
    pub(crate) async fn clock_difference(&self) -> Result<i64, String> {
        let before = milliseconds_now();
        let query = self.client.query_one("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", &[]);
        let database: i64 = within(STATEMENT_WITHIN, query).await?.get(0);
        let after = milliseconds_now();
        Ok(database - i64::midpoint(before, after))
    }

    /// The rows after a number, and whether there may be more.
    pub(crate) async fn rows_after(&self, number: i64) -> Result<(Vec<Stored>, bool), String> {
        let rows = within(STATEMENT_WITHIN, self.client.query(&self.read, &[&number, &PAGE])).await?;
        Ok(stored(&rows))
    }

    /// Begins a transaction, takes the lock, and reads the rows after a number. Also returns the number of the last row.
    pub(crate) async fn begin(&self, number: i64) -> Result<(Vec<Stored>, bool, i64), String> {
        let lock = lock();
        let after: [Parameter<'_>; 2] = [&number, &PAGE];
        // They are sent together and executed one after the other.
        let all = try_join4(
            self.client.batch_execute("BEGIN"),
            self.client.batch_execute(&lock),
            self.client.query(&self.read, &after),
            self.client.query_one("SELECT coalesce(max(number), 0) FROM trackside_log", &[]),
        );
        let ((), (), rows, last) = within(LOCK_WITHIN, all).await?;
        let (rows, is_full) = stored(&rows);
        Ok((rows, is_full, last.get(0)))
    }

    /// Appends rows after a number, tells the other replicas, and commits. `by` says who appends, and under which lease.
    pub(crate) async fn commit(&self, number: i64, by: (&str, i64), rows: &[NewRow]) -> Result<(), String> {
        let records: Vec<&str> = rows.iter().map(|row| row.record.as_str()).collect();
        let files: Vec<Option<&[u8]>> = rows.iter().map(|row| row.file.as_deref()).collect();
        let (replica, lease) = by;
        let parameters: [Parameter<'_>; 5] = [&number, &replica, &lease, &records, &files];
        let notify = async { self.client.batch_execute("NOTIFY trackside_log; COMMIT").await };
        let all = try_join(self.client.execute(&self.append, &parameters), notify);
        let (count, ()) = within(STATEMENT_WITHIN, all).await?;
        if count == rows.len() as u64 { Ok(()) } else { Err(format!("{count} rows of {} were appended", rows.len())) }
    }

    /// Takes the lock of the replica that leads, if no other has it. It is held until the connection ends.
    pub(crate) async fn try_lead(&self) -> Result<bool, String> {
        let row = within(STATEMENT_WITHIN, self.client.query_one(&leader_lock(), &[])).await?;
        Ok(row.get(0))
    }

    /// Ends a transaction under which nothing was appended.
    pub(crate) async fn rollback(&self) -> Result<(), String> {
        within(STATEMENT_WITHIN, self.client.batch_execute("ROLLBACK")).await
    }

    /// Deletes the rows before a number, which nobody needs any more.
    pub(crate) async fn prune(&self, number: i64) -> Result<(), String> {
        let parameters: [Parameter<'_>; 1] = [&number];
        let delete = self.client.execute("DELETE FROM trackside_log WHERE number < $1", &parameters);
        within(STATEMENT_WITHIN, delete).await.map(drop)
    }
}

fn stored(rows: &[tokio_postgres::Row]) -> (Vec<Stored>, bool) {
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == PAGE);
    let stored = rows.iter().map(|row| {
        let file: Option<Vec<u8>> = row.get(4);
        let (number, record) = (row.get(0), row.get(3));
        Stored { row: Row { number, record, file: file.map(Into::into) }, by: (row.get(1), row.get(2)) }
    });
    (stored.collect(), is_full)
}

fn milliseconds_now() -> i64 {
    let passed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
}

/// Waits for the database no longer than this.
async fn within<T>(
    limit: Duration,
    waiting: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, String> {
    match tokio::time::timeout(limit, waiting).await {
        Ok(result) => result.map_err(|error| chain(&error)),
        Err(_) => Err(format!("it did not respond within {} s", limit.as_secs())),
    }
}

async fn connected<T>(address: &Address, tls: T, notify: UnboundedSender<()>) -> Result<Client, Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let unreachable = |reason| Error::Unreachable { place: address.place().to_owned(), reason };
    // The library's own limit is for each host and ends when the connection stands; a server that says nothing is not
    // noticed by it.
    let connecting = tokio::time::timeout(2 * STATEMENT_WITHIN, address.config().connect(tls)).await;
    let connecting = connecting.map_err(|_| unreachable("it does not respond".to_owned()))?;
    let (client, connection) = connecting.map_err(|error| unreachable(chain(&error)))?;
    tokio::spawn(drive(connection, notify));
    Ok(client)
}

/// Moves the connection on until it ends, and passes notifications on.
async fn drive<S, T>(mut connection: Connection<S, T>, notify: UnboundedSender<()>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(_))) => _ = notify.send(()),
            Some(Ok(_)) => {}
            // The client gets the reason with its next statement; dropping `notify` wakes whoever waits for rows.
            Some(Err(_)) | None => return,
        }
    }
}
