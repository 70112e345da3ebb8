//! Clicks on partners' links.

mod by_partner;
mod clickout;
mod last;
mod traffic;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use self::by_partner::ClicksByPartner;
pub use self::clickout::Clickout;
pub(crate) use self::clickout::some_account;
pub use self::last::{ClickSource, ClickTally, DEVICES, PLACEMENTS};
pub(crate) use self::traffic::Traffic;
use crate::chance::{Dice, Purpose};
use crate::identifiers::{PartnerId, ProgramId};
use crate::ledger::ProgramLedger;
use crate::partner::{Partner, PartnerProfile, PartnerStatus, approved, present};
use crate::view::View;

/// How a click was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        let (from, until) = self.range(from, until);
        let (before, after) = (self.clicks_until(program, from), self.clicks_until(program, until));
        ClickCounts { redirect: after.redirect - before.redirect, direct: after.direct - before.direct }
    }

    /// Clicks before a second.
    pub(crate) fn clicks_until(&self, program: ProgramId, until: u32) -> ClickCounts {
        let simulated = self.world().traffic_of(program).clicks_before(&self.world().columns, until);
        let Some(own) = self.ledger().program(program) else { return simulated };
        let added = own.clicks(0, until);
        ClickCounts { redirect: simulated.redirect + added.redirect, direct: simulated.direct + added.direct }
    }

    /// When the first click was recorded.
    pub fn first_click(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        let traffic = self.world().traffic_of(program);
        let columns = &self.world().columns;
        let simulated = [traffic.redirect.first(columns), traffic.direct.first(columns)].into_iter().flatten().min();
        let own = self.ledger().program(program).and_then(ProgramLedger::first_click);
        self.reached([simulated, own].into_iter().flatten().min()?.into())
    }

    /// The last click of the kind.
    pub fn last_click(&self, program: ProgramId, kind: ClickKind) -> Option<Click<'w>> {
        let simulated = self.last_simulated_click(program, kind);
        let own = self.ledger().program(program).and_then(|own| own.last_click(kind, self.second));
        let (second, partner) = match (simulated, own) {
            (Some(simulated), Some(own)) if simulated.0 > own.0 => simulated,
            (_, Some(own)) => own,
            (simulated, None) => simulated?,
        };
        let program = self.program(program);
        // A program without partners has its own links.
        let partner_code = partner.and_then(|partner| self.code_of(program, partner)).unwrap_or("direct");
        Some(Click { partner_code, at: self.world().timeline.time(second), entry_host: program.host() })
    }

    fn last_simulated_click(&self, program: ProgramId, kind: ClickKind) -> Option<(u32, Option<PartnerId>)> {
        let (world, traffic) = (self.world(), self.world().traffic_of(program));
        let clicks = traffic.of(kind);
        let columns = &world.columns;
        let of_order = clicks.orders_before(columns, self.second + 1).checked_sub(1).map(|last| {
            let order = clicks.orders[last] as usize;
            (columns.clicked(order), usize::from(columns.partner(order)))
        });
        let idle = clicks.idle.last(self.second);
        let (number, second) = match (idle, of_order) {
            (Some((number, second)), of_order) if of_order.is_none_or(|(clicked, _)| clicked < second) => {
                (number, second)
            }
            (_, of_order) => {
                let (second, partner) = of_order?;
                return Some((second, (partner < self.program(program).partners.len()).then(|| partner_id(partner))));
            }
        };
        Some((second, self.clicked_partner(program, kind, number, second)))
    }

    /// The partner whose link was clicked by a visitor of the simulation who did not buy.
    pub(crate) fn clicked_partner(
        &self,
        program: ProgramId,
        kind: ClickKind,
        number: u64,
        second: u32,
    ) -> Option<PartnerId> {
        let mut dice = clicker(self.world().settings().seed, program, kind, number);
        chosen(&self.program(program).partners, second.into(), &mut dice)
    }

    /// A partner of the program who is active, if there is one.
    pub(crate) fn some_active_partner(&self, program: ProgramId) -> Option<PartnerId> {
        let seed = self.world().settings().seed;
        let mut dice = Dice::new(seed, Purpose::Clicker, u64::from(self.second) << 16 | u64::from(program.0));
        let simulated = chosen(&self.program(program).partners, self.second.into(), &mut dice);
        if self.changed_partners(program).is_none() {
            return simulated;
        }
        let is_active = |partner: &PartnerProfile<'_>| partner.status == PartnerStatus::Active;
        if simulated.and_then(|id| self.partner(program, id)).is_some_and(|partner| is_active(&partner)) {
            return simulated;
        }
        let active: Vec<_> = self.all_partners(program).filter(is_active).map(|partner| partner.id).collect();
        let place = dice.below(u32::try_from(active.len().max(1)).expect("few partners")) as usize;
        active.get(place).copied()
    }
}

/// What chooses the partner of a click that led to no order.
fn clicker(seed: u64, program: ProgramId, kind: ClickKind, number: u64) -> Dice {
    let index = (number << 1 | u64::from(kind == ClickKind::Direct)) ^ u64::from(program.0) << 48;
    Dice::new(seed, Purpose::Clicker, index)
}

/// One of the partners who are approved at a second, if there are partners.
fn chosen(partners: &[Partner], second: i64, dice: &mut Dice) -> Option<PartnerId> {
    let approved = approved(partners, second);
    let chosen = dice.below(u32::try_from(approved.max(1)).expect("few partners")) as usize;
    let chosen = present(partners, chosen, second);
    (chosen < partners.len()).then(|| partner_id(chosen))
}

fn partner_id(place: usize) -> PartnerId {
    PartnerId(u16::try_from(place).expect("few partners"))
}
