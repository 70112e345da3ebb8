//! `/transactions/{key}`: a transaction is deleted, archived or restored.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::Done;
use super::habits::{affiliate, with_customers};
use super::transaction::TRANSACTIONS;
use super::transactions::unknown_transaction;
use super::{Failure, Partnero, TransactionPath, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example, inferred};

/// The endpoints that change a transaction.
pub type TransactionChangeEndpoints =
    (DeleteTransaction, DeleteTransactionByKey, ArchiveTransaction, RestoreTransaction);

/// Delete a transaction.
///
/// For good: it is not found any more, and its commission is taken back. Every provider shows the sale as refunded. Of
/// several with the same key, the newest that counts is deleted (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteTransaction;

/// Delete the transaction that the body names.
///
/// Use `DELETE /v1/transactions/{key}` instead.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteTransactionByKey;

/// Archive a transaction.
///
/// Its commission is taken back. Of several with the same key, the newest that counts is archived (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ArchiveTransaction;

/// Restore an archived transaction.
///
/// Its commission counts again. Of several with the same key, the newest that is archived is restored (inferred). A sale
/// that was declined or refunded elsewhere is like an archived one, and comes back as well (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RestoreTransaction;

impl Endpoint for DeleteTransaction {
    type Provider = Partnero;
    type Path = TransactionPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/transactions/{key}";

    fn operation() -> Operation<Failure> {
        with_customers("deleteTransaction", DOCUMENTED, TRANSACTIONS)
            .success("The transaction is deleted.", DOCUMENTED)
            .failure(unknown_transaction())
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "The transaction is deleted.", Done::default())]
    }
}

impl Endpoint for DeleteTransactionByKey {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = TransactionToDelete;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/transactions";

    fn operation() -> Operation<Failure> {
        with_customers("deleteTransactionByKey", DOCUMENTED, TRANSACTIONS)
            .deprecated()
            .success("The transaction is deleted.", DOCUMENTED)
            .failure(unknown_transaction())
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "The transaction is deleted.", Done::default())]
    }
}

impl Endpoint for ArchiveTransaction {
    type Provider = Partnero;
    type Path = TransactionPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/transactions/{key}/archive";

    fn operation() -> Operation<Failure> {
        affiliate("archiveTransaction", DOCUMENTED, TRANSACTIONS)
            .success("The transaction is archived.", DOCUMENTED)
            .failures([
                unknown_transaction(),
                failure::refused(
                    "The transaction is archived already.",
                    inferred("the status is documented, its words are not"),
                    "Transaction is already archived.",
                ),
            ])
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("archived", "The transaction is archived.", Done::default())]
    }
}

impl Endpoint for RestoreTransaction {
    type Provider = Partnero;
    type Path = TransactionPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/transactions/{key}/revoke-archive";

    fn operation() -> Operation<Failure> {
        affiliate("restoreTransaction", DOCUMENTED, TRANSACTIONS)
            .success("The transaction is restored.", DOCUMENTED)
            .failures([
                unknown_transaction(),
                failure::refused(
                    "The transaction is not archived.",
                    inferred("the status is documented, its words are not"),
                    "Transaction is not archived.",
                ),
            ])
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("restored", "The transaction is restored.", Done::default())]
    }
}

/// The transaction to delete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TransactionToDelete {
    /// Its key.
    #[garde(length(min = 1, max = 255))]
    #[schemars(example = &"transaction_123")]
    pub key: String,
}
