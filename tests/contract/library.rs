//! The sandbox as a library of other people's tests.

use std::collections::HashSet;

use tokio::task::JoinSet;
use trackside_client::partnero;
use trackside_mock_server::MockServer;

#[tokio::test]
async fn many_sandboxes_run_beside_each_other() {
    let mut running = JoinSet::new();
    for seed in 1..=8 {
        running.spawn(async move {
            let now = "2026-06-08T12:00:00Z".parse().expect("an instant");
            let server = MockServer::builder().orders(1000).seed(seed).now(now).start().await.expect("it starts");
            let keys = server.sandbox().keys().of("partnero").next().expect("a key").secrets.clone();
            let credentials = partnero::Credentials::new(keys[0].as_str());
            let client = partnero::connect(&server.base_url("partnero"), credentials).expect("a client");
            let program = client.get_program().send().await.expect("an answer").into_inner();
            assert_eq!(server.reset().expect("it resets"), 0, "nothing was created");
            let again = client.get_program().send().await.expect("an answer").into_inner();
            assert_eq!(format!("{program:?}"), format!("{again:?}"), "the clock stands still");
            let port = server.address().port();
            server.stop().await.expect("it stops");
            (port, keys)
        });
    }
    let (ports, keys): (HashSet<_>, HashSet<_>) = running.join_all().await.into_iter().unzip();
    assert_eq!((ports.len(), keys.len()), (8, 8), "each has a port and a world of its own");
}
