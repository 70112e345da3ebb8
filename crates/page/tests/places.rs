//! The links of pages, the files that they load, and the test ids that browser tests rely on.

use std::collections::HashSet;

use trackside_page::{asset, pages};

use crate::budget::loaded;
use crate::fixtures::{self, every_page};

#[test]
fn pages_load_nothing_from_other_origins() {
    for (path, html) in every_page("plain") {
        for attribute in ["src=\"", "action=\""] {
            for value in html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(value.starts_with('/') && !value.starts_with("//"), "{path} loads {value}");
            }
        }
        for link in html.split("<link ").skip(1) {
            assert!(link.contains("href=\"/assets/"), "{path} links {link:.80}");
        }
        for name in loaded(&html) {
            let text = String::from_utf8_lossy(asset(&name).expect("it is there").bytes).into_owned();
            let text = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http://") && !text.contains("https://"), "{name} names another host");
        }
    }
}

#[test]
fn internal_links_are_valid() {
    let pages = every_page("plain");
    let known: HashSet<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    for (path, html) in &pages {
        let ids: HashSet<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.len(), html.matches(" id=\"").count(), "{path} has an id twice");
        for target in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (place, fragment) = target.split_once('#').unwrap_or((target, ""));
            let place = place.split('?').next().unwrap_or_default();
            let is_elsewhere = [
                "/_mock/",
                "/assets/",
                "https://",
                "http://localhost:4010/wecantrack/",
                "http://worker-3.localhost:4010/",
                "/journal/",
                "/world/",
                "/webhooks/",
            ];
            let is_elsewhere = is_elsewhere.iter().any(|start| place.starts_with(start));
            assert!(place.is_empty() || is_elsewhere || known.contains(place), "{path} leads to {target}");
            assert!(!place.is_empty() || ids.contains(fragment), "{path} leads to {target}, which is not on it");
        }
        for target in html.split("data-copy=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.contains(target), "{path} copies {target}, which is not there");
        }
    }
}

#[test]
fn form_fields_do_not_share_names() {
    for document in fixtures::documents().iter() {
        for operation in &document.operations {
            let taken = operation.parameters.iter().find(|one| one.name == "body" || one.name == "credential");
            assert!(taken.is_none(), "{}: a parameter is named as the form's own field", operation.id);
        }
    }
}

#[test]
fn unknown_names_have_no_page() {
    let (site, documents, catalogue) = (fixtures::site(), fixtures::documents(), fixtures::catalogue());
    assert!(pages::provider(&site, documents, "nobody").is_none());
    for at in [("nobody", "getProgram"), ("partnero", "nothing")] {
        assert!(pages::operation(&site, documents, catalogue, fixtures::operations(), at, &[]).is_none(), "{at:?}");
    }
    assert!(asset("../Cargo.toml").is_none() && asset("").is_none());
}

#[test]
fn test_ids_exist() {
    let pages = every_page("plain");
    let page = |path: &str| &pages.iter().find(|(other, _)| other == path).expect("the page").1;
    for (path, hooks) in [
        ("/", "nav-start nav-world nav-reference nav-journal nav-webhooks nav-controls"),
        (
            "/journal",
            "journal-rows journal-filter-text journal-filter-provider journal-filter-operation journal-filter-status journal-filter-world journal-pause journal-clear journal-har journal-fixtures journal-counts journal-compare journal-unmatched journal-unfilter journal-older",
        ),
        (
            "/journal/7",
            "exchange exchange-problems exchange-edit exchange-har exchange-deliveries exchange-samples exchange-curl exchange-fetch exchange-httpie",
        ),
        ("/reference/agentref/getTrackingStatus", "try-form try-send try-status try-body try-curl"),
        ("/world/orders", "table-search table-program table-counts table-rows announce"),
        ("/world/orders/7", "record-state cause announce seen-agentref"),
        ("/webhooks", "webhook-counts trigger trigger-event trigger-test deliveries-rows deliveries-counts announce"),
        ("/webhooks/7", "delivery-state delivery-advice payload attempts resend announce"),
        (
            "/controls",
            "clock-now timeline coming clock-back override-list scenario-save scenario-load clock-real clock-hour clock-day clock-week clock-pin clock-tick fault-form fault-add fault-list fault-clear reset equal-command equal-call announce",
        ),
    ] {
        for hook in hooks.split(' ') {
            assert!(page(path).contains(&format!("data-testid=\"{hook}\"")), "{path} lacks {hook}");
        }
    }
}

#[test]
fn a_document_is_all_documented_if_nothing_in_it_is_from_elsewhere() {
    for (name, text) in trackside_documents::all() {
        let from_elsewhere =
            ["\"source\": \"inferred\"", "\"source\": \"example\""].iter().any(|source| text.contains(source));
        let document = fixtures::documents().get(name).expect("it was read");
        assert_eq!(document.is_all_documented, !from_elsewhere, "{name}");
    }
    assert!(fixtures::documents().get("control").is_some_and(|control| control.is_all_documented));
}
