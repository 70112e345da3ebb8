//! Reads the body of a request.

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::request::Problem;

/// The largest body that is read, in bytes: 1 MiB.
pub(crate) const LARGEST_BODY: usize = 1 << 20;

/// Reads the whole body. Fails if it is too large or truncated.
pub(crate) async fn read(body: Body) -> Result<Bytes, Problem> {
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::BodyTooLarge(LARGEST_BODY)),
        Err(error) => Err(Problem::MalformedBody(format!("the body ended early: {error}"))),
    }
}
