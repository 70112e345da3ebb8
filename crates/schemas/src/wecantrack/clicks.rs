//! `GET /api/v2/clicks/aggregation`.

use std::borrow::Cow;

use super::{Failure, Wecantrack};
use crate::declare::prelude::*;
use crate::values::{DecimalNumber, present};

const SOURCE: Source = Source {
    title: "wecantrack documentation, Click Aggregation",
    url: "https://wecantrack.com/installation/api/click-aggregation/",
    read: "2026-11-28",
};

/// The last clicks, counted.
///
/// The last clicks of the account, narrowed by the filters (inferred: the filters do not reach further back), in rows by network, account, or the
/// words that were sent with the click. A row has only the fields by which it is grouped. A public client reads the rows from the field `data` of
/// a page; the documented example is a bare array, which the sandbox follows.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct AggregateClicks;

impl Endpoint for AggregateClicks {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = ClicksQuery;
    type Body = Nothing;
    type Success<'a> = Vec<ClickRow<'a>>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v2/clicks/aggregation";

    fn operation() -> Operation<Failure> {
        let operation = Operation::new("aggregateClicks", DOCUMENTED)
            .tag(Tag { name: "Clicks", description: "Clicks, counted." })
            .source(SOURCE)
            .success("The rows.", EXAMPLE);
        rules().into_iter().fold(operation, Operation::rule)
    }

    fn examples() -> Vec<Example<Vec<ClickRow<'static>>>> {
        let row = |clicks, sales, hundredths| ClickRow {
            total_commission_usd: DecimalNumber { hundredths: hundredths * 108 / 100 },
            total_commission_eur: DecimalNumber { hundredths },
            clicks,
            sales,
            ..ClickRow::default()
        };
        let network = |id: &'static str| Some(Cow::Borrowed(id));
        vec![
            example(
                "by-network",
                "Two networks.",
                vec![
                    ClickRow { network_id: network("northlane"), ..row(812, 31, 41_250) },
                    ClickRow { network_id: network("tradeloop"), ..row(455, 9, 10_005) },
                ],
            ),
            example(
                "by-word",
                "By the first word that was sent with the clicks; without one it is null.",
                vec![
                    ClickRow { custom_index_1: Some(network("newsletter")), ..row(300, 12, 15_900) },
                    ClickRow { custom_index_1: Some(None), ..row(20, 0, 0) },
                ],
            ),
            example("none", "No click matches.", Vec::new()),
        ]
    }
}

fn rules() -> Vec<Rule> {
    let mut rules = vec![
        Rule::on_success(
            "response.body.all(row, row.clicks <= request.query.last_clicks)",
            "no row has more clicks than were asked for",
        )
        .because("the parameter is named for it"),
        Rule::on_success(
            "size(response.body) <= ('limit' in request.query ? request.query.limit : 1000)",
            "there are no more rows than the limit",
        )
        .because("the parameter and its maximum are documented; that the maximum is used without it is concluded"),
        Rule::on_success(
            "('group_by' in request.query && !request.query.group_by.contains('networks')) || response.body.all(row, 'network_id' in row)",
            "rows by network name it",
        )
        .because("networks are the documented default; a public client reads the field"),
    ];
    for rule in [
        "!('group_by' in request.query) || !request.query.group_by.contains('custom_index_1') || response.body.all(row, row.exists(name, name == 'custom_index_1'))",
        "!('group_by' in request.query) || !request.query.group_by.contains('custom_index_2') || response.body.all(row, row.exists(name, name == 'custom_index_2'))",
        "!('group_by' in request.query) || !request.query.group_by.contains('custom_index_3') || response.body.all(row, row.exists(name, name == 'custom_index_3'))",
        "!('group_by' in request.query) || !request.query.group_by.contains('custom_index_4') || response.body.all(row, row.exists(name, name == 'custom_index_4'))",
        "!('group_by' in request.query) || !request.query.group_by.contains('custom_index_5') || response.body.all(row, row.exists(name, name == 'custom_index_5'))",
    ] {
        rules.push(
            Rule::on_success(rule, "rows by a word name it")
                .because("the documented example shows the word of the group"),
        );
    }
    rules
}

/// Which clicks, and how to count them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ClicksQuery {
    /// How many of the last clicks to count.
    #[schemars(
        example = 1000,
        extend("x-provenance" = inferred("the parameter and its maximum are documented; that it is at least 1 is concluded"))
    )]
    #[garde(range(min = 1, max = 75_000))]
    pub last_clicks: i64,
    /// By what to group: `networks`, `network_accounts` or `custom_index_1` to `custom_index_5`, or several of them with commas between.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"networks,custom_index_1", extend("pattern" = GROUPS, "default" = "networks"))]
    #[garde(inner(custom(groups)))]
    pub group_by: Option<String>,
    /// Only clicks with this first word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub custom_index_1: Option<String>,
    /// Only clicks with this second word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub custom_index_2: Option<String>,
    /// Only clicks with this third word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub custom_index_3: Option<String>,
    /// Only clicks with this fourth word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub custom_index_4: Option<String>,
    /// Only clicks with this fifth word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub custom_index_5: Option<String>,
    /// Only clicks through these networks: up to five ids with commas between.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"northlane,tradeloop", extend("pattern" = UP_TO_FIVE))]
    #[garde(inner(custom(up_to_five)))]
    pub networks: Option<String>,
    /// Only clicks through these accounts at networks: up to five ids with commas between.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = UP_TO_FIVE))]
    #[garde(inner(custom(up_to_five)))]
    pub network_accounts: Option<String>,
    /// By what to sort the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "commissions"))]
    #[garde(skip)]
    pub order_by: Option<ClickOrder>,
    /// In which direction to sort the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "desc"))]
    #[garde(skip)]
    pub order_direction: Option<OrderDirection>,
    /// The page, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend(
        "default" = 1,
        "x-provenance" = inferred("the parameter and its default are documented; that it is whole and at least 1 is concluded")
    ))]
    #[garde(range(min = 1))]
    pub page: Option<i64>,
    /// How many rows a page has at most. Without it a page has 1000 (inferred).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend(
        "default" = 1000,
        "x-provenance" = inferred("the parameter and its maximum are documented; that it is whole and at least 1, and 1000 by default, is concluded")
    ))]
    #[garde(range(min = 1, max = 1000))]
    pub limit: Option<i64>,
}

const GROUPS: &str =
    "^(networks|network_accounts|custom_index_[1-5])(,(networks|network_accounts|custom_index_[1-5]))*$";

const UP_TO_FIVE: &str = "^[^,]+(,[^,]+){0,4}$";

/// A column by which rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ClickOrder {
    /// The clicks.
    Clicks,
    /// The commissions.
    Commissions,
    /// The sales.
    Sales,
    /// The first word.
    #[serde(rename = "custom_index_1")]
    CustomIndex1,
    /// The second word.
    #[serde(rename = "custom_index_2")]
    CustomIndex2,
    /// The third word.
    #[serde(rename = "custom_index_3")]
    CustomIndex3,
    /// The fourth word.
    #[serde(rename = "custom_index_4")]
    CustomIndex4,
    /// The fifth word.
    #[serde(rename = "custom_index_5")]
    CustomIndex5,
}

/// A direction of sorting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum OrderDirection {
    /// The largest first.
    #[default]
    Desc,
    /// The smallest first.
    Asc,
}

const GROUPED: Provenance = inferred(
    "the documented example shows the word by which it is grouped; that a click without one has null is concluded",
);

/// Clicks that were counted together, and what came of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct ClickRow<'a> {
    /// The commissions of the sales in United States dollars. The provider names the field after the account's currency (inferred).
    #[serde(rename = "total_commission_USD")]
    pub total_commission_usd: DecimalNumber,
    /// The commissions of the sales in euros.
    #[serde(rename = "total_commission_EUR")]
    pub total_commission_eur: DecimalNumber,
    /// The network, if the rows are grouped by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("a public client of the API reads it; the documented example is grouped by something else")))]
    pub network_id: Option<Cow<'a, str>>,
    /// The account at the network, if the rows are grouped by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64", extend("x-provenance" = inferred("no example is grouped by accounts; the filter of transactions has this name")))]
    pub network_account_id: Option<u64>,
    /// The first word, if the rows are grouped by it; null without one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("x-provenance" = GROUPED))]
    pub custom_index_1: Option<Option<Cow<'a, str>>>,
    /// The second word, if the rows are grouped by it; null without one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("x-provenance" = GROUPED))]
    pub custom_index_2: Option<Option<Cow<'a, str>>>,
    /// The third word, if the rows are grouped by it; null without one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("x-provenance" = GROUPED))]
    pub custom_index_3: Option<Option<Cow<'a, str>>>,
    /// The fourth word, if the rows are grouped by it; null without one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("x-provenance" = GROUPED))]
    pub custom_index_4: Option<Option<Cow<'a, str>>>,
    /// The fifth word, if the rows are grouped by it; null without one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("x-provenance" = GROUPED))]
    pub custom_index_5: Option<Option<Cow<'a, str>>>,
    /// How many clicks there are.
    pub clicks: u64,
    /// How many sales they led to.
    pub sales: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes the context by reference")]
fn groups(text: &str, (): &()) -> garde::Result {
    let is_known = |group: &str| {
        matches!(group, "networks" | "network_accounts")
            || group.strip_prefix("custom_index_").is_some_and(|number| matches!(number, "1" | "2" | "3" | "4" | "5"))
    };
    if text.split(',').all(is_known) {
        return Ok(());
    }
    Err(garde::Error::new(
        "must be networks, network_accounts or custom_index_1 to custom_index_5, with commas between",
    ))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes the context by reference")]
fn up_to_five(text: &str, (): &()) -> garde::Result {
    let parts = text.split(',');
    if parts.clone().count() <= 5 && parts.clone().all(|part| !part.is_empty()) {
        return Ok(());
    }
    Err(garde::Error::new("must be one to five ids with commas between"))
}
