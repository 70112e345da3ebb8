//! Partners one by one, whether they are simulated or of the ledger.

use chrono::{DateTime, Utc};

use super::{Partner, PartnerCounts, approved};
use crate::identifiers::{PartnerId, ProgramId};
use crate::ledger::{LedgerPartner, ProgramLedger};
use crate::program::Program;
use crate::view::View;

/// A partner at one point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerProfile<'w> {
    /// Their identifier inside the program.
    pub id: PartnerId,
    /// The code of their links.
    pub code: &'w str,
    /// Their name, if the ledger knows it.
    pub name: Option<&'w str>,
    /// Their e-mail address, if the ledger knows it.
    pub email: Option<&'w str>,
    /// Their status.
    pub status: PartnerStatus,
    /// When they joined.
    pub joined_at: DateTime<Utc>,
}

/// The status of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartnerStatus {
    /// Waiting for approval.
    Pending,
    /// Approved.
    Active,
    /// Rejected, or blocked after they had been approved.
    Blocked,
    /// Archived.
    Archived,
    /// Deleted.
    Deleted,
}

impl PartnerStatus {
    /// The status in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Archived => "archived",
            Self::Deleted => "deleted",
        }
    }
}

impl PartnerCounts {
    fn add(&mut self, status: PartnerStatus) {
        match status {
            PartnerStatus::Pending => self.pending += 1,
            PartnerStatus::Active => self.active += 1,
            PartnerStatus::Blocked | PartnerStatus::Archived => self.archived += 1,
            PartnerStatus::Deleted => self.deleted += 1,
        }
    }
}

impl Partner {
    /// The status in the simulation, if they have joined by then.
    fn status(&self, now: i64) -> Option<PartnerStatus> {
        let reached = |at: Option<i64>| at.is_some_and(|at| at <= now);
        match () {
            () if self.joined > now => None,
            () if reached(self.deleted) => Some(PartnerStatus::Deleted),
            () if reached(self.archived) => Some(PartnerStatus::Archived),
            () if self.approved > now => Some(PartnerStatus::Pending),
            () => Some(PartnerStatus::Active),
        }
    }
}

impl<'w> View<'w> {
    /// The code of a partner.
    pub fn partner_code(&self, program: ProgramId, partner: PartnerId) -> Option<&'w str> {
        self.code_of(self.program(program), partner)
    }

    pub(crate) fn code_of(&self, program: &'w Program, partner: PartnerId) -> Option<&'w str> {
        match program.partners.get(partner.index()) {
            Some(partner) => Some(&partner.code),
            None => self.ledger().program(program.id)?.partner(partner).map(LedgerPartner::code),
        }
    }

    /// The partner of a program with a code, if they have joined.
    pub fn partner_by_code(&self, program: ProgramId, code: &str) -> Option<PartnerId> {
        let joined = |partner: &&Partner| partner.joined <= i64::from(self.second);
        let partners = &self.program(program).partners;
        let simulated = partners.iter().take_while(joined).position(|partner| partner.code == code);
        match simulated {
            Some(place) => Some(id(place)),
            None => self.ledger().program(program)?.partner_by_code(code),
        }
    }

    /// Whether a partner is approved, and neither blocked, archived nor deleted.
    pub fn is_active_partner(&self, program: ProgramId, partner: PartnerId) -> bool {
        self.partner(program, partner).is_some_and(|partner| partner.status == PartnerStatus::Active)
    }

    /// Whether clicks on a partner's links are recorded: the program runs, and the partner is active.
    pub fn tracks(&self, program: &Program, partner: PartnerId) -> bool {
        program.is_tracking() && self.is_active_partner(program.id, partner)
    }

    /// A partner of the program who is approved, if there is one.
    pub fn active_partner(&self, program: ProgramId) -> Option<PartnerId> {
        self.some_active_partner(program).filter(|partner| self.is_active_partner(program, *partner))
    }

    /// How many partners were approved in the range. `from` is included, `until` is not.
    pub fn partners_approved(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> u64 {
        let (from, until) = self.range(from, until);
        let partners = &self.program(program).partners;
        let Some(own) = self.changed_partners(program) else {
            let before = |second: u32| approved(partners, i64::from(second) - 1);
            return (before(until) - before(from)) as u64;
        };
        let range = i64::from(from)..i64::from(until);
        let approval = |partner| own.approved(partner).map(i64::from);
        let simulated = partners.iter().enumerate();
        let simulated = simulated.map(|(place, partner)| approval(id(place)).unwrap_or(partner.approved));
        let added = own.partners().filter_map(|(partner, _)| approval(partner));
        simulated.chain(added).filter(|second| range.contains(second)).count() as u64
    }

    /// Partners by status.
    pub fn partners(&self, program: ProgramId) -> PartnerCounts {
        let mut counts = PartnerCounts::default();
        let (now, own) = (i64::from(self.second), self.changed_partners(program));
        for (place, partner) in self.program(program).partners.iter().enumerate() {
            if let Some(status) = with_ledger(partner, now, own, id(place)) {
                counts.add(status);
            }
        }
        for (_, partner) in own.into_iter().flat_map(ProgramLedger::partners) {
            counts.add(partner.status());
        }
        counts
    }

    /// When a partner was first approved, if they were.
    pub fn partner_approved_at(&self, program: ProgramId, partner: PartnerId) -> Option<DateTime<Utc>> {
        let own = self.ledger().program(program).and_then(|own| own.approved(partner)).map(i64::from);
        let simulated = self.program(program).partners.get(partner.index()).map(|known| known.approved);
        self.reached(own.into_iter().chain(simulated).min()?)
    }

    /// The partner of a program, if they have joined.
    pub fn partner(&self, program: ProgramId, partner: PartnerId) -> Option<PartnerProfile<'w>> {
        let timeline = self.world().timeline;
        let own = self.changed_partners(program);
        if let Some(known) = self.program(program).partners.get(partner.index()) {
            let revised = own.and_then(|own| own.revised(partner));
            return Some(PartnerProfile {
                id: partner,
                code: &known.code,
                name: revised.and_then(|revised| revised.name.as_deref()),
                email: revised.and_then(|revised| revised.email.as_deref()),
                status: with_ledger(known, self.second.into(), own, partner)?,
                joined_at: timeline.time_of_offset(known.joined),
            });
        }
        let known = own?.partner(partner)?;
        Some(PartnerProfile {
            id: partner,
            code: known.code(),
            name: known.new.name.as_deref(),
            email: known.new.email.as_deref(),
            status: known.status(),
            joined_at: timeline.time(known.joined),
        })
    }

    /// Every partner of a program who has joined: those of the simulation, then those of the ledger.
    pub fn all_partners(&self, program: ProgramId) -> impl Iterator<Item = PartnerProfile<'w>> + use<'w> {
        let simulated = (0..self.program(program).partners.len()).map(id);
        let own = self.changed_partners(program).into_iter().flat_map(ProgramLedger::partners).map(|(id, _)| id);
        let view = *self;
        simulated.chain(own).filter_map(move |partner| view.partner(program, partner))
    }

    /// What the ledger knows of a program, if it knows anything of its partners.
    pub(crate) fn changed_partners(&self, program: ProgramId) -> Option<&'w ProgramLedger> {
        self.ledger().program(program).filter(|own| own.has_partners())
    }
}

/// What has become of a simulated partner by then, if they have joined. Nobody comes back who was deleted; whom the
/// simulation has archived comes back only if the ledger restores them after that.
fn with_ledger(known: &Partner, now: i64, own: Option<&ProgramLedger>, partner: PartnerId) -> Option<PartnerStatus> {
    let simulated = known.status(now)?;
    let Some(own) = own else { return Some(simulated) };
    let decided = own.standing(partner);
    Some(match simulated {
        PartnerStatus::Deleted => PartnerStatus::Deleted,
        _ if decided == Some(PartnerStatus::Deleted) => PartnerStatus::Deleted,
        PartnerStatus::Archived => {
            let restored = own.restored(partner).map(i64::from);
            let is_back = known.archived.is_some_and(|archived| restored.is_some_and(|restored| restored >= archived));
            let unarchived = if known.approved > now { PartnerStatus::Pending } else { PartnerStatus::Active };
            if is_back { decided.unwrap_or(unarchived) } else { PartnerStatus::Archived }
        }
        PartnerStatus::Pending | PartnerStatus::Active | PartnerStatus::Blocked => decided.unwrap_or(simulated),
    })
}

fn id(place: usize) -> PartnerId {
    PartnerId(u16::try_from(place).expect("few partners"))
}
