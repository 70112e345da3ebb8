//! A call to a server.

use anyhow::Context as _;
use hyper::Method;
use trackside_schemas::control::ListedOperation;

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

    /// The call that the sandbox lists for an operation.
    pub(crate) fn listed(operation: &ListedOperation) -> anyhow::Result<Self> {
        Ok(Self {
            method: operation.method.parse().with_context(|| format!("{} is not a method", operation.method))?,
            url: operation.url.clone(),
            headers: operation.headers.clone().into_iter().collect(),
            body: operation.body.as_ref().map(ToString::to_string),
        })
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
    fn splits_off_path_and_query() {
        for (url, expected) in [("http://a:1/b?c=d", "/b?c=d"), ("http://a:1/", "/"), ("http://a:1", "/")] {
            assert_eq!(Call::get(url.to_owned()).target(), expected, "{url}");
        }
    }
}
