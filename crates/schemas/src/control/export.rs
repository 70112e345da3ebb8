//! `GET /_mock/world/export`: what was pinned and written, as a world file.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Gives what happened beside the simulation as a world file.
///
/// A sandbox that starts with `--world` and this file, the same seed and the same time shows the same. Programs are
/// written with their ids at the providers; everything else is the history of the sandbox up to its clock. With `all` it
/// is everything that is seen now, the simulated things, too, as a world without simulation: much of it gets other ids,
/// and the response says what is left out.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ExportWorld;

impl Endpoint for ExportWorld {
    type Provider = Control;
    type Path = Nothing;
    type Query = ExportQuery;
    type Body = Nothing;
    type Success<'a> = ExportedWorld;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/world/export";

    fn operation() -> Operation<Failure> {
        let refused = failure::invalid(
            "`all` is not a boolean, or the world has too many orders for it.",
            "query parameter `all` is for worlds with at most 100000 orders, and this one has 1000000: see --orders",
        );
        operation("exportWorld", "The world file.", vec![refused])
    }

    fn examples() -> Vec<Example<ExportedWorld>> {
        let exported = ExportedWorld {
            file: "simulate: false\nprograms:\n  - name: Acme Coffee\n".to_owned(),
            left_out: Vec::new(),
        };
        vec![example("program", "A program, in a world without simulation.", exported)]
    }
}

/// What to export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ExportQuery {
    /// Whether simulated things are exported, too, of a world with at most 100000 orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub all: Option<bool>,
}

/// A world file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ExportedWorld {
    /// The file, in YAML. Its comments say what is left out.
    pub file: String,
    /// What is left out because a world file cannot say it, a line for each kind with the number of events. Empty if the
    /// file says everything.
    pub left_out: Vec<String>,
}
