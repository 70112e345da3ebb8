//! Money by currency.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::EXAMPLE;
use crate::values::FormattedMoney;

/// Formatted amounts by currency: the keys are currency codes in small letters, such as `usd`. A program without any amount has no keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct MoneyByCurrency(pub BTreeMap<String, FormattedMoney>);

impl From<FormattedMoney> for MoneyByCurrency {
    fn from(money: FormattedMoney) -> Self {
        Self(BTreeMap::from([(money.currency.lower_case(), money)]))
    }
}
