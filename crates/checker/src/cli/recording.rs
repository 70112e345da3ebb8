//! `check --har`: judges recorded traffic.

use std::path::Path;

use anyhow::bail;
use trackside_checker::har::{Receivers, Servers, read_recording_with_deliveries};
use trackside_checker::report::Report;
use trackside_checker::{Options, Spec, check_recording};
use url::Url;

/// Judges the traffic in a file: with the server at `base_url`, or else at the servers of the document, and with
/// `receivers` of webhooks.
pub(super) fn recorded(
    spec: &Spec,
    path: &Path,
    base_url: Option<&Url>,
    receivers: &[Url],
    options: &Options,
) -> anyhow::Result<Report> {
    let addresses: Vec<Url> = match base_url {
        Some(base) => vec![base.clone()],
        None => spec.servers().filter_map(|server| Url::parse(server).ok()).collect(),
    };
    // A server without a host can be on any host.
    let paths: Vec<_> = spec.servers().filter(|server| server.starts_with('/')).collect();
    if addresses.is_empty() && paths.is_empty() && receivers.is_empty() {
        bail!("the document names no server; use --base-url to say where the recording was made");
    }
    let (servers, bases) = if addresses.is_empty() {
        (Servers::OnAnyHost(&paths), paths.clone())
    } else {
        (Servers::At(&addresses), addresses.iter().map(Url::as_str).collect())
    };
    let header = spec.signature_header();
    let at = Receivers { urls: receivers, signature_header: header.as_deref() };
    let recording = read_recording_with_deliveries(path, servers, at)?;
    let why = if !receivers.is_empty() && recording.deliveries.is_empty() {
        let urls: Vec<_> = receivers.iter().map(Url::as_str).collect();
        format!(
            "{} has no request to {} that can be judged; use --webhook-url to say where the webhooks were received",
            path.display(),
            urls.join(" or ")
        )
    } else if recording.exchanges.is_empty() && recording.deliveries.is_empty() {
        format!(
            "{} has no exchange with {} that can be judged; use --base-url to say where the recording was made",
            path.display(),
            bases.join(" or ")
        )
    } else {
        return Ok(check_recording(spec, &recording, options, &path.display().to_string())?);
    };
    let hint = recording.suspicion();
    bail!([vec![why], recording.notes].concat().into_iter().chain(hint).collect::<Vec<_>>().join("; "))
}
