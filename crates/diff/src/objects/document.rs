//! The document itself.

use super::{Judge, ObjectPair, judged_apart, paths, provenance, security_schemes, servers, webhooks};
use crate::comparison::{Comparison, Site};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::walk::{Claim, Judgement, Outcome, walk};

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["info"], judge: info },
    Claim { keys: &["servers"], judge: servers::of_document },
    Claim { keys: &["paths"], judge: paths::judge },
    Claim { keys: &["components"], judge: components },
    Claim { keys: &["x-webhooks"], judge: webhooks::judge },
    Claim { keys: &["x-delivery"], judge: webhooks::delivery },
    // These are the defaults of operations, and compared there.
    Claim { keys: &["security"], judge: judged_apart },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["openapi", "tags", "externalDocs"];

static INFO_CLAIMS: &[Claim<Judge>] = &[Claim { keys: &[PROVENANCE], judge: provenance }];
static INFO_DOCUMENTATION: &[&str] =
    &["title", "summary", "description", "termsOfService", "contact", "license", "version"];

/// Components are compared where operations use them. Examples are documentation everywhere.
static COMPONENTS_CLAIMS: &[Claim<Judge>] = &[Claim {
    keys: &["schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks"],
    judge: judged_apart,
}];
static COMPONENTS_DOCUMENTATION: &[&str] = &["examples"];

/// Compares everything but schemas, and collects the schemas to compare.
pub(crate) fn compare(comparison: &mut Comparison<'_>) -> Result<(), DiffError> {
    let (old, new) = (comparison.old.document, comparison.new.document);
    security_schemes::match_schemes(comparison)?;
    let mut pair = ObjectPair { old: old.root(), new: new.root(), comparison, site: Site::document("document") };
    walk(&mut pair, CLAIMS, DOCUMENTATION)?;
    security_schemes::compare_used(comparison)
}

fn info(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("info") else { return Ok(Outcome::NotUnderstood) };
    let mut info = ObjectPair { comparison: pair.comparison, site: Site::document("info"), old, new };
    walk(&mut info, INFO_CLAIMS, INFO_DOCUMENTATION)?;
    Ok(Outcome::Understood)
}

fn components(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("components") else { return Ok(Outcome::NotUnderstood) };
    let mut components = ObjectPair { comparison: pair.comparison, site: Site::document("components"), old, new };
    walk(&mut components, COMPONENTS_CLAIMS, COMPONENTS_DOCUMENTATION)?;
    Ok(Outcome::Understood)
}
