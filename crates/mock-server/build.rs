//! How `trackside-mock` is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name, value| std::env::var(name).is_ok_and(|set| set == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        // At a fixed place in memory: the tables of time zones alone hold 40,000 addresses, and to correct each of them at the start takes 1.3 MB of the file.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
