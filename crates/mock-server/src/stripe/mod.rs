//! What is Stripe's own, whichever provider learns of sales from it: the signature of its webhooks, and the ids of its
//! payments.

pub(crate) mod payments;
pub(crate) mod signature;

use std::hash::Hasher as _;

use siphasher::sip::SipHasher13;

/// The number of a record that is about something with an id of Stripe.
pub(crate) fn number_of(id: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}
