//! The pages that a sandbox shows in a browser, and the files that they load.
//!
//! Pages are rendered from the types of the control surface ([`trackside_schemas::control`]) and the published
//! documents ([`Documents`]). They can be read without JavaScript. The scripts under `assets/` add copy buttons, the
//! try-it form and live updates.
//!
//! # Layout
//!
//! | module | contents |
//! |---|---|
//! | [`data`] | the world's records for readers: tables, records, charts, states |
//! | [`documents`] | the published documents, parsed for display: operations, fields with their provenance, rules |
//! | [`sample`] | working sample calls in curl, fetch, TypeScript and Rust |
//! | [`pages`] | one file per page; the templates are in `templates/` |
//! | [`asset`] | the style sheet and the scripts |
//!
//! **Invariant:** this crate knows no HTTP server and no sandbox. Request data reaches a page only through the escaping
//! of the templates.

mod asset;
pub mod data;
pub mod documents;
mod escape;
pub mod pages;
mod policy;
mod prose;
pub mod sample;
mod site;
mod write;

pub use asset::{Asset, asset};
pub use documents::Documents;
pub use policy::PAGE_POLICY;
pub use site::Site;
