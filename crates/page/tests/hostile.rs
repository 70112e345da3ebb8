//! Request data is always shown as text.

use std::path::Path;

use crate::fixtures::every_page;

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "{{7*7}}{% raw %}</pre></td></tr></table>",
    "\u{1b}[31mred\u{1b}[0m\u{202e}desrever\u{2066}",
    "javascript:alert(1)",
];

#[test]
fn hostile_text_stays_text() {
    let plain = every_page("plain");
    for text in HOSTILE {
        for ((path, html), (_, expected)) in every_page(text).iter().zip(&plain) {
            assert_eq!(tags(html), tags(expected), "{path} has other tags with {text:?}");
            for unwanted in ["<script>", "<img src=x", "onerror=alert(1)>", "<td><script", "href=\"javascript:"] {
                assert!(!html.contains(unwanted), "{path} holds {unwanted} with {text:?}");
            }
        }
    }
}

#[test]
fn long_texts_are_shortened_in_rows() {
    let long = "ä".repeat(100_000);
    let pages = every_page(&long);
    let (_, journal) = pages.iter().find(|(path, _)| path == "/journal").expect("the journal");
    assert!(journal.matches('ä').count() < 450_000, "the form and its rows hold no more than they show");
}

#[test]
fn quotes_are_kept_only_between_tags() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for file in std::fs::read_dir(templates).expect("the templates") {
        let text = std::fs::read_to_string(file.expect("a template").path()).expect("a text");
        let kept = text.matches("|e(").count();
        assert_eq!(
            kept,
            text.matches("<pre tabindex=\"0\" data-code=\"json\">{{ example.text|e(\"between\") }}</pre>").count()
        );
    }
}

#[test]
fn nothing_is_marked_safe() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for file in std::fs::read_dir(templates).expect("the templates") {
        let path = file.expect("a template").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        for unwanted in ["|safe", "| safe", "escape none", "autoescape", "|escape(", " style=", " onclick", "<script>"]
        {
            assert!(!text.contains(unwanted), "{} holds {unwanted}", path.display());
        }
    }
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for file in std::fs::read_dir(assets).expect("the assets") {
        let path = file.expect("an asset").path();
        if path.is_file() {
            let text = std::fs::read_to_string(&path).expect("a text");
            for unwanted in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("] {
                assert!(!text.contains(unwanted), "{} holds {unwanted}", path.display());
            }
        }
    }
}

/// The names of a page's tags and attributes, in order.
fn tags(html: &str) -> Vec<String> {
    let tag = |rest: &str| {
        let mut names = String::new();
        let mut in_value = false;
        for character in rest.chars() {
            match character {
                '"' => in_value = !in_value,
                '>' if !in_value => break,
                _ if !in_value => names.push(character),
                _ => {}
            }
        }
        // The selected choice depends on the text.
        names.replace(" selected", "").replace(" checked", "").replace(" hidden", "")
    };
    html.split('<').skip(1).map(tag).collect()
}
