//! Connections, with or without TLS.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::WireError;
use super::address::Address;

/// A stream of bytes in both directions.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Connects to an address.
pub(super) async fn connect(address: &Address) -> io::Result<Box<dyn Stream>> {
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await?;
    stream.set_nodelay(true)?;
    address.security.secure(stream).await
}

/// How a connection is encrypted.
#[derive(Clone)]
pub(super) enum Security {
    /// Not at all.
    None,
    /// With TLS. The trusted certificates are those of the operating system.
    #[cfg(feature = "tls")]
    Tls(tokio_rustls::TlsConnector, tokio_rustls::rustls::pki_types::ServerName<'static>),
}

impl Security {
    /// Prepares connections to a host.
    #[cfg(feature = "tls")]
    pub(super) fn new(is_secure: bool, host: &str) -> Result<Self, WireError> {
        use std::sync::Arc;

        use rustls_platform_verifier::BuilderVerifierExt;
        use tokio_rustls::rustls::ClientConfig;
        use tokio_rustls::rustls::crypto::ring::default_provider;
        use tokio_rustls::rustls::pki_types::ServerName;

        if !is_secure {
            return Ok(Self::None);
        }
        let failed = |why: String| WireError::Tls { why };
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(|error| failed(error.to_string()))?
            .with_no_client_auth();
        let name = ServerName::try_from(host.to_owned()).map_err(|error| failed(error.to_string()))?;
        Ok(Self::Tls(Arc::new(config).into(), name))
    }

    /// Prepares connections to a host.
    #[cfg(not(feature = "tls"))]
    pub(super) fn new(is_secure: bool, _host: &str) -> Result<Self, WireError> {
        if is_secure {
            let why = "this program was built without the feature `tls`".to_owned();
            return Err(WireError::Tls { why });
        }
        Ok(Self::None)
    }

    #[cfg_attr(not(feature = "tls"), expect(clippy::unused_async, reason = "only TLS has to wait"))]
    async fn secure(&self, stream: TcpStream) -> io::Result<Box<dyn Stream>> {
        match self {
            Self::None => Ok(Box::new(stream)),
            #[cfg(feature = "tls")]
            Self::Tls(connector, name) => Ok(Box::new(connector.connect(name.clone(), stream).await?)),
        }
    }
}

impl std::fmt::Debug for Security {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::None => "None",
            #[cfg(feature = "tls")]
            Self::Tls(..) => "Tls",
        })
    }
}
