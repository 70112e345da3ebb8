//! The documented wire types and endpoints of every provider: the one thing in this project that is written by hand.
//!
//! An [`Endpoint`] is declared once, as a type with its method, path, parameters, body, answers, security and rules. The OpenAPI
//! documents under `specs/`, the typed clients and the mock server are all made from these declarations, so a changed field is
//! one edit here and `cargo xtask codegen`.
//!
//! # Layout
//!
//! | module | what it declares |
//! |---|---|
//! | [`declare`] | the vocabulary: endpoint, webhook event, provider, provenance, rule, link, pagination, security |
//! | [`values`] | value types that several providers write in their own notation: instants, amounts |
//! | [`control`] | the sandbox's own control surface, declared as a provider is |
//! | [`agentref`], [`affitor`], [`partnero`], [`fullwhere`], [`wecantrack`] | one module a provider |
//! | [`stripe`] | what Stripe sends to the providers that learn of sales from it |
//! | [`world_file`] | the files that say what a sandbox has when it starts |
//!
//! # How to read a provider module
//!
//! The doc comment of a type or field is the description that readers of the spec see. The attribute
//! `#[schemars(extend("x-provenance" = …))]` says how sure we are of it ([`declare::Provenance`]); a field without one inherits its type's.
//! `#[schemars(extend("x-validations" = rules([…])))]` holds facts across fields ([`declare::Rule`]). `#[garde(…)]` on a parameter is
//! both the rule in the spec and the check that runs.
//!
//! **Invariant:** this crate knows no HTTP server, no simulated world and no fake data.

pub mod affitor;
pub mod agentref;
pub mod control;
pub mod declare;
pub mod fullwhere;
pub mod partnero;
pub mod stripe;
pub mod values;
pub mod wecantrack;
pub mod world_file;

pub use declare::{
    Endpoint, EndpointList, EndpointVisitor, Event, EventList, EventVisitor, Provider, ProviderList, ProviderVisitor,
};

/// Every provider, in the order in which documents and pages list them.
pub type Providers =
    (agentref::AgentRef, affitor::Affitor, partnero::Partnero, fullwhere::Fullwhere, wecantrack::Wecantrack);

/// Every published document: the providers', and the one of the sandbox's own control surface.
pub type Documents = (Providers, control::Control);
