//! Clicks on partners' links.

mod traffic;

use chrono::{DateTime, Utc};

pub(crate) use self::traffic::Traffic;
use crate::chance::{Dice, Purpose};
use crate::identifiers::ProgramId;
use crate::partner::{approved, present};
use crate::view::View;

/// How a click was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClickKind {
    /// By a redirecting link.
    Redirect,
    /// By the script on the landing page.
    Direct,
}

/// Numbers of clicks, by the way they were recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClickCounts {
    /// By redirecting links.
    pub redirect: u64,
    /// By the script.
    pub direct: u64,
}

/// A click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Click<'w> {
    /// The code of the partner whose link it was.
    pub partner_code: &'w str,
    /// When the visitor clicked.
    pub at: DateTime<Utc>,
    /// The host of the landing page.
    pub entry_host: &'w str,
}

impl<'w> View<'w> {
    /// Clicks in the range. `from` is included, `until` is not.
    pub fn clicks(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> ClickCounts {
        let traffic = &self.world().traffic[program.index()];
        let (from, until) = self.range(from, until);
        let (before, after) = (traffic.clicks_before(from), traffic.clicks_before(until));
        ClickCounts { redirect: after.redirect - before.redirect, direct: after.direct - before.direct }
    }

    /// When the first click was recorded.
    pub fn first_click(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        let traffic = &self.world().traffic[program.index()];
        self.reached([traffic.redirect.first(), traffic.direct.first()].into_iter().flatten().min()?.into())
    }

    /// The last click of the kind.
    pub fn last_click(&self, program: ProgramId, kind: ClickKind) -> Option<Click<'w>> {
        let (world, traffic) = (self.world(), &self.world().traffic[program.index()]);
        let counter = if kind == ClickKind::Redirect { &traffic.redirect } else { &traffic.direct };
        let (number, second) = counter.last(self.second)?;
        let partners = &self.program(program).partners;
        let approved = approved(partners, second.into());
        let index = (number << 1 | u64::from(kind == ClickKind::Direct)) ^ u64::from(program.0) << 48;
        let mut dice = Dice::new(world.settings().seed, Purpose::Clicker, index);
        let chosen = dice.below(u32::try_from(approved.max(1)).expect("few partners")) as usize;
        let chosen = present(partners, chosen, second.into());
        // A program without partners has its own links.
        let partner_code = partners.get(chosen).map_or("direct", |partner| &partner.code);
        Some(Click { partner_code, at: world.timeline.time(second), entry_host: self.program(program).host() })
    }
}
