//! What the search finds in the published documents.

use trackside_page::data::Index;

use crate::fixtures;

#[test]
fn the_best_comes_first() {
    let index = Index::new(fixtures::documents());
    for (text, kind, title) in [
        ("getTrackingStatus", "operation", "getTrackingStatus"),
        ("gettrackingstatus", "operation", "getTrackingStatus"),
        ("agentref", "provider", "AgentRef"),
        ("order_ref", "field", "order_ref"),
        ("orders", "page", "Orders"),
        ("clock", "page", "Clock"),
        ("409 createPayout", "error", "409 of createPayout"),
        ("partnero /v1/transactions/{key}", "operation", "getTransaction"),
    ] {
        let found = index.find(text);
        let first = found.first().unwrap_or_else(|| panic!("{text} is not found"));
        assert_eq!((first.kind, first.title.as_str()), (kind, title), "{text}");
    }
    assert!(index.find("nothing is called like this").is_empty() && index.find("  ").is_empty());
}

#[test]
fn every_operation_is_found_by_its_id_and_by_its_path() {
    let index = Index::new(fixtures::documents());
    for document in fixtures::documents().iter() {
        for operation in &document.operations {
            let href = format!("/reference/{}/{}", document.name, operation.id);
            let path = format!("{} {} {}", document.title, operation.id, operation.path);
            assert!(index.find(&path).iter().any(|hit| hit.href == href), "{path}");
        }
    }
}
