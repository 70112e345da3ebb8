//! The chores, from the outside: the dialect's refusals, the command in each of its modes, the packages, and the freshness of this project's own files.

mod codegen;
mod dialect;
// Packages are made there alone.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod dist;
mod documents;
mod freshness;
mod grammar;
mod portable_rules;
mod providers;
#[cfg(unix)]
mod typescript;
