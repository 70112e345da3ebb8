//! Operations.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{
    Judge, ObjectPair, callback, judged_apart, parameters, promises, provenance, request_body, responses, security,
    servers,
};
use crate::change::Level;
use crate::comparison::{Comparison, Site};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::lifecycle::SUNSET_KEY;
use crate::rule::{Rule, TwoWay};
use crate::walk::{Claim, walk};

/// Whether an operation exists.
pub(super) static OPERATION: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::PathItem,
        "{}",
        r#"{"delete": {"operationId": "deleteOrder", "responses": {"204": {"description": "Deleted."}}}}"#,
    ),
    (Level::Info, ("operation-added", "there is a new operation")),
    (Level::Error, ("operation-removed", "the operation can no longer be called")),
);

static OPERATION_ID_CHANGED: Rule = Rule::symmetric(
    ("operation-id-changed", "nothing changes on the wire; generated clients name the method differently"),
    Level::Warning,
    None,
    Fixture::new(Frame::Operation, r#"{"operationId": "getOrder"}"#, r#"{"operationId": "readOrder"}"#),
    Fixture::new(Frame::Operation, r#"{"deprecated": true}"#, r#"{"deprecated": false}"#),
);

static DEPRECATED: TwoWay = TwoWay::new(
    None,
    Fixture::new(Frame::Operation, "{}", r#"{"deprecated": true}"#),
    (Level::Info, ("operation-deprecated", "the operation still works, but may be removed")),
    (Level::Info, ("operation-no-longer-deprecated", "the operation is no longer going to be removed")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&OPERATION.rules()[..], &[&OPERATION_ID_CHANGED], &DEPRECATED.rules()].concat()
}

/// Whether a rule is about operations that are deprecated, or no longer.
pub(super) fn is_deprecation(rule: &Rule) -> bool {
    DEPRECATED.rules().iter().any(|known| known.id == rule.id)
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["operationId"], judge: |pair| Ok(pair.replaced("operationId", &OPERATION_ID_CHANGED)) },
    Claim { keys: &["parameters", "security", "servers"], judge: judged_apart },
    Claim { keys: &["requestBody"], judge: request_body::judge },
    Claim { keys: &["responses"], judge: responses::judge },
    Claim { keys: &["callbacks"], judge: callback::judge },
    Claim { keys: &["deprecated", SUNSET_KEY], judge: |pair| Ok(pair.lifecycle(&DEPRECATED)) },
    Claim { keys: &["x-validations"], judge: promises::validations },
    Claim { keys: &["x-pagination"], judge: promises::pagination },
    Claim { keys: &["x-idempotent"], judge: |pair| Ok(pair.flag("x-idempotent", &promises::IDEMPOTENT)) },
    Claim { keys: &["x-writes"], judge: |pair| Ok(pair.replaced("x-writes", &promises::WRITES_CHANGED)) },
    Claim { keys: &["x-scopes"], judge: |pair| Ok(pair.replaced("x-scopes", &promises::SCOPES_CHANGED)) },
    Claim { keys: &["x-key-kinds"], judge: |pair| Ok(pair.replaced("x-key-kinds", &promises::KEY_KINDS_CHANGED)) },
    Claim {
        keys: &["x-depends-on-data"],
        judge: |pair| Ok(pair.replaced("x-depends-on-data", &promises::DATA_CHANGED)),
    },
    Claim { keys: &["x-rate-limit"], judge: |pair| Ok(pair.replaced("x-rate-limit", &promises::RATE_LIMIT_CHANGED)) },
    Claim {
        keys: &["x-idempotency-key"],
        judge: |pair| Ok(pair.replaced("x-idempotency-key", &promises::IDEMPOTENCY_KEY_CHANGED)),
    },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["summary", "description", "tags", "externalDocs"];

/// An operation of a document, and its context.
pub(super) struct Endpoint<'d> {
    pub(super) method: &'static str,
    pub(super) path: &'d str,
    pub(super) item: &'d Map<String, Value>,
    pub(super) operation: &'d Map<String, Value>,
}

/// Compares two operations. An operation in a callback is reported under the operation that has the callback.
pub(super) fn compare<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    old: &Endpoint<'d>,
    new: &Endpoint<'d>,
) -> Result<(), DiffError> {
    let name = site.operation.clone().unwrap_or_else(|| Rc::from(old.name()));
    let site = Site { operation: Some(name), place: "operation".to_owned(), direction: None };
    servers::of_operations(comparison, &site, old, new)?;
    security::compare(comparison, &site, old, new)?;
    parameters::compare(comparison, &site, old, new)?;
    let mut pair = ObjectPair { comparison, site, old: old.operation, new: new.operation };
    walk(&mut pair, CLAIMS, DOCUMENTATION)
}

impl Endpoint<'_> {
    fn name(&self) -> String {
        let id = self.operation.get("operationId").and_then(Value::as_str);
        id.map_or_else(|| format!("{} {}", self.method.to_uppercase(), self.path), str::to_owned)
    }
}
