//! The chores, from the outside: the dialect's refusals, the command in each of its modes, and the freshness of this project's own files.

mod codegen;
mod dialect;
mod documents;
mod freshness;
mod providers;
#[cfg(unix)]
mod typescript;
