//! Encrypted connections. Certificates are verified as the operating system does.

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt as _;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What encrypts a connection.
pub(crate) fn connector() -> MakeRustlsConnect {
    // Fails only if another part of the program has set a provider already.
    _ = rustls::crypto::ring::default_provider().install_default();
    MakeRustlsConnect::new(ClientConfig::with_platform_verifier().expect("the system's certificates can be read"))
}
