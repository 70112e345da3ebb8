//! `cargo xtask bench --baseline COMMIT`: this build and an older one, measured in turn in one run.

mod build;
mod check;
mod measures;

use std::io::Write;
use std::path::Path;

use self::build::Build;
use super::table::{Table, limit, number};
use super::wrk::Wrk;

/// What every measure needs.
struct Run {
    now: Build,
    before: Build,
    wrk: Wrk,
    rounds: u32,
    seconds: u32,
}

/// A figure of both builds. Less is better.
struct Figure {
    what: String,
    unit: &'static str,
    goal: Option<f64>,
    now: f64,
    /// Nothing if the older build cannot do it.
    before: Option<f64>,
}

impl Figure {
    /// How much more it is than before.
    fn ratio(&self) -> Option<f64> {
        self.before.map(|before| self.now / before)
    }
}

/// Measures both builds. Returns whether no figure is more than `max_ratio` times what it was.
pub(super) async fn run(
    commit: &str,
    max_ratio: f64,
    (rounds, seconds): (u32, u32),
    root: &Path,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let wrk = Wrk::find().await?;
    let before = Build::of_commit(root, commit).await?;
    let now = Build::of_tree(root).await?;
    let run = Run { now, before, wrk, rounds, seconds };
    let figures = measures::all(&run).await?;
    writeln!(out, "\n{}", table(&figures, &run.before.name))?;
    let slower = slower(&figures, max_ratio);
    if !slower.is_empty() {
        eprintln!("error: more than {max_ratio} × what it was at {}:\n  {}", run.before.name, slower.join("\n  "));
    }
    Ok(slower.is_empty())
}

fn table(figures: &[Figure], before: &str) -> Table {
    let mut table = Table::new(&["what", "goal", before, "this build", "ratio"]);
    for figure in figures {
        let shown = |value: f64| format!("{} {}", number(value), figure.unit);
        table.add([
            figure.what.clone(),
            figure.goal.map_or_else(|| "–".to_owned(), |goal| limit(figure.now, goal, figure.unit)),
            figure.before.map_or_else(|| "cannot".to_owned(), shown),
            shown(figure.now),
            figure.ratio().map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2} ×")),
        ]);
    }
    table
}

/// What takes more than `max_ratio` times what it took.
fn slower(figures: &[Figure], max_ratio: f64) -> Vec<String> {
    let slower = figures.iter().filter_map(|figure| {
        let ratio = figure.ratio().filter(|ratio| *ratio > max_ratio)?;
        Some(format!("{}: {ratio:.2} ×", figure.what))
    });
    slower.collect()
}

#[cfg(test)]
mod tests {
    use super::{Figure, slower, table};

    #[test]
    fn what_became_slower_is_named() {
        let figure =
            |what: &str, now, before| Figure { what: what.to_owned(), unit: "µs", goal: Some(45.0), now, before };
        let figures = [figure("a", 50.0, Some(40.0)), figure("b", 40.0, Some(50.0)), figure("c", 40.0, None)];
        assert_eq!(slower(&figures, 1.1), ["a: 1.25 ×"]);
        assert_eq!(slower(&figures, 1.25), [] as [&str; 0]);
        let expected = "| what | goal | 4d3ac0e | this build | ratio |\n\
                        |---|---|---|---|---|\n\
                        | a | ≤ 45 µs **missed** | 40.0 µs | 50.0 µs | 1.25 × |\n\
                        | b | ≤ 45 µs | 50.0 µs | 40.0 µs | 0.80 × |\n\
                        | c | ≤ 45 µs | cannot | 40.0 µs | – |\n";
        assert_eq!(table(&figures, "4d3ac0e").to_string(), expected);
    }
}
