//! Different spellings of the same path.

use http::uri::PathAndQuery;

/// The path as the routes spell it: without escapes that need none, and without a slash at its end. `None` if it is
/// spelt so already.
///
/// The frameworks of the providers treat these spellings as the same path (RFC 3986, 6.2.2). A double slash is another
/// path.
pub(super) fn normalized(target: &PathAndQuery) -> Option<PathAndQuery> {
    let path = target.path();
    let trimmed = match path.strip_suffix('/') {
        Some(rest) if !rest.is_empty() && !rest.ends_with('/') => rest,
        _ => path,
    };
    if trimmed.len() == path.len() && !path.contains('%') {
        return None;
    }
    let mut text = unescaped(trimmed);
    if let Some(query) = target.query() {
        text.push('?');
        text.push_str(query);
    }
    text.parse().ok()
}

/// Replaces the escapes of letters, digits and `-._~`.
fn unescaped(path: &str) -> String {
    let mut parts = path.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte.filter(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(byte)) {
            text.push(char::from(byte));
            text.push_str(&part[2..]);
        } else {
            text.push('%');
            text.push_str(part);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use http::uri::PathAndQuery;

    use super::normalized;

    #[test]
    fn spellings_of_the_same_path_become_one() {
        for (target, expected) in [
            ("/a/b", None),
            ("/", None),
            ("/a/?x=%41", Some("/a?x=%41")),
            ("/%61/b", Some("/a/b")),
            ("/a%2Fb", Some("/a%2Fb")),
            ("/a%2fb/", Some("/a%2fb")),
            ("/a//", None),
            ("/a%", Some("/a%")),
            ("/a%4", Some("/a%4")),
            ("/a%C3%A9", Some("/a%C3%A9")),
            ("//", None),
        ] {
            let found = normalized(&target.parse().expect("a target"));
            assert_eq!(found.as_ref().map(PathAndQuery::as_str), expected, "{target}");
        }
    }
}
