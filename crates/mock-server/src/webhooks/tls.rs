//! Encrypted connections to receivers. Certificates are verified as the operating system does.

use std::sync::{Arc, LazyLock};

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::ConfigVerifierExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Url;

static CONNECTOR: LazyLock<Result<TlsConnector, String>> = LazyLock::new(|| {
    // Fails only if another part of the program has set a provider already.
    _ = rustls::crypto::ring::default_provider().install_default();
    let settings = ClientConfig::with_platform_verifier();
    let settings = settings.map_err(|error| format!("the system's certificates cannot be read: {error}"))?;
    Ok(TlsConnector::from(Arc::new(settings)))
});

/// The connection, encrypted for the host of the address.
pub(super) async fn encrypted(url: &Url, stream: TcpStream) -> Result<TlsStream<TcpStream>, String> {
    let connector = CONNECTOR.as_ref().map_err(Clone::clone)?;
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(host).map_err(|error| format!("the host cannot be verified: {error}"))?;
    connector.connect(name, stream).await.map_err(|error| format!("no encrypted connection: {error}"))
}
