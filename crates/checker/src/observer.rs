//! Watching a run.

/// Is notified of the progress of a run, for example to show a progress bar.
pub trait Observer: Send + Sync {
    /// About this many cases will run.
    fn planned(&self, cases: usize);

    /// This many cases have run, with this many findings.
    fn ran(&self, cases: usize, findings: usize);
}

/// An observer that does nothing.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Observer for Unwatched {
    fn planned(&self, _: usize) {}

    fn ran(&self, _: usize, _: usize) {}
}
