//! The project's tasks, in Rust: `cargo xtask <command>`.
//!
//! | module | what it does |
//! |---|---|
//! | [`codegen`] | the command: generates everything in memory, compares, then writes all files or none |
//! | [`document`] | builds a provider's OpenAPI 3.0.3 document from the declarations in `crates/schemas` |
//! | [`dialect`] | rejects what progenitor or a strict validator would misread |
//! | [`round_trip`] | proves that the `openapiv3` crate reads a document without losing anything |
//! | [`client`] | generates a provider's Rust client from its document |
//! | [`typescript`] | generates the TypeScript declarations of a document, with openapi-typescript |
//! | [`bench`] | the command: measures the sandbox against a bare axum server, in one run |
//! | [`soak`] | the command: sends the sandbox many requests while its clock moves and faults are injected |
//! | [`dist`] | the command: packs the programs for people without Rust |
//! | [`ci`] | the command: checks the sandbox against the documents, and the documents against the previous commit's |
//! | [`e2e`] | the command: tests the page and the sandbox in a real browser |
//! | [`nightly`] | the command: runs the long checks |
//!
//! **Invariant:** nothing is written before everything has been generated, and the same declarations give the same
//! bytes.

pub mod bench;
pub mod ci;
pub mod client;
pub mod codegen;
pub mod dialect;
pub mod dist;
pub mod document;
pub mod e2e;
mod error;
pub mod nightly;
pub mod postgres;
pub mod round_trip;
pub mod soak;
pub mod typescript;

pub use error::Error;
