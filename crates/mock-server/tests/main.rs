//! The program `trackside-mock` as its users meet it: banner, help, arguments, ports, signals, clients that hang up.

mod overrides;
mod process;
mod starting;
mod state;
mod stopping;
