//! Translates wecantrack's query into a query of the world, and into the query of pagination links.

use std::collections::BTreeSet;

use trackside_schemas::wecantrack::{DateType, TransactionStatus, TransactionsQuery};
use trackside_world::{AccountId, DateKind, OrderQuery, OrderStatus, StatusSet, WebsiteId, World};

/// The query for the world. `None` if a filter names something that does not exist, so that no order can match.
pub(super) fn order_query(world: &World, query: &TransactionsQuery) -> Option<OrderQuery> {
    let mut orders =
        OrderQuery::between(date_kind(query.date_type), query.start_date.as_utc(), query.end_date.as_utc());
    orders.statuses = query
        .status
        .as_ref()
        .map(|statuses| statuses.iter().map(|status| order_status(*status)).collect::<StatusSet>());
    if let Some(code) = &query.network_id {
        orders.network = Some(world.networks().iter().find(|network| network.code == *code)?.id);
    }
    if let Some(number) = query.network_account_id {
        orders.account = Some(world.accounts().iter().find(|account| account.number == number)?.id);
    }
    if let Some(tags) = &query.network_account_tags {
        let tags: BTreeSet<&str> = tags.iter().map(String::as_str).collect();
        let tagged = world.accounts().iter().filter(|account| account.tags.iter().any(|tag| tags.contains(&**tag)));
        let accounts: Vec<AccountId> = tagged.map(|account| account.id).collect();
        if accounts.is_empty() {
            return None;
        }
        orders.accounts = Some(accounts);
    }
    if let Some(number) = query.website_id {
        let simulated = world.websites().iter().find(|website| website.number == number);
        orders.website = Some(simulated.map_or(WebsiteId::UNLISTED, |website| website.id));
    }
    Some(orders)
}

/// The caller's query without its page, for the links of the response. Of several values of a parameter that is no list,
/// the last one is kept, as it is the one that counts.
pub(super) fn without_page(query: &str) -> String {
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page").collect();
    let mut kept = form_urlencoded::Serializer::new(String::with_capacity(query.len()));
    for (place, (name, value)) in pairs.iter().enumerate() {
        let is_replaced = !name.ends_with(']') && pairs[place + 1..].iter().any(|(later, _)| later == name);
        if !is_replaced {
            kept.append_pair(name, value);
        }
    }
    kept.finish()
}

fn date_kind(date_type: DateType) -> DateKind {
    match date_type {
        DateType::OrderDate => DateKind::Placed,
        DateType::ModifiedDate => DateKind::Modified,
        DateType::ClickDate => DateKind::Clicked,
        DateType::ValidationDate => DateKind::Validated,
        DateType::LastWctUpdate => DateKind::Updated,
    }
}

fn order_status(status: TransactionStatus) -> OrderStatus {
    match status {
        TransactionStatus::Pending => OrderStatus::Pending,
        TransactionStatus::Approved => OrderStatus::Approved,
        TransactionStatus::Declined => OrderStatus::Declined,
    }
}

#[cfg(test)]
mod tests {
    use super::without_page;

    #[test]
    fn links_keep_everything_but_the_page() {
        for (query, kept) in [
            ("", ""),
            ("page=3", ""),
            ("a=1&page=3&b=2", "a=1&b=2"),
            ("status[]=pending&status%5B%5D=approved", "status%5B%5D=pending&status%5B%5D=approved"),
            ("start_date=2026-06-01T00:00:00&x=a b", "start_date=2026-06-01T00%3A00%3A00&x=a+b"),
            ("a=%26page=7", "a=%26page%3D7"),
            ("a=1&b=2&a=3&s[]=1&s[]=1", "b=2&a=3&s%5B%5D=1&s%5B%5D=1"),
        ] {
            assert_eq!(without_page(query), kept, "{query}");
        }
    }
}
