//! The project's own generated files are as the declarations say.

use std::path::Path;

use trackside_schemas::Documents;
use xtask::codegen::{Options, Outcome, run};

#[test]
fn generated_files_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project's folder");
    let mut report = Vec::new();
    let outcome = run::<Documents>(&Options { check: true, ..Options::default() }, root, &mut report);
    let outcome = outcome.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(outcome, Outcome::Done, "{}", String::from_utf8_lossy(&report));
}
