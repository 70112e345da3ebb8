//! Reports: each format as it is written, and texts of others that do no harm in any.

use proptest::prelude::*;
use serde_json::{Value, json};
use trackside_checker::report::{CaseLine, Format, Outcome, Report};
use trackside_checker::{Evidence, Finding, Level, Rule, RuleId};

const FORMATS: [Format; 6] =
    [Format::Text, Format::Json, Format::Junit, Format::Github, Format::Markdown, Format::Sarif];

/// What terminals, browsers, build servers and readers could be misled by.
const HOSTILE: &str = "a\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{0}\r\n::error::x ##[error]y %0A | `code` ``` <script>&amp;</script> ]]> @team #12 $x$ [l](http://x) \u{202e}abc\u{2066}\u{200f}\u{feff}\u{ffff} 😀 👨‍👩‍👧 Ж \u{e0041}";

fn evidence(curl: &str, status: Option<u16>, body: &str) -> Evidence {
    Evidence { curl: curl.to_owned(), status, body: body.to_owned() }
}

/// The id of a rule that nobody declares. It stays in memory until the tests end.
fn id(id: &str) -> RuleId {
    let id = id.to_owned().leak();
    RuleId::from(&Rule { id, level: Level::Error, warning_when: None, meaning: "", fix: "" })
}

fn finding(level: Level, rule: &str, operation: &str, place: &str, message: &str) -> Finding {
    Finding {
        rule: id(rule),
        level,
        operation: Some(operation.to_owned()),
        place: place.to_owned(),
        message: message.to_owned(),
        case: Some("plain".to_owned()),
        evidence: Some(evidence(
            "curl -sS 'http://localhost:4010/shop/orders'",
            Some(200),
            r#"{"data":[{"total":"3"}]}"#,
        )),
        other_cases: Vec::new(),
        count: 1,
    }
}

fn case(operation: &str, name: &str, outcome: Outcome, status: Option<u16>) -> CaseLine {
    CaseLine {
        operation: operation.to_owned(),
        name: name.to_owned(),
        outcome,
        status,
        curl: "curl -sS 'http://localhost:4010/shop/orders'".to_owned(),
        milliseconds: 1.5,
    }
}

fn clean() -> Report {
    Report {
        command: "check",
        subject: "Shop at http://localhost:4010/shop".to_owned(),
        document: None,
        repeat: Some("--seed 42".to_owned()),
        summary: vec![("cases".to_owned(), "2".to_owned()), ("operations".to_owned(), "1 of 1 seen".to_owned())],
        findings: Vec::new(),
        accepted: 0,
        notes: Vec::new(),
        coverage: None,
        cases: vec![case("listOrders", "plain", Outcome::Passed, Some(200))],
    }
}

/// A report with something of everything.
fn broken() -> Report {
    let coverage = Finding {
        operation: None,
        case: None,
        evidence: None,
        ..finding(
            Level::Error,
            "coverage/statuses",
            "",
            "",
            "is 50.0 %, 100 % were asked for; not seen: listOrders 404",
        )
    };
    let silent = Finding {
        evidence: Some(evidence("curl -sS 'http://localhost:4010/shop/slow'", None, "")),
        ..finding(Level::Error, "transport/timeout", "getSlow", "", "no response within 30 s")
    };
    Report {
        findings: vec![
            finding(Level::Warning, "body/unknown-field", "listOrders", "/data/0/extra", "is not declared"),
            finding(
                Level::Error,
                "body/type",
                "listOrders",
                "/data/0/total",
                "is \"3\", a string; the contract says number",
            ),
            finding(
                Level::Error,
                "body/type",
                "listOrders",
                "/data/1/total",
                "is \"4\", a string; the contract says number",
            ),
            finding(Level::Info, "parameter/added", "listOrders", "/parameters/0", "is new"),
            silent,
            coverage,
        ],
        accepted: 2,
        notes: vec!["/components/securitySchemes/tls: this kind of security scheme is not used".to_owned()],
        coverage: Some(json!({ "operations": { "all": 2, "seen": 1 } })),
        cases: vec![
            case("listOrders", "plain", Outcome::Failed, Some(200)),
            case("listOrders", "page: the largest", Outcome::Passed, Some(200)),
            case("getSlow", "plain", Outcome::Failed, None),
            case("createOrder", "plain", Outcome::Skipped("it may create something".to_owned()), None),
        ],
        ..clean()
    }
}

/// A report in which every text of others is hostile, and long.
fn hostile(text: &str) -> Report {
    let text = text.to_owned();
    let bad = Finding {
        rule: id(&text),
        level: Level::Error,
        operation: Some(text.clone()),
        place: text.clone(),
        message: text.clone(),
        case: Some(text.clone()),
        evidence: Some(evidence(&text, Some(500), &text)),
        other_cases: Vec::new(),
        count: 1,
    };
    let notice = Finding { level: Level::Warning, case: None, ..bad.clone() };
    Report {
        command: "check",
        subject: text.clone(),
        document: None,
        repeat: Some(text.clone()),
        summary: vec![(text.clone(), text.clone())],
        findings: vec![bad, notice],
        accepted: 0,
        notes: vec![text.clone()],
        coverage: Some(json!({ text.clone(): text.clone() })),
        cases: vec![
            CaseLine { name: text.clone(), curl: text.clone(), ..case(&text, "", Outcome::Failed, None) },
            case(&text, &text, Outcome::Skipped(text.clone()), None),
            CaseLine { milliseconds: f64::NAN, ..case(&text, "other", Outcome::Passed, None) },
        ],
    }
}

fn written(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    report.write(&mut out, format, false).unwrap();
    String::from_utf8(out).unwrap()
}

fn listed(report: &Report) -> String {
    let mut out = Vec::new();
    report.list(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Whether a text holds nothing that a terminal would obey, or that would turn its letters around.
fn is_harmless(text: &str) -> bool {
    let turns = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{feff}'];
    text.chars().all(|character| {
        (character == '\n' || !character.is_control())
            && !turns.contains(&character)
            && !('\u{202a}'..='\u{202e}').contains(&character)
            && !('\u{2066}'..='\u{2069}').contains(&character)
    })
}

/// Reads a text as XML, to the end.
fn well_formed(xml: &str) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_comments = true;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            quick_xml::events::Event::Eof => return Ok(()),
            quick_xml::events::Event::Start(start) | quick_xml::events::Event::Empty(start) => {
                for attribute in start.attributes() {
                    attribute.map_err(|error| error.to_string())?;
                }
            }
            _ => {}
        }
    }
}

#[test]
fn a_report_as_text() {
    insta::assert_snapshot!("a_report_as_text", written(&broken(), Format::Text));
}

#[test]
fn a_clean_report_as_text() {
    insta::assert_snapshot!("a_clean_report_as_text", written(&clean(), Format::Text));
}

#[test]
fn a_report_as_json() {
    insta::assert_snapshot!("a_report_as_json", written(&broken(), Format::Json));
}

#[test]
fn a_report_as_junit() {
    insta::assert_snapshot!("a_report_as_junit", written(&broken(), Format::Junit));
}

#[test]
fn a_report_as_github() {
    insta::assert_snapshot!("a_report_as_github", written(&broken(), Format::Github));
}

#[test]
fn a_report_as_markdown() {
    insta::assert_snapshot!("a_report_as_markdown", written(&broken(), Format::Markdown));
}

#[test]
fn a_report_as_sarif() {
    insta::assert_snapshot!("a_report_as_sarif", written(&broken(), Format::Sarif));
}

#[test]
fn cases_as_a_list() {
    insta::assert_snapshot!("cases_as_a_list", listed(&broken()));
}

#[test]
fn hostile_texts_in_every_format() {
    for (format, name) in FORMATS.into_iter().zip(["text", "json", "junit", "github", "markdown"]) {
        insta::assert_snapshot!(format!("hostile_texts_as_{name}"), written(&hostile(HOSTILE), format));
    }
}

#[test]
fn many_groups_are_folded() {
    let mut report = clean();
    for index in 0..20 {
        let rule = format!("rule/{index:02}");
        report.findings.push(finding(Level::Error, &rule, "listOrders", "/a", "is broken"));
        report.findings.push(finding(Level::Error, &rule, "listOrders", "/b", "is broken"));
    }
    report.notes = (0..9).map(|index| format!("note {index}")).collect();
    let text = written(&report, Format::Text);
    insta::assert_snapshot!("many_groups_are_folded", text);
    assert!(text.lines().count() <= 60, "one screen");
}

#[test]
fn long_texts_stay_on_one_screen() {
    let report = hostile(&"word ".repeat(2_000));
    let text = written(&report, Format::Text);
    assert!(text.lines().count() <= 40, "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 200), "{text}");
    assert!(written(&report, Format::Github).lines().take(2).all(|line| line.len() < 4_096));
    assert!(written(&report, Format::Markdown).chars().count() < 65_536);
    let unbroken = written(&hostile(&"😀".repeat(10_000)), Format::Text);
    assert!(unbroken.lines().all(|line| line.chars().count() <= 200), "{unbroken}");
}

#[test]
fn colours_are_used_only_when_they_are_wanted() {
    let mut out = Vec::new();
    broken().write(&mut out, Format::Text, true).unwrap();
    let coloured = String::from_utf8(out).unwrap();
    assert!(coloured.contains("\u{1b}[31merror\u{1b}[0m"), "{coloured}");
    let plain = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m"]
        .iter()
        .fold(coloured, |text, code| text.replace(code, ""));
    assert_eq!(plain, written(&broken(), Format::Text));
}

#[test]
fn errors_fail_and_nothing_else() {
    let with = |levels: &[Level]| Report {
        findings: levels.iter().map(|level| finding(*level, "a", "b", "", "")).collect(),
        accepted: 3,
        ..clean()
    };
    for (levels, code, verdict) in [
        (&[][..], 0, "clean: 3 accepted by the baseline"),
        (&[Level::Warning], 0, "clean: 1 warning, 3 accepted by the baseline"),
        (&[Level::Info, Level::Info], 0, "clean: 2 remarks, 3 accepted by the baseline"),
        (
            &[Level::Error, Level::Error, Level::Warning],
            1,
            "2 errors in 1 operation, 1 warning, 3 accepted by the baseline",
        ),
    ] {
        let report = with(levels);
        assert_eq!(report.exit_code(), code, "{levels:?}");
        let json: Value = serde_json::from_str(&written(&report, Format::Json)).unwrap();
        assert_eq!(json["verdict"], verdict);
    }
}

#[test]
fn junit_tells_every_finding_once() {
    let mut report = broken();
    // Recordings hold answers to requests that no operation knows.
    report.cases.push(case("unknown", "entry 3", Outcome::Failed, Some(200)));
    report.findings = vec![
        Finding { operation: None, case: Some("entry 3".to_owned()), ..finding(Level::Error, "r/1", "", "", "m-1") },
        Finding { case: Some("no such case".to_owned()), ..finding(Level::Error, "r/2", "listOrders", "", "m-2") },
        Finding { case: None, ..finding(Level::Error, "r/3", "listOrders", "", "m-3") },
        finding(Level::Error, "r/4", "createOrder", "", "m-4"),
        finding(Level::Warning, "r/5", "listOrders", "", "m-5"),
    ];
    // Cases may share a name.
    report.cases.push(case("listOrders", "plain", Outcome::Passed, Some(200)));
    let xml = written(&report, Format::Junit);
    for index in 1..=4 {
        assert_eq!(xml.matches(&format!("type=\"r/{index}\"")).count(), 1, "r/{index} in {xml}");
    }
    assert_eq!(xml.matches("warning: r/5 body: m-5").count(), 1, "{xml}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_does_harm(text in prop_oneof![any::<String>(), "[\u{0}-\u{ff}\u{2000}-\u{2070}\u{fff0}-\u{ffff}|`:#<&\\[\\]%]{0,60}"]) {
        let report = hostile(&text);
        for format in FORMATS {
            let written = written(&report, format);
            prop_assert!(is_harmless(&written), "{format:?}: {written:?}");
        }
        prop_assert!(is_harmless(&listed(&report)));
        let json: Value = serde_json::from_str(&written(&report, Format::Json)).unwrap();
        prop_assert_eq!(json.pointer("/findings/0/message"), Some(&Value::String(text.clone())));
        let junit = written(&report, Format::Junit);
        let allowed = |character: char| character >= ' ' && !('\u{fffe}'..='\u{ffff}').contains(&character) || character == '\n';
        prop_assert!(junit.chars().all(allowed), "{junit:?}");
        prop_assert_eq!(well_formed(&junit), Ok(()), "{}", junit);
        // One line for each annotation, and one that is none.
        let github = written(&report, Format::Github);
        prop_assert_eq!(github.lines().filter(|line| line.trim_start().starts_with("::")).count(), 2);
        prop_assert_eq!(github.lines().count(), 3);
        prop_assert!(!github.lines().nth(2).unwrap_or_default().contains("##["));
        // The whole of the table stands on three lines of five cells each.
        let markdown = written(&report, Format::Markdown);
        let rows = markdown.lines().filter(|line| line.starts_with("| ") && line.replace("\\|", "").matches('|').count() == 6);
        prop_assert_eq!(rows.count(), 3, "{}", markdown);
        prop_assert!(!markdown.replace("<!-- -->", "").replace("<details>", "").replace("</details>", "")
            .replace("<summary>", "").replace("</summary>", "").split("\n```").step_by(2).any(|part| part.contains('<')), "{}", markdown);
    }
}
