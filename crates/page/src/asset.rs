//! The files that pages load.

use std::hash::{Hash as _, Hasher as _};

use siphasher::sip::SipHasher13;

/// A file that a page loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its media type.
    pub content_type: &'static str,
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
    "reference.css": STYLE,
    "copy.js": SCRIPT,
    "page.js": SCRIPT,
    "try.js": SCRIPT,
    "journal.js": SCRIPT,
    "judge.js": SCRIPT,
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
    "language.js": SCRIPT,
    "code.js": SCRIPT,
    "theme.js": SCRIPT,
    "table.js": SCRIPT,
    "webhooks.js": SCRIPT,
    "favicon.svg": "image/svg+xml",
}

/// The file with this name below `/assets/`, such as `style.css`. Returns nothing if there is none.
pub fn asset(name: &str) -> Option<Asset> {
    let (content_type, bytes) = file(name)?;
    let mut hasher = SipHasher13::new();
    bytes.hash(&mut hasher);
    Some(Asset { content_type, bytes, etag: format!("\"{:016x}\"", hasher.finish()) })
}
