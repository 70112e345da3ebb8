//! Reads the values of arguments. The errors say what was expected.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ipnet::IpNet;
use trackside_schemas::control::{Span, parse_moment};

/// A time-out; `None` is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timeout(pub(super) Option<Duration>);

impl FromStr for Timeout {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self(None));
        }
        let time = duration(text).ok().filter(|time| !time.is_zero());
        time.map(|time| Self(Some(time))).ok_or_else(|| "expected a time such as 30s or 5m, or off".to_owned())
    }
}

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let time = Span::parse(text).and_then(|span| span.delta().to_std().ok());
    time.ok_or_else(|| "expected a time such as 5s or 500ms".to_owned())
}

pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "not a port number; expected 0 to 65535".to_owned())
}

/// A parser of whole numbers in a range.
pub(crate) fn number(min: u64, max: u64) -> impl Fn(&str) -> Result<u64, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.ok_or_else(|| format!("expected a whole number from {min} to {max}"))
    }
}

/// Reads an amount of money in cents.
pub(crate) fn cents(text: &str) -> Result<i64, String> {
    let cents = text.parse().ok().filter(|cents| (0..=1_000_000_000).contains(cents));
    cents.ok_or_else(|| "expected whole cents from 0 to 1000000000: 4990 is 49.90".to_owned())
}

pub(super) fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1, such as 0.05".to_owned())
}

pub(crate) fn time(text: &str) -> Result<DateTime<Utc>, String> {
    parse_moment(text)
}

/// Reads `10.0.0.0/8` or `::1`.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    network.ok_or_else(|| "expected an address, or a network such as 10.0.0.0/8".to_owned())
}
