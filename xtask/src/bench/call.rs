//! A call to a server, as the catalogue's command lines describe it.

use anyhow::{Context as _, bail};
use hyper::Method;

/// A call to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// The method.
    pub(crate) method: Method,
    /// The whole URL.
    pub(crate) url: String,
    /// Names and values of the headers.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, which is JSON.
    pub(crate) body: Option<String>,
}

impl Call {
    /// A GET without headers.
    pub(crate) fn get(url: String) -> Self {
        Self { method: Method::GET, url, headers: Vec::new(), body: None }
    }

    /// A call with a JSON body.
    pub(crate) fn json(method: Method, url: String, body: String) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self { method, url, headers, body: Some(body) }
    }

    /// Reads a command line such as `curl -H 'name: value' -d 'body' 'url'`, in which everything but the switches is quoted. With a body it is a POST.
    pub(crate) fn parse_curl(line: &str) -> anyhow::Result<Self> {
        let mut call = Self::get(String::new());
        let mut parts = line.strip_prefix("curl").context("it does not begin with curl")?.split('\'');
        while let (Some(switch), Some(value)) = (parts.next(), parts.next()) {
            match switch.trim() {
                "-H" => {
                    let (name, value) = value.split_once(": ").context("a header has no value")?;
                    call.headers.push((name.to_owned(), value.to_owned()));
                }
                "-d" => (call.method, call.body) = (Method::POST, Some(value.to_owned())),
                "" => value.clone_into(&mut call.url),
                other => bail!("the switch {other} is not known"),
            }
        }
        if call.url.is_empty() {
            bail!("it names no URL");
        }
        Ok(call)
    }

    /// The same call to another URL.
    pub(crate) fn to(&self, url: String) -> Self {
        Self { url, ..self.clone() }
    }

    /// The same call with a header more.
    pub(crate) fn with_header(&self, name: &str, value: &str) -> Self {
        let mut call = self.clone();
        call.headers.push((name.to_owned(), value.to_owned()));
        call
    }

    /// Path and query.
    pub(crate) fn target(&self) -> &str {
        let after_scheme = self.url.find("://").map_or(0, |scheme| scheme + 3);
        self.url[after_scheme..].find('/').map_or("/", |path| &self.url[after_scheme + path..])
    }

    /// A command line that repeats the call.
    pub(crate) fn curl(&self) -> String {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| format!(" -H '{name}: {value}'")).collect();
        let body = self.body.as_ref().map(|body| format!(" -d '{body}'")).unwrap_or_default();
        format!("curl -X {}{}{body} '{}'", self.method, headers.concat(), self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::Call;

    #[test]
    fn reads_command_lines() {
        let get = "curl -H 'Authorization: Bearer a' 'http://localhost:1/b/c?d=e'";
        let post = r#"curl -H 'X-A: b' -H 'Content-Type: application/json' -d '{"c":["d"]}' 'http://localhost:1/e'"#;
        for (line, expected) in [
            (get, "curl -X GET -H 'Authorization: Bearer a' 'http://localhost:1/b/c?d=e'"),
            (
                post,
                r#"curl -X POST -H 'X-A: b' -H 'Content-Type: application/json' -d '{"c":["d"]}' 'http://localhost:1/e'"#,
            ),
        ] {
            assert_eq!(Call::parse_curl(line).expect("the line can be read").curl(), expected, "{line}");
        }
    }

    #[test]
    fn refuses_other_lines() {
        for line in ["", "wget 'http://a'", "curl", "curl -X 'PUT' 'http://a'", "curl -H 'no value' 'http://a'"] {
            assert!(Call::parse_curl(line).is_err(), "{line}");
        }
    }

    #[test]
    fn splits_off_path_and_query() {
        for (url, expected) in [("http://a:1/b?c=d", "/b?c=d"), ("http://a:1/", "/"), ("http://a:1", "/")] {
            assert_eq!(Call::get(url.to_owned()).target(), expected, "{url}");
        }
    }
}
