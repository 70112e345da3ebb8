//! New transactions: the customer, the sales, and what only Partnero knows of them.

use chrono::{DateTime, Utc};
use trackside_schemas::partnero::{
    CustomerOfTransaction, GivenTime, PartnerIdentifier, Transaction, TransactionToCreate,
};
use trackside_world::{
    Cause, CauseError, CustomerId, Event, NewLead, OrderId, PartnerId, Program, ProgramKind, SaleCause, View,
};

use super::customer_identity::{self, CustomerRecord, customer_with};
use super::partner_identity::partner_with;
use super::refusal::refused;
use super::transaction_identity::{Known, TransactionRecord, number, referrer};
use crate::request::Problem;
use crate::serve::Record as _;

/// Transactions that are being created: the events so far.
pub(super) struct Creation<'w> {
    view: View<'w>,
    program: &'w Program,
    events: Vec<Event>,
    /// The order of the last transaction.
    last: Option<OrderId>,
}

impl<'w> Creation<'w> {
    pub(super) fn new(view: View<'w>, program: &'w Program) -> Self {
        Self { view, program, events: Vec::new(), last: None }
    }

    /// The customer whom a request names, or a new one if there is none and one is to be created.
    pub(super) fn customer(&mut self, asked: &CustomerOfTransaction, creates: bool) -> Result<CustomerId, Problem> {
        let (view, program) = (self.view, self.program);
        if let Some(known) = customer_with(view, program.id, &asked.identifier) {
            return Ok(known);
        }
        if !creates {
            return Err(Problem::NotFound {
                what: "Customer",
                reason: "no customer of the program is named this way, and options.create_customer is not true"
                    .to_owned(),
            });
        }
        let at = self.time(asked.created_at, "customer")?;
        let customer = view.ledger().next_visitor();
        let (id, key) = (asked.identifier.id.clone(), asked.identifier.key.clone());
        let (key, partner, record) = match program.kind {
            ProgramKind::ReferAFriend => {
                let named = asked.referring_customer.as_ref();
                let referrer = named.and_then(|named| customer_with(view, program.id, named)).ok_or_else(|| {
                    refused("Invalid customer key", "customer.referring_customer names no customer of the program")
                })?;
                let record =
                    CustomerRecord { referral_key: key, referrer: Some(referrer), ..CustomerRecord::default() };
                (id, None, Some(record))
            }
            _ => (key.or(id), Some(self.partner(asked.partner.as_ref())?), None),
        };
        self.events.push(Event::Lead(NewLead {
            program: program.id,
            visitor: customer,
            key,
            email: asked.identifier.email.clone(),
            partner,
            first_name: asked.name.clone(),
            last_name: asked.surname.clone(),
            at,
        }));
        self.events.extend(record.map(|record| record.put(customer_identity::number(customer))));
        Ok(customer)
    }

    /// A transaction of a customer. `field` is named if neither an amount nor a reward is given.
    pub(super) fn transaction(
        &mut self,
        customer: CustomerId,
        asked: &TransactionToCreate,
        field: &str,
    ) -> Result<(), Problem> {
        let program = self.program;
        if asked.amount.is_none() && asked.reward.is_none() {
            return Err(Problem::invalid_field(field, "needs an amount or a reward"));
        }
        if let Some(units) = asked.amount_units.as_ref().filter(|units| !is_currency_of(program, units)) {
            let reason = format!("is {units}, and the program's currency is {}", program.currency.code());
            return Err(Problem::invalid_field("amount_units", &reason));
        }
        let at = self.time(asked.created_at, "created_at")?;
        let minor = |amount| in_minor_units(program, amount);
        let is_rewarded = asked.rewardable != Some(false) && asked.rewarded != Some(true);
        let commission = if is_rewarded { asked.reward.map(minor) } else { Some(0) };
        self.sale(customer, minor(asked.amount.unwrap_or_default()), commission, asked.key.clone(), at)?;
        let record = TransactionRecord {
            action: asked.action.clone().filter(|action| action != "sale"),
            product_id: asked.product_id.clone(),
            product_type: asked.product_type.clone(),
            ..TransactionRecord::default()
        };
        if record.action.is_some() || record.product_id.is_some() || record.product_type.is_some() {
            self.events.extend(self.last.map(|order| record.put(number(order))));
        }
        Ok(())
    }

    /// A sale to a customer, for the partner who brought them. Without a commission, it is the program's share.
    pub(super) fn sale(
        &mut self,
        customer: CustomerId,
        amount: i64,
        commission: Option<i64>,
        key: Option<String>,
        at: DateTime<Utc>,
    ) -> Result<(), Problem> {
        let after = self.view.after(&self.events);
        let view = after.view();
        let partner = view.partner_of(customer);
        match self.program.kind {
            ProgramKind::ReferAFriend if referrer(view, customer).is_none() => {
                return Err(refused("Customer is not referred.", "no other customer has brought the customer"));
            }
            ProgramKind::Affiliate if partner.is_none() => {
                return Err(refused("Customer has no partner.", "no partner has brought the customer"));
            }
            _ => {}
        }
        let cause = SaleCause {
            program: Some(self.program.id),
            partner,
            customer: Some(customer),
            at: Some(at),
            amount: Some(amount),
            commission,
            coupon: true,
            transaction: key,
        };
        let caused = view.cause(&Cause::Sale(cause)).map_err(refusal)?;
        self.last = caused.iter().find_map(|event| if let Event::Sale(sale) = event { Some(sale.order) } else { None });
        self.events.extend(caused);
        Ok(())
    }

    /// The events, and the last transaction as it is shown after them.
    pub(super) fn done(self) -> Result<(Vec<Event>, Transaction), Problem> {
        let after = self.view.after(&self.events);
        let shown = self.last.and_then(|order| Known::of(after.view(), self.program, order));
        let shown = shown.map(|known| known.show(after.view()));
        let shown = shown.ok_or_else(|| Problem::Internal("a sale that was recorded is no transaction".to_owned()))?;
        Ok((self.events, shown))
    }

    /// An event more.
    pub(super) fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    fn partner(&self, named: Option<&PartnerIdentifier>) -> Result<PartnerId, Problem> {
        let found = named.and_then(|named| partner_with(self.view, self.program.id, named));
        found.ok_or_else(|| refused("Invalid partner key", "customer.partner names no partner of the program"))
    }

    fn time(&self, given: Option<GivenTime>, field: &str) -> Result<DateTime<Utc>, Problem> {
        time_in(self.view, self.program, given, field)
    }
}

/// The time that is given, if something can happen in the program at it; now if none is given.
pub(super) fn time_in(
    view: View<'_>,
    program: &Program,
    given: Option<GivenTime>,
    field: &str,
) -> Result<DateTime<Utc>, Problem> {
    let (at, now) = (given.map_or_else(|| view.now(), |given| given.0), view.now());
    let begins = view.world().begins().max(program.created_at);
    if (begins..=now).contains(&at) {
        return Ok(at);
    }
    Err(Problem::invalid_field(field, &format!("is not a time from {begins} to {now}")))
}

/// An amount in the main unit of a program's currency, rounded to minor units.
#[expect(clippy::cast_possible_truncation, reason = "the largest amount is far below the bounds")]
#[expect(clippy::cast_precision_loss, reason = "there are at most a hundred minor units")]
pub(super) fn in_minor_units(program: &Program, amount: f64) -> i64 {
    (amount * program.currency.minor_units() as f64).round() as i64
}

/// Whether a code is that of the program's currency. Small and capital letters are the same.
pub(super) fn is_currency_of(program: &Program, code: &str) -> bool {
    program.currency.code().eq_ignore_ascii_case(code)
}

/// Why a sale cannot be recorded.
pub(super) fn refusal(error: CauseError) -> Problem {
    match error {
        CauseError::NotTracking { .. } => refused("Program is not active.", error.to_string()),
        CauseError::AmountOutOfRange { .. } => Problem::invalid_field("amount", &error.to_string()),
        error => refused("The transaction cannot be recorded.", error.to_string()),
    }
}
