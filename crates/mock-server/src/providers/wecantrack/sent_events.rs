//! The webhook events that wecantrack sends. It has no operation that registers a webhook: its users enter an address in the
//! app, so here the command line or a world file names it.

use trackside_schemas::Provider as _;
use trackside_schemas::declare::Event;
use trackside_schemas::values::DecimalNumber;
use trackside_schemas::wecantrack::{ConversionCreated, ConversionReport, ConversionUpdated, Wecantrack};
use trackside_world::{Event as Recorded, Happened, OrderId, OrderStatus, Owner, ProgramId, View};

use super::transactions::transaction;
use crate::serve::{Addressed, Receiver, Sends, Step, StepCause, Told};

/// What wecantrack sends.
#[derive(Debug)]
pub(super) struct SentEvents;

impl Sends for SentEvents {
    fn receivers(&self, _: View<'_>) -> Vec<Receiver> {
        Vec::new()
    }

    fn collection(&self) -> Option<&'static str> {
        None
    }

    fn secret(&self, _: u64, _: usize) -> String {
        String::new()
    }

    fn tell(&self, step: &Step<'_>, told: &mut Vec<Told>) {
        match step.cause {
            StepCause::Recorded(Recorded::Sale(sale)) => told.push(about::<ConversionCreated>(step.after, sale.order)),
            StepCause::Simulated(Happened::Order(order)) => told.push(about::<ConversionCreated>(step.after, order)),
            StepCause::Recorded(Recorded::Change(change)) => {
                told.push(about::<ConversionUpdated>(step.after, change.order));
            }
            StepCause::Simulated(Happened::Decision(order)) => told.push(about::<ConversionUpdated>(step.after, order)),
            _ => {}
        }
    }

    fn newest(&self, event: &str, view: View<'_>, program: Option<ProgramId>) -> Option<Told> {
        let newest = |fits: &dyn Fn(OrderStatus) -> bool| {
            let own = view.programs().filter(|known| known.owner == Owner::Usual);
            let asked = own.filter(|known| program.is_none_or(|only| only == known.id));
            let last = asked.filter_map(|program| {
                let mut orders = view.newest_orders_of(program.id).map(|order| (view.order_outline(order), order));
                orders.find(|(outline, _)| fits(outline.status)).map(|(outline, order)| (outline.placed_at, order))
            });
            last.max().map(|(_, order)| order)
        };
        match event {
            ConversionCreated::NAME => {
                newest(&|status| status == OrderStatus::Pending).map(|order| about::<ConversionCreated>(view, order))
            }
            ConversionUpdated::NAME => {
                newest(&|status| status != OrderStatus::Pending).map(|order| about::<ConversionUpdated>(view, order))
            }
            _ => None,
        }
    }
}

fn about<E: Event<Payload = ConversionReport>>(view: View<'_>, id: OrderId) -> Told {
    let order = view.order(id);
    let shown = transaction(view, &order);
    let others =
        shown.sub_ids.others.iter().map(|(name, value)| (name.to_string(), value.as_ref().map(ToString::to_string)));
    let click_ref = shown.sub_ids.click_ref.map(|reference| ("clickRef".to_owned(), Some(reference.to_string())));
    let report = ConversionReport {
        transaction_id: shown.transaction_id.to_string(),
        network_id: shown.network_id.as_deref().unwrap_or_default().to_owned(),
        user_network_account_id: shown.user_network_account_id,
        reference: shown.reference,
        sale_amount: DecimalNumber::whole(order.amount.hundredths()),
        commission_amount: DecimalNumber::whole(order.commission.hundredths()),
        currency_id: shown.currency_id.to_string(),
        sale_amount_euro: Some(DecimalNumber::whole(order.amount_eur)),
        commission_amount_euro: Some(DecimalNumber::whole(order.commission_eur)),
        status: shown.status,
        order_date: shown.order_date,
        click_date: shown.click_date,
        validation_date: shown.validation_date,
        modified_date: shown.modified_date,
        updated_at: order.updated_at.into(),
        advertiser_id: shown.advertiser_id.to_string(),
        advertiser_name: shown.advertiser_name.to_string(),
        decline_reason: shown.decline_reason.as_deref().map(str::to_owned),
        sub_ids: click_ref.into_iter().chain(others).collect(),
        paid_to_publisher: 0,
    };
    let (at, program) = (view.now(), order.program);
    let write = move |_: &Addressed<'_>| serde_json::to_vec(&report).expect("a payload is plain data");
    Told {
        provider: Wecantrack::NAME,
        event: E::NAME,
        subject: format!("order {}", id.0),
        program: Some(program.id),
        owner: program.owner,
        at,
        write: Box::new(write),
    }
}
