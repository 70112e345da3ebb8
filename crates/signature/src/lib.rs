//! Signs the bodies of webhooks as providers do, and verifies such signatures.
//!
//! | module | what is signed | how it is written |
//! |---|---|---|
//! | [`svix`] | id, time and body, with a key in base64url | `v1,` and base64 in `svix-signature` |
//! | [`body_hex`] | the body, with a key that is text | hexadecimal digits |
//!
//! A signature covers the bytes that were sent. A body that was parsed and written again has other bytes, so nothing
//! fits it: see [`SignatureError`] for how the usual mistakes are told apart.
//!
//! **Invariant:** knows no provider, no HTTP and no clock.

pub mod body_hex;
mod error;
mod mac;
mod rewritten;
pub mod svix;

pub use error::SignatureError;
