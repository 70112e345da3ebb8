//! `GET /partners/purchase`: a purchase with its customer.

use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{GetPurchase, IdQuery, Purchase};
use trackside_world::{OrderId, View};

use super::customer;
use super::list::first_purchase;
use super::people;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetPurchase {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Purchase>, Problem> {
        let (view, id) = (call.view, call.query.id);
        let is_theirs = |order: &OrderId| call.caller.owns(view.order(*order).program);
        let order = view.order_by_uuid(id).filter(|order| is_theirs(order) && view.is_purchase(*order));
        let order = order.ok_or_else(|| Problem::NotFound {
            what: "Purchase",
            reason: format!(
                "the world has no order {id}, or it is no purchase, as a second report of an order; the list of survey \
                 trackers names orders as purchaseId"
            ),
        })?;
        let (known_at, order) = (view.order_known_at(order), view.order(order));
        let purchase = Purchase {
            id,
            created_at: known_at.into(),
            updated_at: order.modified_at.max(known_at).into(),
            store_id: order.program.uuid.to_string(),
            store_name: order.program.name.clone(),
            customer: customer::show(view, &people::of(view, order.customer)),
        };
        Ok(purchase.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, IdQuery { id: first_purchase(view).parse().unwrap_or_default() }, Nothing {})
    }
}
