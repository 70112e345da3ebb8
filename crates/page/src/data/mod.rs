//! The world's records as a reader sees them: tables of them, and each one whole.

mod badge;
mod chart;
mod record;
mod search;
mod table;

pub use self::badge::{Badge, Tone};
pub use self::chart::{Bar, Chart, Series, money};
pub use self::record::{Action, Coming, Fact, Happening, Record, Seen};
pub use self::search::{Hit, Index, MOST_HITS};
pub use self::table::{Cell, Choice, Column, Kind, Query, Row, Table};
