//! Reads the body of a request.

use std::error::Error;
use std::io::{self, Read};

use axum::body::Body;
use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::request::Problem;

/// The largest body that is read, in bytes: 1 MiB.
pub(crate) const LARGEST_BODY: usize = 1 << 20;

/// Reads the whole body, and decompresses it if it is compressed. Fails if it is too large, truncated, or compressed in
/// a way that is not known.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(collected) => decompressed(headers, collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::BodyTooLarge(LARGEST_BODY)),
        Err(error) => Err(Problem::MalformedBody(format!("the body cannot be read to its end: {}", cause(&*error)))),
    }
}

/// The last error behind an error. Those before it only say that a body was being read.
fn cause(mut error: &(dyn Error + 'static)) -> String {
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// A compressed body as what it means. `None` if it is not compressed, or cannot be decompressed as a whole.
pub(crate) fn inflated(headers: &HeaderMap, bytes: &Bytes) -> Option<Bytes> {
    headers.contains_key(CONTENT_ENCODING).then(|| decompressed(headers, bytes.clone()).ok()).flatten()
}

fn decompressed(headers: &HeaderMap, bytes: Bytes) -> Result<Bytes, Problem> {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    let Some(coding) = codings.next() else { return Ok(bytes) };
    let coding = coding.to_str().unwrap_or_default().trim().to_ascii_lowercase();
    let unknown = || {
        Problem::UnsupportedMediaType(format!("the content encoding is {coding}; the sandbox reads gzip and deflate"))
    };
    if codings.next().is_some() {
        return Err(unknown());
    }
    match coding.as_str() {
        "" | "identity" => Ok(bytes),
        "gzip" | "x-gzip" => inflate(MultiGzDecoder::new(&bytes[..])),
        "deflate" => inflate(ZlibDecoder::new(&bytes[..])),
        _ => Err(unknown()),
    }
}

/// Decompresses at most one byte more than is allowed.
fn inflate(decoder: impl Read) -> Result<Bytes, Problem> {
    let mut inflated = Vec::new();
    let limit = u64::try_from(LARGEST_BODY).unwrap_or(u64::MAX);
    let read: io::Result<usize> = decoder.take(limit + 1).read_to_end(&mut inflated);
    match read {
        Ok(_) if inflated.len() > LARGEST_BODY => Err(Problem::BodyTooLarge(LARGEST_BODY)),
        Ok(_) => Ok(inflated.into()),
        Err(error) => Err(Problem::MalformedBody(format!("the body cannot be decompressed: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use http::HeaderMap;
    use http::header::CONTENT_ENCODING;

    use super::{LARGEST_BODY, decompressed};
    use crate::request::Problem;

    fn gzip(bytes: &[u8]) -> Bytes {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory can be written to");
        encoder.finish().expect("memory can be written to").into()
    }

    fn read(coding: &'static str, bytes: Bytes) -> Result<Bytes, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, http::HeaderValue::from_static(coding));
        decompressed(&headers, bytes)
    }

    #[test]
    fn reads_compressed_bodies() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"{}").expect("memory can be written to");
        let zlib: Bytes = zlib.finish().expect("memory can be written to").into();
        for (coding, bytes) in [
            ("gzip", gzip(b"{}")),
            ("GZIP", gzip(b"{}")),
            ("x-gzip", gzip(b"{}")),
            ("deflate", zlib),
            ("identity", "{}".into()),
        ] {
            assert_eq!(read(coding, bytes).ok().as_deref(), Some(&b"{}"[..]), "{coding}");
        }
    }

    #[test]
    fn a_small_body_cannot_become_a_large_one() {
        assert_eq!(read("gzip", gzip(&vec![0; LARGEST_BODY])).map(|bytes| bytes.len()), Ok(LARGEST_BODY));
        let bomb = gzip(&vec![0; LARGEST_BODY + 1]);
        assert!(bomb.len() < LARGEST_BODY / 100);
        assert_eq!(read("gzip", bomb), Err(Problem::BodyTooLarge(LARGEST_BODY)));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert!(
            matches!(read("br", Bytes::new()), Err(Problem::UnsupportedMediaType(reason)) if reason.contains("br"))
        );
        assert!(
            matches!(read("gzip", "{}".into()), Err(Problem::MalformedBody(reason)) if reason.contains("decompressed"))
        );
        let whole = gzip(b"a body");
        assert!(matches!(read("gzip", whole.slice(..whole.len() - 4)), Err(Problem::MalformedBody(_))), "it is cut");
    }
}
