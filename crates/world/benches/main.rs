//! What the world costs: to build, to list orders, to add up. `cargo bench -p trackside-world` runs all of it, `… -- pages` a part.

mod building;
mod pages;
mod statistics;
mod worlds;

fn main() {
    divan::main();
}
