//! The calls that show one thing of the world.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CustomerPath, GetCustomer, GetPartner, GetPayoutRequest, GetTransaction, PartnerPath, PayoutRequestPath,
    TransactionPath,
};
use trackside_world::{ProgramId, View};

use super::customer_identity::customer_key;
use super::partner_identity::partner_id;
use super::{payout_requests, secret_of, transaction_identity};
use crate::sandbox::Sandbox;
use crate::serve::{ProgramSeen, Sample, Serve, Thing};

/// The call that shows it.
pub(super) fn shows(_: &Sandbox, view: View<'_>, thing: Thing) -> Option<ProgramSeen> {
    let seen = match thing {
        Thing::Partner(program, partner) => {
            let id = partner_id(view, program, partner);
            seen::<GetPartner>(view, program, id.clone(), PartnerPath { id })
        }
        Thing::Customer(customer) => {
            let id = customer_key(view, customer);
            seen::<GetCustomer>(view, view.program_of(customer)?, id.clone(), CustomerPath { id })
        }
        Thing::Order(order) => {
            let key = transaction_identity::key_of(view, order);
            seen::<GetTransaction>(view, view.order(order).program.id, key.clone(), TransactionPath { key })
        }
        Thing::Payout(program, number) => {
            let id = payout_requests::id_of(number);
            seen::<GetPayoutRequest>(view, program, id.to_string(), PayoutRequestPath { id })
        }
        Thing::Survey(_) => return None,
    };
    Some(seen)
}

/// With the key of the program.
fn seen<E>(view: View<'_>, program: ProgramId, id: String, path: E::Path) -> ProgramSeen
where
    E: Serve<Query = Nothing, Body = Nothing>,
{
    let sample = Sample::<E>::new(path, Nothing {}, Nothing {});
    ProgramSeen::new(id, sample.with_credential(vec![secret_of(view.program(program))]))
}
