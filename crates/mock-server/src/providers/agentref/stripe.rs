//! What Stripe's events cause: AgentRef has conversions from nowhere else.
//!
//! A payment names its click in the metadata (`agentref_cid`), as the provider's script hands it to a checkout, or as the
//! checkout's `client_reference_id`, as the script writes it into payment links. A coupon counts for more than either.

use chrono::{DateTime, Months, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{CommissionType, ConversionMethod};
use trackside_schemas::stripe::{StripeEvent, StripeObject};
use trackside_world::{
    Cause, ChangeCause, ChangeKind, Currency, CustomerId, Event, Money, OrderId, OrderStatus, PartnerId, Program,
    ProgramId, Sale, SaleCause, View,
};

use super::click_tokens::by_click_token;
use super::{coupons, programs};
use crate::serve::Record;
use crate::stripe::{number_of, payments};

/// The types of events that AgentRef reads.
pub(super) const EVENTS: [&str; 7] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "invoice.paid",
    "invoice.payment_succeeded",
    "charge.succeeded",
    "charge.refunded",
    "customer.subscription.deleted",
];

/// What only AgentRef knows of a sale. Numbered by the order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StripeSale {
    /// The transaction of the order, which an undone sale does not leave behind.
    transaction: String,
    /// The session of the checkout, if there was one.
    session: Option<String>,
    method: ConversionMethod,
    /// What was paid, in minor units of the program's currency.
    amount: i64,
}

impl Record for StripeSale {
    const COLLECTION: &'static str = "agentref/stripe-sales";
}

/// A subscription whose payments are conversions. Numbered by a hash of Stripe's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Subscription {
    program: ProgramId,
    partner: PartnerId,
    customer: CustomerId,
    method: ConversionMethod,
    /// When the first payment was made.
    since: DateTime<Utc>,
    has_ended: bool,
}

impl Record for Subscription {
    const COLLECTION: &'static str = "agentref/stripe-subscriptions";
}

/// Whom a payment is attributed to.
struct Attribution {
    program: ProgramId,
    partner: PartnerId,
    /// Nobody who was seen before, if a coupon brought them.
    customer: Option<CustomerId>,
    method: ConversionMethod,
}

/// Why an event causes nothing, in words.
type Reason = String;

impl StripeSale {
    /// What is known of an order.
    pub(super) fn of(view: View<'_>, order: OrderId) -> Option<Self> {
        let sale = Self::get(view, order.0.into())?;
        (view.order_by_transaction(&sale.transaction) == Some(order)).then_some(sale)
    }

    /// The session of the checkout, and what attributed it.
    pub(super) fn shown(self) -> (Option<String>, ConversionMethod) {
        (self.session, self.method)
    }
}

/// What an event of Stripe causes, or why it causes nothing.
pub(super) fn received(view: View<'_>, event: &StripeEvent) -> Result<Vec<Event>, Reason> {
    let object = &event.data.object;
    match event.kind.as_str() {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            if object.is_unpaid() {
                return Err("the checkout is not paid yet".to_owned());
            }
            paid(view, object, object.amount_total, Some(&object.id))
        }
        "invoice.paid" | "invoice.payment_succeeded" => paid(view, object, object.amount_paid, None),
        "charge.succeeded" => paid(view, object, object.amount, None),
        "charge.refunded" => refunded(view, object),
        "customer.subscription.deleted" => ended(view, object),
        other => Err(format!("AgentRef reads no events of the type {other}")),
    }
}

/// The conversion that a payment is.
fn paid(
    view: View<'_>,
    object: &StripeObject,
    amount: Option<i64>,
    session: Option<&String>,
) -> Result<Vec<Event>, Reason> {
    if let Some(order) = payments::order_of(view, object) {
        return known(view, object, order, session);
    }
    let amount = amount.filter(|amount| *amount > 0).ok_or("nothing was paid")?;
    let Attribution { program, partner, customer, method } = attribution(view, object)?;
    let program = view.program(program);
    may_earn(view, program, partner)?;
    let transaction = payments::transaction(object).to_owned();
    let amount = in_currency_of(program, object, amount)?;
    let cause = SaleCause {
        program: Some(program.id),
        partner: Some(partner),
        customer,
        amount: Some(amount),
        transaction: Some(transaction.clone()),
        coupon: method == ConversionMethod::Coupon,
        ..SaleCause::default()
    };
    let order = view.ledger().next_order();
    let mut events = view.cause(&Cause::Sale(cause)).map_err(|error| error.to_string())?;
    for event in &mut events {
        if let Event::Sale(sale) = event {
            // A click that no longer counts still began the subscription.
            let clicks = view.clicks_of(sale.customer).filter(|_| method != ConversionMethod::Coupon);
            sale.clicked_at = sale.clicked_at.or(clicks.map(|clicks| clicks.last));
        }
    }
    let began = began(view.after(&events).view(), object, order, method);
    events.extend(began);
    events.extend(payments::linked(view, object, &transaction));
    events.push(StripeSale { transaction, session: session.cloned(), method, amount }.put(order.0.into()));
    Ok(events)
}

/// Keeps whose subscription an order has begun, if it has begun one.
fn began(view: View<'_>, object: &StripeObject, order: OrderId, method: ConversionMethod) -> Option<Event> {
    let number = number_of(object.subscription()?);
    if Subscription::get(view, number).is_some() {
        return None;
    }
    let Sale { program, partner, placed_at: since, .. } = view.sale(order)?;
    let customer = view.order(order).customer;
    Some(Subscription { program, partner, customer, method, since, has_ended: false }.put(number))
}

/// Keeps what another event tells of a payment that is recorded.
fn known(
    view: View<'_>,
    object: &StripeObject,
    order: OrderId,
    session: Option<&String>,
) -> Result<Vec<Event>, Reason> {
    let shown = view.order(order);
    let transaction = shown.transaction.unwrap_or_default().to_owned();
    let mut events = payments::linked(view, object, &transaction);
    let sale = StripeSale::of(view, order);
    if session.is_some() && sale.as_ref().is_none_or(|sale| sale.session.is_none()) {
        let attributed = || attribution(view, object).map_or(ConversionMethod::Cookie, |found| found.method);
        let method = sale.as_ref().map_or_else(attributed, |sale| sale.method);
        let amount = sale.map_or(shown.amount.minor, |sale| sale.amount);
        events.extend(began(view, object, order, method));
        events.push(StripeSale { transaction, session: session.cloned(), method, amount }.put(order.0.into()));
    }
    if events.is_empty() { Err("the payment was recorded before".to_owned()) } else { Ok(events) }
}

/// Whom a payment is attributed to: by a coupon, by a click, or as the subscription was before.
fn attribution(view: View<'_>, object: &StripeObject) -> Result<Attribution, Reason> {
    if let Some((program, partner)) = object.discount_words().find_map(|word| coupons::with_code(view, word)) {
        return Ok(Attribution { program, partner, customer: None, method: ConversionMethod::Coupon });
    }
    let of_subscription = object.subscription().and_then(|id| Subscription::get(view, number_of(id)));
    if let Some(subscription) = of_subscription {
        return renewal(view, &subscription);
    }
    let in_metadata = object.metadata("agentref_cid").map(|token| (token, ConversionMethod::Metadata));
    let as_reference = || object.client_reference_id.as_deref().map(|token| (token, ConversionMethod::Cookie));
    let (token, method) = in_metadata
        .or_else(as_reference)
        .ok_or("the payment names no click: the metadata has no agentref_cid, and there is no client_reference_id")?;
    let unknown = || format!("no visitor has the click token {token:?}: following a partner's link gives one");
    let customer = by_click_token(view, token).ok_or_else(unknown)?;
    let program = view.program_of(customer).ok_or_else(unknown)?;
    let program = view.program(program);
    if let Some(id) = object.metadata("agentref_pid")
        && !id.eq_ignore_ascii_case(&program.uuid.to_string())
    {
        return Err(format!("the click belongs to the program {}, and agentref_pid is {id}", program.uuid));
    }
    let (partner, _) = view
        .attributed(program, customer, view.now())
        .ok_or_else(|| format!("the last click is more than {} days ago", program.cookie_days))?;
    let partner = partner.ok_or("the click was on no partner's link")?;
    Ok(Attribution { program: program.id, partner, customer: Some(customer), method })
}

/// Whom another payment of a subscription is attributed to.
fn renewal(view: View<'_>, subscription: &Subscription) -> Result<Attribution, Reason> {
    let Subscription { program, partner, customer, method, since, has_ended } = *subscription;
    if has_ended {
        return Err("the subscription has ended".to_owned());
    }
    let record = programs::record_of(view, view.program(program));
    match (record.commission_type, record.commission_limit_months) {
        (Some(CommissionType::OneTime), _) => {
            return Err("the program rewards the first payment of a subscription only".to_owned());
        }
        (Some(CommissionType::RecurringLimited), Some(months)) if view.now() >= since + Months::new(months) => {
            return Err(format!("the program rewards the first {months} months of a subscription only"));
        }
        _ => {}
    }
    Ok(Attribution { program, partner, customer: Some(customer), method })
}

/// Why a partner earns nothing now, if that is so.
fn may_earn(view: View<'_>, program: &Program, partner: PartnerId) -> Result<(), Reason> {
    if !view.stripe(program.id).is_connected() {
        return Err(format!("{} has no connection with Stripe: cause the event stripe_connected", program.name));
    }
    if !view.tracks(program, partner) {
        return Err("the program does not track, or the affiliate is blocked".to_owned());
    }
    Ok(())
}

/// An amount of Stripe in minor units of the program's currency.
fn in_currency_of(program: &Program, object: &StripeObject, minor: i64) -> Result<i64, Reason> {
    let code = object.currency.as_deref().unwrap_or("usd").to_ascii_uppercase();
    let currency = Currency::by_code(&code).ok_or_else(|| {
        format!("the sandbox has no rate for {code}, and converts payments into the program's currency")
    })?;
    Ok(Money { minor, currency }.converted(program.currency).minor)
}

/// The refund of a charge. Stripe says how much was given back so far, with each refund.
fn refunded(view: View<'_>, object: &StripeObject) -> Result<Vec<Event>, Reason> {
    let order = payments::order_of(view, object).ok_or("no conversion came from this charge")?;
    let shown = view.order(order);
    if shown.status == OrderStatus::Declined {
        return Err("the conversion is void already".to_owned());
    }
    let sale = StripeSale::of(view, order);
    let was_refunded = view.last_change(order) == Some(ChangeKind::PartlyRefunded);
    let paid = match &sale {
        Some(sale) => sale.amount,
        // Another provider was told of the sale, and of its refund.
        None if was_refunded => return Err("the refund was recorded before".to_owned()),
        None => shown.amount.minor,
    };
    let is_whole = object.amount.is_some_and(|amount| object.amount_refunded.is_some_and(|back| back >= amount));
    let part = match object.amount_refunded.filter(|_| !is_whole) {
        None => None,
        Some(back) => {
            let left = paid - in_currency_of(shown.program, object, back)?;
            if left >= shown.amount.minor {
                return Err("the refund was recorded before".to_owned());
            }
            Some(shown.amount.minor - left.max(0))
        }
    };
    let cause = ChangeCause {
        order: Some(order),
        program: None,
        kind: ChangeKind::Refunded,
        at: None,
        reason: None,
        amount: part,
        commission: None,
    };
    let mut events = view.cause(&Cause::Change(cause)).map_err(|error| error.to_string())?;
    events.extend(payments::linked(view, object, shown.transaction.unwrap_or_default()));
    Ok(events)
}

/// The end of a subscription: its later payments are no conversions.
fn ended(view: View<'_>, object: &StripeObject) -> Result<Vec<Event>, Reason> {
    let number = number_of(&object.id);
    let subscription = Subscription::get(view, number).filter(|subscription| !subscription.has_ended);
    let subscription = subscription.ok_or("no conversion came from this subscription, or it ended before")?;
    Ok(vec![Subscription { has_ended: true, ..subscription }.put(number)])
}
