//! How a check is made.

use std::time::Duration;

use crate::Credentials;

/// How a check is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// What the choice of values depends on: the same seed gives the same cases.
    pub seed: u64,
    /// How many cases there are at most, the walks across answers left out.
    pub max_cases: usize,
    /// How many requests a second are sent at most; nothing for as many as the server takes.
    pub rate: Option<f64>,
    /// How long to wait at most when the server asks to.
    pub max_wait: Duration,
    /// How many pages of a listing are walked at most.
    pub max_pages: u64,
    /// The ids of the operations to check; empty for all of them.
    pub operations: Vec<String>,
    /// Whether operations that create or change are called too.
    pub writes: bool,
    /// Whether the server is the sandbox: everything is an error there, and it is asked for statuses that cannot be provoked.
    pub sandbox: bool,
    /// Whether warnings are errors.
    pub strict: bool,
    /// The credentials.
    pub credentials: Credentials,
    /// Values that exist, by the name of a parameter or field: what the examples of the document cannot know of a server.
    pub values: Vec<(String, String)>,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How large a body may be, in bytes.
    pub max_body: usize,
    /// How much must be seen, by the kind of coverage, in percent.
    pub min_coverage: Vec<(crate::CoverageKind, f64)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 0,
            max_cases: 400,
            rate: None,
            max_wait: Duration::from_mins(1),
            max_pages: 50,
            operations: Vec::new(),
            writes: false,
            sandbox: false,
            strict: false,
            credentials: Credentials::default(),
            values: Vec::new(),
            timeout: Duration::from_secs(30),
            max_body: 16 << 20,
            min_coverage: Vec::new(),
        }
    }
}
