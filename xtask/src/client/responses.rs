//! Replaces how progenitor reads a response by the client crate's own functions.
//!
//! progenitor's own error loses the status of a response whose body cannot be read.

use std::collections::BTreeSet;

use syn::visit_mut::VisitMut;
use syn::{
    Arm, Expr, ExprLit, FieldValue, File, GenericArgument, ItemUse, Lit, Member, PathArguments, Stmt, Type, TypePath,
};

/// What is known about the operations of a client.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operations {
    /// The type of the body of their failures: `types::Failure`, or `()` if none is declared.
    pub(super) failure: String,
    /// Their ids, as progenitor spells them.
    names: Vec<String>,
}

impl Operations {
    /// progenitor's spelling of an operation's id.
    pub(super) fn name_of(&self, id: &str) -> Option<&str> {
        let plain = |name: &str| name.replace(|character: char| !character.is_alphanumeric(), "").to_lowercase();
        self.names.iter().map(String::as_str).find(|name| plain(name) == plain(id))
    }
}

/// Replaces all of them. The error says which output of progenitor is unexpected.
pub(super) fn replace(file: &mut File) -> Result<Operations, String> {
    let mut replacement = Replacement::new();
    replacement.visit_file_mut(file);
    replacement.finish()
}

struct Replacement {
    reads: [Read; 4],
    imports: ItemUse,
    imported: bool,
    failures: BTreeSet<String>,
    names: Vec<String>,
}

/// A way in which progenitor reads a response.
struct Read {
    from: Expr,
    to: Expr,
    found: bool,
}

impl Read {
    fn new(from: &str, to: &str) -> Self {
        let expression = |text| syn::parse_str(text).expect("a literal expression");
        Self { from: expression(from), to: expression(to), found: false }
    }
}

impl Replacement {
    fn new() -> Self {
        const SUCCESS: &str = "crate::response::success(response).await";
        const FAILURE: &str = "Err(crate::response::failure(response).await)";
        const EMPTY: &str = "Ok(ResponseValue::empty(response))";
        let imports =
            "#[allow(unused_imports)] pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue,};";
        Self {
            reads: [
                Read::new("ResponseValue::from_response(response).await", SUCCESS),
                Read::new(EMPTY, EMPTY),
                Read::new("Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))", FAILURE),
                Read::new("Err(Error::UnexpectedResponse(response))", FAILURE),
            ],
            imports: syn::parse_str(imports).expect("a literal import"),
            imported: false,
            failures: BTreeSet::new(),
            names: Vec::new(),
        }
    }

    fn finish(self) -> Result<Operations, String> {
        let [success, empty, failure, unexpected] = self.reads.map(|read| read.found);
        for (is_missing, what) in [
            (!success && !empty, "the reading of a success"),
            (!failure && !self.failures.is_empty(), "the reading of a failure"),
            (!unexpected, "the response to an unexpected status"),
            (!self.imported, "the import of its error"),
            (self.names.is_empty(), "the name of an operation"),
        ] {
            if is_missing {
                return Err(format!("{what} does not look as it does in progenitor 0.15.1"));
            }
        }
        let failures: Vec<String> = self.failures.into_iter().collect();
        let failure = match failures.as_slice() {
            [] => "()".to_owned(),
            [failure] => format!("types::{failure}"),
            _ => return Err(format!("its operations have several failure types: {}", failures.join(", "))),
        };
        Ok(Operations { failure, names: self.names })
    }
}

impl VisitMut for Replacement {
    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        for read in &mut self.reads {
            if *only_expression(&arm.body) == read.from {
                *arm.body = read.to.clone();
                read.found = true;
                return;
            }
        }
        syn::visit_mut::visit_arm_mut(self, arm);
    }

    fn visit_item_use_mut(&mut self, import: &mut ItemUse) {
        if *import == self.imports {
            *import = syn::parse_str(
                "#[allow(unused_imports)] use progenitor_client::{ByteStream, ClientInfo, ResponseValue};",
            )
            .expect("a literal import");
            self.imported = true;
        }
    }

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if let Member::Named(name) = &field.member
            && name == "operation_id"
            && let Expr::Lit(ExprLit { lit: Lit::Str(operation), .. }) = &field.expr
        {
            self.names.push(operation.value());
        }
        syn::visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_type_path_mut(&mut self, path: &mut TypePath) {
        if let Some(last) = path.path.segments.last()
            && last.ident == "Error"
            && let PathArguments::AngleBracketed(arguments) = &last.arguments
            && let Some(GenericArgument::Type(Type::Path(failure))) = arguments.args.first()
            && let Some(failure) = failure.path.segments.last()
        {
            self.failures.insert(failure.ident.to_string());
        }
        syn::visit_mut::visit_type_path_mut(self, path);
    }
}

/// The expression in a block that contains nothing else; any other expression unchanged.
fn only_expression(expression: &Expr) -> &Expr {
    if let Expr::Block(block) = expression
        && let [Stmt::Expr(inner, None)] = block.block.stmts.as_slice()
    {
        inner
    } else {
        expression
    }
}

#[cfg(test)]
mod tests {
    use super::{Operations, replace};

    const IMPORTS: &str =
        "#[allow(unused_imports)] pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue,};";
    const SUCCESS: &str = "200u16 => ResponseValue::from_response(response).await,";
    const EMPTY: &str = "204u16 => Ok(ResponseValue::empty(response)),";
    const UNEXPECTED: &str = "_ => Err(Error::UnexpectedResponse(response)),";
    const REFUSED: &str = "401u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response).await?)),";

    fn replaced(imports: &str, functions: &[(&str, &str)]) -> Result<Operations, String> {
        let function = |(failure, arms): &(&str, &str)| {
            let name = "let info = OperationInfo { operation_id: \"get_thing\" };";
            format!("async fn send() -> Result<(), Error<{failure}>> {{ {name} match status {{ {arms} }} }}")
        };
        let functions: String = functions.iter().map(function).collect();
        replace(&mut syn::parse_str(&format!("{imports} {functions}")).expect("a file"))
    }

    #[test]
    fn another_progenitor_is_noticed() {
        let all = [SUCCESS, REFUSED, UNEXPECTED].concat();
        for (imports, arms, missing) in [
            (IMPORTS, all.as_str(), None),
            (IMPORTS, &[EMPTY, REFUSED, UNEXPECTED].concat(), None),
            (IMPORTS, &[REFUSED, UNEXPECTED].concat(), Some("the reading of a success")),
            (IMPORTS, &[SUCCESS, UNEXPECTED].concat(), Some("the reading of a failure")),
            (IMPORTS, &[SUCCESS, REFUSED].concat(), Some("the response to an unexpected status")),
            ("", &all, Some("the import of its error")),
        ] {
            let found = replaced(imports, &[("types::Failure", arms)]);
            match (&found, missing) {
                (Ok(operations), None) => assert_eq!(operations.failure, "types::Failure"),
                (Err(error), Some(missing)) => assert!(error.starts_with(missing), "{error}"),
                _ => panic!("{found:?}, expected {missing:?}"),
            }
        }
    }

    #[test]
    fn a_client_has_one_failure_type() {
        let arms = [SUCCESS, REFUSED, UNEXPECTED].concat();
        let error = replaced(IMPORTS, &[("types::One", &arms), ("types::Other", &arms)]).expect_err("two types");
        assert!(error.ends_with("several failure types: One, Other"), "{error}");
        let operations = replaced(IMPORTS, &[("()", &[EMPTY, UNEXPECTED].concat())]).expect("no failure is declared");
        assert_eq!(operations.failure, "()");
    }

    #[test]
    fn operations_are_found_by_their_ids() {
        let operations = replaced(IMPORTS, &[("()", &[EMPTY, UNEXPECTED].concat())]).expect("a client");
        assert_eq!(operations.name_of("getThing"), Some("get_thing"));
        assert_eq!(operations.name_of("getThings"), None);
    }
}
