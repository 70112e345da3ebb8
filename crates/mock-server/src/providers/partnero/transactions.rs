//! `/transactions`, and `/customers/{id}/transactions`.

use std::cmp::Reverse;

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CreateTransaction, CustomerIdentifier, CustomerOfTransaction, CustomerWithTransactionsPath, Envelope,
    GetTransaction, ListTransactions, ListTransactionsOfCustomer, Page, Paging, Sort, Transaction, TransactionPath,
    TransactionToCreate, TransactionsQuery, TransactionsToCreate,
};
use trackside_world::{Event, PartnerId, PartnerProfile, Program, ProgramKind, View};

use super::customer_identity::{customer_by_any, customer_key};
use super::envelope::one;
use super::paging::page;
use super::partner_identity::{partner_by_email, partner_by_key};
use super::transaction_creation::Creation;
use super::transaction_identity::{Known, all_with_key, newest, with_key};
use super::{kind, secret_of};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListTransactions {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Transaction>>, Problem> {
        let (view, program) = (call.view, kind::with_customers(call)?);
        let TransactionsQuery { paging, key, partner_key, partner_email } = &call.query;
        let by_key = partner_key.as_ref().map(|key| partner_by_key(view, program.id, key));
        let by_email = partner_email.as_ref().map(|email| partner_by_email(view, program.id, email));
        let is_of = |asked: Option<Option<PartnerId>>, known: &Known| {
            let has_partners = program.kind == ProgramKind::Affiliate;
            asked.is_none_or(|partner| has_partners && partner.is_some() && partner == known.outline.partner)
        };
        let is_asked = |known: &Known| is_of(by_key, known) && is_of(by_email, known);
        let rows: Box<dyn Iterator<Item = Known>> = match key {
            Some(key) => {
                let mut rows: Vec<_> = all_with_key(view, program, key).into_iter().filter(Known::counts).collect();
                rows.sort_by_key(|known| Reverse((known.outline.placed_at, known.order)));
                if paging.oldest_first() {
                    rows.reverse();
                }
                Box::new(rows.into_iter())
            }
            None if paging.oldest_first() => {
                let mut rows: Vec<_> = newest(view, program).collect();
                rows.reverse();
                Box::new(rows.into_iter())
            }
            None => Box::new(newest(view, program)),
        };
        Ok(page(call, paging.limit(), paging.page, rows.filter(is_asked), |known| known.show(view)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key_of_sample(view, Sample::new(Nothing {}, TransactionsQuery::default(), Nothing {}))
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<TransactionsQuery> {
        let program = sample_program(view)?;
        let shown = some_transactions(view).nth(FILTERED)?;
        let partner: PartnerProfile<'_> = view.partner(program.id, shown.outline.partner?)?;
        Some(TransactionsQuery {
            paging: Paging { limit: Some(10), page: Some(1), sort: Some(Sort::Desc) },
            key: Some(shown.show(view).key),
            partner_key: Some(partner.code.to_owned()),
            partner_email: Some(partner.person().email),
        })
    }
}

impl Serve for CreateTransaction {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Transaction>>, Problem> {
        let (view, program) = (call.view, kind::with_customers(call)?);
        let TransactionsToCreate { customer, options, one: single, transactions } = &call.body;
        let creates = options.as_ref().is_some_and(|options| options.create_customer == Some(true));
        let mut creation = Creation::new(view, program);
        let customer = creation.customer(customer, creates)?;
        match transactions {
            Some(many) => {
                for each in many {
                    creation.transaction(customer, each, "transactions")?;
                }
            }
            None => creation.transaction(customer, single, "amount")?,
        }
        let (events, shown) = creation.done()?;
        Ok(causing(one(shown), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let customer = sample_program(view)
            .and_then(|_| some_transactions(view).next())
            .map(|known| customer_key(view, known.outline.customer));
        let body = TransactionsToCreate {
            customer: CustomerOfTransaction {
                identifier: CustomerIdentifier {
                    key: Some(customer.unwrap_or_else(|| "nobody".to_owned())),
                    ..CustomerIdentifier::default()
                },
                ..CustomerOfTransaction::default()
            },
            one: TransactionToCreate { amount: Some(99.99), ..TransactionToCreate::default() },
            ..TransactionsToCreate::default()
        };
        with_key_of_sample(view, Sample::new(Nothing {}, Nothing {}, body))
    }
}

impl Serve for GetTransaction {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Transaction>>, Problem> {
        let program = kind::with_customers(call)?;
        let known = with_key(call.view, program, &call.path.key).ok_or_else(|| unknown(&call.path.key))?;
        Ok(one(known.show(call.view)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key_of_sample(view, Sample::new(path_of(view, READ), Nothing {}, Nothing {}))
    }
}

impl Serve for ListTransactionsOfCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Transaction>>, Problem> {
        let (view, program, paging) = (call.view, kind::with_customers(call)?, &call.query);
        let customer = customer_by_any(view, program.id, &call.path.id).ok_or_else(|| Problem::NotFound {
            what: "Customer",
            reason: format!("no customer of the program has the key, id or e-mail address {:?}", call.path.id),
        })?;
        let orders = view.orders_of_customer(customer).into_iter();
        let mut rows: Vec<_> =
            orders.filter_map(|order| Known::of(view, program, order)).filter(Known::counts).collect();
        rows.sort_by_key(|known| Reverse((known.outline.placed_at, known.order)));
        if paging.oldest_first() {
            rows.reverse();
        }
        Ok(page(call, paging.limit(), paging.page, rows.into_iter(), |known| known.show(view)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let known = some_transactions(view).nth(READ);
        let id = known.map_or_else(|| "nobody".to_owned(), |known| customer_key(view, known.outline.customer));
        let path = CustomerWithTransactionsPath { id };
        with_key_of_sample(view, Sample::new(path, Paging::default(), Nothing {}))
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<Paging> {
        Some(Paging { limit: Some(10), page: Some(1), sort: Some(Sort::Asc) })
    }
}

/// Places of the transactions that samples name, among the newest: those that change one take others than those that read.
pub(super) const ARCHIVED: usize = 1;
pub(super) const DELETED: usize = 2;
pub(super) const DELETED_BY_BODY: usize = 3;
const READ: usize = 4;
const FILTERED: usize = 5;

/// An answer that causes all of these events.
pub(super) fn causing<T>(body: T, events: Vec<Event>) -> Answer<T> {
    events.into_iter().fold(Answer::new(body), Answer::causing)
}

/// The program has no transaction with this key.
pub(super) fn unknown(key: &str) -> Problem {
    let reason = format!("no transaction of the program has the key {key:?}; GET /v1/transactions lists them");
    Problem::NotFound { what: "Transaction", reason }
}

/// The program in which samples about transactions are: the first affiliate program with enough of them.
pub(super) fn sample_program(view: View<'_>) -> Option<&Program> {
    let programs = || view.programs().filter(|program| program.kind == ProgramKind::Affiliate);
    let has_enough = |program: &&Program| program.is_tracking() && newest(view, program).nth(FILTERED).is_some();
    programs()
        .find(has_enough)
        .or_else(|| programs().find(|program| program.is_tracking()))
        .or_else(|| programs().next())
}

/// The transactions of that program.
fn some_transactions(view: View<'_>) -> impl Iterator<Item = Known> {
    sample_program(view).into_iter().flat_map(move |program| newest(view, program))
}

/// The path of one of the newest transactions of that program.
pub(super) fn path_of(view: View<'_>, place: usize) -> TransactionPath {
    let key = some_transactions(view).nth(place).map(|known| known.show(view).key);
    TransactionPath { key: key.unwrap_or_else(|| "nothing".to_owned()) }
}

/// A sample with the key of that program.
pub(super) fn with_key_of_sample<E: Serve>(view: View<'_>, sample: Sample<E>) -> Sample<E> {
    match sample_program(view) {
        Some(program) => sample.with_credential(vec![secret_of(program)]),
        None => sample,
    }
}
