//! `GET /api/v3/transactions`: a page of orders as wecantrack shows them.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde_json::Map;
use trackside_schemas::declare::Nothing;
use trackside_schemas::values::Amount;
use trackside_schemas::wecantrack::{
    ClickMetadata, DateType, ListTransactions, Reference, SubIds, Transaction, TransactionPage, TransactionStatus,
    TransactionsQuery,
};
use trackside_world::{
    DateKind, Network, Order, OrderId, OrderPage, OrderQuery, OrderStatus, Owner, Program, View, WebsiteId,
};

use super::query::{order_query, without_page};
use crate::clickouts::RegisteredClickout;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// The default number of transactions per page.
const DEFAULT_LIMIT: u64 = 1000;

impl Serve for ListTransactions {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TransactionPage<'w>>, Problem> {
        let positive = |number: i64| u64::try_from(number).unwrap_or(1);
        let page = call.query.page.map_or(1, positive);
        let limit = call.query.limit.map_or(DEFAULT_LIMIT, positive);
        let offset = usize::try_from((page - 1).saturating_mul(limit)).unwrap_or(usize::MAX);
        let owner = call.caller.owner();
        let query = order_query(call.sandbox.world(), &call.query).filter(|_| owner.is_some());
        let query = query.map(|query| OrderQuery { owner, ..query });
        let (total, rows) = match query {
            Some(query) => {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                let found = match call.query.website_id.filter(|_| query.website == Some(WebsiteId::UNLISTED)) {
                    Some(number) => of_added_website(call.view, &query, number, offset, limit),
                    None => call.view.orders(&query, offset, limit),
                };
                (
                    found.total as u64,
                    found.orders.into_iter().map(|id| transaction(call.view, &call.view.order(id))).collect(),
                )
            }
            None => (0, Vec::new()),
        };
        let path = format!("{}{}", call.address.origin(), call.address.target.path());
        let query = without_page(call.address.target.query().unwrap_or_default());
        Ok(TransactionPage::new(rows, total, page, limit, &path, &query).into())
    }

    fn sample(sandbox: &Sandbox, _: View<'_>) -> Sample<Self> {
        all_transactions(sandbox)
    }

    /// The facts of the newest transaction of the sandbox.
    fn filters(sandbox: &Sandbox, view: View<'_>) -> Option<TransactionsQuery> {
        let (world, all) =
            (sandbox.world(), OrderQuery::between(DateKind::Placed, sandbox.world().begins(), view.now()));
        let all = OrderQuery { owner: Some(Owner::Usual), ..all };
        let total = view.orders(&all, 0, 0).total;
        let order = view.order(*view.orders(&all, total.saturating_sub(1), 1).orders.first()?);
        Some(TransactionsQuery {
            status: Some(vec![status(order.status)]),
            network_id: Some(world.network(order.account.network).code.clone()),
            network_account_id: Some(order.account.number),
            network_account_tags: order.account.tags.first().map(|tag| vec![tag.clone()]),
            website_id: order.website.map(|website| website.number),
            page: Some(1),
            limit: Some(25),
            ..all_time(sandbox)
        })
    }
}

/// The call that shows the first transactions of all time.
pub(super) fn all_transactions(sandbox: &Sandbox) -> Sample<ListTransactions> {
    Sample::new(Nothing {}, TransactionsQuery { limit: Some(25), ..all_time(sandbox) }, Nothing {})
}

/// Every transaction by the date of its order.
pub(super) fn all_time(sandbox: &Sandbox) -> TransactionsQuery {
    let world = sandbox.world();
    TransactionsQuery {
        date_type: DateType::OrderDate,
        start_date: world.begins().into(),
        end_date: world.horizon().max(sandbox.clock().now()).into(),
        status: None,
        network_id: None,
        network_account_id: None,
        network_account_tags: None,
        website_id: None,
        page: None,
        limit: None,
    }
}

/// The orders of a website that a client has added. The world only knows that
/// the website of such orders is not simulated; there are few of them.
fn of_added_website(view: View<'_>, query: &OrderQuery, number: i64, offset: usize, limit: usize) -> OrderPage {
    let is_its_own = |id: &OrderId| {
        let sent = view.order(*id).clickout.and_then(|clickout| RegisteredClickout::get(view, clickout.number));
        sent.and_then(|sent| sent.website).is_some_and(|website| i64::try_from(website) == Ok(number))
    };
    let mut orders = view.orders(query, 0, usize::MAX).orders;
    orders.retain(is_its_own);
    OrderPage { total: orders.len(), orders: orders.into_iter().skip(offset).take(limit).collect() }
}

pub(super) fn transaction<'w>(view: View<'w>, order: &Order<'w>) -> Transaction<'w> {
    let network = view.world().network(order.account.network);
    // A coupon that nobody clicked leaves no trace at a network that passes nothing on.
    let is_known = order.clicked_at.is_some() || network.passes_references;
    let reference = is_known.then(|| {
        Reference::new(order.session_at.naive_utc(), &order.reference_code)
            .expect("the world's codes are letters and digits")
    });
    let sent = order.clickout.and_then(|clickout| RegisteredClickout::get(view, clickout.number));
    let website = sent.as_ref().and_then(|sent| sent.website);
    let (clickout_url, click_metadata, words, user_click_reference) = if let Some(sent) = sent {
        (sent.clickout_url.map(Cow::Owned), sent.metadata.into(), sent.custom_index, sent.user_click_reference)
    } else {
        let simulated = ClickMetadata {
            title: is_known.then_some(Cow::Borrowed(order.article_title)),
            webshop_name: is_known.then_some(Cow::Borrowed(order.shop_name)),
            others: Map::new(),
        };
        (order.clickout_url.map(|url| written(url, 80).into()), simulated, Default::default(), None)
    };
    let [custom_index_1, custom_index_2, custom_index_3, custom_index_4, custom_index_5] =
        words.map(|word| word.map(Cow::Owned));
    Transaction {
        transaction_id: order.transaction_number.to_string().into(),
        last_wct_update: order.updated_at.into(),
        modified_date: order.modified_at.into(),
        user_network_account_id: order.account.number.unsigned_abs(),
        network_id: Some(Cow::Borrowed(&network.code)),
        reference,
        sub_ids: reference.map_or_else(SubIds::default, |reference| sub_ids(network, order, reference, website)),
        sale_amount: Amount(order.amount.hundredths()),
        commission_amount: Amount(order.commission.hundredths()),
        sale_amount_euro: Amount(order.amount_eur),
        commission_amount_euro: Amount(order.commission_eur),
        currency_id: order.amount.currency.code().into(),
        status: status(order.status),
        order_date: order.placed_at.into(),
        click_date: order.clicked_at.map(Into::into),
        validation_date: order.validated_at.map(Into::into),
        advertiser_id: order.program.number.to_string().into(),
        advertiser_name: Cow::Borrowed(&order.program.name),
        decline_reason: order.decline_reason.map(Cow::Borrowed),
        order_ref: order.order_reference.map(|reference| reference.to_string().into()),
        clickout_url,
        click_metadata,
        gcid: Some(order.google_click.map(|id| written(id, 58).into())),
        user_click_reference: user_click_reference.map(Cow::Owned),
        custom_index_1,
        custom_index_2,
        custom_index_3,
        custom_index_4,
        custom_index_5,
    }
}

/// A reference after the publisher's own words: the numbers of the website, if it is known, and of the advertiser.
pub(super) fn words_before(website: Option<u64>, program: &Program, reference: Reference) -> String {
    let website = website.map(|number| format!("{number}-")).unwrap_or_default();
    format!("{website}{}-{reference}", program.number)
}

/// Whether the parameters of the network are numbered. In the first one, the publisher's own words stand before the
/// reference; the others are not used.
pub(super) fn takes_words(network: &Network) -> bool {
    network.code == "northlane"
}

/// The parameters that networks have for the sub id of a click.
fn sub_ids(network: &Network, order: &Order<'_>, reference: Reference, website: Option<u64>) -> SubIds {
    if !takes_words(network) {
        return SubIds::from(reference);
    }
    let website = order.website.map(|website| website.number.unsigned_abs()).or(website);
    let first = words_before(website, order.program, reference);
    let others = ["clickref2", "clickref3", "clickref4", "clickref5", "clickref6"].map(|name| (name.into(), None));
    SubIds { click_ref: None, others: std::iter::once(("clickref".into(), Some(first))).chain(others).collect() }
}

/// The value as text, with room for its usual length, so that the string does not grow.
fn written(value: impl fmt::Display, length: usize) -> String {
    let mut text = String::with_capacity(length);
    write!(text, "{value}").expect("text can be written");
    text
}

fn status(status: OrderStatus) -> TransactionStatus {
    match status {
        OrderStatus::Pending => TransactionStatus::Pending,
        OrderStatus::Approved => TransactionStatus::Approved,
        OrderStatus::Declined => TransactionStatus::Declined,
    }
}
