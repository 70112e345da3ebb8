//! Fields that may be absent and are something else when they are null.

use serde::{Deserialize, Deserializer};

/// Reads a field that is there, for `deserialize_with` beside `default`: absent is `None`, and what is there must be a `T`. With a `T` that
/// takes null, null and absent stay apart; with any other, null is refused.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
