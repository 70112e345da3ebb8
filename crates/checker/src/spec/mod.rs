//! The parts of a document from which requests are made.

mod declared;
mod link;
mod pagination;
mod security;

use serde_json::Value;
use trackside_contract::Contract;

pub(crate) use declared::{Body, BodyKind, Declared, DeclaredParameter};
pub(crate) use link::{Link, Place};
pub(crate) use pagination::{PageBy, PageIn, Pagination};
pub(crate) use security::{Carrier, Scheme};

use crate::CheckError;
use crate::webhooks::DeclaredDelivery;

/// A document that servers can be checked against.
///
/// It is read twice: as a [`Contract`], which judges responses, and as declarations, from which requests are made.
pub struct Spec {
    contract: Contract,
    operations: Vec<Declared>,
    schemes: Vec<Scheme>,
    notes: Vec<String>,
}

impl Spec {
    /// Reads a document.
    ///
    /// # Errors
    /// Returns an error if the document is not OpenAPI 3.0, or has a part that cannot be read.
    pub fn new(document: &Value) -> Result<Self, CheckError> {
        Self::from_owned(document.clone())
    }

    /// Reads a document, which can be large, without a copy of it.
    ///
    /// # Errors
    /// Returns an error if the document is not OpenAPI 3.0, or has a part that cannot be read.
    pub fn from_owned(document: Value) -> Result<Self, CheckError> {
        let contract = Contract::new(document)?;
        let mut notes: Vec<_> = contract.unsupported().iter().map(ToString::to_string).collect();
        let schemes = security::schemes(&contract, &mut notes);
        let operations =
            contract.operations().iter().map(|operation| Declared::read(&contract, operation, &mut notes)).collect();
        Ok(Self { contract, operations, schemes, notes })
    }

    /// The contract that judges responses.
    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    pub fn title(&self) -> &str {
        self.contract.document().pointer("/info/title").and_then(Value::as_str).unwrap_or("untitled")
    }

    /// The names of the security schemes.
    pub fn scheme_names(&self) -> impl Iterator<Item = &str> {
        self.schemes.iter().map(|scheme| scheme.name.as_str())
    }

    /// The URLs of the servers, as written in the document.
    pub fn servers(&self) -> impl Iterator<Item = &str> {
        let servers = self.contract.document().get("servers").and_then(Value::as_array).into_iter().flatten();
        servers.filter_map(|server| server.get("url").and_then(Value::as_str))
    }

    /// The header with the signature of webhooks, in lower case.
    pub fn signature_header(&self) -> Option<String> {
        DeclaredDelivery::read(self).ok()?.signature_header()
    }

    /// The names of the headers and query parameters that carry credentials, in lower case.
    pub(crate) fn secret_names(&self) -> Vec<String> {
        self.schemes.iter().map(|scheme| scheme.carrier.name().to_ascii_lowercase()).collect()
    }

    /// The operations, in document order.
    pub(crate) fn operations(&self) -> &[Declared] {
        &self.operations
    }

    /// The operation with this id.
    pub(crate) fn operation(&self, id: &str) -> Option<&Declared> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The security scheme with this name.
    pub(crate) fn scheme(&self, name: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.name == name)
    }

    /// The parts of the document that are not checked, with their places, for the reader.
    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }
}
