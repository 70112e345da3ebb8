//! The query of the transactions.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TransactionStatus;
use crate::declare::{DOCUMENTED, inferred};
use crate::values::QueryDateTime;

/// Which transactions, and which page of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TransactionsQuery {
    /// Which of a transaction's dates the range is about. To fetch everything that is new or changed, ask for `last_wct_update`. Transactions
    /// without the date are left out (inferred).
    #[schemars(example = DateType::OrderDate)]
    #[garde(skip)]
    pub date_type: DateType,
    /// The beginning of the range, inclusive (inferred), without a zone; it is read as UTC.
    #[schemars(example = &"2026-05-01T00:00:00")]
    #[garde(skip)]
    pub start_date: QueryDateTime,
    /// The end of the range, inclusive (inferred), without a zone; it is read as UTC. It must not lie before the beginning (inferred).
    #[schemars(example = &"2026-05-31T23:59:59")]
    #[garde(custom(not_before(self.start_date)))]
    pub end_date: QueryDateTime,
    /// Only transactions with one of these statuses. The parameter is repeated for each: `status[]=pending&status[]=approved`.
    #[serde(rename = "status[]")]
    #[garde(skip)]
    pub status: Option<Vec<TransactionStatus>>,
    /// Only transactions of this network.
    #[garde(skip)]
    pub network_id: Option<String>,
    /// Only transactions of this account at a network.
    #[schemars(extend("x-provenance" = inferred("documented as an integer; at least 1 because it is an id")))]
    #[garde(range(min = 1))]
    pub network_account_id: Option<i64>,
    /// Only transactions of accounts with one of these tags. The parameter is repeated for each.
    #[serde(rename = "network_account_tags[]")]
    #[schemars(extend("x-provenance" = inferred("documented as an array; that tags are texts is concluded")))]
    #[garde(skip)]
    pub network_account_tags: Option<Vec<String>>,
    /// Only transactions of this website, whose id the websites endpoint tells.
    #[schemars(extend("x-provenance" = inferred("documented as an integer; at least 1 because it is an id")))]
    #[garde(range(min = 1))]
    pub website_id: Option<i64>,
    /// The page, counted from 1.
    #[schemars(extend(
        "default" = 1,
        "x-provenance" = inferred("the default is documented, the type as `Number`; whole and at least 1 is concluded")
    ))]
    #[garde(range(min = 1))]
    pub page: Option<i64>,
    /// How many transactions a page has at most. Without it a page has 1000 (inferred).
    #[schemars(extend(
        "default" = 1000,
        "x-provenance" = inferred(
            "the parameter and its maximum are documented, its type as `Number`; that it is whole and at least 1 is concluded, and the example shows \
             1000 a page"
        )
    ))]
    #[garde(range(min = 1, max = 1000))]
    pub limit: Option<i64>,
}

/// Which date of a transaction is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum DateType {
    /// When the customer ordered.
    OrderDate,
    /// When the network last changed the transaction.
    ModifiedDate,
    /// When the visitor clicked.
    ClickDate,
    /// When the transaction was approved or declined.
    ValidationDate,
    /// When wecantrack last changed its record of the transaction.
    LastWctUpdate,
}

/// Garde calls it with the field and its context beside what the attribute gives it.
fn not_before(start_date: QueryDateTime) -> impl FnOnce(&QueryDateTime, &()) -> garde::Result {
    move |end_date, ()| {
        if *end_date < start_date {
            Err(garde::Error::new(format!("lies before start_date: give a date from {start_date} on")))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use garde::Validate as _;

    use super::TransactionsQuery;

    #[test]
    fn bounds_hold() {
        for (field, value, broken) in [
            ("page", 1, None),
            ("page", 0, Some("page")),
            ("page", -1, Some("page")),
            ("limit", 1, None),
            ("limit", 1000, None),
            ("limit", 0, Some("limit")),
            ("limit", 1001, Some("limit")),
            ("network_account_id", 0, Some("network_account_id")),
            ("website_id", 0, Some("website_id")),
        ] {
            let query = serde_json::json!({
                "date_type": "order_date", "start_date": "2026-05-01T00:00:00", "end_date": "2026-05-31T23:59:59", field: value
            });
            assert_eq!(broken_field(query).as_deref(), broken, "{field}={value}");
        }
    }

    #[test]
    fn the_range_does_not_end_before_it_begins() {
        for (start_date, end_date, broken) in [
            ("2026-05-01T00:00:00", "2026-05-31T23:59:59", None),
            ("2026-05-01T00:00:00", "2026-05-01T00:00:00", None),
            ("2026-05-01T00:00:00", "2026-04-30T23:59:59", Some("end_date")),
        ] {
            let query =
                serde_json::json!({ "date_type": "click_date", "start_date": start_date, "end_date": end_date });
            assert_eq!(broken_field(query).as_deref(), broken, "{start_date} to {end_date}");
        }
    }

    fn broken_field(query: serde_json::Value) -> Option<String> {
        let query: TransactionsQuery = serde_json::from_value(query).expect("a query of the right types");
        let report = query.validate().err()?;
        report.iter().next().map(|(path, _)| path.to_string())
    }
}
