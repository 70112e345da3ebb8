//! `/customers/{id}/balance`: what a customer of a refer-a-friend program has earned and was given.

use std::collections::BTreeMap;

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    Balance, BalancePart, CreditCustomer, CreditToGive, CustomerBalance, Envelope, GetCustomerBalance,
};
use trackside_schemas::values::{CurrencyCode, DecimalNumber};
use trackside_world::{CustomerId, Event, Program, ProgramKind, View};

use super::customer_identity::{Credit, CustomerRecord, number};
use super::customer_samples::{changing, path_of, referring, with_key};
use super::customer_view::Customers;
use super::customers::customer_in_path;
use super::envelope::one;
use super::figures;
use super::kind::referral;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// The samples are in a program of this kind.
const KIND: ProgramKind = ProgramKind::ReferAFriend;

impl Serve for GetCustomerBalance {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<CustomerBalance>>, Problem> {
        let program = referral(call)?;
        let customer = customer_in_path(call.view, program, &call.path)?;
        Ok(balance(call.view, program, customer).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key(view, KIND, Sample::new(path_of(view, referring(view)), Nothing {}, Nothing {}))
    }
}

impl Serve for CreditCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<CustomerBalance>>, Problem> {
        let (view, program) = (call.view, referral(call)?);
        let customer = customer_in_path(view, program, &call.path)?;
        let CreditToGive { amount, ref amount_units, is_currency: _ } = call.body;
        let mut record = CustomerRecord::of(view, customer);
        record.credits.push(Credit { hundredths: hundredths(amount), currency: amount_units.to_ascii_uppercase() });
        record.updated_at = Some(view.now());
        let event: Event = record.put(number(customer));
        let after = view.after(std::slice::from_ref(&event));
        Ok(Answer::new(balance(after.view(), program, customer)).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = CreditToGive { amount: 25.5, amount_units: "usd".to_owned(), is_currency: Some(true) };
        with_key(view, KIND, Sample::new(path_of(view, changing(view, KIND, 1)), Nothing {}, body))
    }
}

fn balance(view: View<'_>, program: &Program, customer: CustomerId) -> Envelope<CustomerBalance> {
    let customers = Customers::of(view, program);
    let earned = figures::money(program, customers.friends.figures(customer).rewards);
    let mut parts = BTreeMap::<CurrencyCode, i64>::new();
    if earned.minor != 0 {
        parts.insert(earned.currency, earned.number().hundredths);
    }
    for Credit { hundredths, currency } in CustomerRecord::of(view, customer).credits {
        if let Some(currency) = CurrencyCode::parse(&currency) {
            *parts.entry(currency).or_default() += hundredths;
        }
    }
    let part = |(amount_units, hundredths)| BalancePart {
        amount: DecimalNumber { hundredths },
        amount_units,
        is_currency: true,
    };
    let balance = Balance { currency: parts.into_iter().map(part).collect() };
    one(CustomerBalance { customer: customers.show_friend(customer), balance })
}

/// An amount of at most a million in hundredths, at least one.
#[expect(clippy::cast_possible_truncation, reason = "the contract bounds the amount")]
fn hundredths(amount: f64) -> i64 {
    ((amount * 100.0).round() as i64).max(1)
}
