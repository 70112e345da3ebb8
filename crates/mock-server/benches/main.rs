//! What a request costs from its caller's side: over loopback, on one kept-alive connection, with the server on the same thread.
//! `cargo bench -p trackside-mock-server` runs all of it, `… -- pages` a part.

mod caller;
mod requests;

fn main() {
    divan::main();
}
