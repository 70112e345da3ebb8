//! `GET /journal`, `GET /journal/{id}` and `POST /journal/clear`: what has been asked, and what was answered.

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

/// The journal, the newest request first.
///
/// Every request to a provider, and every one that changes the sandbox, is noted with its answer. Under lasting load only a part is (the counts say how
/// much), and the oldest entries make room for the newest. What only looks at the sandbox itself is not noted. `/_mock/journal/stream` sends new entries as
/// server-sent events, and `/_mock/journal.har` is the whole journal as a recording in HAR 1.2.
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
            "The entries, and how many there are.",
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
        vec![example("refused", "A request that was refused.", list), example("quiet", "Nothing was asked.", empty)]
    }
}

/// An exchange in full.
///
/// Headers and bodies as they went over the wire, where the request departs from the contract, and a line that repeats it. Of every credential
/// only the last four characters are shown, wherever it stands.
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
            "The journal does not hold it: it was left out, has made room for others, or was cleared.",
            DOCUMENTED,
            Failure::new(
                "not_found",
                "the journal does not hold exchange 7; GET /_mock/journal lists those that it holds",
            ),
        );
        operation(
            "getExchange",
            "The exchange.",
            vec![gone, failure::invalid("The number is none.", "path parameter `id` is not an integer")],
        )
    }

    fn examples() -> Vec<Example<JournalExchange>> {
        vec![example("refused", "A request that was refused.", examples::exchange())]
    }
}

/// Empties the journal.
///
/// The counts begin at nothing again. Numbers go on, so that no two exchanges of one sandbox have the same.
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
