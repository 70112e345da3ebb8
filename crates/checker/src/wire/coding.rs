//! Content codings: how a body is compressed (RFC 9110, 8.4).

use std::io::Read;

use brotli_decompressor::Decompressor;
use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use ruzstd::decoding::StreamingDecoder;

/// The first bytes of gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How many bytes are read at a time to inflate Brotli.
const BUFFER: usize = 4096;

/// The most codings of a body.
const CODINGS: usize = 4;

/// The body without its codings, or what is wrong with them. `None` if it has none. At most `limit` bytes are inflated.
pub(super) fn decoded(headers: &HeaderMap, body: &Bytes, limit: usize) -> Option<Result<Bytes, String>> {
    if body.is_empty() {
        return None;
    }
    let names = headers.get_all(CONTENT_ENCODING).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let names: Vec<_> = names.collect();
    let codings = names.iter().flat_map(|names| names.split(',')).map(|name| name.trim().to_ascii_lowercase());
    let codings: Vec<_> = codings.filter(|name| !name.is_empty() && name != "identity").collect();
    if codings.is_empty() {
        let is_gzip = body.starts_with(&GZIP);
        return is_gzip.then(|| Err("is missing, but the body is gzip".to_owned()));
    }
    if codings.len() > CODINGS {
        return Some(Err(format!("names {} codings, which are not undone", codings.len())));
    }
    let mut decoded = body.clone();
    for coding in codings.iter().rev() {
        match undone(coding, &decoded, limit) {
            Ok(inner) => decoded = inner,
            Err(why) => return Some(Err(why)),
        }
    }
    Some(Ok(decoded))
}

fn undone(coding: &str, body: &Bytes, limit: usize) -> Result<Bytes, String> {
    let inflate = |reader: &mut dyn Read| {
        let mut inflated = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        reader.take(most).read_to_end(&mut inflated).map(|_| Bytes::from(inflated))
    };
    let inflated = match coding {
        "gzip" | "x-gzip" if !body.starts_with(&GZIP) => return Err(format!("is {coding}, but the body is not gzip")),
        "gzip" | "x-gzip" => inflate(&mut MultiGzDecoder::new(&body[..])),
        // RFC 9110 means the format of zlib, and many servers send the stream in it alone.
        "deflate" => {
            inflate(&mut ZlibDecoder::new(&body[..])).or_else(|_| inflate(&mut DeflateDecoder::new(&body[..])))
        }
        "br" => inflate(&mut Decompressor::new(&body[..], BUFFER)),
        "zstd" => match StreamingDecoder::new(&body[..]) {
            Ok(mut decoder) => inflate(&mut decoder),
            Err(error) => return Err(format!("is {coding}, but the body cannot be inflated: {error}")),
        },
        "compress" | "x-compress" => {
            return Err(format!("is {coding}, which the request did not ask for, and which is not undone"));
        }
        other => {
            let shown: String = other.chars().take(40).collect();
            return Err(format!("is {shown:?}, which is no content coding"));
        }
    };
    match inflated {
        Ok(inflated) if inflated.len() > limit => {
            Err(format!("is {coding}, and the body inflates to more than {limit} bytes"))
        }
        Ok(inflated) => Ok(inflated),
        Err(error) => Err(format!("is {coding}, but the body cannot be inflated: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use http::HeaderMap;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::decoded;

    #[test]
    fn codings_are_undone_or_named() {
        let plain = b"{\"id\":7}";
        let mut encoders = (
            GzEncoder::new(Vec::new(), Compression::fast()),
            ZlibEncoder::new(Vec::new(), Compression::fast()),
            DeflateEncoder::new(Vec::new(), Compression::fast()),
        );
        encoders.0.write_all(plain).expect("gzip");
        encoders.1.write_all(plain).expect("zlib");
        encoders.2.write_all(plain).expect("deflate");
        let (gzip, zlib) = (encoders.0.finish().expect("gzip"), encoders.1.finish().expect("zlib"));
        let raw = encoders.2.finish().expect("deflate");
        let cut = gzip[..gzip.len() - 9].to_vec();
        // As a reference encoder writes it: a header, the bytes as they are, and the end.
        let brotli = [b"\x8b\x03\x80".as_slice(), plain, b"\x03"].concat();
        let zstd = compress_to_vec(&plain[..], CompressionLevel::Fastest);
        for (coding, body, expected) in [
            ("", &plain[..], None),
            ("identity", plain, None),
            ("gzip", &gzip, Some(Ok(()))),
            ("X-GZIP", &gzip, Some(Ok(()))),
            ("deflate", &zlib, Some(Ok(()))),
            ("deflate", &raw, Some(Ok(()))),
            ("gzip", plain, Some(Err("the body is not gzip"))),
            ("gzip", &cut, Some(Err("cannot be inflated"))),
            ("deflate", plain, Some(Err("cannot be inflated"))),
            ("br", &brotli, Some(Ok(()))),
            ("br", plain, Some(Err("cannot be inflated"))),
            ("br", &brotli[..8], Some(Err("cannot be inflated"))),
            ("zstd", &zstd, Some(Ok(()))),
            ("zstd", plain, Some(Err("cannot be inflated"))),
            ("zstd", &zstd[..zstd.len() - 3], Some(Err("cannot be inflated"))),
            ("compress", plain, Some(Err("did not ask for"))),
            ("utf-8", plain, Some(Err("is no content coding"))),
            ("", &gzip, Some(Err("is missing"))),
        ] {
            let mut headers = HeaderMap::new();
            if !coding.is_empty() {
                headers.insert("content-encoding", coding.parse().expect("a header"));
            }
            let found = decoded(&headers, &Bytes::copy_from_slice(body), 1000);
            match (found, expected) {
                (None, None) => {}
                (Some(Ok(found)), Some(Ok(()))) => assert_eq!(&found[..], plain, "{coding}"),
                (Some(Err(why)), Some(Err(says))) => assert!(why.contains(says), "{coding}: {why}"),
                (found, expected) => panic!("{coding}: {found:?}, expected {expected:?}"),
            }
        }
    }

    #[test]
    fn what_inflates_without_end_is_cut() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; 1 << 20]).expect("gzip");
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", "gzip".parse().expect("a header"));
        let found = decoded(&headers, &encoder.finish().expect("gzip").into(), 1000);
        assert!(found.is_some_and(|found| found.is_err_and(|why| why.contains("more than 1000 bytes"))));
    }
}
