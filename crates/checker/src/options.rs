//! Options of a check.

use std::time::Duration;

use trackside_contract::Origin;
use trackside_recording::Secrets;

use crate::wire::Request;
use crate::{Credentials, ExtraHeader, WebhookSecrets, WorkingCalls};

/// The default number of cases per operation.
pub const CASES_PER_OPERATION: usize = 120;

/// Options of a check.
#[derive(Debug, Clone)]
pub struct Options {
    /// The seed for random values: the same seed gives the same cases.
    pub seed: u64,
    /// The most cases per operation. Requests that follow links and pages are not counted.
    pub cases_per_operation: usize,
    /// The most cases in total; `None` for no limit. Requests that follow links and pages are not counted.
    pub max_cases: Option<usize>,
    /// The maximum number of requests per second; `None` for no limit.
    pub rate: Option<f64>,
    /// The longest time to wait when the server asks to slow down.
    pub max_wait: Duration,
    /// The maximum number of pages to request from each listing.
    pub max_pages: u64,
    /// The ids of the operations to check; empty for all operations.
    pub operations: Vec<String>,
    /// Whether to call operations that create or change data.
    pub writes: bool,
    /// The folder to which the scripts of the chains are written, if any.
    pub chains: Option<std::path::PathBuf>,
    /// Whether the server is the sandbox: every warning is an error, and statuses that are hard to provoke are
    /// requested with `Prefer`.
    pub sandbox: bool,
    /// Whether warnings are errors.
    pub strict: bool,
    pub credentials: Credentials,
    /// Headers that are sent with every request.
    pub headers: Vec<ExtraHeader>,
    /// The secrets that deliveries of webhooks are signed with.
    pub webhook_secrets: WebhookSecrets,
    /// Calls that work, if the server is a sandbox that lists them.
    pub calls: WorkingCalls,
    /// Values that exist on the server, by parameter or field. The examples in the document may not exist there.
    pub values: Vec<(String, String)>,
    /// The time limit for a response, and for a delivery.
    pub timeout: Duration,
    /// The largest body that is read, in bytes.
    pub max_body: usize,
    /// The required coverage by kind, in percent.
    pub min_coverage: Vec<(crate::CoverageKind, f64)>,
}

impl Options {
    /// The secrets of all requests, to be removed from all output.
    pub(crate) fn secrets(&self) -> Secrets {
        let mut secrets = self.credentials.secrets();
        for (value, _) in self.headers.iter().filter_map(ExtraHeader::secret) {
            secrets.add(&value);
        }
        secrets
    }

    /// The secrets of all requests and their environment variables.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let headers = self.headers.iter().filter_map(ExtraHeader::secret);
        self.credentials.variables().into_iter().chain(headers).collect()
    }

    /// A request with the headers that every request has.
    pub(crate) fn with_headers(&self, mut request: Request) -> Request {
        for header in &self.headers {
            request.headers.insert(header.name.clone(), header.value.clone());
        }
        request
    }

    /// How strictly the contract judges the server.
    pub(crate) fn origin(&self) -> Origin {
        if self.sandbox || self.strict { Origin::Sandbox } else { Origin::Foreign }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 0,
            cases_per_operation: CASES_PER_OPERATION,
            max_cases: None,
            rate: None,
            max_wait: Duration::from_mins(1),
            max_pages: 50,
            operations: Vec::new(),
            writes: false,
            chains: None,
            sandbox: false,
            strict: false,
            credentials: Credentials::default(),
            headers: Vec::new(),
            webhook_secrets: WebhookSecrets::default(),
            calls: WorkingCalls::default(),
            values: Vec::new(),
            timeout: Duration::from_secs(30),
            max_body: 16 << 20,
            min_coverage: Vec::new(),
        }
    }
}
