//! A published document, as far as calls are varied by it.

use anyhow::Context as _;
use serde_json::Value;

use crate::bench::call::Call;
use crate::bench::connection::Connection;

/// A provider's document.
pub(super) struct Document(Value);

/// An operation of a document.
pub(super) struct Declared<'d> {
    document: &'d Value,
    operation: &'d Value,
}

/// Where paging parameters stand.
pub(super) struct Paging<'d> {
    /// Whether they stand in the body and not in the query.
    pub(super) in_body: bool,
    /// The name of the page's number.
    pub(super) page: &'d str,
    /// The name of the page's size.
    pub(super) limit: &'d str,
    /// The smallest page.
    pub(super) smallest: u64,
    /// The largest page.
    pub(super) largest: u64,
}

/// A value of a response that is a parameter of another operation.
#[derive(Debug)]
pub(super) struct Link {
    /// The id of the operation that takes it.
    pub(super) operation: String,
    /// The parameter.
    pub(super) parameter: String,
    /// The list of records, and the value's place within a record.
    list: String,
    field: String,
}

impl Document {
    /// Reads the document that the sandbox serves.
    pub(super) async fn read(connection: &mut Connection, origin: &str, provider: &str) -> anyhow::Result<Self> {
        let answer = connection.succeed(&Call::get(format!("{origin}/_mock/specs/{provider}"))).await?;
        Ok(Self(serde_json::from_slice(&answer.body).with_context(|| format!("the document of {provider}"))?))
    }

    /// An operation by its id.
    pub(super) fn operation(&self, id: &str) -> anyhow::Result<Declared<'_>> {
        let paths = self.0["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        let mut operations = paths.filter_map(Value::as_object).flat_map(|path| path.values());
        let operation = operations.find(|operation| operation["operationId"] == id);
        let operation = operation.with_context(|| format!("no document has an operation {id}"))?;
        Ok(Declared { document: &self.0, operation })
    }
}

impl<'d> Declared<'d> {
    /// The parameters of the query that are one or several of a few values: the name, the values, and whether several
    /// can be given.
    pub(super) fn choices(&self) -> Vec<(&'d str, Vec<&'d str>, bool)> {
        let parameters = self.operation["parameters"].as_array().into_iter().flatten();
        let choices = parameters.filter(|parameter| parameter["in"] == "query").filter_map(|parameter| {
            let schema = self.resolved(&parameter["schema"]);
            let several = schema["type"] == "array";
            let item = if several { self.resolved(&schema["items"]) } else { schema };
            let values = item["enum"].as_array()?.iter().filter_map(Value::as_str).collect();
            Some((parameter["name"].as_str()?, values, several))
        });
        choices.collect()
    }

    /// How its pages are asked for, if it has pages.
    pub(super) fn paging(&self) -> Option<Paging<'d>> {
        let paging = self.operation.get("x-pagination")?;
        let limit = paging["limit"].as_str()?;
        let in_body = paging["in"] == "body";
        let schema = if in_body {
            let body = self.resolved(&self.operation["requestBody"]["content"]["application/json"]["schema"]);
            &body["properties"][limit]
        } else {
            let mut parameters = self.operation["parameters"].as_array()?.iter();
            &parameters.find(|parameter| parameter["name"] == limit)?["schema"]
        };
        let largest = self.resolved(schema)["maximum"].as_u64().unwrap_or(100);
        let smallest = self.resolved(schema)["minimum"].as_u64().unwrap_or(1);
        Some(Paging { in_body, page: paging["page"].as_str()?, limit, smallest, largest })
    }

    /// The values of its responses that other operations take.
    pub(super) fn links(&self) -> Vec<Link> {
        let responses = self.operation["responses"].as_object().into_iter().flat_map(|responses| responses.values());
        let links = responses.filter_map(|response| response["links"].as_object()).flat_map(|links| links.values());
        let parameters = links.flat_map(|link| {
            let parameters = link["parameters"].as_object().into_iter().flatten();
            parameters.map(move |(parameter, value)| (link, parameter, value))
        });
        let read = |(link, parameter, value): (&Value, &String, &Value)| {
            // Documents lead to the first record of a list; all the others can be taken as well.
            let (list, field) = value.as_str()?.strip_prefix("$response.body#")?.split_once("/0/")?;
            Some(Link {
                operation: link["operationId"].as_str()?.to_owned(),
                parameter: parameter.clone(),
                list: list.to_owned(),
                field: format!("/{field}"),
            })
        };
        parameters.filter_map(read).collect()
    }

    fn resolved(&self, schema: &'d Value) -> &'d Value {
        let target = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(schema)
    }
}

impl Link {
    /// The values in a response.
    pub(super) fn values(&self, body: &Value) -> Vec<String> {
        let records = body.pointer(&self.list).and_then(Value::as_array).into_iter().flatten();
        records.filter_map(|record| record.pointer(&self.field)?.as_str().map(str::to_owned)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Document;

    #[test]
    fn pages_choices_and_links_are_found() {
        let document = Document(json!({
            "paths": { "/a": { "get": {
                "operationId": "listThings",
                "parameters": [
                    { "name": "kind", "in": "query", "schema": { "$ref": "#/components/schemas/Kind" } },
                    { "name": "kinds[]", "in": "query", "schema": {
                        "type": "array", "items": { "$ref": "#/components/schemas/Kind" }
                    } },
                    { "name": "size", "in": "query", "schema": { "maximum": 50 } }
                ],
                "x-pagination": { "in": "query", "page": "page", "limit": "size" },
                "responses": { "200": { "links": { "getThing": {
                    "operationId": "getThing", "parameters": { "id": "$response.body#/data/0/id" }
                } } } }
            } } },
            "components": { "schemas": { "Kind": { "enum": ["x", "y"] } } }
        }));
        assert!(document.operation("getThing").is_err());
        let declared = document.operation("listThings").expect("the operation is there");
        assert_eq!(declared.choices(), [("kind", vec!["x", "y"], false), ("kinds[]", vec!["x", "y"], true)]);
        let paging = declared.paging().expect("it has pages");
        assert_eq!((paging.in_body, paging.page, paging.limit, paging.largest), (false, "page", "size", 50));
        let links = declared.links();
        assert_eq!((links[0].operation.as_str(), links[0].parameter.as_str()), ("getThing", "id"));
        assert_eq!(links[0].values(&json!({ "data": [{ "id": "1" }, { "id": "2" }] })), ["1", "2"]);
    }
}
