//! `check`: checks a server or a recording.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::{ArgGroup, Args};
use trackside_checker::report::{Report, line};
use trackside_checker::{
    Baseline, CASES_PER_OPERATION, CoverageKind, Credentials, Excepted, Exception, ExtraHeader, Observer, Options,
    Spec, Unwatched, WorkingCalls, check, plan_check,
};
use url::{Host, Url};

use super::config::{self, Configured};
use super::document::{load, provider};
use super::output::{Output, finish, unless_closed};
use super::progress::Bar;
use super::recording::recorded;
use super::stop::stopped;
use super::webhooks::Webhooks;

/// The variable with the token of a sandbox's control surface.
const TOKEN: &str = "TRACKSIDE_TOKEN";

/// The default rate limit, in requests per second, for servers on other machines.
const POLITE: f64 = 5.0;

/// Check a server, recorded traffic, or webhooks against an OpenAPI document
///
/// Sends valid requests and requests that are invalid in one place, and judges every response. Operations that may
/// create or change data are only called with --writes. With --webhooks it sends nothing, and judges what the provider
/// sends.
///
/// Credentials come from environment variables. With --provider their names consist of the provider and the security
/// scheme, for example AGENTREF_API_KEY; --credential sets another name. Reports and recordings show the names, never
/// the values.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("document").required(true).args(["provider", "spec", "config"]))]
#[command(group = ArgGroup::new("subject").required(true).args(["base_url", "har", "webhooks", "config"]).multiple(true))]
#[expect(clippy::struct_excessive_bools, reason = "each bool is a flag of the command line")]
pub(super) struct Check {
    /// Use the published document of this provider
    #[arg(long, value_name = "NAME", value_parser = provider())]
    provider: Option<String>,

    /// Use this OpenAPI document (3.0 or 3.1): a JSON or YAML file, its URL, or a git revision of a file
    /// (`HEAD~1:specs/shop.json`)
    #[arg(long, value_name = "FILE|URL")]
    spec: Option<String>,

    /// Check the APIs that are listed in this TOML file, with their options
    ///
    /// The other options then say only how the report is written.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = [
            "base_url", "har", "webhooks", "credentials", "headers", "values", "operations", "writes", "sandbox",
            "strict", "seed", "cases_per_operation", "max_cases", "rate", "max_wait", "max_pages", "timeout",
            "min_coverage", "record", "dry_run",
        ]
    )]
    config: Option<PathBuf>,

    /// With --config: check only the API with this name; can be repeated
    #[arg(long = "api", value_name = "NAME", requires = "config")]
    apis: Vec<String>,

    /// The base URL of the server; with --har, that of the recorded server
    #[arg(long, value_name = "URL")]
    base_url: Option<Url>,

    /// Check recorded traffic (HAR 1.2) instead of a server
    #[arg(long, value_name = "FILE", conflicts_with_all = ["record", "cases_per_operation", "max_cases", "rate", "writes", "values"])]
    har: Option<PathBuf>,

    #[command(flatten)]
    webhooks: Webhooks,

    /// Take the credential of a security scheme from this environment variable; can be repeated
    #[arg(long = "credential", value_name = "SCHEME=env:NAME")]
    credentials: Vec<String>,

    /// Send this header with every request; can be repeated. `env:NAME` as its value names an environment variable
    ///
    /// Reports and recordings show the name of the variable, not its value.
    #[arg(long = "header", value_name = "NAME=VALUE")]
    headers: Vec<String>,

    /// Use this value, which exists on the server, for a parameter or body field; can be repeated
    #[arg(long = "value", value_name = "NAME=VALUE", value_parser = pair)]
    values: Vec<(String, String)>,

    /// Check only this operation; can be repeated
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,

    /// Also call operations that may create or change data, after those that only read
    ///
    /// The document says with `x-writes` whether an operation writes. Where it does not say, all methods but GET, HEAD
    /// and OPTIONS do, unless the operation pages.
    #[arg(long)]
    writes: bool,

    /// Write a shell script for each chain to this folder: what is created, read, listed, changed and deleted
    ///
    /// With --writes, each operation that creates something begins a chain, made from the links of the document. The
    /// scripts need curl and jq. They have environment variables in place of credentials.
    #[arg(long, value_name = "FOLDER", requires = "writes", conflicts_with_all = ["har", "dry_run"])]
    chains: Option<PathBuf>,

    /// Treat the server as the sandbox: use the calls that it lists, and be strict
    ///
    /// For each operation, the sandbox lists a call that works at `/_mock/operations`, with a credential. The requests
    /// are made from these calls; values of --value and credentials from the environment are preferred. A sandbox that
    /// listens beyond loopback wants its token, in TRACKSIDE_TOKEN. Every warning is an error, and statuses that are hard
    /// to provoke are requested with `Prefer`. The sandbox may hold data that people rely on, so operations that
    /// write still need --writes. With --webhooks every warning is an error, too, but for the time of sending: the
    /// sandbox has a clock of its own.
    #[arg(long)]
    sandbox: bool,

    /// Treat warnings as errors, for example undeclared fields and inferred rules
    #[arg(long)]
    strict: bool,

    /// The seed for random values: the same seed sends the same requests
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,

    /// The maximum number of requests per operation
    ///
    /// Every parameter and field gets its turn. The rest of the budget is used for random combinations. Following links
    /// and pages takes additional requests.
    #[arg(long, value_name = "NUMBER", default_value_t = CASES_PER_OPERATION, value_parser = positive)]
    cases_per_operation: usize,

    /// The maximum number of requests in total, shared equally by the operations [default: no limit]
    ///
    /// Following links and pages takes additional requests.
    #[arg(long, value_name = "NUMBER", value_parser = positive)]
    max_cases: Option<usize>,

    /// The maximum number of requests per second [default: 5; no limit for a server on this machine]
    #[arg(long, value_name = "PER_SECOND", value_parser = rate)]
    rate: Option<f64>,

    /// The longest time to wait, in seconds, when the server asks to slow down
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    max_wait: u64,

    /// The maximum number of pages to request from each listing
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    max_pages: u64,

    /// The time limit for a response, or with --webhooks for a delivery, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,

    /// The coverage that is required, in percent. KIND is operations, statuses, parameters, events, fields or values;
    /// without it, the number applies to operations, statuses and events
    #[arg(long, value_name = "[KIND=]PERCENT", value_parser = coverage, value_delimiter = ',')]
    min_coverage: Vec<Coverage>,

    /// Write all requests and responses to this HAR file, without credentials
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    #[command(flatten)]
    output: Output,

    /// List every case with a command that repeats it
    #[arg(long)]
    list: bool,

    /// List the cases without sending any request
    #[arg(long, conflicts_with_all = ["har", "record", "list"])]
    dry_run: bool,
}

/// A required coverage. No kind means operations, statuses and events.
#[derive(Debug, Clone, Copy)]
struct Coverage {
    kind: Option<CoverageKind>,
    percent: f64,
}

impl Check {
    /// Runs the check, writes the report, and returns the exit code.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        if let Some(path) = &self.config {
            return self.configured(path).await;
        }
        if self.dry_run {
            return self.plan(&self.document()?);
        }
        let baseline = self.output.baseline()?;
        let (report, is_interrupted) = self.report().await?;
        self.finish(report, baseline, is_interrupted)
    }

    /// Checks the APIs of a file one after another, and writes one report.
    async fn configured(&self, path: &Path) -> anyhow::Result<u8> {
        let apis = config::read(path, &self.apis)?;
        let baseline = self.output.baseline()?;
        let today = chrono::Local::now().date_naive();
        let mut reports = Vec::new();
        let mut has_failed = false;
        for Configured { name, check, exceptions } in apis {
            // The others are checked all the same.
            let (mut report, is_interrupted) = match check.report().await {
                Ok(done) => done,
                Err(error) => {
                    _ = writeln!(std::io::stderr(), "error: {name}: {error:#}");
                    has_failed = true;
                    continue;
                }
            };
            let Excepted { findings, ignored, notes } = Exception::apply(&exceptions, report.findings, today);
            report.findings = findings;
            report.accepted += ignored;
            report.notes.extend(notes);
            reports.push((name, report));
            if is_interrupted {
                has_failed = true;
                break;
            }
        }
        let report = match reports.len() {
            0 => return Ok(2),
            1 => reports.remove(0).1,
            _ => Report::joined(reports),
        };
        self.finish(report, baseline, has_failed)
    }

    /// Writes the report. A check that could not be completed is not a result.
    fn finish(&self, report: Report, baseline: Option<Baseline>, has_failed: bool) -> anyhow::Result<u8> {
        if self.list {
            unless_closed(report.list(&mut std::io::stdout().lock()))?;
        }
        let code = finish(report, &self.output, baseline)?;
        Ok(if has_failed { 2 } else { code })
    }

    fn document(&self) -> anyhow::Result<Spec> {
        Ok(Spec::from_owned(load(self.provider.as_deref(), self.spec.as_deref())?)?)
    }

    /// Runs the check. Returns also whether it was interrupted.
    async fn report(&self) -> anyhow::Result<(Report, bool)> {
        self.webhooks.ensure_used()?;
        let spec = self.document()?;
        self.webhooks.ensure_counted(&spec, self.min_coverage.iter().filter_map(|coverage| coverage.kind))?;
        let (report, is_interrupted) = match &self.har {
            Some(path) => {
                let options = self.with_secrets(Credentials::default())?;
                (recorded(&spec, path, self.base_url.as_ref(), self.webhooks.urls(), &options)?, false)
            }
            // Ctrl-C is the usual end of listening.
            None if self.webhooks.is_listening() => {
                let options = self.with_secrets(Credentials::default())?;
                (self.webhooks.receive(&spec, &options).await?, false)
            }
            None => self.server(&spec).await?,
        };
        Ok((Report { document: self.spec.clone(), ..report }, is_interrupted))
    }

    fn plan(&self, spec: &Spec) -> anyhow::Result<u8> {
        let base_url = self.base_url.as_ref().context("--base-url is missing")?;
        let credentials = self.credentials(spec)?.or_assumed(spec);
        let options = Options { headers: self.headers()?, ..self.options(credentials) };
        let planned = plan_check(spec, base_url, &options)?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        if self.output.is_json() {
            serde_json::to_writer_pretty(&mut out, &planned)?;
            writeln!(out)?;
            return Ok(0);
        }
        for case in &planned.cases {
            writeln!(out, "{}  {}\n    {}", case.operation, line(&case.name), line(&case.curl))?;
        }
        for note in &planned.notes {
            writeln!(out, "note: {}", line(note))?;
        }
        writeln!(out, "{} cases, none sent", planned.cases.len())?;
        out.flush()?;
        Ok(0)
    }

    fn credentials(&self, spec: &Spec) -> anyhow::Result<Credentials> {
        let prefix = self.provider.as_deref();
        // Parsed here because clap repeats invalid arguments in its errors, which would show the credential.
        let named = self.credentials.iter().map(|text| credential(text)).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Credentials::from_environment(spec, prefix, &named, |name| std::env::var(name).ok())?)
    }

    async fn server(&self, spec: &Spec) -> anyhow::Result<(Report, bool)> {
        let base_url = self.base_url.as_ref().context("--base-url is missing")?;
        let mut options = Options { headers: self.headers()?, ..self.options(self.credentials(spec)?) };
        let mut note = None;
        if self.sandbox {
            // An empty variable counts as unset.
            let token = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
            match WorkingCalls::read(spec, base_url, token.as_deref()).await {
                Ok(calls) => options = options.with_working_calls(calls),
                Err(why) => note = Some(format!("the calls that work are not taken from the sandbox: {why}")),
            }
        }
        options.rate = self.rate.or_else(|| (!is_local(base_url)).then_some(POLITE));
        let observer: Arc<dyn Observer> = match Bar::new() {
            Some(bar) => Arc::new(bar),
            None => Arc::new(Unwatched),
        };
        let stopped = stopped(false);
        let interrupted = stopped.clone();
        let checked = check(spec, base_url, &options, observer, stopped, self.record.as_deref()).await;
        let mut report = match (checked, note.clone()) {
            (Err(error), Some(note)) => return Err(anyhow::Error::from(error).context(note)),
            (checked, _) => checked?,
        };
        report.notes.splice(0..0, note);
        let is_interrupted = *interrupted.borrow();
        Ok((report, is_interrupted))
    }

    /// The options, with the secrets of webhooks.
    fn with_secrets(&self, credentials: Credentials) -> anyhow::Result<Options> {
        let webhook_secrets = self.webhooks.secrets(self.provider.as_deref())?;
        Ok(Options { webhook_secrets, ..self.options(credentials) })
    }

    fn headers(&self) -> anyhow::Result<Vec<ExtraHeader>> {
        let read = |text: &String| Ok(ExtraHeader::parse(text, |name| std::env::var(name).ok())?);
        self.headers.iter().map(read).collect()
    }

    fn options(&self, credentials: Credentials) -> Options {
        let kinds = |coverage: &Coverage| {
            let usual = [CoverageKind::Operations, CoverageKind::Statuses, CoverageKind::Events];
            let kinds = coverage.kind.map_or(usual.to_vec(), |kind| vec![kind]);
            let percent = coverage.percent;
            kinds.into_iter().map(move |kind| (kind, percent))
        };
        Options {
            seed: self.seed,
            cases_per_operation: self.cases_per_operation,
            max_cases: self.max_cases,
            rate: self.rate,
            max_wait: Duration::from_secs(self.max_wait),
            max_pages: self.max_pages,
            operations: self.operations.clone(),
            writes: self.writes,
            chains: self.chains.clone(),
            sandbox: self.sandbox,
            strict: self.strict,
            credentials,
            values: self.values.clone(),
            timeout: Duration::from_secs(self.timeout),
            min_coverage: self.min_coverage.iter().flat_map(kinds).collect(),
            ..Options::default()
        }
    }
}

fn is_local(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn credential(text: &str) -> anyhow::Result<(String, String)> {
    let form = "write --credential SCHEME=env:NAME";
    let (scheme, variable) = text.split_once('=').context(form)?;
    let variable = variable.strip_prefix("env:");
    let variable = variable.with_context(|| format!("credentials are only read from environment variables; {form}"))?;
    if scheme.is_empty() || variable.is_empty() {
        bail!(form);
    }
    Ok((scheme.to_owned(), variable.to_owned()))
}

pub(super) fn positive(text: &str) -> Result<usize, String> {
    let number = text.parse().map_err(|_| "write a whole number".to_owned())?;
    if number > 0 { Ok(number) } else { Err("write a number above zero".to_owned()) }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "write a number of requests per second".to_owned())?;
    if rate.is_finite() && rate > 0.0 { Ok(rate) } else { Err("write a number above zero".to_owned()) }
}

fn coverage(text: &str) -> Result<Coverage, String> {
    let (kind, percent) = match text.split_once('=') {
        Some((kind, percent)) => (Some(CoverageKind::from_str(kind)?), percent),
        None => (None, text),
    };
    let percent: f64 = percent.parse().map_err(|_| format!("{percent:?} is not a number"))?;
    if (0.0..=100.0).contains(&percent) {
        Ok(Coverage { kind, percent })
    } else {
        Err("must be between 0 and 100".to_owned())
    }
}
