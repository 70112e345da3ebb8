//! `docs/an-integration-in-ten-minutes.md`: a reader who types the commands sees what is printed there.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::process::start;

/// The address in the guide.
const WRITTEN: u16 = 4010;

/// What stands for text that is left out.
const LEFT_OUT: char = '…';

/// A command of the guide, and what it prints.
#[derive(Debug)]
struct Step<'g> {
    command: String,
    expected: Vec<&'g str>,
}

/// The contents of the blocks in a language.
fn blocks<'g>(guide: &'g str, language: &str) -> Vec<&'g str> {
    let opening = format!("```{language}\n");
    guide.split(&opening).skip(1).map(|rest| rest.split("```").next().expect("a part")).collect()
}

/// The commands of the guide with their output, in order. A command goes on in the next line if it ends with a backslash.
fn steps(guide: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    for line in blocks(guide, "console").into_iter().flat_map(str::lines) {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step { command: command.to_owned(), expected: Vec::new() }),
            (None, Some(step)) if step.expected.is_empty() && step.command.ends_with('\\') => {
                step.command = format!("{}\n{line}", step.command);
            }
            (None, Some(step)) => step.expected.push(line),
            (None, None) => panic!("the guide begins with output: {line}"),
        }
    }
    steps
}

/// The text with one port in place of another where it is part of an address, percent-encoded or not.
fn with_port(text: &str, from: u16, to: u16) -> String {
    ["localhost:", "localhost%3A"]
        .iter()
        .fold(text.to_owned(), |text, host| text.replace(&format!("{host}{from}"), &format!("{host}{to}")))
}

/// The text with one space in place of several.
fn without_columns(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether the printed text is the expected one, in which dots stand for anything.
fn is_as_written(expected: &str, printed: &str) -> bool {
    let (mut parts, ends_open) = (expected.split(LEFT_OUT), expected.ends_with(LEFT_OUT));
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = printed.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let last = parts.pop();
    for part in parts {
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
    }
    match last {
        None => rest.is_empty(),
        Some(last) => ends_open || rest.ends_with(last),
    }
}

#[test]
fn the_guide_prints_what_the_commands_print() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/an-integration-in-ten-minutes.md");
    let guide = fs::read_to_string(path).expect("the guide is there");
    let folder = tempfile::tempdir().expect("a folder");
    let world = folder.path().join("shop.yaml");
    let [file] = blocks(&guide, "yaml")[..] else { panic!("the guide has one world file") };
    fs::write(&world, file).expect("a file");

    let begun = Instant::now();
    let mut steps = steps(&guide).into_iter();
    let first = steps.next().expect("the start of the sandbox");
    assert_eq!(first.command, "trackside-mock --world shop.yaml");
    let running = start(&["--world", world.to_str().expect("a path in UTF-8")], &[("RUST_LOG", "off")]);
    let port = running.address.port();
    // The width of its columns depends on the port.
    let banner = without_columns(&with_port(&running.banner, port, WRITTEN));
    let expected = without_columns(&first.expected.join("\n"));
    assert!(is_as_written(&expected, &banner), "the guide has another banner:\n{banner}");

    let mut taken = 0;
    for Step { command, expected } in steps {
        let output = Command::new("sh").arg("-c").arg(with_port(&command, WRITTEN, port)).output().expect("a shell");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).expect("text").replace('\r', "");
        let (printed, expected) = (with_port(printed.trim_end(), port, WRITTEN), expected.join("\n"));
        assert!(is_as_written(&expected, &printed), "$ {command}\nprints\n{printed}\nand not\n{expected}");
        taken += 1;
    }
    assert!(taken > 20, "{taken} commands");
    println!("the story of {taken} requests took {:?}, with the start of the sandbox", begun.elapsed());
}

#[test]
fn dots_stand_for_what_is_left_out() {
    for (expected, printed, agrees) in [
        ("abc", "abc", true),
        ("abc", "abcd", false),
        ("a…c", "abbc", true),
        ("a…c", "abcd", false),
        ("a…", "abcd", true),
        ("…d", "abcd", true),
        ("a…b…d", "abcd", true),
        ("a…c…b…d", "abcd", false),
        ("a…d…d", "abcd", false),
        ("b…", "abcd", false),
        ("…", "", true),
        ("", "a", false),
    ] {
        assert_eq!(is_as_written(expected, printed), agrees, "{expected} {printed}");
    }
}
