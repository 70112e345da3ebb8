//! `--state FILE`: acknowledged records survive the process, and a file of another world is left unchanged.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::{Running, run, start};

const WORLD: [&str; 4] = ["--now", "2026-06-08T12:00:00Z", "--orders", "2000"];

fn started(file: &Path) -> Running {
    let mut arguments = WORLD.to_vec();
    arguments.extend(["--state", file.to_str().expect("a path in UTF-8")]);
    start(&arguments, &[("RUST_LOG", "off")])
}

/// The status and body of a response. Returns nothing if the connection ends early.
fn ask(address: SocketAddr, method: &str, target: &str, body: &str) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\nX-API-Secret: fw-secret-sandbox\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
        key = if target.starts_with("/wecantrack") { "wct-sandbox" } else { "fw-key-sandbox" },
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut response = String::new();
    stream.read_to_string(&mut response).ok()?;
    let (head, body) = response.split_once("\r\n\r\n")?;
    let status = head.get(9..12)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// Purchases with surveys.
fn purchases(address: SocketAddr) -> Vec<String> {
    let mut found = Vec::new();
    for page in 1..=20 {
        let body = json!({ "limit": 100, "page": page }).to_string();
        let (_, page) = ask(address, "POST", "/fullwhere/partners/survey-tracker/list", &body).expect("a list");
        for tracker in page["data"].as_array().expect("trackers") {
            found.push(tracker["purchaseId"].as_str().expect("a UUID").to_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}

fn generate(address: SocketAddr, purchase: &str) -> Option<Value> {
    let body = json!({ "purchaseId": purchase }).to_string();
    let (status, body) = ask(address, "POST", "/fullwhere/partners/survey-tracker/generate", &body)?;
    (status == 201).then_some(body)
}

/// The external trackers of a purchase, sorted by id.
fn external(address: SocketAddr, purchase: &str) -> Vec<Value> {
    let body = json!({ "purchases": [purchase], "limit": 100 }).to_string();
    let (_, list) = ask(address, "POST", "/fullwhere/partners/survey-tracker/list", &body).expect("a list");
    let listed = list["data"].as_array().expect("trackers").iter();
    sorted(listed.filter(|tracker| tracker["sendingType"] == "External").cloned().collect())
}

fn sorted(mut trackers: Vec<Value>) -> Vec<Value> {
    trackers.sort_by_key(|tracker| tracker["id"].as_str().map(str::to_owned));
    trackers
}

#[test]
fn acknowledged_records_survive_every_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.db");
    let all = purchases(started(&file).address);
    assert!(all.len() > 400, "{}", all.len());
    let (next, acknowledged) = (AtomicUsize::new(0), Mutex::new(BTreeMap::<String, Value>::new()));
    let mut checked = 0;
    for round in 0_u64..24 {
        let mut running = started(&file);
        let address = running.address;
        for (purchase, body) in acknowledged.lock().expect("no panic").iter() {
            let Value::Array(trackers) = body else { panic!("{body}") };
            assert_eq!(external(address, purchase), sorted(trackers.clone()), "{purchase} after {round} kills");
            checked += 1;
        }
        acknowledged.lock().expect("no panic").clear();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while let Some(purchase) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let Some(body) = generate(address, purchase) else { break };
                        acknowledged.lock().expect("no panic").insert(purchase.clone(), body);
                    }
                });
            }
            // A different moment in each round, but the same ones in every run.
            std::thread::sleep(Duration::from_millis(10 + round * 37 % 90));
            running.child.kill().expect("the program is running");
            running.child.wait().expect("the program has ended");
        });
    }
    assert!(checked > 50, "only {checked} records were acknowledged before a kill");
    // Every other record in the file is complete: a second request for it changes nothing.
    let running = started(&file);
    for purchase in all.iter().take(next.into_inner()) {
        let before = external(running.address, purchase);
        let Some(Value::Array(now)) = generate(running.address, purchase) else { panic!("{purchase}") };
        assert!(before.is_empty() || before == sorted(now), "{purchase} is torn: {before:?}");
    }
}

#[test]
fn parallel_requests_create_one_set_and_reset_forgets_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.db");
    let running = started(&file);
    let address = running.address;
    assert!(running.banner.contains(&format!("kept in {}", file.display())), "{}", running.banner);
    let purchase = purchases(address).remove(0);
    let bodies = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(|| generate(address, &purchase).expect("links"))).collect();
        asking.into_iter().map(|asked| asked.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    assert_eq!(external(address, &purchase).len(), bodies[0].as_array().expect("links").len());
    drop(running);
    let running = started(&file);
    assert_eq!(external(running.address, &purchase).len(), bodies[0].as_array().expect("links").len());
    let (status, report) = ask(running.address, "POST", "/_mock/reset", "{}").expect("a response");
    assert_eq!((status, &report["removed_records"]), (200, &json!(1)));
    drop(running);
    assert_eq!(external(started(&file).address, &purchase), Vec::<Value>::new());
}

/// Asserts that the program refuses the file with an error that contains `words`, and leaves the file unchanged.
fn refused(file: &Path, more: &[&str], words: &str) {
    let before = fs::read(file).ok();
    let mut arguments = vec!["--port", "0", "--state", file.to_str().expect("a path in UTF-8")];
    arguments.extend(more);
    let output = run(&arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{words}: {error}");
    assert!(error.contains(words) && error.contains("hint: "), "{words}: {error}");
    assert_eq!(fs::read(file).ok(), before, "{words}");
}

#[test]
fn a_refused_file_is_left_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.db");
    let running = started(&file);
    let purchase = purchases(running.address).remove(0);
    generate(running.address, &purchase).expect("links");
    refused(&file, &WORLD, "in use by another sandbox");
    drop(running);
    refused(&file, &["--now", "2026-06-08T12:00:00Z", "--orders", "2000", "--seed", "7"], "--seed 1 --orders 2000");
    refused(&file, &["--now", "2026-06-08T12:00:00Z", "--orders", "2001"], "--seed 1 --orders 2000");
    refused(&file, &["--now", "2040-06-08T12:00:00Z", "--orders", "2000"], "until 2036-06-05");
    // Another day of the same world is fine, even one after the 90 days that are simulated first.
    let mut later = WORLD.to_vec();
    later[1] = "2027-06-20T12:00:00Z";
    later.extend(["--state", file.to_str().expect("a path in UTF-8")]);
    let running = start(&later, &[]);
    assert!(!external(running.address, &purchase).is_empty());
    drop(running);

    let whole = fs::read(&file).expect("the file can be read");
    let damaged = folder.path().join("damaged.db");
    for (bytes, words) in [
        (Vec::new(), "it is empty"),
        (b"not a database at all, only some words of text".to_vec(), "damaged"),
        (whole[..whole.len() / 2].to_vec(), "damaged"),
        (whole[..100].to_vec(), "damaged"),
        (vec![0; whole.len()], "damaged"),
    ] {
        fs::write(&damaged, bytes).expect("the file can be written");
        refused(&damaged, &WORLD, words);
    }
    refused(&folder.path().join("missing/state.db"), &WORLD, "cannot use the state file");
    refused(folder.path(), &WORLD, "it is not a file");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder can be read").count(), 2, "nothing else is left behind");
}

#[cfg(unix)]
#[test]
fn a_full_disk_refuses_the_request_and_keeps_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.db");
    drop(started(&file));
    // The limit simulates a full disk: writing beyond it fails, even within the existing file.
    let script = "trap '' XFSZ; ulimit -f 160; exec \"$@\"";
    let mut child = std::process::Command::new("sh")
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_trackside-mock"), "--port", "0"])
        .args(WORLD)
        .args(["--state", file.to_str().expect("a path in UTF-8")])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("a shell");
    let mut banner = String::new();
    let mut output = std::io::BufReader::new(child.stdout.take().expect("the output is piped"));
    while !banner.contains("--now ") {
        assert!(std::io::BufRead::read_line(&mut output, &mut banner).expect("a banner") > 0, "{banner}");
    }
    let port: u16 =
        banner.split("http://localhost:").nth(1).and_then(|rest| rest[..5].trim().parse().ok()).expect("a port");
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut kept = Vec::new();
    let mut refusal = None;
    for page in 1..=20 {
        let body = json!({ "limit": 100, "page": page }).to_string();
        let (_, page) = ask(address, "POST", "/fullwhere/partners/survey-tracker/list", &body).expect("a list");
        for tracker in page["data"].as_array().expect("trackers") {
            let purchase = tracker["purchaseId"].as_str().expect("a reference");
            let body = json!({ "purchaseId": purchase }).to_string();
            match ask(address, "POST", "/fullwhere/partners/survey-tracker/generate", &body).expect("a response") {
                (201, _) => kept.push(purchase.to_owned()),
                refused => refusal = Some(refused),
            }
        }
        if refusal.is_some() {
            break;
        }
    }
    let (status, body) = refusal.unwrap_or_else(|| panic!("nothing was refused after {} records", kept.len()));
    assert_eq!((status, &body["statusCode"]), (500, &json!(500)), "{body}");
    assert!(!kept.is_empty());
    for purchase in kept.iter().step_by(1 + kept.len() / 20) {
        assert!(!external(address, purchase).is_empty(), "{purchase} was acknowledged");
    }
    child.kill().expect("the program is running");
    child.wait().expect("the program has ended");
    let running = started(&file);
    for purchase in kept.iter().step_by(1 + kept.len() / 20) {
        assert!(
            !external(running.address, purchase).is_empty(),
            "{purchase} was acknowledged before the disk was full"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_deleted_state_file_is_an_error_and_not_a_loss() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.db");
    let running = started(&file);
    let purchases = purchases(running.address);
    assert!(generate(running.address, &purchases[0]).is_some(), "the file is there");
    fs::remove_file(&file).expect("the file is deleted");
    for purchase in &purchases[1..4] {
        let body = json!({ "purchaseId": purchase }).to_string();
        let target = "/fullwhere/partners/survey-tracker/generate";
        let (status, _) = ask(running.address, "POST", target, &body).expect("a response");
        assert_eq!(status, 500, "{purchase}");
        let (_, list) = ask(running.address, "GET", "/_mock/journal?limit=1", "").expect("the journal");
        let reason = list["entries"][0]["reason"].as_str().expect("a reason");
        assert!(reason.contains("was deleted or replaced"), "{reason}");
    }
    assert!(external(running.address, &purchases[1]).is_empty(), "what was refused is not there");
    assert!(!file.exists(), "no empty file takes its place");
}
