//! `/customers/{id}/referrals` and others: whom a customer of a refer-a-friend program has brought, and invites.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CurrencyAmount, CustomerReferralsQuery, CustomerStats, Done, Envelope, GetCustomerStats, InviteCustomer,
    InviteToSend, ListCustomerReferrals, Page, ReferralCustomer,
};
use trackside_world::{Program, ProgramKind, View};

use super::customer_identity::customer_with;
use super::customer_samples::{path_of, referring, with_key};
use super::customer_view::Customers;
use super::customers::{customer_in_path, unknown};
use super::envelope::{done, one};
use super::figures;
use super::friends::Friends;
use super::kind::referral;
use super::paging::page;
use super::partners::first_page;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// The samples are in a program of this kind.
const KIND: ProgramKind = ProgramKind::ReferAFriend;

impl Serve for ListCustomerReferrals {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<ReferralCustomer>>, Problem> {
        let program = referral(call)?;
        let customer = customer_in_path(call.view, program, &call.path)?;
        let customers = Customers::of(call.view, program);
        let CustomerReferralsQuery { paging } = call.query;
        let mut friends = customers.friends.brought(customer);
        if !paging.oldest_first() {
            friends.reverse();
        }
        let show = |friend| customers.show_friend(friend);
        Ok(page(call, paging.limit(), paging.page, friends.into_iter(), show).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let path = path_of(view, referring(view));
        with_key(view, KIND, Sample::new(path, CustomerReferralsQuery::default(), Nothing {}))
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<CustomerReferralsQuery> {
        Some(CustomerReferralsQuery { paging: first_page() })
    }
}

impl Serve for GetCustomerStats {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<CustomerStats>>, Problem> {
        let program = referral(call)?;
        let customer = customer_in_path(call.view, program, &call.path)?;
        let brought = Friends::of(call.view, program.id).figures(customer);
        let stats = CustomerStats {
            referrals_count: brought.friends,
            paid_accounts: brought.paid,
            sales_count: brought.sales,
            revenue: amounts(program, brought.revenue),
            rewards: amounts(program, brought.rewards),
        };
        Ok(one(stats).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key(view, KIND, Sample::new(path_of(view, referring(view)), Nothing {}, Nothing {}))
    }
}

impl Serve for InviteCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let program = referral(call)?;
        let InviteToSend { email: _, customer, personalization: _ } = &call.body;
        if customer.as_ref().is_some_and(|named| customer_with(call.view, program.id, named).is_none()) {
            return Err(unknown());
        }
        Ok(done().into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = InviteToSend { email: "emil@mail.example".to_owned(), customer: None, personalization: None };
        with_key(view, KIND, Sample::new(Nothing {}, Nothing {}, body))
    }
}

/// An amount in the program's currency; nothing if it is zero.
fn amounts(program: &Program, minor: i64) -> Vec<CurrencyAmount> {
    let amount = figures::money(program, minor).number();
    let currency = figures::code(program.currency);
    (minor != 0).then_some(CurrencyAmount { currency, amount }).into_iter().collect()
}
