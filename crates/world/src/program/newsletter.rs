//! The figures of a newsletter program.

use super::ProgramKind;
use crate::identifiers::ProgramId;
use crate::time::DAY;
use crate::view::View;

/// The figures of a newsletter program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewsletterCounts {
    /// People who have subscribed.
    pub subscribers: u64,
    /// Subscribers who brought another. Together with `referred` never more than `subscribers`.
    pub referring: u64,
    /// Subscribers whom another subscriber brought.
    pub referred: u64,
}

impl View<'_> {
    /// The figures of a newsletter program: zero for all other programs, and for those of the ledger.
    pub fn newsletter(&self, program: ProgramId) -> NewsletterCounts {
        let program = self.program(program);
        if program.kind != ProgramKind::Newsletter || program.id.is_of_the_ledger() {
            return NewsletterCounts::default();
        }
        let days = u64::try_from((i64::from(self.second) - program.setup.created).max(0) / i64::from(DAY))
            .expect("not negative");
        let subscribers = 120 + days * 7 / 4;
        NewsletterCounts { subscribers, referring: subscribers * 17 / 100, referred: subscribers * 29 / 100 }
    }
}
