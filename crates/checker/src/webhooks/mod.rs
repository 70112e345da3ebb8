//! Webhooks: requests that the provider sends, received by a listener or found in a recording.
//!
//! | module | what it does |
//! |---|---|
//! | `declared` | reads how a document says that its events are delivered |
//! | `secret` | the secrets that deliveries are signed with |
//! | `payload` | finds out which event a delivery is of |
//! | `signature` | verifies who has sent a delivery, and when |
//! | `judge` | judges one delivery after the other |
//! | `tally` | what is said of all deliveries together |
//! | `connection` | one connection to the listener |
//! | `receive` | the listener |

mod connection;
mod declared;
mod judge;
mod payload;
mod receive;
mod rules;
mod secret;
mod signature;
mod tally;

pub(crate) use declared::DeclaredDelivery;
pub(crate) use judge::{Judge, Received};
pub use receive::{Until, receive_webhooks};
pub(crate) use rules::RULES;
pub use secret::WebhookSecrets;
