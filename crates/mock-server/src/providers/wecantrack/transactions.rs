//! `GET /api/v3/transactions`: a page of orders as wecantrack shows them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use trackside_schemas::declare::Nothing;
use trackside_schemas::values::Amount;
use trackside_schemas::wecantrack::{
    ClickMetadata, DateType, ListTransactions, Reference, SubIds, Transaction, TransactionPage, TransactionStatus,
    TransactionsQuery,
};
use trackside_world::{Order, OrderStatus, View};

use super::query::{order_query, without_page};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// The default number of transactions per page.
const DEFAULT_LIMIT: u64 = 1000;

impl Serve for ListTransactions {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TransactionPage<'w>>, Problem> {
        let positive = |number: i64| u64::try_from(number).unwrap_or(1);
        let page = call.query.page.map_or(1, positive);
        let limit = call.query.limit.map_or(DEFAULT_LIMIT, positive);
        let offset = usize::try_from((page - 1).saturating_mul(limit)).unwrap_or(usize::MAX);
        let query = order_query(call.sandbox.world(), &call.query).filter(|_| !call.caller.is_new());
        let (total, rows) = match query {
            Some(query) => {
                let found = call.view.orders(&query, offset, usize::try_from(limit).unwrap_or(usize::MAX));
                (found.total as u64, found.orders.into_iter().map(|id| transaction(&call.view.order(id))).collect())
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
}

/// The call that shows the first transactions of all time.
pub(super) fn all_transactions(sandbox: &Sandbox) -> Sample<ListTransactions> {
    let world = sandbox.world();
    let query = TransactionsQuery {
        date_type: DateType::OrderDate,
        start_date: world.begins().into(),
        end_date: world.horizon().into(),
        status: None,
        network_id: None,
        network_account_id: None,
        network_account_tags: None,
        website_id: None,
        page: None,
        limit: Some(25),
    };
    Sample::new(Nothing {}, query, Nothing {})
}

fn transaction<'w>(order: &Order<'w>) -> Transaction<'w> {
    let reference = Reference::new(order.session_at.naive_utc(), order.reference_code)
        .expect("the world's codes are letters and digits");
    Transaction {
        transaction_id: order.transaction_number.to_string().into(),
        last_wct_update: order.updated_at.into(),
        modified_date: order.modified_at.into(),
        user_network_account_id: order.account.number.unsigned_abs(),
        network_id: None,
        reference,
        sub_ids: SubIds::from(reference),
        sale_amount: Amount(order.amount.minor),
        commission_amount: Amount(order.commission.minor),
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
        clickout_url: order.clickout_url.map(|url| written(url, 80).into()),
        click_metadata: ClickMetadata {
            title: Some(Cow::Borrowed(order.article_title)),
            webshop_name: Some(Cow::Borrowed(order.shop_name)),
            others: BTreeMap::new(),
        },
        gcid: None,
    }
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
