//! What a browser sees of a sandbox: pages of HTML, and the few files that they load.
//!
//! A page is made from the control surface's own types ([`trackside_schemas::control`]) and from the published documents ([`Documents`]). It can be read
//! without JavaScript; the scripts under `assets/` add what needs them: copying, sending, what arrives while one looks.
//!
//! # Layout
//!
//! | module | what it is for |
//! |---|---|
//! | [`documents`] | what a published document says, ready to be shown: operations, fields with their provenance, rules |
//! | [`sample`] | a call that works, as curl, fetch, TypeScript and Rust |
//! | [`pages`] | one file a page; the templates lie under `templates/` |
//! | [`asset`] | the style sheet, the scripts, the vendored viewer |
//!
//! **Invariant:** it knows no HTTP server and no sandbox; whatever a request carried reaches a page only through the escaping of the templates.

mod asset;
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
pub use policy::{PAGE_POLICY, VIEWER_POLICY};
pub use site::Site;
