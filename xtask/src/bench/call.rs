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
    /// How many requests of a load have the same number.
    pub(crate) repeats: u32,
    /// The largest number in a URL, after which it begins with 1 again.
    pub(crate) cycle: u64,
}

/// In a URL, a body or a header, what the requests of a load replace by a number of their own.
pub(super) const NUMBER: &str = "{{number}}";

impl Call {
    /// A GET without headers.
    pub(crate) fn get(url: String) -> Self {
        Self { method: Method::GET, url, headers: Vec::new(), body: None, repeats: 1, cycle: u64::MAX }
    }

    /// A call with a JSON body.
    pub(crate) fn json(method: Method, url: String, body: String) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self { method, url, headers, body: Some(body), repeats: 1, cycle: u64::MAX }
    }

    /// The call that the sandbox lists for an operation.
    pub(crate) fn listed(operation: &ListedOperation) -> anyhow::Result<Self> {
        Ok(Self {
            method: operation.method.parse().with_context(|| format!("{} is not a method", operation.method))?,
            url: operation.url.clone(),
            headers: operation.headers.clone().into_iter().collect(),
            body: operation.body.as_ref().map(ToString::to_string),
            repeats: 1,
            cycle: u64::MAX,
        })
    }

    /// The same call to another URL.
    pub(crate) fn to(&self, url: String) -> Self {
        Self { url, ..self.clone() }
    }

    /// The same call with a header more. Its value may hold a number.
    pub(crate) fn with_header(&self, name: &str, value: &str) -> Self {
        let mut call = self.clone();
        call.headers.push((name.to_owned(), value.to_owned()));
        call
    }

    /// The same call with a number of its own in a field of the body, if it is there.
    pub(crate) fn numbered(mut self, field: &str) -> Self {
        let body = self.body.as_deref().and_then(|body| serde_json::from_str::<serde_json::Value>(body).ok());
        if let Some(mut body) = body.filter(|body| body.get(field).is_some()) {
            body[field] = format!("order-{NUMBER}").into();
            self.body = Some(body.to_string());
        }
        self
    }

    /// The same call with numbers that so many requests in a row have.
    pub(super) fn repeated(self, repeats: u32) -> Self {
        Self { repeats, ..self }
    }

    /// The same call with numbers up to `cycle` in its URL.
    pub(super) fn cycled(self, cycle: u64) -> Self {
        Self { cycle, ..self }
    }

    /// The call with the first number.
    pub(crate) fn first(&self) -> Self {
        Self { body: self.body.as_ref().map(|body| body.replace(NUMBER, "0")), ..self.clone() }
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
    use hyper::Method;

    use super::Call;

    #[test]
    fn numbers_a_field_of_the_body() {
        let call = |body: &str| Call::json(Method::POST, "http://a/".to_owned(), body.to_owned()).numbered("id");
        assert_eq!(call(r#"{"id":"x","b":1}"#).body.as_deref(), Some(r#"{"id":"order-{{number}}","b":1}"#));
        assert_eq!(call(r#"{"id":"x","b":1}"#).first().body.as_deref(), Some(r#"{"id":"order-0","b":1}"#));
        assert_eq!(call(r#"{"b":1}"#).body.as_deref(), Some(r#"{"b":1}"#), "another body stays as it is");
    }

    #[test]
    fn splits_off_path_and_query() {
        for (url, expected) in [("http://a:1/b?c=d", "/b?c=d"), ("http://a:1/", "/"), ("http://a:1", "/")] {
            assert_eq!(Call::get(url.to_owned()).target(), expected, "{url}");
        }
    }
}
