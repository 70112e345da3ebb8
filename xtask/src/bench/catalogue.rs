//! What the sandbox's world holds: its programs and the credentials that work.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::Deserialize;

use super::call::Call;
use super::connection::Connection;

/// What `GET /_mock/world` lists, as far as it is needed here.
#[derive(Debug, Deserialize)]
pub(crate) struct Catalogue {
    providers: Vec<Provider>,
    programs: Vec<Program>,
}

#[derive(Debug, Deserialize)]
struct Provider {
    name: String,
    credentials: Vec<Key>,
}

#[derive(Debug, Deserialize)]
struct Key {
    secrets: Vec<String>,
    /// The security scheme that it belongs to, if it belongs to one.
    scheme: Option<String>,
    /// Its kind, if operations accept only some kinds.
    kind: Option<String>,
    /// Its scopes, if it does not have all.
    scopes: Option<Vec<String>>,
    works: bool,
    /// Whose data it shows, if any.
    owner: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Program {
    /// Whose it is.
    owner: String,
    /// Where it can be seen, by provider.
    at: BTreeMap<String, Sight>,
}

#[derive(Debug, Deserialize)]
struct Sight {
    id: String,
}

impl Catalogue {
    /// Reads the catalogue of the sandbox at the other end.
    pub(crate) async fn read(connection: &mut Connection, origin: &str) -> anyhow::Result<Self> {
        let answer = connection.succeed(&Call::get(format!("{origin}/_mock/world"))).await?;
        serde_json::from_slice(&answer.body).context("the catalogue cannot be read")
    }

    /// The ids of the programs that the provider shows to whoever has these secrets.
    pub(crate) fn ids<'c>(&'c self, provider: &str, secrets: &[String]) -> Vec<&'c str> {
        let owner = self.keys(provider).find(|key| key.secrets == secrets).and_then(|key| key.owner.as_ref());
        let own = self.programs.iter().filter(|program| owner == Some(&program.owner));
        own.filter_map(|program| program.at.get(provider)).map(|sight| sight.id.as_str()).collect()
    }

    /// The credentials that show data of the same owner and are of the same kind as these secrets. Each has its secrets in the
    /// order of the security schemes.
    pub(crate) fn credentials<'c>(&'c self, provider: &str, like: &[String]) -> Vec<&'c [String]> {
        let Some(listed) = self.keys(provider).find(|key| key.secrets == like) else { return Vec::new() };
        let is_alike = |key: &&Key| {
            let is_like = (&key.scheme, &key.kind, &key.scopes) == (&listed.scheme, &listed.kind, &listed.scopes);
            key.works && key.owner == listed.owner && is_like
        };
        self.keys(provider).filter(is_alike).map(|key| key.secrets.as_slice()).collect()
    }

    fn keys(&self, provider: &str) -> impl Iterator<Item = &Key> {
        self.providers.iter().filter(move |known| known.name == provider).flat_map(|known| &known.credentials)
    }
}
