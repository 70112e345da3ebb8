//! A request as a curl command.

use super::Request;

/// The request as a curl command for a POSIX shell.
pub fn curl(request: &Request) -> String {
    let mut words = vec!["curl -sS".to_owned()];
    let default_method = if request.body.is_some() { "POST" } else { "GET" };
    words.extend((request.method != default_method).then(|| format!("-X {}", request.method)));
    words.extend(request.headers.iter().map(|(name, value)| format!("-H {}", quoted(&format!("{name}: {value}")))));
    words.extend(request.body.iter().map(|body| format!("-d {}", quoted(body))));
    words.push(quoted(&request.url));
    words.join(" ")
}

/// Adds the token of the control surface, as an environment variable: no page contains the token itself.
pub fn with_token(command: &str) -> String {
    command.replacen("curl -sS", "curl -sS -H \"Authorization: Bearer $TRACKSIDE_TOKEN\"", 1)
}

/// Quotes text for a POSIX shell.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{Request, curl};

    #[test]
    fn quotes_for_the_shell() {
        let header = |value: &str| vec![("A".to_owned(), value.to_owned())];
        for (method, headers, body, expected) in [
            ("GET", vec![], None, "curl -sS 'http://h/p'"),
            ("POST", vec![], Some("{}"), "curl -sS -d '{}' 'http://h/p'"),
            ("PUT", vec![], Some("{}"), "curl -sS -X PUT -d '{}' 'http://h/p'"),
            ("POST", vec![], None, "curl -sS -X POST 'http://h/p'"),
            ("GET", header("it's $HOME `id`"), None, r"curl -sS -H 'A: it'\''s $HOME `id`' 'http://h/p'"),
        ] {
            let body = body.map(str::to_owned);
            let request = Request { method: method.to_owned(), url: "http://h/p".to_owned(), headers, body };
            assert_eq!(curl(&request), expected);
        }
    }
}
