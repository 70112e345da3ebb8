//! `GET /_mock/world/export`: what was pinned and written, as a world file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Gives what happened beside the simulation as a world file.
///
/// A sandbox that starts with `--world` and this file, the same seed and the same time shows the same. Programs are
/// written with their ids at the providers; everything else is the history of the sandbox up to its clock.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ExportWorld;

impl Endpoint for ExportWorld {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = ExportedWorld;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/world/export";

    fn operation() -> Operation<Failure> {
        operation("exportWorld", "The world file.", Vec::new())
    }

    fn examples() -> Vec<Example<ExportedWorld>> {
        let exported = ExportedWorld {
            file: "simulate: false\nprograms:\n  - name: Acme Coffee\n".to_owned(),
            left_out: Vec::new(),
        };
        vec![example("program", "A program, in a world without simulation.", exported)]
    }
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
