//! Figures over time as bars, drawn on the server. The same figures can be read as a table.

use crate::write::count;

/// Figures over time.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What one bar stands for, such as `day`.
    pub unit: &'static str,
    /// The figures: one series over the other in each bar.
    pub series: Vec<Series>,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// One kind of figure.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name.
    pub name: &'static str,
    /// Digits after the decimal point: the figures are in units of the last one.
    pub decimals: u8,
}

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it stands for, such as `2026-06-08`.
    pub label: String,
    /// A figure for each series.
    pub values: Vec<i64>,
}

/// The size of the drawing. It is scaled to the page.
const WIDTH: usize = 600;
const HEIGHT: usize = 120;

/// How many series have a pattern of their own.
const STYLES: usize = 3;

impl Chart {
    /// The largest sum of a bar, in words.
    pub(crate) fn most(&self) -> String {
        let most = self.bars.iter().map(sum).max().unwrap_or(0);
        written(most, self.series.first().map_or(0, |series| series.decimals))
    }

    /// The first and the last label.
    pub(crate) fn ends(&self) -> (&str, &str) {
        (self.bars.first().map_or("", |bar| &bar.label), self.bars.last().map_or("", |bar| &bar.label))
    }

    /// A figure in words.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(crate) fn figure(&self, bar: &Bar, series: &usize) -> String {
        let decimals = self.series.get(*series).map_or(0, |series| series.decimals);
        written(bar.values.get(*series).copied().unwrap_or(0), decimals)
    }

    /// The class of a series.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(crate) fn class(series: &usize) -> String {
        format!("v{}", series % STYLES)
    }

    /// The rectangles to draw in an `svg` element with the view box `0 0 600 120`.
    #[expect(clippy::cast_precision_loss, reason = "a drawing is exact to a tenth of a pixel")]
    pub(crate) fn drawing(&self) -> Vec<Rectangle> {
        let most = self.bars.iter().map(sum).max().unwrap_or(0).max(1);
        let step = WIDTH as f64 / self.bars.len().max(1) as f64;
        let mut drawing = Vec::new();
        for (place, bar) in self.bars.iter().enumerate() {
            let mut top = HEIGHT as f64;
            for (series, value) in bar.values.iter().enumerate().filter(|(_, value)| **value > 0) {
                let height = *value as f64 * HEIGHT as f64 / most as f64;
                top -= height;
                let (left, width) = (place as f64 * step, (step * 0.8).max(1.0));
                let [x, y, width, height] = [left, top, width, height].map(|length| format!("{length:.1}"));
                drawing.push(Rectangle { class: Self::class(&series), x, y, width, height });
            }
        }
        drawing
    }
}

/// A part of a drawing, in its units.
pub(crate) struct Rectangle {
    pub(crate) class: String,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) width: String,
    pub(crate) height: String,
}

fn sum(bar: &Bar) -> i64 {
    bar.values.iter().map(|value| (*value).max(0)).sum()
}

/// An amount in minor units of a currency, of which a main unit has `units`: `1,234.50 EUR`, `11,900 JPY`.
pub fn money(minor: i64, units: i64, currency: &str) -> String {
    format!("{} {currency}", written(minor, if units == 1 { 0 } else { 2 }))
}

/// `1,234`, or `12.34` with two decimals.
fn written(value: i64, decimals: u8) -> String {
    let unit = 10_u64.pow(decimals.into());
    let (sign, value) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    let whole = count(value / unit);
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{:02}", value % unit) }
}

#[cfg(test)]
mod tests {
    use super::{Bar, Chart, Series, money, written};

    #[test]
    fn writes_figures() {
        for (value, decimals, expected) in
            [(0, 0, "0"), (1_234, 0, "1,234"), (123_456, 2, "1,234.56"), (-5, 2, "-0.05")]
        {
            assert_eq!(written(value, decimals), expected);
        }
        assert_eq!((money(123_450, 100, "EUR"), money(11_900, 1, "JPY")), ("1,234.50 EUR".into(), "11,900 JPY".into()));
    }

    #[test]
    fn draws_each_figure_in_proportion() {
        let series = ["clicks", "orders"].map(|name| Series { name, decimals: 0 }).into();
        let bar = |values: &[i64]| Bar { label: "a day".to_owned(), values: values.to_owned() };
        let chart = Chart {
            title: String::new(),
            unit: "day",
            series,
            bars: vec![bar(&[30, 10]), bar(&[10, 0]), bar(&[0, 0])],
        };
        let drawn: Vec<_> = chart.drawing().into_iter().map(|one| (one.class, one.y, one.height)).collect();
        let drawn: Vec<_> = drawn.iter().map(|(class, y, height)| [&**class, y, height]).collect();
        assert_eq!(drawn, [["v0", "30.0", "90.0"], ["v1", "0.0", "30.0"], ["v0", "90.0", "30.0"]]);
        assert_eq!(chart.most(), "40");
    }
}
