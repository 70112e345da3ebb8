//! `/transactions/{key}`: deleted, archived, restored.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    ArchiveTransaction, DeleteTransaction, DeleteTransactionByKey, Done, RestoreTransaction, TransactionPath,
    TransactionToDelete,
};
use trackside_world::{Cause, ChangeCause, ChangeKind, Event, OrderStatus, Program, View};

use super::envelope::done;
use super::kind;
use super::refusal::refused;
use super::transaction_identity::{Known, TransactionRecord, all_with_key, number, with_key};
use super::transactions::{
    ARCHIVED, DELETED, DELETED_BY_BODY, causing, path_of, sample_program, unknown, with_key_of_sample,
};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for DeleteTransaction {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        delete(call.view, kind::with_customers(call)?, &call.path.key)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key_of_sample(view, Sample::new(path_of(view, DELETED), Nothing {}, Nothing {}))
    }
}

impl Serve for DeleteTransactionByKey {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        delete(call.view, kind::with_customers(call)?, &call.body.key)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let TransactionPath { key } = path_of(view, DELETED_BY_BODY);
        with_key_of_sample(view, Sample::new(Nothing {}, Nothing {}, TransactionToDelete { key }))
    }
}

impl Serve for ArchiveTransaction {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let (view, program, key) = (call.view, kind::affiliate(call)?, &call.path.key);
        let known = with_key(view, program, key).ok_or_else(|| unknown(key))?;
        if !known.counts() {
            return Err(refused("Transaction is already archived.", "the sale is archived, declined or refunded"));
        }
        let was_approved = known.outline.status == OrderStatus::Approved;
        let kind = if was_approved { ChangeKind::Reversed } else { ChangeKind::Declined };
        let mut events = change(view, &known, kind, "the transaction was archived")?;
        let record = TransactionRecord { was_approved, ..TransactionRecord::of(view, known.order) };
        events.push(record.put(number(known.order)));
        Ok(causing(done(), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key_of_sample(view, Sample::new(path_of(view, ARCHIVED), Nothing {}, Nothing {}))
    }
}

impl Serve for RestoreTransaction {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let (view, program, key) = (call.view, kind::affiliate(call)?, &call.path.key);
        let all = all_with_key(view, program, key);
        if all.is_empty() {
            return Err(unknown(key));
        }
        let known = all.iter().find(|known| !known.counts());
        let known = known.ok_or_else(|| refused("Transaction is not archived.", "the sale counts"))?;
        let mut events = change(view, known, ChangeKind::Reopened, "")?;
        if TransactionRecord::of(view, known.order).was_approved || known.outline.was_approved {
            let after = view.after(&events);
            let approved = change(after.view(), known, ChangeKind::Approved, "")?;
            events.extend(approved);
        }
        Ok(causing(done(), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let archived = sample_program(view).and_then(|program| {
            let all = view.newest_orders_of(program.id).filter_map(|order| Known::of(view, program, order));
            all.filter(|known| !known.counts()).map(|known| known.show(view).key).find(|key| {
                // Another with the key may count: then it is not clear which one is meant.
                all_with_key(view, program, key).len() == 1
            })
        });
        let path = TransactionPath { key: archived.unwrap_or_else(|| "nothing".to_owned()) };
        with_key_of_sample(view, Sample::new(path, Nothing {}, Nothing {}))
    }
}

/// Takes a transaction back for good.
fn delete(view: View<'_>, program: &Program, key: &str) -> Result<Answer<Done>, Problem> {
    let known = with_key(view, program, key).ok_or_else(|| unknown(key))?;
    let mut events = Vec::new();
    if known.counts() {
        events = change(view, &known, ChangeKind::Refunded, "the transaction was deleted")?;
    }
    let record = TransactionRecord { deleted_at: Some(view.now()), ..TransactionRecord::of(view, known.order) };
    events.push(record.put(number(known.order)));
    Ok(causing(done(), events))
}

/// What happens to the sale at every provider.
fn change(view: View<'_>, known: &Known, kind: ChangeKind, reason: &str) -> Result<Vec<Event>, Problem> {
    let cause = ChangeCause {
        order: Some(known.order),
        program: None,
        kind,
        at: None,
        reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
        amount: None,
        commission: None,
    };
    view.cause(&Cause::Change(cause)).map_err(|error| refused("The transaction cannot change.", error.to_string()))
}
