//! The sandbox's operations, each with a call that works.

use anyhow::Context as _;
use trackside_schemas::control::{ListedOperation, OperationList};

use super::call::Call;
use super::connection::Connection;

/// The providers whose first operation shows the state of one program, and how tables name them.
const STATUS: [(&str, &str); 3] = [("agentref", "AgentRef"), ("affitor", "Affitor"), ("partnero", "Partnero")];

/// The provider whose listing is measured page by page.
const PAGED: &str = "wecantrack";

/// What `GET /_mock/operations` lists.
#[derive(Debug)]
pub(crate) struct Operations(Vec<ListedOperation>);

impl Operations {
    /// Reads the list of the sandbox at the other end.
    pub(crate) async fn read(connection: &mut Connection, origin: &str) -> anyhow::Result<Self> {
        let answer = connection.succeed(&Call::get(format!("{origin}/_mock/operations"))).await?;
        let list: OperationList =
            serde_json::from_slice(&answer.body).context("the list of operations cannot be read")?;
        Ok(Self(list.operations))
    }

    /// All of them, provider by provider.
    pub(crate) fn all(&self) -> &[ListedOperation] {
        &self.0
    }

    /// The calls whose status responses are measured, with what tables call them.
    pub(super) fn status_calls(&self) -> anyhow::Result<Vec<(&'static str, Call)>> {
        let call = |(provider, title)| -> anyhow::Result<_> {
            let first = self.0.iter().find(|operation| operation.provider == provider);
            let first = first.with_context(|| format!("{provider} has no operation"))?;
            Ok((title, Call::listed(first)?))
        };
        STATUS.into_iter().map(call).collect()
    }

    /// The call whose pages are measured: the provider's operation that takes a limit in its query. Its own query is
    /// left out.
    pub(super) fn paged_call(&self) -> anyhow::Result<Call> {
        let has_limit = |operation: &&ListedOperation| {
            operation.provider == PAGED && operation.query.iter().any(|parameter| parameter.name == "limit")
        };
        let operation = self.0.iter().find(has_limit).with_context(|| format!("{PAGED} lists nothing in pages"))?;
        let call = Call::listed(operation)?;
        let path = call.url.split('?').next().unwrap_or_default().to_owned();
        Ok(call.to(path))
    }
}
