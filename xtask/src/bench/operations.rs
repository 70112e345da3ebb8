//! The sandbox's operations, each with a call that works.

use anyhow::{Context as _, ensure};
use trackside_schemas::control::{ListedOperation, OperationList};

use super::call::Call;
use super::connection::Connection;

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

    /// The calls whose status responses are measured, each with the name of its provider: the first operation of each
    /// provider, if it shows one thing. Its working call then reads, and has no query.
    pub(super) fn status_calls(&self) -> anyhow::Result<Vec<(String, Call)>> {
        let is_first = |index: usize| index == 0 || self.0[index - 1].provider != self.0[index].provider;
        let firsts = self.0.iter().enumerate().filter(|(index, _)| is_first(*index)).map(|(_, operation)| operation);
        let shows_one = |operation: &&ListedOperation| operation.method == "GET" && operation.query.is_empty();
        let calls =
            firsts.filter(shows_one).map(|operation| Ok((operation.provider.clone(), Call::listed(operation)?)));
        let calls = calls.collect::<anyhow::Result<Vec<_>>>()?;
        ensure!(!calls.is_empty(), "no provider begins with an operation that shows one thing");
        Ok(calls)
    }

    /// The call whose pages are measured: the first operation that takes a limit in its query. Its own query is left
    /// out.
    pub(super) fn paged_call(&self) -> anyhow::Result<Call> {
        let has_limit = |operation: &&ListedOperation| {
            operation.method == "GET" && operation.query.iter().any(|parameter| parameter.name == "limit")
        };
        let operation = self.0.iter().find(has_limit).context("no provider lists anything in pages")?;
        let call = Call::listed(operation)?;
        let path = call.url.split('?').next().unwrap_or_default().to_owned();
        Ok(call.to(path))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use trackside_schemas::control::{ListedOperation, QueryParameter};

    use super::Operations;

    fn listed(provider: &str, method: &str, path: &str, query: &[&str]) -> ListedOperation {
        let parameter = |name: &&str| QueryParameter { name: (*name).to_owned(), value: "1".to_owned() };
        ListedOperation {
            provider: provider.to_owned(),
            id: path.to_owned(),
            summary: String::new(),
            method: method.to_owned(),
            template: path.to_owned(),
            writes: false,
            success: 200,
            failures: Vec::new(),
            path: path.to_owned(),
            path_parameters: BTreeMap::new(),
            query: query.iter().map(parameter).collect(),
            headers: BTreeMap::new(),
            credential: Vec::new(),
            body: None,
            url: format!("http://localhost{path}?x"),
            curl: String::new(),
        }
    }

    #[test]
    fn measured_calls_come_from_the_list_whatever_the_providers_are_called() {
        let operations = Operations(vec![
            listed("one", "GET", "/status", &[]),
            listed("one", "GET", "/more", &[]),
            listed("two", "POST", "/list", &["limit"]),
            listed("three", "GET", "/rows", &["from", "limit"]),
            listed("four", "GET", "/program", &[]),
        ]);
        let status = operations.status_calls().expect("there are some");
        let status: Vec<_> = status.iter().map(|(provider, call)| (provider.as_str(), call.target())).collect();
        assert_eq!(status, [("one", "/status?x"), ("four", "/program?x")]);
        assert_eq!(operations.paged_call().expect("there is one").url, "http://localhost/rows");
        let without = Operations(vec![listed("two", "POST", "/list", &["limit"])]);
        assert!(without.status_calls().is_err() && without.paged_call().is_err());
    }
}
