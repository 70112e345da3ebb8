//! The tables: how they are created, and brought up to date.

use serde_json::Value;
use tokio_postgres::Client;

use crate::error::chain;
use crate::{Address, Error};

/// What each version adds to the one before. The version of the tables is how many of these they have.
const MIGRATIONS: [&str; 1] = ["
    CREATE TABLE trackside_log (
        number bigint PRIMARY KEY,
        replica text NOT NULL,
        lease bigint NOT NULL,
        committed timestamptz NOT NULL DEFAULT clock_timestamp(),
        record text NOT NULL,
        file bytea
    );
"];

/// The table that says which version the others have, and what the log belongs to.
const HEADER: &str = "
    CREATE TABLE IF NOT EXISTS trackside_header (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        version integer NOT NULL,
        header text NOT NULL
    )
";

/// Creates the tables with a header, or brings them up to date. Returns the header that they have.
///
/// Fails if a newer version of this program made them.
pub(crate) async fn prepare(client: &mut Client, address: &Address, header: &Value) -> Result<Value, Error> {
    let failed =
        |error: tokio_postgres::Error| Error::Failed { place: address.place().to_owned(), reason: chain(&error) };
    let transaction = client.transaction().await.map_err(failed)?;
    // Several replicas may start at the same time.
    transaction.batch_execute(&lock()).await.map_err(failed)?;
    transaction.batch_execute(HEADER).await.map_err(failed)?;
    let found = transaction.query_opt("SELECT version, header FROM trackside_header", &[]).await.map_err(failed)?;
    let known = i32::try_from(MIGRATIONS.len()).expect("a small number");
    let (version, found) = match found {
        Some(row) => (row.get(0), row.get(1)),
        None => (0, header.to_string()),
    };
    let Some(missing) = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version..)) else {
        return Err(Error::Newer { place: address.place().to_owned(), found: version, known });
    };
    if !missing.is_empty() {
        for migration in missing {
            transaction.batch_execute(migration).await.map_err(failed)?;
        }
        let write = "
            INSERT INTO trackside_header (version, header) VALUES ($1, $2)
            ON CONFLICT (one) DO UPDATE SET version = EXCLUDED.version
        ";
        transaction.execute(write, &[&known, &found]).await.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)?;
    serde_json::from_str(&found).map_err(|error| Error::Failed {
        place: address.place().to_owned(),
        reason: format!("its header is damaged: {error}"),
    })
}

/// Numbers that nothing else in the database uses as the first half of an advisory lock.
const LOG: i32 = 0x7472_6b73;
const LEADER: i32 = 0x7472_6b6c;

/// Takes the lock of the replica that leads until the connection ends, unless another has it.
pub(crate) fn leader_lock() -> String {
    format!("SELECT pg_try_advisory_lock({LEADER}, hashtext(current_schema()))")
}

/// Takes the lock of the log until the transaction ends. Each schema of a database may have a log of its own.
pub(crate) fn lock() -> String {
    format!("SELECT pg_advisory_xact_lock({LOG}, hashtext(current_schema()))")
}
