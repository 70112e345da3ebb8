//! Servers. They are matched by URL. A slash at its end does not matter, because paths begin with one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::operation::Endpoint;
use super::{Judge, ObjectPair, all_names, judged_apart, provenance};
use crate::change::Level;
use crate::comparison::{Comparison, Site};
use crate::documentation::{DOCUMENTATION_CHANGED, PROVENANCE, UNCLASSIFIED};
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::value::{arrow, canonical, empty, quoted};
use crate::walk::{Claim, Judgement, Outcome, walk};

const ONE: &str = r#"{"servers": [{"url": "https://a.example"}]}"#;
const TWO: &str = r#"{"servers": [{"url": "https://a.example"}, {"url": "https://b.example"}]}"#;

static SERVER: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Document, ONE, TWO),
    (Level::Info, ("server-added", "the service has another URL")),
    (Level::Error, ("server-removed", "the service can no longer be reached at a URL")),
);

static VARIABLE_CHANGED: Rule = Rule::symmetric(
    ("server-variable-changed", "the URL that a client builds may be different"),
    Level::Error,
    None,
    Fixture::new(
        Frame::Document,
        r#"{"servers": [{"url": "https://{region}.a.example", "variables": {"region": {"default": "eu"}}}]}"#,
        r#"{"servers": [{"url": "https://{region}.a.example", "variables": {"region": {"default": "us"}}}]}"#,
    ),
    Fixture::new(Frame::Document, ONE, TWO),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&SERVER.rules()[..], &[&VARIABLE_CHANGED]].concat()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["url"], judge: judged_apart },
    Claim { keys: &["variables"], judge: variables },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static VARIABLE_CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["default"], judge: |pair| Ok(pair.replaced("default", &VARIABLE_CHANGED)) },
    Claim { keys: &["enum"], judge: choice },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["description"];

/// Compares `servers` of the document.
pub(super) fn of_document(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("servers");
    compare(pair.comparison, &Site::document("servers"), old, new)?;
    Ok(Outcome::Understood)
}

/// Compares the servers of two operations, if one of them or its path item has its own.
pub(super) fn of_operations<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    old: &Endpoint<'d>,
    new: &Endpoint<'d>,
) -> Result<(), DiffError> {
    let own = |endpoint: &Endpoint<'d>| endpoint.operation.get("servers").or_else(|| endpoint.item.get("servers"));
    let (old, new) = (own(old), own(new));
    if old.is_none() && new.is_none() {
        return Ok(());
    }
    let old = old.or_else(|| comparison.old.document.root().get("servers"));
    let new = new.or_else(|| comparison.new.document.root().get("servers"));
    compare(comparison, &site.at("servers"), old, new)
}

fn compare<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    old: Option<&'d Value>,
    new: Option<&'d Value>,
) -> Result<(), DiffError> {
    comparison.charge_list(old);
    comparison.charge_list(new);
    let (Some(old_servers), Some(mut new_servers)) = (by_url(old), by_url(new)) else {
        if old != new {
            comparison.report(&UNCLASSIFIED, site, arrow(old, new));
        }
        return Ok(());
    };
    let mut gone = Vec::new();
    for (url, old) in old_servers {
        match new_servers.remove(url) {
            Some(new) => {
                let site = site.at(format!("server {url}"));
                walk(&mut ObjectPair { comparison, site, old, new }, CLAIMS, DOCUMENTATION)?;
            }
            None => gone.push((url, old)),
        }
    }
    for (url, old) in gone {
        let trimmed = url.trim_end_matches('/');
        let other = new_servers.keys().copied().find(|other| other.trim_end_matches('/') == trimmed);
        let Some((other, new)) = other.and_then(|other| new_servers.remove_entry(other)) else {
            comparison.report(&SERVER.back, site, format!("{} was removed", quoted(url)));
            continue;
        };
        let site = site.at(format!("server {url}"));
        let message = format!("only the slash at the end: {} → {}", quoted(url), quoted(other));
        comparison.report(&DOCUMENTATION_CHANGED, &site, message);
        walk(&mut ObjectPair { comparison, site, old, new }, CLAIMS, DOCUMENTATION)?;
    }
    for url in new_servers.into_keys() {
        comparison.report(&SERVER.forth, site, format!("{} was added", quoted(url)));
    }
    Ok(())
}

/// Servers by URL. Without servers, the URL is `/`. `None` if a server has no URL, or two have the same.
fn by_url(servers: Option<&Value>) -> Option<BTreeMap<&str, &Map<String, Value>>> {
    let mut by_url = BTreeMap::new();
    if let Some(servers) = servers {
        for server in servers.as_array()? {
            let url = server.get("url")?.as_str()?;
            if by_url.insert(url, server.as_object()?).is_some() {
                return None;
            }
        }
    }
    if by_url.is_empty() {
        by_url.insert("/", empty());
    }
    Some(by_url)
}

fn variables(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("variables") else { return Ok(Outcome::NotUnderstood) };
    for name in all_names(old, new) {
        let site = pair.site.within(&format!("variable {name}"));
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => {
                if let Some(mut variable) = ObjectPair::of(pair.comparison, site, old, new)? {
                    walk(&mut variable, VARIABLE_CLAIMS, DOCUMENTATION)?;
                }
            }
            (old, new) => pair.comparison.report(&VARIABLE_CHANGED, &site, arrow(old, new)),
        }
    }
    Ok(Outcome::Understood)
}

#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
fn choice(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("enum");
    let set = |values: Option<&Value>| -> Option<BTreeSet<String>> {
        values.map(|values| Some(values.as_array()?.iter().map(canonical).collect())).unwrap_or_default()
    };
    if old.is_some_and(|old| !old.is_array()) || new.is_some_and(|new| !new.is_array()) {
        return Ok(Outcome::NotUnderstood);
    }
    if set(old) != set(new) {
        pair.report(&VARIABLE_CHANGED, format!("`enum`: {}", arrow(old, new)));
    }
    Ok(Outcome::Understood)
}
