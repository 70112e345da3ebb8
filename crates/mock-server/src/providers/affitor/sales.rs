//! `POST /api/v1/track/sale`, and how a sale is recorded whoever reports it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use trackside_schemas::affitor::{RecordedTestEvent, SaleToTrack, TrackSale, TrackedSale};
use trackside_schemas::declare::Nothing;
use trackside_world::{Cause, Currency, CustomerId, Event, Money, OrderId, Program, SaleCause, SetupStep, View};

use super::test_events::{record_test, test_mode};
use super::{caused, credentials, program_of, texts, visitors};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// How transactions of the simulation begin. The digits are those of the network's transaction.
const TRANSACTION: &str = "txn_";

/// What a client has reported with a sale. Numbered like the order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReportedSale {
    pub(super) amount_cents: i64,
    pub(super) currency: String,
    pub(super) sale_type: Option<String>,
    pub(super) is_recurring: bool,
    pub(super) subscription_id: Option<String>,
    pub(super) subscription_interval: Option<String>,
    pub(super) product_id: Option<String>,
    pub(super) line_items: Option<Value>,
}

impl Record for ReportedSale {
    const COLLECTION: &'static str = "affitor/sales";
}

/// A sale to record.
pub(super) struct NewSale<'s> {
    pub(super) program: &'s Program,
    pub(super) customer: CustomerId,
    pub(super) transaction: &'s str,
    pub(super) report: ReportedSale,
}

/// What became of a sale.
pub(super) enum Sold {
    /// It is recorded by these events.
    Attributed { order: OrderId, events: Vec<Event> },
    /// It came after the attribution window.
    TooLate { click_age_days: i64 },
}

impl Serve for TrackSale {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackedSale>, Problem> {
        let (view, body) = (call.view, &call.body);
        let program = program_of(call)?;
        if body.additional_data.as_ref().is_some_and(trackside_schemas::affitor::AdditionalData::is_test) {
            let (event_id, events) = record_test(view, Some(program), SetupStep::TestSale);
            let data = RecordedTestEvent { event_id, program_id: Some(program.number), test_mode: true };
            let message = Some("Test sale event tracked successfully".to_owned());
            let tracked = TrackedSale { message, data: Some(data), ..TrackedSale::new() };
            return Ok(events.into_iter().fold(Answer::new(tracked), Answer::causing));
        }
        let transaction = body.transaction_id.as_deref().filter(|transaction| !transaction.is_empty());
        let transaction = transaction.ok_or_else(|| {
            texts::invalid("transaction_id is required and must be a string", "the body has no transaction_id")
        })?;
        let amount_cents = body.amount_cents.ok_or_else(|| {
            texts::invalid("amount_cents is required and must be a positive integer", "the body has no amount_cents")
        })?;
        if order_of(view, transaction).is_some() {
            return Err(Problem::rejected(
                409,
                "Duplicate transaction_id. This sale has already been recorded.",
                "a sale with this transaction_id is recorded, perhaps at another program",
            ));
        }
        let customer =
            visitors::by_key_or_click(view, program.id, body.customer_key.as_deref(), body.click_id.as_deref());
        let customer = customer.ok_or_else(|| {
            texts::invalid(
                "Customer not found. Provide customer_key or click_id.",
                "no customer of the key's program has this customer_key, and no visitor this click_id",
            )
        })?;
        let report = ReportedSale {
            amount_cents,
            currency: body.currency.clone().unwrap_or_else(|| "USD".to_owned()),
            sale_type: body.sale_type.clone(),
            is_recurring: body.is_recurring.unwrap_or(false),
            subscription_id: body.subscription_id.clone(),
            subscription_interval: body.subscription_interval.clone(),
            product_id: body.product_id.clone(),
            line_items: body.line_items.clone(),
        };
        let tracked = match sell(view, NewSale { program, customer, transaction, report })? {
            Sold::TooLate { click_age_days } => {
                return Ok(TrackedSale {
                    attributed: Some(false),
                    reason: Some("attribution_window_expired".to_owned()),
                    click_age_days: Some(click_age_days),
                    window_days: Some(program.cookie_days),
                    sale_id: Some(None),
                    commission_id: Some(None),
                    ..TrackedSale::new()
                }
                .into());
            }
            Sold::Attributed { order, events } => {
                let tracked = TrackedSale {
                    sale_id: Some(Some(sale_id(order))),
                    commission_id: Some(Some(commission_id(order))),
                    message: Some("Sale tracked successfully".to_owned()),
                    ..TrackedSale::new()
                };
                events.into_iter().fold(Answer::new(tracked), Answer::causing)
            }
        };
        Ok(tracked)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = credentials::usual_program(view).expect("the world has a program");
        let buyer = recent_buyer(view, program);
        let body = SaleToTrack {
            transaction_id: Some(format!("in_{}", view.ledger().next_order().0)),
            amount_cents: Some(9999),
            customer_key: buyer.and_then(|buyer| view.customer_key(buyer)).map(std::borrow::Cow::into_owned),
            currency: Some("USD".to_owned()),
            // Without a customer, only a test works.
            additional_data: buyer.is_none().then(|| test_mode()),
            ..SaleToTrack::default()
        };
        Sample::new(Nothing {}, Nothing {}, body).with_credential(vec![credentials::key_of(view, program)])
    }
}

/// Records a sale, unless it came too late.
pub(super) fn sell(view: View<'_>, sale: NewSale<'_>) -> Result<Sold, Problem> {
    let NewSale { program, customer, transaction, report } = sale;
    let unattributed = |reason: &str| {
        texts::invalid("No affiliate attribution found for this customer in this program", reason.to_owned())
    };
    if view.program_of(customer) != Some(program.id) {
        return Err(unattributed("the customer belongs to another program"));
    }
    let clicks = view.clicks_of(customer).ok_or_else(|| unattributed("the customer never clicked a link"))?;
    let partner = clicks.partner.ok_or_else(|| unattributed("no partner's link brought the customer"))?;
    let click_age_days = (view.now() - clicks.first).num_days();
    if click_age_days > i64::from(program.cookie_days) {
        return Ok(Sold::TooLate { click_age_days });
    }
    if !view.is_active_partner(program.id, partner) {
        return Err(texts::invalid(
            "No partner-program relationship found for this customer",
            "the partner has left the program",
        ));
    }
    let currency = Currency::by_code(&report.currency.to_ascii_uppercase()).ok_or_else(|| {
        texts::invalid(
            "currency is invalid",
            format!("the sandbox has no rate for {}, and converts sales into the program's currency", report.currency),
        )
    })?;
    let amount = Money::from_hundredths(report.amount_cents, currency).converted(program.currency).minor;
    let cause = SaleCause {
        program: Some(program.id),
        partner: Some(partner),
        customer: Some(customer),
        amount: Some(amount),
        transaction: Some(transaction.to_owned()),
        ..SaleCause::default()
    };
    let order = view.ledger().next_order();
    let mut events = view.cause(&Cause::Sale(cause)).map_err(caused)?;
    events.push(report.put(order.0.into()));
    Ok(Sold::Attributed { order, events })
}

/// The order with a transaction: one that a client has reported, or one of the simulation.
pub(super) fn order_of(view: View<'_>, transaction: &str) -> Option<OrderId> {
    let of_the_network = || view.order_by_transaction_number(transaction.strip_prefix(TRANSACTION)?.parse().ok()?);
    view.order_by_transaction(transaction).or_else(of_the_network)
}

/// The transaction of an order.
pub(super) fn transaction_of(view: View<'_>, order: OrderId) -> String {
    let order = view.order(order);
    let of_the_network = || format!("{TRANSACTION}{}", order.transaction_number);
    order.transaction.map_or_else(of_the_network, str::to_owned)
}

/// The number of a sale.
pub(super) fn sale_id(order: OrderId) -> i64 {
    i64::from(order.0) + 1
}

/// The number of a sale's commission: each sale has one.
pub(super) fn commission_id(order: OrderId) -> i64 {
    i64::from(order.0) + 1
}

/// The customer of one of a program's newest sales whose click still counts.
pub(super) fn recent_buyer(view: View<'_>, program: &Program) -> Option<CustomerId> {
    newest_sales(view, program).map(|order| view.order(order).customer).find(|customer| {
        let fresh =
            |first: chrono::DateTime<chrono::Utc>| (view.now() - first).num_days() < i64::from(program.cookie_days);
        let clicks = view.clicks_of(*customer).filter(|clicks| fresh(clicks.first));
        clicks.and_then(|clicks| clicks.partner).is_some_and(|partner| view.is_active_partner(program.id, partner))
            && view.customer_key(*customer).is_some()
    })
}

/// A program's newest sales.
pub(super) fn newest_sales(view: View<'_>, program: &Program) -> impl Iterator<Item = OrderId> {
    use trackside_world::{ActivityKind, ActivityQuery};
    let query = ActivityQuery { kind: Some(ActivityKind::Sale), from: None, until: None, skip: 0, take: 200 };
    view.activity(program.id, &query).rows.into_iter().filter_map(|sale| sale.order)
}
