//! `POST /api/v1/track/refund`, and how a refund is recorded whoever reports it.

use trackside_schemas::affitor::{RefundToTrack, TrackRefund, TrackedRefund};
use trackside_schemas::declare::Nothing;
use trackside_schemas::values::DecimalNumber;
use trackside_world::{Cause, ChangeCause, ChangeKind, Currency, Event, Money, OrderId, OrderStatus, View};

use super::sales::{ReportedSale, commission_id, newest_sales, order_of, transaction_of};
use super::{caused, credentials, program_of, texts};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// What becomes of a refund.
pub(super) enum Refunded {
    /// The commission shrinks by so many hundredths of the currency, or goes.
    TakenBack { is_whole: bool, deduction: i64, events: Vec<Event> },
    /// It was recorded before.
    Known,
    /// There is no commission.
    NoCommission,
}

impl Serve for TrackRefund {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackedRefund>, Problem> {
        let (view, body) = (call.view, &call.body);
        let program = program_of(call)?;
        let transaction = body.transaction_id.as_deref().filter(|transaction| !transaction.is_empty());
        let transaction = transaction
            .ok_or_else(|| texts::invalid("transaction_id is required", "the body has no transaction_id"))?;
        let order = order_of(view, transaction).filter(|order| view.order(*order).program.id == program.id);
        let order = order.ok_or_else(|| {
            let reason = "no sale of the key's program has this transaction_id";
            Problem::rejected(404, "Sale not found for transaction_id", reason)
        })?;
        let tracked = |status: &str| TrackedRefund {
            success: true,
            status: Some(status.to_owned()),
            deduction_amount: None,
            commission_id: None,
            message: None,
            reason: None,
        };
        let commission = Some(commission_id(order));
        Ok(match refund(view, order, body.refund_amount_cents, body.refund_reason.as_deref())? {
            Refunded::NoCommission => {
                let message = Some("Sale has no commission to reverse".to_owned());
                TrackedRefund { message, ..tracked("no_commission") }.into()
            }
            Refunded::Known => {
                let reason = Some("already reversed".to_owned());
                TrackedRefund { commission_id: commission, reason, ..tracked("skipped") }.into()
            }
            Refunded::TakenBack { is_whole, deduction, events } => {
                let refund = TrackedRefund {
                    deduction_amount: Some(DecimalNumber { hundredths: deduction }),
                    commission_id: commission,
                    ..tracked(if is_whole { "reversed" } else { "refunded" })
                };
                events.into_iter().fold(Answer::new(refund), Answer::causing)
            }
        })
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = credentials::usual_program(view).expect("the world has a program");
        let can_be_refunded = |order: &OrderId| {
            let order = view.order(*order);
            order.status == OrderStatus::Pending && order.commission.minor > 0 && view.last_change(order.id).is_none()
        };
        let mut sales = newest_sales(view, program);
        let transaction = sales.find(can_be_refunded).map(|order| transaction_of(view, order));
        let body = RefundToTrack { transaction_id: transaction, ..RefundToTrack::default() };
        Sample::new(Nothing {}, Nothing {}, body).with_credential(vec![credentials::key_of(view, program)])
    }
}

/// Refunds a part of an order, in hundredths of the currency in which it was reported, or all of it.
pub(super) fn refund(
    view: View<'_>,
    order: OrderId,
    part: Option<i64>,
    reason: Option<&str>,
) -> Result<Refunded, Problem> {
    let shown = view.order(order);
    let was_refunded = matches!(view.last_change(order), Some(ChangeKind::Refunded | ChangeKind::PartlyRefunded));
    if shown.status == OrderStatus::Declined || was_refunded {
        return Ok(Refunded::Known);
    }
    if shown.commission.minor <= 0 {
        return Ok(Refunded::NoCommission);
    }
    let reported = ReportedSale::get(view, order.0.into()).and_then(|sale| Currency::by_code(&sale.currency));
    let currency = reported.unwrap_or(shown.amount.currency);
    let part = part.filter(|part| *part > 0);
    let part = part.map(|part| Money::from_hundredths(part, currency).converted(shown.amount.currency).minor);
    // A refund that is larger than the sale is one of all of it.
    let part = part.map(|part| part.clamp(1, shown.amount.minor.max(1)));
    let cause = ChangeCause {
        order: Some(order),
        program: None,
        kind: ChangeKind::Refunded,
        at: None,
        reason: reason.map(str::to_owned),
        amount: part,
        commission: None,
    };
    let events = view.cause(&Cause::Change(cause)).map_err(caused)?;
    let after = view.after(&events);
    let left = after.view().order(order);
    let is_whole = left.status == OrderStatus::Declined;
    let kept = if is_whole { 0 } else { left.commission.minor };
    let deduction = Money { minor: shown.commission.minor - kept, ..shown.commission }.hundredths();
    Ok(Refunded::TakenBack { is_whole, deduction, events })
}
