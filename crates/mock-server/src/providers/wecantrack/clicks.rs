//! `GET /api/v2/clicks/aggregation`: the last clicks, counted.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use trackside_schemas::declare::Nothing;
use trackside_schemas::values::DecimalNumber;
use trackside_schemas::wecantrack::{AggregateClicks, ClickOrder, ClickRow, ClicksQuery, OrderDirection};
use trackside_world::{AccountId, ClickTally, NetworkId, Owner, View};

use crate::clickouts::RegisteredClickout;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// How many words a click can have.
const WORDS: usize = 5;

/// How many rows a page has by default.
const USUAL_LIMIT: i64 = 1000;

/// The words of a click.
type Words<'w> = [Option<Cow<'w, str>>; WORDS];

/// What the clicks of a row have in common. What they are not grouped by is None.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::option_option, reason = "a click may lack the word by which it is grouped")]
struct Group<'w> {
    network: Option<NetworkId>,
    account: Option<AccountId>,
    words: [Option<Option<Cow<'w, str>>>; WORDS],
}

impl Serve for AggregateClicks {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Vec<ClickRow<'w>>>, Problem> {
        let (view, query) = (call.view, &call.query);
        let last_clicks = u64::try_from(query.last_clicks).unwrap_or_default();
        let tallies = call.caller.owner().map(|owner| view.last_clicks(owner, last_clicks)).unwrap_or_default();
        let filter = Filter::new(view, query);
        let mut rows: BTreeMap<Group<'w>, ClickRow<'w>> = BTreeMap::new();
        for tally in tallies {
            let words = words(view, &tally);
            if !filter.passes(&tally, &words) {
                continue;
            }
            let group = group(view, query.group_by.as_deref().unwrap_or("networks"), &tally, words);
            let row = rows.entry(group).or_insert_with_key(|group| row(view, group));
            row.clicks += tally.clicks;
            row.sales += tally.sales;
            row.total_commission_eur.hundredths += tally.commission_eur;
            row.total_commission_usd.hundredths += tally.commission_usd;
        }
        let mut rows: Vec<_> = rows.into_values().collect();
        let order = query.order_by.unwrap_or(ClickOrder::Commissions);
        // The sort is stable: rows that are equal in this keep the order of their groups.
        rows.sort_by(|one, other| match query.order_direction.unwrap_or_default() {
            OrderDirection::Asc => compared(order, one, other),
            OrderDirection::Desc => compared(order, other, one),
        });
        let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        let (page, limit) = (count(query.page.unwrap_or(1)), count(query.limit.unwrap_or(USUAL_LIMIT)));
        Ok(rows.into_iter().skip((page - 1).saturating_mul(limit)).take(limit).collect::<Vec<_>>().into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, all(1000), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<ClicksQuery> {
        let tally = *view.last_clicks(Owner::Usual, 1000).first()?;
        let account = &view.world().accounts()[tally.source.account.index()];
        let [custom_index_1, custom_index_2, custom_index_3, custom_index_4, custom_index_5] =
            words(view, &tally).map(|word| word.map(Cow::into_owned));
        Some(ClicksQuery {
            group_by: Some("networks,custom_index_1".to_owned()),
            custom_index_1,
            custom_index_2,
            custom_index_3,
            custom_index_4,
            custom_index_5,
            networks: Some(view.world().network(account.network).code.clone()),
            network_accounts: Some(account.number.to_string()),
            order_by: Some(ClickOrder::Clicks),
            order_direction: Some(OrderDirection::Asc),
            page: Some(1),
            limit: Some(25),
            ..all(1000)
        })
    }
}

/// Every one of the last clicks.
fn all(last_clicks: i64) -> ClicksQuery {
    ClicksQuery {
        last_clicks,
        group_by: None,
        custom_index_1: None,
        custom_index_2: None,
        custom_index_3: None,
        custom_index_4: None,
        custom_index_5: None,
        networks: None,
        network_accounts: None,
        order_by: None,
        order_direction: None,
        page: None,
        limit: None,
    }
}

/// The words of a click of the simulation: the place of the link and the device, and what follows from them: the
/// campaign, the variant of the page, and the part of it.
fn simulated(placement: &'static str, device: &'static str) -> [&'static str; WORDS] {
    let (campaign, part) = match placement {
        "newsletter" => ("weekly", "body"),
        "header" | "sidebar" => ("season", "frame"),
        _ => ("evergreen", "body"),
    };
    let variant = if device == "desktop" { "wide" } else { "narrow" };
    [placement, device, campaign, variant, part]
}

/// The words of clicks: those that were sent with a clickout, or those of the simulation.
fn words<'w>(view: View<'w>, tally: &ClickTally) -> Words<'w> {
    match tally.source.clickout.and_then(|clickout| RegisteredClickout::get(view, clickout.number)) {
        Some(sent) => sent.custom_index.map(|word| word.map(Cow::Owned)),
        None => match (tally.source.placement, tally.source.device) {
            (Some(placement), Some(device)) => simulated(placement, device).map(|word| Some(word.into())),
            _ => Words::default(),
        },
    }
}

/// Which clicks are counted.
struct Filter<'q> {
    networks: Option<Vec<NetworkId>>,
    accounts: Option<Vec<AccountId>>,
    words: [Option<&'q str>; WORDS],
}

impl<'q> Filter<'q> {
    fn new(view: View<'_>, query: &'q ClicksQuery) -> Self {
        let world = view.world();
        let network = |code: &str| Some(world.networks().iter().find(|network| network.code == code)?.id);
        let account = |number: &str| {
            let number: i64 = number.trim().parse().ok()?;
            Some(world.accounts().iter().find(|account| account.number == number)?.id)
        };
        Self {
            networks: query.networks.as_ref().map(|codes| codes.split(',').filter_map(network).collect()),
            accounts: query.network_accounts.as_ref().map(|numbers| numbers.split(',').filter_map(account).collect()),
            words: [
                &query.custom_index_1,
                &query.custom_index_2,
                &query.custom_index_3,
                &query.custom_index_4,
                &query.custom_index_5,
            ]
            .map(Option::as_deref),
        }
        .with_accounts_of_networks(view)
    }

    /// Networks as the accounts at them.
    fn with_accounts_of_networks(mut self, view: View<'_>) -> Self {
        if let Some(networks) = self.networks.take() {
            let accounts = view.world().accounts().iter().filter(|account| networks.contains(&account.network));
            let accounts = accounts.map(|account| account.id);
            self.accounts = Some(match self.accounts {
                Some(asked) => accounts.filter(|account| asked.contains(account)).collect(),
                None => accounts.collect(),
            });
        }
        self
    }

    fn passes(&self, tally: &ClickTally, words: &Words<'_>) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.contains(&tally.source.account))
            && self
                .words
                .iter()
                .zip(words)
                .all(|(asked, word)| asked.is_none_or(|asked| word.as_deref() == Some(asked)))
    }
}

fn group<'w>(view: View<'w>, by: &str, tally: &ClickTally, words: Words<'w>) -> Group<'w> {
    let has = |name: &str| by.split(',').any(|group| group == name);
    let mut number = 0;
    Group {
        network: has("networks").then(|| view.world().accounts()[tally.source.account.index()].network),
        account: has("network_accounts").then_some(tally.source.account),
        words: words.map(|word| {
            number += 1;
            has(&format!("custom_index_{number}")).then_some(word)
        }),
    }
}

fn row<'w>(view: View<'w>, group: &Group<'w>) -> ClickRow<'w> {
    let world = view.world();
    let [custom_index_1, custom_index_2, custom_index_3, custom_index_4, custom_index_5] = group.words.clone();
    ClickRow {
        total_commission_usd: DecimalNumber::default(),
        total_commission_eur: DecimalNumber::default(),
        network_id: group.network.map(|network| world.network(network).code.as_str().into()),
        network_account_id: group.account.map(|account| world.accounts()[account.index()].number.unsigned_abs()),
        custom_index_1,
        custom_index_2,
        custom_index_3,
        custom_index_4,
        custom_index_5,
        clicks: 0,
        sales: 0,
    }
}

fn compared(order: ClickOrder, one: &ClickRow<'_>, other: &ClickRow<'_>) -> Ordering {
    match order {
        ClickOrder::Clicks => one.clicks.cmp(&other.clicks),
        ClickOrder::Commissions => one.total_commission_eur.cmp(&other.total_commission_eur),
        ClickOrder::Sales => one.sales.cmp(&other.sales),
        ClickOrder::CustomIndex1 => one.custom_index_1.cmp(&other.custom_index_1),
        ClickOrder::CustomIndex2 => one.custom_index_2.cmp(&other.custom_index_2),
        ClickOrder::CustomIndex3 => one.custom_index_3.cmp(&other.custom_index_3),
        ClickOrder::CustomIndex4 => one.custom_index_4.cmp(&other.custom_index_4),
        ClickOrder::CustomIndex5 => one.custom_index_5.cmp(&other.custom_index_5),
    }
}
