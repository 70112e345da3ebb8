//! `check`: a server or a recording against a document.

use std::io::Write as _;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::{ArgGroup, Args};
use tokio::sync::watch;
use trackside_checker::har::{read_recording, read_recording_of_any_host};
use trackside_checker::report::{Report, line};
use trackside_checker::{
    CoverageKind, Credentials, Observer, Options, Spec, Unwatched, check, check_recording, plan_check,
};
use url::{Host, Url};

use super::document::{Provider, load};
use super::progress::Bar;
use super::settle::{Output, settle};

/// How many requests a second are sent at most to a server that is not on this machine.
const POLITE: f64 = 5.0;

/// Hold a server, or recorded traffic, against a document
///
/// Sends requests that keep the contract and requests that break it in one place each, judges every answer by the document, and the answers
/// against each other. Only operations that read are called, unless --writes is given.
///
/// Credentials come from the environment. With --provider a security scheme is looked for under the provider's name and its own, for example
/// AGENTREF_API_KEY; --credential names another variable. Reports and recordings show the variables, never the values.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("document").required(true).args(["provider", "spec"]))]
#[command(group = ArgGroup::new("subject").required(true).args(["base_url", "har"]).multiple(true))]
#[expect(clippy::struct_excessive_bools, reason = "each flag of a command line is one, and stands for itself")]
pub(super) struct Check {
    /// The document that is published for a provider
    #[arg(long, value_name = "NAME")]
    provider: Option<Provider>,

    /// An OpenAPI 3.0 document, as JSON: a file, or a revision of one (`HEAD~1:specs/shop.json`)
    #[arg(long, value_name = "FILE")]
    spec: Option<String>,

    /// Where the server is: the paths of the document follow this address. With --har, the address that the recording was made at
    #[arg(long, value_name = "URL")]
    base_url: Option<Url>,

    /// Judge recorded traffic (HAR 1.2) instead of calling a server
    #[arg(long, value_name = "FILE", conflicts_with_all = ["record", "max_cases", "rate", "writes", "values"])]
    har: Option<PathBuf>,

    /// The credential of a security scheme: the name of an environment variable that holds it; repeat it for several
    #[arg(long = "credential", value_name = "SCHEME=env:NAME")]
    credentials: Vec<String>,

    /// A value that exists on the server, for a parameter or a field of a body; repeat it for several
    #[arg(long = "value", value_name = "NAME=VALUE", value_parser = pair)]
    values: Vec<(String, String)>,

    /// Check only this operation; repeat it for several
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,

    /// Call operations that create or change something too
    #[arg(long)]
    writes: bool,

    /// The server is the sandbox: whatever departs is an error, and statuses that cannot be provoked are asked for by `Prefer`
    #[arg(long)]
    sandbox: bool,

    /// Count warnings as errors: fields that are not declared, and rules that were only inferred
    #[arg(long)]
    strict: bool,

    /// What the choice of values depends on: the same seed makes the same requests
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,

    /// How many requests are made at most, walks over pages and links left out
    #[arg(long, value_name = "NUMBER", default_value_t = 400)]
    max_cases: usize,

    /// How many requests a second are sent at most [default: 5, and no limit on this machine]
    #[arg(long, value_name = "PER_SECOND", value_parser = rate)]
    rate: Option<f64>,

    /// How long to wait at most, in seconds, when the server says that there were too many requests
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    max_wait: u64,

    /// How many pages of a listing are walked at most
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    max_pages: u64,

    /// How long an answer may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,

    /// How much must have been seen, in percent: operations, statuses, parameters, fields, values; a number alone is for operations and
    /// statuses
    #[arg(long, value_name = "[KIND=]PERCENT", value_parser = coverage, value_delimiter = ',')]
    min_coverage: Vec<Coverage>,

    /// Write the requests and answers to a file, as HAR, without credentials
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    #[command(flatten)]
    output: Output,

    /// List every case that was run, with the line that repeats it
    #[arg(long)]
    list: bool,

    /// List the cases that would be run, and send nothing
    #[arg(long, conflicts_with_all = ["har", "record", "list"])]
    dry_run: bool,
}

/// How much of which kind must have been seen; no kind means operations and statuses.
#[derive(Debug, Clone, Copy)]
struct Coverage {
    kind: Option<CoverageKind>,
    percent: f64,
}

impl Check {
    /// Checks, writes the report, and gives the exit code.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let document = load(self.provider, self.spec.as_deref())?;
        let spec = Spec::new(&document)?;
        if self.dry_run {
            return self.plan(&spec);
        }
        let baseline = self.output.baseline()?;
        let (report, is_interrupted) = match &self.har {
            Some(path) => (self.recording(&spec, path)?, false),
            None => self.server(&spec).await?,
        };
        if self.list {
            report.list(&mut std::io::stdout().lock())?;
        }
        let code = settle(report, &self.output, baseline)?;
        // Half a check is none.
        Ok(if is_interrupted { 2 } else { code })
    }

    fn plan(&self, spec: &Spec) -> anyhow::Result<u8> {
        let base_url = self.base_url.as_ref().context("--base-url is missing")?;
        let planned = plan_check(spec, base_url, &self.options(self.credentials(spec)?))?;
        let mut out = std::io::stdout().lock();
        for case in &planned.cases {
            writeln!(out, "{}  {}\n    {}", case.operation, line(&case.name), line(&case.curl))?;
        }
        for note in &planned.notes {
            writeln!(out, "note: {}", line(note))?;
        }
        writeln!(out, "{} cases, none of them sent", planned.cases.len())?;
        Ok(0)
    }

    fn credentials(&self, spec: &Spec) -> anyhow::Result<Credentials> {
        let prefix = self.provider.map(Provider::name);
        // Read here rather than by the parser of arguments, which repeats what it refuses: a credential would show.
        let named = self.credentials.iter().map(|text| credential(text)).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Credentials::from_environment(spec, prefix, &named, |name| std::env::var(name).ok())?)
    }

    fn recording(&self, spec: &Spec, path: &std::path::Path) -> anyhow::Result<Report> {
        let addresses: Vec<Url> = match &self.base_url {
            Some(base) => vec![base.clone()],
            None => spec.servers().filter_map(|server| Url::parse(server).ok()).collect(),
        };
        let (recording, bases) = if addresses.is_empty() {
            // Servers named by a path alone may be on any host.
            let paths: Vec<_> = spec.servers().filter(|server| server.starts_with('/')).collect();
            if paths.is_empty() {
                bail!("the document names no server; say with --base-url where the recording was made");
            }
            (read_recording_of_any_host(path, &paths)?, paths)
        } else {
            (read_recording(path, &addresses)?, addresses.iter().map(Url::as_str).collect())
        };
        if recording.exchanges.is_empty() {
            bail!(
                "{} has no exchange with {}; say with --base-url where the recording was made",
                path.display(),
                bases.join(" or ")
            );
        }
        Ok(check_recording(spec, &recording, &self.options(Credentials::default()), &path.display().to_string()))
    }

    async fn server(&self, spec: &Spec) -> anyhow::Result<(Report, bool)> {
        let base_url = self.base_url.as_ref().context("--base-url is missing")?;
        let mut options = self.options(self.credentials(spec)?);
        options.rate = self.rate.or_else(|| (!is_local(base_url)).then_some(POLITE));
        let observer: Arc<dyn Observer> = match Bar::new() {
            Some(bar) => Arc::new(bar),
            None => Arc::new(Unwatched),
        };
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                _ = stop.send(true);
            }
            // Once more: at once.
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(2);
            }
        });
        let interrupted = stopped.clone();
        let report = check(spec, base_url, &options, observer, stopped, self.record.as_deref()).await?;
        let is_interrupted = *interrupted.borrow();
        Ok((report, is_interrupted))
    }

    fn options(&self, credentials: Credentials) -> Options {
        let kinds = |coverage: &Coverage| {
            let both = [CoverageKind::Operations, CoverageKind::Statuses];
            let kinds = coverage.kind.map_or(both.to_vec(), |kind| vec![kind]);
            let percent = coverage.percent;
            kinds.into_iter().map(move |kind| (kind, percent))
        };
        Options {
            seed: self.seed,
            max_cases: self.max_cases,
            rate: self.rate,
            max_wait: Duration::from_secs(self.max_wait),
            max_pages: self.max_pages,
            operations: self.operations.clone(),
            writes: self.writes,
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
    let variable = variable.with_context(|| format!("a credential comes from the environment only; {form}"))?;
    if scheme.is_empty() || variable.is_empty() {
        bail!(form);
    }
    Ok((scheme.to_owned(), variable.to_owned()))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "write a number of requests a second".to_owned())?;
    if rate.is_finite() && rate > 0.0 { Ok(rate) } else { Err("write a number above zero".to_owned()) }
}

fn coverage(text: &str) -> Result<Coverage, String> {
    let (kind, percent) = match text.split_once('=') {
        Some((kind, percent)) => (Some(CoverageKind::from_str(kind)?), percent),
        None => (None, text),
    };
    let percent: f64 = percent.parse().map_err(|_| format!("{percent:?} is no number"))?;
    if (0.0..=100.0).contains(&percent) { Ok(Coverage { kind, percent }) } else { Err("write 0 to 100".to_owned()) }
}
