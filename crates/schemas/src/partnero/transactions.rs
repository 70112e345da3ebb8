//! `/transactions`: sales to customers.
//!
//! What counts as a transaction of an affiliate program is a sale that a partner brought; in a refer-a-friend program, a
//! sale to a customer whom another customer brought.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, Page, one, only_page};
use super::habits::with_customers;
use super::paging::Paged as _;
use super::transaction::{TRANSACTIONS, example_referred, example_transaction};
use super::{Failure, Paging, Partnero, Transaction, TransactionsToCreate, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred};

/// The endpoints that read and create transactions.
pub type TransactionEndpoints = (ListTransactions, CreateTransaction, GetTransaction, ListTransactionsOfCustomer);

/// Transactions of the program.
///
/// The newest first. Those that do not count any more are not listed: archived and deleted ones, and sales that were
/// declined or refunded elsewhere (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListTransactions;

/// Record a transaction, or many of one customer.
///
/// The partner of the customer is rewarded: the program's share of the amount, or `reward` if it is given; nothing if
/// `rewardable` is false. A customer who has a partner keeps them. The answer to many is not documented; the sandbox
/// answers with the last of them.
///
/// The reward is pending until the sale is approved (in the sandbox by the event `approval`).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateTransaction;

/// A transaction.
///
/// Of several with the same key the newest that counts, or, if none does, the newest that is archived (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetTransaction;

/// Transactions of a customer.
///
/// Those that the program's list shows, of one customer. In a refer-a-friend program those of the customer who bought.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListTransactionsOfCustomer;

impl Endpoint for ListTransactions {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = TransactionsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Transaction>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/transactions";

    fn operation() -> Operation<Failure> {
        with_customers("listTransactions", DOCUMENTED, TRANSACTIONS)
            .success("A page of the transactions.", DOCUMENTED)
            .paged_without_identity()
            .rule(all_count())
            .rule(
                Rule::on_success(
                    "!('key' in request.query) || response.body.data.all(transaction, transaction.key == request.query.key)",
                    "every transaction has the key asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_transaction("$response.body#/data/0/key"))
    }

    fn examples() -> Vec<Example<Page<Transaction>>> {
        vec![
            example("affiliate", "A transaction of an affiliate program.", only_page(vec![example_transaction()])),
            example(
                "refer-a-friend",
                "A transaction of a refer-a-friend program.",
                only_page(vec![example_referred()]),
            ),
        ]
    }
}

impl Endpoint for CreateTransaction {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = TransactionsToCreate;
    type Success<'a> = Envelope<Transaction>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/transactions";

    fn operation() -> Operation<Failure> {
        with_customers("createTransaction", DOCUMENTED, TRANSACTIONS)
            .created("The transaction; of many, the last one.", inferred("the provider's list of statuses says 201 for what is created"))
            .failure(failure::refused(
                "The transaction cannot be recorded: nobody has brought the customer, the partner or the customer who is \
                 said to have brought them is not known, or the program does not run.",
                inferred("400 is documented for an unknown partner of a new customer"),
                "Invalid partner key",
            ))
            .failure(failure::unknown("No such customer, and none is to be created.", "Customer not found."))
            .failure(failure::unfit(
                "A field of the request is invalid.",
                "amount units",
                "The amount units is invalid.",
            ))
            .rule(
                Rule::on_success(
                    "'transactions' in request.body || !('key' in request.body) || response.body.data.key == request.body.key",
                    "the transaction has the key that was given",
                )
                .because("the field of the request has the same name"),
            )
            .rule(
                Rule::on_success(
                    "'transactions' in request.body || !('rewardable' in request.body) || request.body.rewardable || response.body.data.rewards.size() == 0",
                    "nothing is rewarded that is not rewardable",
                )
                .because("the name of the field"),
            )
            .link(to_transaction("$response.body#/data/key"))
            .link(Link {
                name: "deleteTransaction",
                operation_id: "deleteTransaction",
                parameter: "key",
                expression: "$response.body#/data/key",
                description: "Deletes the transaction.",
            })
    }

    fn examples() -> Vec<Example<Envelope<Transaction>>> {
        vec![example("created", "The transaction.", one(example_transaction()))]
    }
}

impl Endpoint for GetTransaction {
    type Provider = Partnero;
    type Path = TransactionPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Transaction>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/transactions/{key}";

    fn operation() -> Operation<Failure> {
        with_customers("getTransaction", DOCUMENTED, TRANSACTIONS)
            .success("The transaction.", DOCUMENTED)
            .failure(unknown_transaction())
            .rule(
                Rule::on_success(
                    "response.body.data.key == request.path.key",
                    "the transaction answered is the transaction asked for",
                )
                .because("the key names the resource"),
            )
    }

    fn examples() -> Vec<Example<Envelope<Transaction>>> {
        vec![
            example("affiliate", "A transaction of an affiliate program.", one(example_transaction())),
            example("refer-a-friend", "A transaction of a refer-a-friend program.", one(example_referred())),
        ]
    }
}

impl Endpoint for ListTransactionsOfCustomer {
    type Provider = Partnero;
    type Path = CustomerWithTransactionsPath;
    type Query = Paging;
    type Body = Nothing;
    type Success<'a> = Page<Transaction>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customers/{id}/transactions";

    fn operation() -> Operation<Failure> {
        with_customers("listTransactionsOfCustomer", DOCUMENTED, TRANSACTIONS)
            .success("A page of the transactions.", DOCUMENTED)
            .failure(failure::unknown("No customer with this key, id or e-mail address.", "Customer not found."))
            .paged_without_identity()
            .rule(all_count())
            .rule(
                Rule::on_success(
                    "response.body.data.all(transaction, transaction.customer == response.body.data[0].customer)",
                    "all transactions are of the same customer",
                )
                .because("the path names the customer"),
            )
            .link(to_transaction("$response.body#/data/0/key"))
    }

    fn examples() -> Vec<Example<Page<Transaction>>> {
        vec![example("one", "One transaction.", only_page(vec![example_transaction()]))]
    }
}

/// Which transactions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TransactionsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only transactions with this key.
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// Only transactions of the partner with this referral key. Nothing in a refer-a-friend program.
    #[garde(length(min = 1, max = 255))]
    pub partner_key: Option<String>,
    /// Only transactions of the partner with this e-mail address. Nothing in a refer-a-friend program.
    #[garde(length(min = 1, max = 255))]
    pub partner_email: Option<String>,
}

/// Which transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TransactionPath {
    /// The key of the transaction.
    #[garde(length(min = 1, max = 255))]
    #[schemars(example = &"transaction_123")]
    pub key: String,
}

/// Whose transactions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerWithTransactionsPath {
    /// The customer's key, id or e-mail address.
    #[garde(length(min = 1, max = 255))]
    #[schemars(example = &"customer_123")]
    pub id: String,
}

/// Nothing of a list is archived.
fn all_count() -> Rule {
    Rule::on_success(
        "response.body.data.all(transaction, !('deleted_at' in transaction) || type(transaction.deleted_at) == null_type)",
        "archived transactions are not listed",
    )
    .because("the sandbox takes archived ones for what Laravel calls trashed")
}

/// No transaction has the key.
pub(super) fn unknown_transaction() -> crate::declare::Failure<Failure> {
    failure::unknown("No transaction of the program with this key, or it is deleted.", "Transaction not found.")
}

/// The transaction with the key.
fn to_transaction(expression: &'static str) -> Link {
    Link {
        name: "getTransaction",
        operation_id: "getTransaction",
        parameter: "key",
        expression,
        description: "Shows the transaction.",
    }
}
