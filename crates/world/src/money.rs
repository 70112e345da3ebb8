//! Money in minor units.

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents) of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// The amount in minor units. All currencies of the world have two decimals.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// A currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// The euro.
    Eur,
    /// The United States dollar.
    Usd,
    /// The pound sterling.
    Gbp,
    /// The Canadian dollar.
    Cad,
    /// The Swedish krona.
    Sek,
}

impl Currency {
    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Usd => "USD",
            Self::Gbp => "GBP",
            Self::Cad => "CAD",
            Self::Sek => "SEK",
        }
    }

    /// The currency with an ISO 4217 code, if the world has it.
    pub fn by_code(code: &str) -> Option<Self> {
        [Self::Eur, Self::Usd, Self::Gbp, Self::Cad, Self::Sek].into_iter().find(|currency| currency.code() == code)
    }

    /// The symbol that is written next to an amount.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Eur => "€",
            Self::Usd => "$",
            Self::Gbp => "£",
            Self::Cad => "CA$",
            Self::Sek => "kr",
        }
    }

    /// What one unit is worth, in millionths of a euro. The rate never changes.
    pub const fn euro_millionths(self) -> i64 {
        match self {
            Self::Eur => 1_000_000,
            Self::Usd => 921_400,
            Self::Gbp => 1_168_300,
            Self::Cad => 676_900,
            Self::Sek => 88_250,
        }
    }
}

impl Money {
    /// The same value in another currency, rounded half up.
    pub const fn converted(self, to: Currency) -> Self {
        let (from_rate, to_rate) = (self.currency.euro_millionths(), to.euro_millionths());
        Self { minor: (2 * self.minor * from_rate + to_rate).div_euclid(2 * to_rate), currency: to }
    }

    /// The amount in euro cents, rounded half up.
    pub const fn in_euro(self) -> i64 {
        (self.minor * self.currency.euro_millionths() + 500_000).div_euclid(1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::{Currency, Money};

    #[test]
    fn converts_and_rounds_half_up() {
        for (minor, currency, euro) in [
            (329, Currency::Eur, 329),
            (10_000, Currency::Usd, 9214),
            (1, Currency::Sek, 0),
            (6, Currency::Sek, 1),
            (0, Currency::Gbp, 0),
        ] {
            assert_eq!(Money { minor, currency }.in_euro(), euro, "{minor} {currency:?}");
        }
    }
}
