//! The sandbox's catalogue: what can be called, and with which credentials.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::Deserialize;

use super::call::Call;
use super::connection::Connection;

/// What `GET /_mock/world` lists, as far as it is needed here.
#[derive(Debug, Deserialize)]
pub(crate) struct Catalogue {
    /// The providers.
    pub(crate) providers: Vec<Provider>,
    /// The programs.
    pub(crate) programs: Vec<Program>,
}

/// A provider.
#[derive(Debug, Deserialize)]
pub(crate) struct Provider {
    /// Its endpoints, method and path.
    pub(crate) endpoints: Vec<String>,
}

/// A program.
#[derive(Debug, Deserialize)]
pub(crate) struct Program {
    /// Where it can be seen, by provider.
    at: BTreeMap<String, Sight>,
}

#[derive(Debug, Deserialize)]
struct Sight {
    id: String,
    curl: String,
}

impl Catalogue {
    /// Reads the catalogue of the sandbox at the other end.
    pub(crate) async fn read(connection: &mut Connection, origin: &str) -> anyhow::Result<Self> {
        let answer = connection.succeed(&Call::get(format!("{origin}/_mock/world"))).await?;
        serde_json::from_slice(&answer.body).context("the catalogue cannot be read")
    }

    /// The calls that show programs at the provider, one for each program that is seen there.
    pub(crate) fn calls(&self, provider: &str) -> anyhow::Result<Vec<Call>> {
        let sights = self.programs.iter().filter_map(|program| program.at.get(provider));
        let read =
            |sight: &Sight| Call::parse_curl(&sight.curl).with_context(|| format!("{} cannot be read", sight.curl));
        sights.map(read).collect()
    }

    /// What the first program is called at the provider.
    pub(crate) fn first_id(&self, provider: &str) -> anyhow::Result<String> {
        let mut sights = self.programs.iter().filter_map(|program| program.at.get(provider));
        sights.next().map(|sight| sight.id.clone()).with_context(|| format!("no program is seen at {provider}"))
    }

    /// The call that shows the first program at the provider.
    pub(crate) fn first_call(&self, provider: &str) -> anyhow::Result<Call> {
        self.calls(provider)?.into_iter().next().with_context(|| format!("no program is seen at {provider}"))
    }
}
