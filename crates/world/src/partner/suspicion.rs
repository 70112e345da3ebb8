//! Partners about whom something looks wrong. It follows from the seed, and nothing else depends on it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::identity::partner_number;
use crate::chance::{Dice, Purpose};
use crate::identifiers::{PartnerId, ProgramId};
use crate::time::DAY;
use crate::view::View;

/// Something that looks wrong about a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspicion {
    /// The program.
    pub program: ProgramId,
    /// The partner.
    pub partner: PartnerId,
    /// What looks wrong.
    pub kind: SuspicionKind,
    /// When it was noticed.
    pub at: DateTime<Utc>,
}

/// What looks wrong about a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SuspicionKind {
    /// Their traffic is unlike that of others.
    UnusualActivity,
    /// They seem to have bought through their own link.
    SelfReferral,
    /// Their links are clicked very often.
    ManyClicks,
    /// Far more, or fewer, of their clicks lead to sales than at others.
    ConversionRate,
    /// Somebody asked for a look at them.
    Manual,
}

const KINDS: [SuspicionKind; 5] = [
    SuspicionKind::UnusualActivity,
    SuspicionKind::SelfReferral,
    SuspicionKind::ManyClicks,
    SuspicionKind::ConversionRate,
    SuspicionKind::Manual,
];

/// Of a thousand partners, so many look suspicious.
const PER_MILLE: u32 = 120;

impl View<'_> {
    /// What looks wrong about the partners of a program, by partner.
    pub fn suspicions(&self, program: ProgramId) -> impl Iterator<Item = Suspicion> {
        let count = u16::try_from(self.program(program).partners.len()).expect("few partners");
        (0..count).filter_map(move |partner| self.suspicion(program, PartnerId(partner)))
    }

    /// The UUID of a suspicion: there is one of a partner at most.
    pub fn suspicion_uuid(&self, suspicion: &Suspicion) -> Uuid {
        self.uuids(Purpose::SuspicionUuid).uuid(partner_number(suspicion.program, suspicion.partner))
    }

    /// The suspicion with the UUID, if it was noticed by now.
    pub fn suspicion_by_uuid(&self, uuid: Uuid) -> Option<Suspicion> {
        let number = self.uuids(Purpose::SuspicionUuid).number(uuid)?;
        let (program, partner) = (u16::try_from(number >> 16).ok()?, u16::try_from(number & 0xffff).ok()?);
        let program = ProgramId(program);
        if self.has_program(program) { self.suspicion(program, PartnerId(partner)) } else { None }
    }

    fn suspicion(&self, program: ProgramId, partner: PartnerId) -> Option<Suspicion> {
        let known = self.program(program).partners.get(partner.index())?;
        let number = partner_number(program, partner);
        let mut dice = Dice::new(self.world().settings().seed, Purpose::Suspicion, number);
        if !dice.chance(PER_MILLE) {
            return None;
        }
        let kind = KINDS[dice.below(5) as usize];
        let noticed = known.approved.max(0) + i64::from(dice.between(2, 400)) * i64::from(DAY);
        let at = self.reached(noticed + i64::from(dice.below(DAY)))?;
        Some(Suspicion { program, partner, kind, at })
    }
}
