//! The declarations hold what they promise: wire forms, patterns, and the catalogue of endpoints.

mod catalogue;
mod events;
mod fixtures;
mod patterns;
mod places;
mod wire;
