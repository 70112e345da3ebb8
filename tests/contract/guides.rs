//! The code in the guides is the code of the project.

use std::fs;

use crate::harness::root;

/// Every block of Rust in the guides that names its file in the line above: guide, file, code.
fn blocks() -> Vec<(String, String, String)> {
    let mut blocks = Vec::new();
    for path in fs::read_dir(root().join("docs")).expect("the guides").map(|entry| entry.expect("an entry").path()) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a guide is text");
        for part in text.split("<!-- ").skip(1) {
            if let Some((file, rest)) = part.split_once(" -->\n```rust\n") {
                let code = rest.split("\n```").next().unwrap_or_default();
                blocks.push((path.display().to_string(), file.to_owned(), code.to_owned()));
            }
        }
    }
    blocks
}

#[test]
fn guides_show_the_code_as_it_is() {
    let blocks = blocks();
    assert!(blocks.len() > 3, "{} blocks", blocks.len());
    for (guide, file, code) in blocks {
        let source = fs::read_to_string(root().join(&file)).unwrap_or_else(|error| panic!("{guide}: {file}: {error}"));
        assert!(source.contains(&code), "{guide} shows code that {file} does not contain:\n{code}");
    }
}
