//! Links from a response to a request of another operation.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use trackside_contract::{Contract, Exchange, parse_json};

/// A link: values of a response become parameters of another operation.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) name: String,
    /// The status of the responses that have it.
    pub(crate) status: String,
    /// The id of the target operation.
    pub(crate) operation: String,
    /// The parameters of the target operation and fields of its body, and where their values are.
    pub(crate) parameters: Vec<(String, Place)>,
}

/// Where a value is. OpenAPI calls these runtime expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A JSON pointer into the response body.
    ResponseBody(String),
    /// A response header.
    ResponseHeader(String),
    /// A JSON pointer into the request body.
    RequestBody(String),
    /// A query parameter of the request.
    RequestQuery(String),
    /// A path parameter of the request.
    RequestPath(String),
    /// A constant.
    Constant(Value),
}

impl Link {
    /// Whether responses with this status have the link.
    pub(crate) fn is_of(&self, status: u16) -> bool {
        self.status == status.to_string() || self.status.eq_ignore_ascii_case(&format!("{}XX", status / 100))
    }

    /// Reads the links of an operation. Adds a note for each one that is not supported.
    pub(super) fn read_all(contract: &Contract, operation: &Value, place: &str, notes: &mut Vec<String>) -> Vec<Self> {
        let mut links = Vec::new();
        let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        for (status, response) in responses {
            let declared = contract.resolve(response).get("links").and_then(Value::as_object).into_iter().flatten();
            for (name, link) in declared {
                match Self::read(contract.resolve(link), name, status) {
                    Ok(link) if contract.operation(&link.operation).is_none() => {
                        notes.push(format!(
                            "{place}: the link {name} leads to the unknown operation {:?}",
                            link.operation
                        ));
                    }
                    Ok(link) => links.push(link),
                    Err(why) => notes.push(format!("{place}: the link {name} is not checked: {why}")),
                }
            }
        }
        links
    }

    fn read(link: &Value, name: &str, status: &str) -> Result<Self, String> {
        let operation = link.get("operationId").and_then(Value::as_str).ok_or("it has no operationId")?;
        let parameters = link.get("parameters").and_then(Value::as_object).into_iter().flatten();
        // OpenAPI's own name, and the extension for parsers that refuse an object there.
        let body = match link.get("x-request-body").or_else(|| link.get("requestBody")) {
            None => None,
            Some(Value::Object(fields)) => Some(fields),
            Some(_) => return Err("its requestBody is not an object of fields".to_owned()),
        };
        let body = body.into_iter().flatten();
        let parameters: Result<_, String> =
            parameters.chain(body).map(|(name, value)| Ok((bare(name).to_owned(), Place::read(value)?))).collect();
        Ok(Self {
            name: name.to_owned(),
            status: status.to_owned(),
            operation: operation.to_owned(),
            parameters: parameters?,
        })
    }
}

impl Place {
    fn read(value: &Value) -> Result<Self, String> {
        let Some(expression) = value.as_str().filter(|text| text.starts_with('$')) else {
            return Ok(Self::Constant(value.clone()));
        };
        let known = [
            ("$response.body#", Self::ResponseBody as fn(String) -> Self),
            ("$response.header.", Self::ResponseHeader),
            ("$request.body#", Self::RequestBody),
            ("$request.query.", Self::RequestQuery),
            ("$request.path.", Self::RequestPath),
        ];
        known
            .into_iter()
            .find_map(|(start, place)| Some(place(expression.strip_prefix(start)?.to_owned())))
            .ok_or_else(|| format!("the expression {expression:?} is not supported"))
    }

    /// The value at this place, if the exchange with the path template has one that is not null.
    pub(crate) fn value(&self, exchange: &Exchange, template: &str) -> Option<Value> {
        let in_body = |body: &[u8], pointer: &str| {
            let body = parse_json(body).ok()?;
            body.pointer(pointer).filter(|value| !value.is_null()).cloned()
        };
        match self {
            Self::ResponseBody(pointer) => in_body(&exchange.response_body, pointer),
            Self::RequestBody(pointer) => in_body(&exchange.request_body, pointer),
            Self::ResponseHeader(name) => {
                let value = exchange.response_headers.get(name.to_ascii_lowercase())?;
                Some(Value::String(value.to_str().ok()?.to_owned()))
            }
            Self::RequestQuery(wanted) => {
                let (_, query) = exchange.target.split_once('?')?;
                let mut pairs = form_urlencoded::parse(query.as_bytes());
                pairs.find_map(|(name, value)| (name == *wanted).then(|| Value::String(value.into_owned())))
            }
            Self::RequestPath(wanted) => path_value(&exchange.target, template, wanted).map(Value::String),
            Self::Constant(value) => Some(value.clone()),
        }
    }
}

/// The value of a path parameter. The target may have the path of a server before what the template describes.
fn path_value(target: &str, template: &str, name: &str) -> Option<String> {
    let path = target.split('?').next()?;
    let mut pairs = template.rsplit('/').zip(path.rsplit('/'));
    let (_, segment) =
        pairs.find(|(part, _)| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) == Some(name))?;
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}

/// The name of a parameter, without a prefix such as `query.`.
fn bare(name: &str) -> &str {
    ["path.", "query.", "header.", "cookie."].into_iter().find_map(|place| name.strip_prefix(place)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::path_value;

    #[test]
    fn a_path_parameter_is_found_behind_the_path_of_a_server() {
        let value = |target| path_value(target, "/programs/{id}/posts/{post}", "id");
        assert_eq!(value("/programs/a%20b/posts/2"), Some("a b".to_owned()));
        assert_eq!(value("/api/v1/programs/7/posts/2?id=3"), Some("7".to_owned()));
        assert_eq!(path_value("/programs/7", "/programs/{id}", "post"), None);
    }
}
