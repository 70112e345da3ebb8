//! The files that pages load.

use std::hash::{Hash as _, Hasher as _};

use siphasher::sip::SipHasher13;

/// A file that a page loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its media type.
    pub content_type: &'static str,
    /// The value of `content-encoding`; nothing if the bytes are not compressed.
    pub content_encoding: Option<&'static str>,
    /// Its content.
    pub bytes: &'static [u8],
    /// A hash of its content, quoted as an `ETag` is.
    pub etag: String,
}

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! files {
    ($($name:literal: $kind:expr),+ $(,)?) => {
        fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
            match name {
                $($name => Some(($kind, include_bytes!(concat!("../assets/", $name)))),)+
                _ => None,
            }
        }
    };
}

files! {
    "style.css": STYLE,
    "copy.js": SCRIPT,
    "page.js": SCRIPT,
    "try.js": SCRIPT,
    "journal.js": SCRIPT,
    "journal-dialog.js": SCRIPT,
    "journal-filter.js": SCRIPT,
    "journal-rows.js": SCRIPT,
    "stream.js": SCRIPT,
    "marks.js": SCRIPT,
    "exchange.js": SCRIPT,
    "exchange-page.js": SCRIPT,
    "exchange-actions.js": SCRIPT,
    "samples.js": SCRIPT,
    "compare.js": SCRIPT,
    "diff.js": SCRIPT,
    "fixtures.js": SCRIPT,
    "zip.js": SCRIPT,
    "controls.js": SCRIPT,
    "edit.js": SCRIPT,
    "live.js": SCRIPT,
    "record.js": SCRIPT,
    "search.js": SCRIPT,
    "start.js": SCRIPT,
    "theme.js": SCRIPT,
    "table.js": SCRIPT,
    "webhooks.js": SCRIPT,
    "favicon.svg": "image/svg+xml",
    "viewer/viewer.css": STYLE,
    "viewer/viewer.js": SCRIPT,
}

/// The file with this name below `/assets/`, such as `style.css` or `viewer/rapidoc-min.js`. Returns nothing if there
/// is none.
pub fn asset(name: &str) -> Option<Asset> {
    let (content_type, content_encoding, bytes) = match name {
        // Every browser can decompress it, and it takes a quarter of the space in the binary.
        "viewer/rapidoc-min.js" => {
            (SCRIPT, Some("gzip"), include_bytes!("../assets/viewer/rapidoc-min.js.gz").as_slice())
        }
        name => file(name).map(|(content_type, bytes)| (content_type, None, bytes))?,
    };
    let mut hasher = SipHasher13::new();
    bytes.hash(&mut hasher);
    Some(Asset { content_type, content_encoding, bytes, etag: format!("\"{:016x}\"", hasher.finish()) })
}
