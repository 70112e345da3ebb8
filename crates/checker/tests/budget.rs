//! How the cases of a run are shared by the operations of a document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use trackside_checker::{CASES_PER_OPERATION, Options, Planned, Spec, plan_check};
use url::Url;

/// How many parameters each operation has.
const PARAMETERS: usize = 10;

/// A document with operations of the same kind, and 160 different schemas of parameters.
fn document(operations: usize) -> Value {
    let mut paths = Map::new();
    for operation in 0..operations {
        let parameters: Vec<_> = (0..PARAMETERS)
            .map(|parameter| {
                let bound = 10 + operation % 16 * PARAMETERS + parameter;
                let schema = match parameter % 3 {
                    0 => json!({ "type": "integer", "minimum": 1, "maximum": bound }),
                    1 => json!({ "type": "string", "maxLength": bound, "pattern": "^[a-z]+$" }),
                    _ => json!({ "type": "string", "enum": ["open", "closed", format!("state-{bound}")] }),
                };
                json!({ "name": format!("p{parameter}"), "in": "query", "schema": schema })
            })
            .collect();
        let declared = json!({ "get": {
            "operationId": format!("list{operation}"),
            "parameters": parameters,
            "responses": { "200": { "description": "A list." } }
        } });
        paths.insert(format!("/lists/{operation}"), declared);
    }
    json!({ "openapi": "3.0.3", "info": { "title": "Large", "version": "1" }, "paths": paths })
}

fn planned(operations: usize, options: &Options) -> Planned {
    let spec = Spec::new(&document(operations)).expect("a document");
    plan_check(&spec, &Url::parse("http://localhost").expect("an address"), options).expect("a plan")
}

/// The names of the cases of each operation, in their order.
fn by_operation(planned: &Planned) -> BTreeMap<&str, Vec<&str>> {
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in &planned.cases {
        names.entry(&case.operation).or_default().push(&case.name);
    }
    names
}

/// The parameters that the cases of an operation give a value that must be refused.
fn refused(names: &[&str]) -> BTreeSet<String> {
    let words = names.iter().filter_map(|name| name.strip_prefix("query parameter ")?.split_once(':'));
    words.map(|(parameter, _)| parameter.to_owned()).collect()
}

#[test]
fn the_budget_grows_with_the_document() {
    for operations in [1, 16, 50] {
        let planned = planned(operations, &Options::default());
        let names = by_operation(&planned);
        assert_eq!(names.len(), operations);
        for (operation, names) in names {
            assert_eq!(names.len(), CASES_PER_OPERATION, "{operation} of {operations}");
            assert_eq!(refused(&names).len(), PARAMETERS, "{operation} of {operations}: {names:?}");
        }
    }
}

#[test]
fn a_small_budget_reaches_every_parameter() {
    // The plain request, an unknown method, every optional parameter; then a valid and an invalid value of each
    // parameter.
    let options = Options { cases_per_operation: 3 + 2 * PARAMETERS, ..Options::default() };
    let planned = planned(3, &options);
    for (operation, names) in by_operation(&planned) {
        assert!(names.contains(&"every optional parameter"), "{operation}: {names:?}");
        assert_eq!(refused(&names).len(), PARAMETERS, "{operation}: {names:?}");
        let valid = names.iter().filter_map(|name| name.strip_prefix('p')?.split_once(": "));
        let valid: BTreeSet<_> = valid.map(|(parameter, _)| parameter).collect();
        assert_eq!(valid.len(), PARAMETERS, "{operation}: {names:?}");
    }
    assert!(planned.notes.iter().any(|note| note.ends_with("3 operations are left out (--cases-per-operation)")));
}

#[test]
fn a_limit_in_total_is_shared_equally() {
    let options = Options { max_cases: Some(65), ..Options::default() };
    let planned = planned(16, &options);
    assert_eq!(planned.cases.len(), 65);
    for (operation, names) in by_operation(&planned) {
        assert!((4..=5).contains(&names.len()), "{operation}: {names:?}");
    }
    assert!(planned.notes.iter().any(|note| note.ends_with("cases are left out (--max-cases)")), "{:?}", planned.notes);
}

/// The cases of an operation do not depend on what else the document declares.
#[test]
fn the_same_operation_has_the_same_cases_in_any_document() {
    let (small, large) = (planned(2, &Options::default()), planned(20, &Options::default()));
    let (small, large) = (by_operation(&small), by_operation(&large));
    assert_eq!(small["list1"], large["list1"]);
}
