//! `GET /journal`, `GET /journal/{id}` and `POST /journal/clear`: recorded requests and responses.

mod entry;
mod examples;
mod query;
mod status_filter;

use schemars::JsonSchema;

pub use entry::{
    JournalCounts, JournalEntry, JournalExchange, JournalHeader, JournalList, JournalMessage, JournalProblem,
};
pub use query::{ClearJournalBody, GetExchangePath, JournalQuery};
pub use status_filter::StatusFilter;

use super::{Control, Failure, failure, operation};
use crate::declare::{self, DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, example};

/// The journal, newest request first.
///
/// Records every request to a provider, and every request that changes the sandbox, with its response. Requests that
/// only read the sandbox's own state are not recorded. Under sustained load only a part is recorded; the counts say how
/// much. New entries replace the oldest ones. `/_mock/journal/stream` sends new entries as server-sent events.
/// `/_mock/journal.har` is the whole journal as a recording in HAR 1.2; both take `world` as well. All worlds share one
/// journal: a named world lists its own requests, the usual world those of all.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListJournal;

impl Endpoint for ListJournal {
    type Provider = Control;
    type Path = Nothing;
    type Query = JournalQuery;
    type Body = Nothing;
    type Success<'a> = JournalList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/journal";

    fn operation() -> Operation<Failure> {
        operation(
            "listJournal",
            "The entries, and the counts.",
            vec![failure::invalid("A parameter is out of its range.", "query parameter `limit` is above 1000")],
        )
        .link(Link {
            name: "getNewestExchange",
            operation_id: "getExchange",
            parameter: "id",
            expression: "$response.body#/entries/0/id",
            description: "The newest exchange in full.",
        })
    }

    fn examples() -> Vec<Example<JournalList>> {
        let list = JournalList { entries: vec![examples::entry()], counts: examples::counts(7) };
        let empty = JournalList { entries: Vec::new(), counts: examples::counts(0) };
        vec![
            example("refused", "A request that was refused.", list),
            example("quiet", "There were no requests.", empty),
        ]
    }
}

/// An exchange in full.
///
/// Headers and bodies as they were sent, where the request breaks the contract, and a command that repeats it.
/// Credentials are shortened to their last four characters everywhere.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetExchange;

impl Endpoint for GetExchange {
    type Provider = Control;
    type Path = GetExchangePath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = JournalExchange;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/journal/{id}";

    fn operation() -> Operation<Failure> {
        let gone = declare::Failure::new(
            404,
            "The journal does not contain the exchange: it was not recorded, was replaced by newer entries, or was \
             cleared.",
            DOCUMENTED,
            Failure::new(
                "not_found",
                "the journal does not hold exchange 7; GET /_mock/journal lists the exchanges that it holds",
            ),
        );
        operation(
            "getExchange",
            "The exchange.",
            vec![gone, failure::invalid("The id is not a number.", "path parameter `id` is not an integer")],
        )
    }

    fn examples() -> Vec<Example<JournalExchange>> {
        vec![example("refused", "A request that was refused.", examples::exchange())]
    }
}

/// Empties the journal.
///
/// A named world removes its own entries, the usual world all of them. The counts start at zero again. The numbers of
/// exchanges continue, so each exchange of a sandbox has its own number.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ClearJournal;

impl Endpoint for ClearJournal {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = ClearJournalBody;
    type Success<'a> = JournalCounts;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/journal/clear";

    fn operation() -> Operation<Failure> {
        operation(
            "clearJournal",
            "The counts afterwards.",
            vec![
                failure::malformed(),
                failure::invalid("The body has a field.", "unknown field `before`, there are no fields"),
            ],
        )
    }

    fn examples() -> Vec<Example<JournalCounts>> {
        vec![example("cleared", "Nothing is left.", examples::counts(0))]
    }
}
