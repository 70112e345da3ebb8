//! Every generated client can be compiled, alone or with the others.

use std::fs;
use std::path::Path;

#[test]
fn every_generated_client_has_a_feature_and_a_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).expect("a file of the crate");
    let (manifest, library) = (read("Cargo.toml"), read("src/lib.rs"));
    let default = manifest.lines().find(|line| line.starts_with("default = ")).expect("the default features");
    let mut seen = 0;
    for entry in fs::read_dir(root.join("src/generated")).expect("the generated clients") {
        let file = entry.expect("a file").path();
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a name");
        assert!(manifest.contains(&format!("\n{name} = []\n")), "add the feature `{name}` to crates/client/Cargo.toml");
        assert!(default.contains(&format!("\"{name}\"")), "add `{name}` to the default features of crates/client");
        let module = format!(
            "#[cfg(feature = \"{name}\")]\n#[rustfmt::skip]\n#[path = \"generated/{name}.rs\"]\npub mod {name};\n"
        );
        assert!(library.contains(&module), "add the module to crates/client/src/lib.rs:\n{module}");
        assert!(library.contains(&format!("| [`{name}`] |")), "add `{name}` to the table in crates/client/src/lib.rs");
        seen += 1;
    }
    assert!(seen >= 6, "{seen} clients");
}
