//! Events about transactions.

use super::envelope::sent;
use super::{named, of_customers};
use crate::declare::example;
use crate::partnero::Transaction;
use crate::partnero::partner::example_time;
use crate::partnero::transaction::{example_referred, example_transaction};

event!(
    /// There was a transaction.
    ///
    /// `partner` is the id of the partner, not their referral key.
    TransactionCreated, "transaction.created", Transaction,
    of_customers().rule(named(
        "!('deleted_at' in request.body.data) || type(request.body.data.deleted_at) == null_type",
        "a new transaction counts",
    )),
    [
        example("affiliate", "A sale that a partner brought.", sent(example_transaction())),
        example("refer-a-friend", "A sale to a friend.", sent(example_referred())),
    ]
);

event!(
    /// A transaction was deleted.
    TransactionDeleted, "transaction.deleted", Transaction, of_customers(),
    [example("deleted", "A sale that no longer counts.", sent(deleted()))]
);

fn deleted() -> Transaction {
    Transaction { deleted_at: Some(Some(example_time())), ..example_transaction() }
}
