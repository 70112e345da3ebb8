//! `links`: values of a response that another operation takes.

use super::{Judge, ObjectPair, all_names, provenance};
use crate::change::{Direction, Level};
use crate::documentation::PROVENANCE;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::walk::{Claim, Judgement, Outcome, walk};

const RESPONSE: Option<Direction> = Some(Direction::Response);
const NEXT: &str = r#"{"links": {"next": {"operationId": "getOrder", "parameters": {"id": "$response.body#/next"}}}}"#;

static LINK: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(Frame::Response, "{}", NEXT),
    (Level::Info, ("link-added", "a value in the response is now documented as a link to another operation")),
    (
        Level::Warning,
        ("link-removed", "a value in the response is no longer documented as a link to another operation"),
    ),
);

static LINK_CHANGED: Rule = Rule::symmetric(
    ("link-changed", "a client that follows the link reads the wrong field or calls the wrong operation"),
    Level::Warning,
    RESPONSE,
    Fixture::new(
        Frame::Response,
        NEXT,
        r#"{"links": {"next": {"operationId": "getOrder", "parameters": {"id": "$response.body#/following"}}}}"#,
    ),
    Fixture::new(Frame::Response, "{}", NEXT),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&LINK.rules()[..], &[&LINK_CHANGED]].concat()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["operationId"], judge: |pair| Ok(pair.replaced("operationId", &LINK_CHANGED)) },
    Claim { keys: &["operationRef"], judge: |pair| Ok(pair.replaced("operationRef", &LINK_CHANGED)) },
    Claim { keys: &["parameters"], judge: |pair| Ok(pair.replaced("parameters", &LINK_CHANGED)) },
    Claim { keys: &["requestBody"], judge: |pair| Ok(pair.replaced("requestBody", &LINK_CHANGED)) },
    Claim { keys: &["x-request-body"], judge: |pair| Ok(pair.replaced("x-request-body", &LINK_CHANGED)) },
    Claim { keys: &["server"], judge: |pair| Ok(pair.replaced("server", &LINK_CHANGED)) },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["description"];

/// Compares `links`.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("links") else { return Ok(Outcome::NotUnderstood) };
    for name in all_names(old, new) {
        let site = pair.site.within(&format!("link {name}"));
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => {
                if let Some(mut link) = ObjectPair::of(pair.comparison, site, old, new)? {
                    walk(&mut link, CLAIMS, DOCUMENTATION)?;
                }
            }
            (Some(_), None) => pair.comparison.report(&LINK.back, &site, format!("`{name}` was removed")),
            (None, _) => pair.comparison.report(&LINK.forth, &site, format!("`{name}` was added")),
        }
    }
    Ok(Outcome::Understood)
}
