//! Bodies that are compressed as their header says. A request without `Accept-Encoding` takes any coding (RFC 9110,
//! 12.5.3).

use std::io::Write;

use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use flate2::{Compression, GzBuilder};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderValue, Method};

use super::Variation;
use crate::corruption::{Effect, Scene};
use crate::message::Answer;

/// The variations of this subject.
pub(super) fn variations() -> Vec<Variation> {
    vec![
        coded("gzip", |_, answer| encode(answer, "gzip", gzip)),
        coded("gzip, named in capital letters", |_, answer| encode(answer, "GZIP", gzip)),
        coded("gzip under its old name", |_, answer| encode(answer, "x-gzip", gzip)),
        coded("gzip that is not compressed further", |_, answer| {
            encode(answer, "gzip", |body| finish_gzip(GzEncoder::new(Vec::new(), Compression::none()), body));
        }),
        coded("gzip with the name and time of a file", |_, answer| {
            encode(answer, "gzip", |body| {
                let builder = GzBuilder::new().filename("body.json").comment("made by a cache").mtime(1_780_920_000);
                finish_gzip(builder.write(Vec::new(), Compression::best()), body)
            });
        }),
        coded("gzip in two members", |_, answer| {
            encode(answer, "gzip", |body| {
                let (start, end) = body.split_at(body.len() / 2);
                [gzip(start), gzip(end)].concat()
            });
        }),
        coded("gzip with the name of the empty coding", |_, answer| encode(answer, "gzip, identity", gzip)),
        coded("deflate", |_, answer| encode(answer, "deflate", zlib)),
        coded("deflate without the format around it", |_, answer| {
            encode(answer, "deflate", |body| {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(body).expect("a vector takes all");
                encoder.finish().expect("a vector takes all")
            });
        }),
        coded("deflate within gzip", |_, answer| encode(answer, "deflate, gzip", |body| gzip(&zlib(body)))),
        coded("Brotli", |_, answer| encode(answer, "br", brotli)),
        coded("Zstandard", |_, answer| encode(answer, "zstd", zstd)),
        coded("no compression, and told", |_, answer| encode(answer, "identity", <[u8]>::to_vec)),
        Variation::new(
            "compressed for GET, not for HEAD",
            Effect::Answer(|scene, answer| {
                if scene.request.method != Method::HEAD {
                    encode(answer, "gzip", gzip);
                }
            }),
        ),
        Variation::new(
            "compressed, and HEAD does not tell the length",
            Effect::Whole(|scene, answer| {
                encode(answer, "gzip", gzip);
                if scene.request.method == Method::HEAD {
                    answer.headers.remove(CONTENT_LENGTH);
                }
            }),
        ),
    ]
}

fn coded(name: &'static str, change: fn(&mut Scene<'_>, &mut Answer)) -> Variation {
    Variation::new(name, Effect::Whole(change))
}

fn encode(answer: &mut Answer, coding: &'static str, encode: fn(&[u8]) -> Vec<u8>) {
    if !answer.body.is_empty() {
        answer.body = encode(&answer.body);
        answer.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        answer.fit_length();
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    finish_gzip(GzEncoder::new(Vec::new(), Compression::best()), body)
}

fn finish_gzip(mut encoder: GzEncoder<Vec<u8>>, body: &[u8]) -> Vec<u8> {
    encoder.write_all(body).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn zlib(body: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn brotli(body: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut encoded, 4096, 5, 20);
    encoder.write_all(body).expect("a vector takes all");
    drop(encoder);
    encoded
}

fn zstd(body: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(body, ruzstd::encoding::CompressionLevel::Fastest)
}
