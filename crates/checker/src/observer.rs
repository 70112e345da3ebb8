//! Who watches a run.

/// Is told how a run goes on, for example to show a progress bar.
pub trait Observer: Send + Sync {
    /// About so many cases will be run.
    fn planned(&self, cases: usize);

    /// So many cases have been run, with so many findings.
    fn ran(&self, cases: usize, findings: usize);
}

/// Watches nothing.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Observer for Unwatched {
    fn planned(&self, _: usize) {}

    fn ran(&self, _: usize, _: usize) {}
}
