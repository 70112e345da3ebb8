//! Databases that cannot be used are refused in words, and nothing in them changes.

use trackside_mock_server::{Configuration, MockServer};

use crate::cluster::{configuration, replica};
use crate::database::Database;
use crate::process;

async fn refused(configuration: Configuration) -> String {
    match MockServer::start(configuration).await {
        Ok(_) => panic!("it starts"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_of_another_world_or_a_newer_version_is_refused() {
    let database = Database::start();
    drop(replica(&database.url()).await);
    let before = database.sql("SELECT version, header FROM trackside_header");
    let reason = refused(Configuration { seed: 2, ..configuration(&database.url()) }).await;
    assert!(reason.contains("start with --seed 1 --orders 300"), "{reason}");
    assert_eq!(database.sql("SELECT version, header FROM trackside_header"), before);

    database.sql("UPDATE trackside_header SET version = 99");
    let reason = refused(configuration(&database.url())).await;
    assert!(reason.contains("have version 99, but this program knows version"), "{reason}");
    assert_eq!(database.sql("SELECT version FROM trackside_header"), "99");

    database.sql("UPDATE trackside_header SET version = 1");
    database.sql("INSERT INTO trackside_log VALUES (1000, 'x', 1, now(), '{\"kind\":\"levitated\"}')");
    let reason = refused(configuration(&database.url())).await;
    assert!(reason.contains("row 1000 of the log") && reason.contains("levitated"), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_schema_has_a_ledger_of_its_own() {
    let database = Database::start();
    database.sql("CREATE SCHEMA team");
    let url = database.url();
    let team = format!("{url}?options=-csearch_path%3Dteam");
    let (server, other) = (replica(&url).await, replica(&team).await);
    crate::cluster::Program::of(&server).customer(server.address(), "user_ada").await;
    let rows = |schema: &str| database.sql(&format!("SELECT count(*) > 2 FROM {schema}.trackside_log"));
    assert_eq!((rows("public"), rows("team")), ("t".to_owned(), "f".to_owned()));
    drop(other);
}

#[test]
fn addresses_that_lead_nowhere_are_refused_without_their_password() {
    for (state, words) in [
        ("postgres://app:hush@127.0.0.1:1/none", "cannot connect to PostgreSQL at 127.0.0.1:1/none"),
        ("postgres://app:hush@127.0.0.1:port/none", "invalid address of a PostgreSQL database"),
        ("mysql://app:hush@127.0.0.1/none", "state cannot be kept at mysql://"),
    ] {
        let output = process::run(&["--port", "0", "--state", state]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(words), "{text}");
        assert!(!text.contains("hush"), "{text}");
    }
}
