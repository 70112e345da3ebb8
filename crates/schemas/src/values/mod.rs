//! Value types that several providers write, each in its own notation.

mod amount;
mod calendar;
mod count_text;
mod formatted_money;
mod instant;
mod number;
mod presence;
mod uuid;
mod written;

pub use amount::Amount;
pub(crate) use calendar::day_or_instant;
pub use calendar::{LocalDate, LocalDateTime, QueryDateTime, SpacedDateTime};
pub use count_text::{CountText, PercentageText};
pub use formatted_money::{CurrencyCode, FormattedMoney};
pub use instant::{InstantWithDigits, MicrosecondInstant, MillisecondInstant};
pub use number::{DecimalNumber, WholeNumber};
pub use presence::present;
pub(crate) use uuid::{hyphenated, hyphenated_or_null, present_hyphenated_or_null};
pub(crate) use written::Written;
