//! Money as people read it: symbol, thousands, two decimals.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The symbols that stand for a currency. Every other currency is written as its code and a space.
const SYMBOLS: [(&str, CurrencyCode); 6] = [
    ("$", CurrencyCode(*b"USD")),
    ("€", CurrencyCode(*b"EUR")),
    ("£", CurrencyCode(*b"GBP")),
    ("CA$", CurrencyCode(*b"CAD")),
    ("A$", CurrencyCode(*b"AUD")),
    ("NZ$", CurrencyCode(*b"NZD")),
];

/// An amount of a currency with two decimals, formatted the American way: `$1,124.90`, `-$3.20`, `CA$12.00`, `SEK 1,124.90`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FormattedMoney {
    /// The amount in minor units (cents).
    pub minor: i64,
    /// The currency.
    pub currency: CurrencyCode,
}

/// The code of a currency (ISO 4217): three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CurrencyCode([u8; 3]);

impl CurrencyCode {
    /// Reads three capital letters; anything else is none. It is not checked whether the currency exists.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: [u8; 3] = text.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// The code in capital letters: `USD`.
    #[expect(clippy::missing_panics_doc, reason = "a code is made of ASCII letters, so it never panics")]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("a code is made of ASCII letters")
    }

    /// The code in small letters: `usd`.
    pub fn lower_case(self) -> String {
        self.as_str().to_ascii_lowercase()
    }
}

impl FormattedMoney {
    /// Reads what [`FormattedMoney`] prints, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (prefix, number) = rest.split_at(rest.find(|character: char| character.is_ascii_digit())?);
        let symbol = SYMBOLS.iter().find(|(symbol, _)| *symbol == prefix);
        let currency =
            symbol.map(|(_, currency)| *currency).or_else(|| CurrencyCode::parse(prefix.strip_suffix(' ')?))?;
        let digits: String = number.chars().filter(|character| !matches!(character, ',' | '.')).collect();
        let minor = digits.parse::<i64>().ok()?;
        let money = Self { minor: if negative { -minor } else { minor }, currency };
        // Commas and the point are in their places exactly when printing gives the same text.
        (money.to_string() == text).then_some(money)
    }
}

impl fmt::Display for CurrencyCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for FormattedMoney {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.minor < 0 {
            formatter.write_str("-")?;
        }
        match SYMBOLS.iter().find(|(_, currency)| *currency == self.currency) {
            Some((symbol, _)) => formatter.write_str(symbol)?,
            None => write!(formatter, "{} ", self.currency)?,
        }
        let minor = self.minor.unsigned_abs();
        let whole = (minor / 100).to_string();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                formatter.write_str(",")?;
            }
            write!(formatter, "{digit}")?;
        }
        write!(formatter, ".{:02}", minor % 100)
    }
}

impl Serialize for FormattedMoney {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for CurrencyCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FormattedMoney {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &"money such as $1,124.90"))
    }
}

impl<'de> Deserialize<'de> for CurrencyCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &"a currency code such as USD"))
    }
}

impl JsonSchema for FormattedMoney {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FormattedMoney".into()
    }

    // Wider than what is printed here: currencies without decimals, or with three, have other tails.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^-?(?:[A-Z]{3}\s|[^0-9\s.,-]{1,4})[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?$" })
    }
}

impl JsonSchema for CurrencyCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CurrencyCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::{CurrencyCode, FormattedMoney};

    #[test]
    fn refuses_other_notations() {
        for text in [
            "",
            "$",
            "1.00",
            "$1",
            "$1.5",
            "$1.000",
            "$1124.90",
            "$1,12.90",
            "$,100.00",
            "$01.00",
            "-$0.00",
            "$-1.00",
            "SEK1.00",
            "sek 1.00",
            "USD 1.00",
            "¥1.00",
            "$1.00 ",
            "$99999999999999999999.00",
        ] {
            assert_eq!(FormattedMoney::parse(text), None, "{text}");
        }
    }

    #[test]
    fn reads_codes() {
        for (text, expected) in
            [("USD", Some("usd")), ("SEK", Some("sek")), ("usd", None), ("US", None), ("USDT", None), ("", None)]
        {
            assert_eq!(CurrencyCode::parse(text).map(CurrencyCode::lower_case).as_deref(), expected, "{text}");
        }
    }
}
