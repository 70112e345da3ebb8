//! Events as a table for people.

use std::io::{self, Write};

use chrono::SecondsFormat;
use trackside_schemas::control::{EventKind, LedgerEvent};

const COLUMNS: usize = 9;

const HEAD: [&str; COLUMNS] =
    ["NUMBER", "HAPPENED", "EVENT", "PROGRAM", "PARTNER", "AMOUNT", "COMMISSION", "CAUSED BY", "ORDER OR CUSTOMER"];

/// The columns of numbers, which end at the right.
const RIGHT: [usize; 3] = [0, 5, 6];

/// Writes a line per event, under a head.
pub(super) fn write_events(out: &mut dyn Write, events: &[LedgerEvent]) -> io::Result<()> {
    let rows: Vec<[String; COLUMNS]> = std::iter::once(HEAD.map(str::to_owned)).chain(events.iter().map(row)).collect();
    let widths: [usize; COLUMNS] =
        std::array::from_fn(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0));
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let gap = " ".repeat(widths[column] - width(cell));
            let cells = if RIGHT.contains(&column) { [gap.as_str(), cell] } else { [cell, gap.as_str()] };
            line.extend(cells.into_iter().chain(["  "]));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn row(event: &LedgerEvent) -> [String; COLUMNS] {
    let text = |text: &Option<String>| text.as_deref().map_or_else(|| "–".to_owned(), printable);
    let money = |cents: Option<i64>| cents.map_or_else(|| "–".to_owned(), |cents| money(cents, &event.currency));
    [
        event.id.to_string(),
        event.happened_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        name(event.event),
        printable(&event.program),
        text(&event.partner),
        money(event.amount_cents),
        money(event.commission_cents),
        printable(&format!("{} {}", event.cause.provider, event.cause.operation)),
        text(if event.order.is_some() { &event.order } else { &event.customer }),
    ]
}

/// The kind as the control API writes it.
pub(super) fn name(event: EventKind) -> String {
    let name = serde_json::to_value(event).expect("a kind is a text");
    name.as_str().unwrap_or_default().to_owned()
}

fn money(cents: i64, currency: &str) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{}.{:02} {currency}", grouped(cents / 100), cents % 100)
}

/// A number with a comma before each group of three digits.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many of a thing: `1 record`, `2,000 records`.
pub(super) fn counted(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// The text without characters that would steer a terminal: names come from clients.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use trackside_schemas::control::{CauseEvent, LedgerEvent};
    use trackside_schemas::declare::Endpoint as _;

    use super::{grouped, money, write_events};

    fn declared() -> Vec<LedgerEvent> {
        CauseEvent::examples().remove(0).value.events
    }

    fn written(events: &[LedgerEvent]) -> String {
        let mut out = Vec::new();
        write_events(&mut out, events).expect("memory can be written to");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn columns_are_aligned_and_lines_do_not_end_in_spaces() {
        let expected = "\
NUMBER  HAPPENED              EVENT  PROGRAM        PARTNER            AMOUNT  COMMISSION  CAUSED BY           ORDER OR CUSTOMER
     0  2026-06-08T11:48:00Z  click  Lowe Lighting  maria-lindgren          –           –  control causeEvent  5e1f7a52-6f0e-4bb1-9d1c-2b1a7c0c9d3e
     1  2026-06-08T12:00:00Z  sale   Lowe Lighting  maria-lindgren  69.00 EUR   10.35 EUR  control causeEvent  0d7f3c52-9a4e-4f6b-8a55-6c1e3f0b2d71
";
        assert_eq!(written(&declared()), expected);
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        let mut events = declared();
        events[0].program = "\u{1b}[2J\nmine".to_owned();
        let text = written(&events);
        assert!(!text.contains('\u{1b}') && text.lines().count() == 3, "{text:?}");
    }

    #[test]
    fn money_and_counts_are_grouped() {
        for (cents, expected) in
            [(0, "0.00 EUR"), (5, "0.05 EUR"), (-1990, "-19.90 EUR"), (123_456_789, "1,234,567.89 EUR")]
        {
            assert_eq!(money(cents, "EUR"), expected);
        }
        assert_eq!(grouped(1_000_000), "1,000,000");
    }
}
