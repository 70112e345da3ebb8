//! Money as people read it: symbol, thousands, the decimals of the currency.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::DecimalNumber;

/// The symbols that stand for a currency. Every other currency is written as its code and a space.
const SYMBOLS: [(&str, CurrencyCode); 7] = [
    ("$", CurrencyCode(*b"USD")),
    ("€", CurrencyCode(*b"EUR")),
    ("£", CurrencyCode(*b"GBP")),
    ("CA$", CurrencyCode(*b"CAD")),
    ("A$", CurrencyCode(*b"AUD")),
    ("NZ$", CurrencyCode(*b"NZD")),
    ("¥", CurrencyCode(*b"JPY")),
];

/// The currencies without decimals (ISO 4217).
const WHOLE: [&[u8; 3]; 16] = [
    b"BIF", b"CLP", b"DJF", b"GNF", b"ISK", b"JPY", b"KMF", b"KRW", b"PYG", b"RWF", b"UGX", b"VND", b"VUV", b"XAF",
    b"XOF", b"XPF",
];

/// The currencies with three decimals (ISO 4217).
const THOUSANDTHS: [&[u8; 3]; 7] = [b"BHD", b"IQD", b"JOD", b"KWD", b"LYD", b"OMR", b"TND"];

/// An amount of a currency, formatted the American way: `$1,124.90`, `-$3.20`, `CA$12.00`, `SEK 1,124.90`, `¥1,125`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FormattedMoney {
    /// The amount in minor units: cents of most currencies, yen of the yen.
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

    /// How many decimals its amounts have: 0 for `JPY`, 3 for `KWD`, 2 for every code that is not known.
    pub fn decimals(self) -> u32 {
        match () {
            () if WHOLE.contains(&&self.0) => 0,
            () if THOUSANDTHS.contains(&&self.0) => 3,
            () => 2,
        }
    }

    /// The code in small letters: `usd`.
    pub fn lower_case(self) -> String {
        self.as_str().to_ascii_lowercase()
    }
}

impl FormattedMoney {
    /// The amount in the main unit, as a number. A third decimal is cut off.
    pub fn number(self) -> DecimalNumber {
        let hundredths = match self.currency.decimals() {
            0 => self.minor.saturating_mul(100),
            2 => self.minor,
            _ => self.minor / 10,
        };
        DecimalNumber { hundredths }
    }

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
        let decimals = self.currency.decimals();
        let (minor, unit) = (self.minor.unsigned_abs(), 10_u64.pow(decimals));
        let whole = (minor / unit).to_string();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                formatter.write_str(",")?;
            }
            write!(formatter, "{digit}")?;
        }
        match decimals {
            0 => Ok(()),
            _ => write!(formatter, ".{:0width$}", minor % unit, width = decimals as usize),
        }
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

    // Wider than what is printed here: the provider may write decimals in another number.
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
    use crate::values::DecimalNumber;

    #[test]
    fn reads_what_it_writes_in_the_decimals_of_the_currency() {
        for (text, currency, minor, hundredths) in [
            ("$1,124.90", "USD", 112_490, 112_490),
            ("-$3.20", "USD", -320, -320),
            ("¥0", "JPY", 0, 0),
            ("¥7", "JPY", 7, 700),
            ("¥1,234,567", "JPY", 1_234_567, 123_456_700),
            ("-¥980", "JPY", -980, -98_000),
            ("KRW 12,000", "KRW", 12_000, 1_200_000),
            ("KWD 1.234", "KWD", 1234, 123),
            ("SEK 0.05", "SEK", 5, 5),
        ] {
            let money = FormattedMoney { minor, currency: CurrencyCode::parse(currency).expect("a code") };
            assert_eq!((money.to_string().as_str(), FormattedMoney::parse(text)), (text, Some(money)));
            assert_eq!(money.number(), DecimalNumber { hundredths }, "{text}");
        }
    }

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
            "¥1000",
            "KWD 1.00",
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
