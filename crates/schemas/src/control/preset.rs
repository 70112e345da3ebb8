//! Named faults.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fault, Span, SpanRange};
use crate::declare::DOCUMENTED;

/// A named set of values for a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Preset {
    /// Every fifth request gets the 502 page of a gateway; some connections are reset.
    FlakyGateway,
    /// Every request is over the rate limit, and told to wait a second.
    RateLimited,
    /// Every response takes one to three seconds longer.
    Slow,
    /// Every request gets the 503 page of a gateway, and is told to wait five minutes.
    Maintenance,
}

impl Preset {
    /// All presets.
    pub const ALL: [Self; 4] = [Self::FlakyGateway, Self::RateLimited, Self::Slow, Self::Maintenance];

    /// Its name, such as `flaky-gateway`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FlakyGateway => "flaky-gateway",
            Self::RateLimited => "rate-limited",
            Self::Slow => "slow",
            Self::Maintenance => "maintenance",
        }
    }

    /// What it does, in a few words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::FlakyGateway => "every fifth request gets a 502 page, some connections are reset",
            Self::RateLimited => "every request is over the rate limit, Retry-After: 1",
            Self::Slow => "every response takes 1 to 3 seconds longer",
            Self::Maintenance => "every request gets a 503 page, Retry-After: 300",
        }
    }

    /// Its values.
    pub fn fault(self) -> Fault {
        match self {
            Self::FlakyGateway => {
                Fault { error_rate: Some(0.2), error_status: Some(502), reset_rate: Some(0.02), ..Fault::default() }
            }
            Self::RateLimited => {
                Fault { rate_limited: Some(true), retry_after: Some(Span::milliseconds(1000)), ..Fault::default() }
            }
            Self::Slow => {
                let latency = SpanRange { from: Duration::from_secs(1), until: Duration::from_secs(3) };
                Fault { latency: Some(latency), ..Fault::default() }
            }
            Self::Maintenance => Fault {
                error_rate: Some(1.0),
                error_status: Some(503),
                retry_after: Some(Span::milliseconds(300_000)),
                ..Fault::default()
            },
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|preset| preset.name() == text)
            .ok_or_else(|| format!("unknown preset {text:?}; known presets are {}", names()))
    }
}

impl Fault {
    /// The fault with the values of its preset where it has none of its own.
    pub fn completed(&self) -> Self {
        let Some(preset) = self.preset else { return self.clone() };
        let values = preset.fault();
        Self {
            latency: self.latency.or(values.latency),
            error_rate: self.error_rate.or(values.error_rate),
            error_status: self.error_status.or(values.error_status),
            retry_after: self.retry_after.or(values.retry_after),
            rate_limited: self.rate_limited.or(values.rate_limited),
            reset_rate: self.reset_rate.or(values.reset_rate),
            truncate_rate: self.truncate_rate.or(values.truncate_rate),
            slow_body: self.slow_body.or(values.slow_body),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Preset;
    use crate::control::Fault;

    #[test]
    fn names_are_those_on_the_wire() {
        for preset in Preset::ALL {
            assert_eq!(serde_json::to_value(preset).expect("a text"), preset.name());
            assert_eq!(preset.name().parse(), Ok(preset));
        }
        assert!("fast".parse::<Preset>().unwrap_err().contains("flaky-gateway, rate-limited, slow, maintenance"));
    }

    #[test]
    fn own_values_take_precedence() {
        let fault = Fault { preset: Some(Preset::Maintenance), error_status: Some(502), ..Fault::default() };
        let completed = fault.completed();
        assert_eq!((completed.error_status, completed.error_rate), (Some(502), Some(1.0)));
    }
}
