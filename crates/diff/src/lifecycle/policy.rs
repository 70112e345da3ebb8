//! What a policy asks for.

use chrono::NaiveDate;

/// Asks for notice: an operation, a parameter, a header, a field, a webhook event or a callback is removed only after it
/// was `deprecated`, on or after the day in its `x-sunset`. A response status needs no notice, but keeps its day. What is deprecated must have such a day, and the day must leave time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The day on which the new document is published.
    pub today: NaiveDate,
    /// The least number of days between the day on which a sunset is announced, and the sunset.
    pub notice_days: u32,
}
