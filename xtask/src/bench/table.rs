//! Markdown tables of what was measured.

use std::fmt;

/// A Markdown table.
#[derive(Debug)]
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new(columns: &[&str]) -> Self {
        Self { head: columns.iter().map(|column| (*column).to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a line.
    pub(crate) fn add<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Adds a line that compares two figures: what, the subject's, the reference's, their ratio, and the ratio wanted, which is marked when it is missed.
    pub(crate) fn compare(&mut self, what: &str, unit: &str, (subject, reference): (f64, f64), wanted: Option<f64>) {
        let ratio = subject / reference;
        let wanted = wanted.map_or_else(|| "–".to_owned(), |wanted| limit(ratio, wanted, "×"));
        let figure = |figure| format!("{} {unit}", number(figure));
        self.add([what.to_owned(), figure(subject), figure(reference), format!("{ratio:.2} ×"), wanted]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| {} |", self.head.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.head.len()))?;
        self.rows.iter().try_for_each(|row| writeln!(f, "| {} |", row.join(" | ")))
    }
}

/// The limit that is wanted, with a mark when the figure misses it.
pub(crate) fn limit(figure: f64, wanted: f64, unit: &str) -> String {
    let mark = if figure > wanted { " **missed**" } else { "" };
    format!("≤ {} {unit}{mark}", with_groups(&wanted.to_string()))
}

/// The least that is wanted, with a mark when the figure misses it.
pub(crate) fn at_least(figure: f64, wanted: f64, unit: &str) -> String {
    let mark = if figure < wanted { " **missed**" } else { "" };
    format!("≥ {} {unit}{mark}", with_groups(&wanted.to_string()))
}

/// A figure with as many digits as say something: three, or all before the point.
pub(crate) fn number(figure: f64) -> String {
    let digits = match figure {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    with_groups(&format!("{figure:.digits$}"))
}

/// Whole digits with a comma before each group of three.
pub(crate) fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn with_groups(number: &str) -> String {
    match number.split_once('.') {
        Some((whole, rest)) => format!("{}.{rest}", grouped(whole)),
        None => grouped(number),
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, limit, number};

    #[test]
    fn shows_three_digits() {
        for (figure, expected) in [
            (0.004, "0.00"),
            (1.234, "1.23"),
            (12.34, "12.3"),
            (123.4, "123"),
            (1234.0, "1,234"),
            (1_234_567.0, "1,234,567"),
        ] {
            assert_eq!(number(figure), expected, "{figure}");
        }
    }

    #[test]
    fn marks_what_is_missed() {
        for (figure, wanted, expected) in [
            (1.3, 1.4, "≤ 1.4 ×"),
            (1.4, 1.4, "≤ 1.4 ×"),
            (1.5, 1.4, "≤ 1.4 × **missed**"),
            (2.1, 2.0, "≤ 2 × **missed**"),
            (1.0, 1228.8, "≤ 1,228.8 ×"),
        ] {
            assert_eq!(limit(figure, wanted, "×"), expected, "{figure}");
        }
    }

    #[test]
    fn writes_markdown() {
        let mut table = Table::new(&["what", "sandbox", "bare", "ratio", "wanted"]);
        table.compare("a page", "µs", (30.0, 10.0), Some(2.0));
        table.compare("a rate", "requests/s", (1500.0, 3000.0), None);
        let expected = "| what | sandbox | bare | ratio | wanted |\n\
                        |---|---|---|---|---|\n\
                        | a page | 30.0 µs | 10.0 µs | 3.00 × | ≤ 2 × **missed** |\n\
                        | a rate | 1,500 requests/s | 3,000 requests/s | 0.50 × | – |\n";
        assert_eq!(table.to_string(), expected);
    }
}
