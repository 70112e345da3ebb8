//! A progress bar.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use trackside_checker::Observer;

/// A progress bar on the terminal.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A progress bar, if there is a terminal.
    pub(super) fn new() -> Option<Self> {
        if !std::io::stderr().is_terminal() {
            return None;
        }
        let style =
            ProgressStyle::with_template("{bar:32} {pos} of {len} cases, {msg} [{elapsed}, {eta} left]").ok()?;
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10)).with_style(style);
        bar.set_message("no findings");
        Some(Self { bar })
    }
}

impl Observer for Bar {
    fn planned(&self, cases: usize) {
        self.bar.set_length(cases as u64);
    }

    fn ran(&self, cases: usize, findings: usize) {
        // Following links and pages takes more requests than planned.
        if cases as u64 > self.bar.length().unwrap_or_default() {
            self.bar.set_length(cases as u64);
        }
        self.bar.set_position(cases as u64);
        match findings {
            0 => {}
            1 => self.bar.set_message("1 finding"),
            count => self.bar.set_message(format!("{count} findings")),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
