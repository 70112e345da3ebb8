//! Money in minor units.

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents) of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// The amount in minor units: cents of most currencies, yen of the yen. Below zero for what is given back.
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
    /// The Japanese yen, which has no decimals.
    Jpy,
    /// The Vietnamese dong, which has no decimals. No program of the simulation has it.
    Vnd,
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
            Self::Jpy => "JPY",
            Self::Vnd => "VND",
        }
    }

    /// The currency with an ISO 4217 code, if the world has it.
    pub fn by_code(code: &str) -> Option<Self> {
        [Self::Eur, Self::Usd, Self::Gbp, Self::Cad, Self::Sek, Self::Jpy, Self::Vnd]
            .into_iter()
            .find(|currency| currency.code() == code)
    }

    /// The symbol that is written next to an amount.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Eur => "€",
            Self::Usd => "$",
            Self::Gbp => "£",
            Self::Cad => "CA$",
            Self::Sek => "kr",
            Self::Jpy => "¥",
            Self::Vnd => "₫",
        }
    }

    /// How many minor units make one main unit: 100, or 1 if the currency has no decimals.
    pub const fn minor_units(self) -> i64 {
        match self {
            Self::Eur | Self::Usd | Self::Gbp | Self::Cad | Self::Sek => 100,
            Self::Jpy | Self::Vnd => 1,
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
            Self::Jpy => 6_130,
            Self::Vnd => 35,
        }
    }
}

impl Money {
    /// The same value in another currency, rounded half up.
    pub const fn converted(self, to: Currency) -> Self {
        let value = self.minor * self.currency.euro_millionths() * to.minor_units();
        let unit = to.euro_millionths() * self.currency.minor_units();
        Self { minor: (2 * value + unit).div_euclid(2 * unit), currency: to }
    }

    /// An amount in hundredths of the main unit, rounded half up if the currency has no decimals.
    pub const fn from_hundredths(hundredths: i64, currency: Currency) -> Self {
        Self { minor: (hundredths * currency.minor_units() + 50).div_euclid(100), currency }
    }

    /// The amount in hundredths of the main unit, whatever the currency's decimals: 1,200 yen are 120,000.
    pub const fn hundredths(self) -> i64 {
        self.minor * (100 / self.currency.minor_units())
    }

    /// The amount in euro cents, rounded half up.
    pub const fn in_euro(self) -> i64 {
        (self.hundredths() * self.currency.euro_millionths() + 500_000).div_euclid(1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::{Currency, Money};

    #[test]
    fn hundredths_do_not_depend_on_the_decimals_of_a_currency() {
        for (minor, currency, hundredths) in [(1234, Currency::Eur, 1234), (1234, Currency::Jpy, 123_400)] {
            assert_eq!(Money { minor, currency }.hundredths(), hundredths);
            assert_eq!(Money::from_hundredths(hundredths, currency), Money { minor, currency });
        }
        assert_eq!(Money::from_hundredths(150, Currency::Jpy).minor, 2);
    }

    #[test]
    fn values_are_converted_between_currencies() {
        for (minor, from, to, converted) in [
            (10_000, Currency::Usd, Currency::Eur, 9214),
            (9214, Currency::Eur, Currency::Usd, 10_000),
            (10_000, Currency::Usd, Currency::Usd, 10_000),
            (1000, Currency::Jpy, Currency::Eur, 613),
            (613, Currency::Eur, Currency::Jpy, 1000),
            (-613, Currency::Eur, Currency::Jpy, -1000),
            (500_000, Currency::Vnd, Currency::Usd, 1899),
        ] {
            assert_eq!(Money { minor, currency: from }.converted(to).minor, converted, "{minor} {from:?} {to:?}");
        }
    }

    #[test]
    fn converts_and_rounds_half_up() {
        for (minor, currency, euro) in [
            (329, Currency::Eur, 329),
            (10_000, Currency::Usd, 9214),
            (1, Currency::Sek, 0),
            (6, Currency::Sek, 1),
            (0, Currency::Gbp, 0),
            (-329, Currency::Eur, -329),
            (-10_000, Currency::Usd, -9214),
            (1000, Currency::Jpy, 613),
            (-1000, Currency::Jpy, -613),
        ] {
            assert_eq!(Money { minor, currency }.in_euro(), euro, "{minor} {currency:?}");
        }
    }
}
