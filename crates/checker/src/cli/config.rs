//! `check --config`: the APIs of a file, each with its options.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::Parser;
use serde::Deserialize;
use toml::value::Datetime;
use trackside_checker::{Exception, rules};

use super::check::Check;

/// A file of APIs to check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    api: Vec<Api>,
}

/// An API to check, and how. Fields without a comment of their own are those of the command line.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Api {
    /// The name in reports, and for `--api`.
    name: String,
    provider: Option<String>,
    /// Like `har` and `record`, relative to the file. It can be a URL or a git revision, as on the command line.
    spec: Option<String>,
    /// `${NAME}` stands for an environment variable.
    base_url: Option<String>,
    har: Option<PathBuf>,
    record: Option<PathBuf>,
    /// The environment variable with the credential of each security scheme.
    #[serde(default)]
    credentials: BTreeMap<String, String>,
    /// Further headers of all requests.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    #[serde(default)]
    operations: Vec<String>,
    #[serde(default)]
    writes: bool,
    #[serde(default)]
    sandbox: bool,
    #[serde(default)]
    strict: bool,
    seed: Option<u64>,
    cases_per_operation: Option<u64>,
    max_cases: Option<u64>,
    rate: Option<f64>,
    max_wait: Option<u64>,
    max_pages: Option<u64>,
    timeout: Option<u64>,
    /// The required coverage of each kind, in percent.
    #[serde(default)]
    min_coverage: BTreeMap<String, f64>,
    /// Findings to ignore.
    #[serde(default)]
    ignore: Vec<Ignore>,
}

/// Findings to ignore.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ignore {
    rule: String,
    operation: Option<String>,
    place: Option<String>,
    reason: String,
    until: Option<Datetime>,
}

/// An API of a file, as if its options were given on the command line.
pub(super) struct Configured {
    pub(super) name: String,
    pub(super) check: Check,
    pub(super) exceptions: Vec<Exception>,
}

/// The arguments of a check, to parse them again.
#[derive(Debug, Parser)]
#[command(name = "check")]
struct Arguments {
    #[command(flatten)]
    check: Check,
}

/// Reads the APIs of a file: the ones with the wanted names, or all of them.
pub(super) fn read(path: &Path, wanted: &[String]) -> anyhow::Result<Vec<Configured>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let file: File = toml::from_str(&text).map_err(|error| anyhow::anyhow!("{shown} is not valid: {error}"))?;
    let names: Vec<_> = file.api.iter().map(|api| api.name.as_str()).collect();
    if let Some(name) = wanted.iter().find(|name| !names.contains(&name.as_str())) {
        bail!("{shown} has no API {name:?}; it has: {}", names.join(", "));
    }
    if let Some(name) = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)) {
        bail!("{shown} has two APIs with the name {:?}; give each its own", name.1);
    }
    if names.is_empty() {
        bail!("{shown} has no API; add one under [[api]]");
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let chosen = file.api.into_iter().filter(|api| wanted.is_empty() || wanted.contains(&api.name));
    chosen
        .map(|api| {
            let name = api.name.clone();
            api.configured(folder).with_context(|| format!("the API {name:?} of {shown} is not valid"))
        })
        .collect()
}

impl Api {
    fn configured(self, folder: &Path) -> anyhow::Result<Configured> {
        let exceptions = self.ignore.iter().map(Ignore::exception).collect::<anyhow::Result<_>>()?;
        let arguments = self.arguments(folder)?;
        let parsed = Arguments::try_parse_from(std::iter::once("check".to_owned()).chain(arguments));
        let check = parsed.map_err(|error| anyhow::anyhow!("{}", reason(&error)))?.check;
        Ok(Configured { name: self.name, check, exceptions })
    }

    /// The options as arguments of the command line.
    fn arguments(&self, folder: &Path) -> anyhow::Result<Vec<String>> {
        let mut arguments = Vec::new();
        let mut add = |name: &str, value: Option<String>| {
            arguments.extend(value.map(|value| format!("--{name}={value}")));
        };
        let beside = |path: &PathBuf| folder.join(path).display().to_string();
        add("provider", self.provider.clone());
        add("spec", self.spec.as_ref().map(|spec| if is_file(spec) { beside(&spec.into()) } else { spec.clone() }));
        add("base-url", self.base_url.as_deref().map(expanded).transpose()?);
        add("har", self.har.as_ref().map(beside));
        add("record", self.record.as_ref().map(beside));
        for (name, numbers) in [
            ("seed", self.seed),
            ("cases-per-operation", self.cases_per_operation),
            ("max-cases", self.max_cases),
            ("max-wait", self.max_wait),
            ("max-pages", self.max_pages),
            ("timeout", self.timeout),
        ] {
            add(name, numbers.map(|number| number.to_string()));
        }
        add("rate", self.rate.map(|rate| rate.to_string()));
        for (scheme, variable) in &self.credentials {
            add("credential", Some(format!("{scheme}=env:{variable}")));
        }
        for (name, value) in &self.headers {
            add("header", Some(format!("{name}={value}")));
        }
        for (name, value) in &self.values {
            add("value", Some(format!("{name}={value}")));
        }
        for operation in &self.operations {
            add("operation", Some(operation.clone()));
        }
        for (kind, percent) in &self.min_coverage {
            add("min-coverage", Some(format!("{kind}={percent}")));
        }
        let flags = [("writes", self.writes), ("sandbox", self.sandbox), ("strict", self.strict)];
        arguments.extend(flags.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| format!("--{name}")));
        Ok(arguments)
    }
}

impl Ignore {
    fn exception(&self) -> anyhow::Result<Exception> {
        if !rules().iter().any(|rule| rule.id == self.rule) {
            bail!("there is no rule {:?}; `trackside-contract rules` lists all", self.rule);
        }
        if self.reason.trim().is_empty() {
            bail!("an exception for {} has no reason; say why it is ignored", self.rule);
        }
        let date = |until: &Datetime| {
            let date = until.date.filter(|_| until.time.is_none())?;
            NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
        };
        let until = match &self.until {
            None => None,
            Some(until) => {
                Some(date(until).with_context(|| format!("until = {until} is not a day; write it like 2027-01-31"))?)
            }
        };
        Ok(Exception {
            rule: self.rule.clone(),
            operation: self.operation.clone(),
            place: self.place.clone(),
            reason: self.reason.clone(),
            until,
        })
    }
}

/// Whether a place of a document is a file, which is relative to the folder of the configuration.
fn is_file(place: &str) -> bool {
    !place.contains(':')
}

/// A text with the values of the environment variables that it names as `${NAME}`.
fn expanded(text: &str) -> anyhow::Result<String> {
    let mut parts = text.split("${");
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) =
            part.split_once('}').with_context(|| format!("base-url = {text:?} lacks a closing brace"))?;
        let value = std::env::var(name).ok().filter(|value| !value.is_empty());
        expanded +=
            &value.with_context(|| format!("the environment variable {name} is not set, which base-url names"))?;
        expanded += rest;
    }
    Ok(expanded)
}

/// What clap says of invalid arguments, without the usage of the command line.
fn reason(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.split("\n\nUsage:").next().and_then(|text| text.split("\n\nFor more").next()).unwrap_or_default();
    text.trim_start_matches("error: ").lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}
