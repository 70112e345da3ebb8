//! Signals, and clients that disconnect.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::process::{Running, start};

fn wait(running: &mut Running) -> (Option<i32>, Duration) {
    let started = Instant::now();
    let status = running.child.wait().expect("the program ends");
    (status.code(), started.elapsed())
}

#[test]
fn signals_stop_the_server_cleanly() {
    for signal in ["INT", "TERM"] {
        let mut running = start(&[], &[]);
        // An idle connection does not keep the server running.
        let idle = TcpStream::connect(running.address).expect("the server listens");
        running.signal(signal);
        let (code, took) = wait(&mut running);
        assert_eq!(code, Some(0), "{signal}");
        assert!(took < Duration::from_secs(8), "{signal} took {took:?}");
        drop(idle);
    }
}

#[test]
fn an_open_request_may_finish() {
    let mut running = start(&[], &[]);
    let mut stream = TcpStream::connect(running.address).expect("the server listens");
    let request = "GET /partnero/v1/program HTTP/1.1\r\nHost: localhost\r\nPrefer: code=404, delay=700\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).expect("the request is sent");
    std::thread::sleep(Duration::from_millis(200));
    running.signal("INT");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("the response arrives");
    assert!(response.starts_with("HTTP/1.1 404"), "{response}");
    assert_eq!(wait(&mut running).0, Some(0));
    assert!(!running.rest().contains("panicked"));
}

#[test]
fn half_a_request_does_not_hold_the_program_longer_than_its_grace() {
    for (arguments, at_most) in [(&[][..], 8), (&["--grace", "1s"], 4)] {
        let mut running = start(arguments, &[]);
        let mut stream = TcpStream::connect(running.address).expect("the server listens");
        stream.write_all(b"GET /partnero/v1/program HTTP/1.1\r\nHost: loc").expect("half a request is sent");
        std::thread::sleep(Duration::from_millis(200));
        running.signal("TERM");
        let (code, took) = wait(&mut running);
        assert_eq!(code, Some(0), "{arguments:?}");
        assert!(took < Duration::from_secs(at_most), "{arguments:?} took {took:?}");
    }
}

#[test]
fn a_second_interrupt_stops_at_once() {
    let mut running = start(&[], &[]);
    let mut stream = TcpStream::connect(running.address).expect("the server listens");
    let request = "GET /partnero/v1/program HTTP/1.1\r\nHost: localhost\r\nPrefer: delay=60000\r\n\r\n";
    stream.write_all(request.as_bytes()).expect("the request is sent");
    std::thread::sleep(Duration::from_millis(300));
    running.signal("INT");
    std::thread::sleep(Duration::from_millis(300));
    running.signal("INT");
    let (_, took) = wait(&mut running);
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn clients_that_disconnect_do_no_harm() {
    let running = start(&[], &[]);
    let head = "POST /fullwhere/partners/survey-tracker/list HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: fw-key-sandbox\r\nX-API-SECRET: fw-secret-sandbox\r\nContent-Type: application/json\r\n";
    for request in [
        String::new(),
        "GET".to_owned(),
        format!("{head}Content-Length: 1000\r\n\r\n{{\"limit\":"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n{{\"li"),
        format!("{head}Content-Length: x\r\n\r\n"),
        "\0\0\0\0\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
    ] {
        let mut stream = TcpStream::connect(running.address).expect("the server listens");
        stream.write_all(request.as_bytes()).expect("the request is sent");
        stream.shutdown(Shutdown::Both).expect("the client disconnects");
    }
    let mut stream = TcpStream::connect(running.address).expect("the server still listens");
    write!(stream, "GET /_mock/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("the request is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("the response arrives");
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
}
