//! The program `trackside-mock` as its users meet it: banner, help, arguments, ports, signals, clients that hang up.

mod checkpoints;
mod delivery_kills;
mod environment;
mod events;
#[cfg(unix)]
mod files;
mod kills;
mod overrides;
mod process;
mod slow_clients;
mod starting;
mod state;
mod stopping;
#[cfg(unix)]
mod story;
mod world_files;
mod worlds;
