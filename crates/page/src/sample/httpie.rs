//! A request as an HTTPie command.

use super::Request;
use super::curl::quoted;

/// The request as an HTTPie command for a POSIX shell.
pub fn httpie(request: &Request) -> String {
    let mut words = vec!["http".to_owned()];
    // In a script, HTTPie would take its standard input for another body.
    words.extend(request.body.iter().map(|body| format!("--ignore-stdin --raw {}", quoted(body))));
    words.push(request.method.clone());
    words.push(quoted(&request.url));
    words.extend(request.headers.iter().map(|(name, value)| quoted(&header(name, value))));
    words.join(" ")
}

/// A header as a request item. HTTPie splits an item at its first separator, of which it takes the longest.
fn header(name: &str, value: &str) -> String {
    match value.chars().next() {
        // A header without a value.
        None => format!("{name};"),
        // With the colon before them, they would be other separators.
        Some('=' | '@' | ':') => format!("{name}:\\{value}"),
        Some(_) => format!("{name}:{value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Request, httpie};

    #[test]
    fn writes_items_that_httpie_reads_as_headers() {
        for (method, header, body, expected) in [
            ("GET", None, None, "http GET 'http://h/p'"),
            ("POST", None, Some("{}"), "http --ignore-stdin --raw '{}' POST 'http://h/p'"),
            ("DELETE", Some(("x-api-key", "a b")), None, "http DELETE 'http://h/p' 'x-api-key:a b'"),
            ("GET", Some(("accept", "")), None, "http GET 'http://h/p' 'accept;'"),
            ("GET", Some(("if-match", "=1")), None, r"http GET 'http://h/p' 'if-match:\=1'"),
            ("GET", Some(("a", "it's")), None, r"http GET 'http://h/p' 'a:it'\''s'"),
        ] {
            let request = Request {
                method: method.to_owned(),
                url: "http://h/p".to_owned(),
                headers: header.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect(),
                body: body.map(str::to_owned),
            };
            assert_eq!(httpie(&request), expected);
        }
    }
}
