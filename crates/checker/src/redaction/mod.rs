//! Keeping secrets out of whatever is written.

mod names;
mod secrets;

pub(crate) use names::{is_secret_header, is_secret_parameter};
pub use secrets::Secrets;
