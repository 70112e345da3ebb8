//! Loading two servers in turn.

use super::Bench;
use super::call::Call;
use super::server::Server;
use super::wrk::{Load, Sample};

/// A server and the call that it is loaded with.
pub(super) struct Side<'s> {
    /// The server.
    pub(super) server: &'s Server,
    /// The call.
    pub(super) call: Call,
}

/// What the rounds showed of two servers.
pub(super) struct Comparison {
    subject: Vec<Sample>,
    reference: Vec<Sample>,
}

impl Bench {
    /// Loads the two in turn, round by round, so that what else happens on the machine meets both.
    pub(super) async fn compare(
        &self,
        what: &str,
        connections: u32,
        subject: &Side<'_>,
        reference: &Side<'_>,
    ) -> anyhow::Result<Comparison> {
        let load = Load { connections, seconds: self.seconds };
        for side in [subject, reference] {
            eprintln!("{what}: warming up");
            self.wrk.load(side.server, &side.call, Load { seconds: 1, ..load }).await?;
        }
        let mut comparison = Comparison { subject: Vec::new(), reference: Vec::new() };
        for round in 1..=self.rounds {
            eprintln!("{what}: round {round} of {}", self.rounds);
            comparison.subject.push(self.wrk.load(subject.server, &subject.call, load).await?);
            comparison.reference.push(self.wrk.load(reference.server, &reference.call, load).await?);
        }
        Ok(comparison)
    }
}

impl Comparison {
    /// The medians of a figure over the rounds, of the subject and of the reference.
    pub(super) fn medians(&self, figure: impl Fn(&Sample) -> f64) -> (f64, f64) {
        (median(self.subject.iter().map(&figure).collect()), median(self.reference.iter().map(&figure).collect()))
    }
}

/// The value in the middle; of an even number of values the mean of the two in the middle.
///
/// # Panics
/// Without values.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    #[expect(clippy::float_cmp, reason = "these means are exact")]
    fn finds_the_middle() {
        for (values, expected) in [(vec![7.0], 7.0), (vec![9.0, 1.0, 4.0], 4.0), (vec![8.0, 1.0, 3.0, 2.0], 2.5)] {
            assert_eq!(median(values.clone()), expected, "{values:?}");
        }
    }
}
