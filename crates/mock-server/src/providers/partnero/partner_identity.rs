//! Who a partner is: what only Partnero knows of them, and how they are found.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::PartnerIdentifier;
use trackside_world::{PartnerId, PartnerProfile, PartnerStatus, Program, ProgramId, ProgramKind, View};
use uuid::Uuid;

use crate::serve::Record;

/// What only Partnero knows of a partner. Numbered by [`number`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct PartnerRecord {
    /// The id that a client has given them.
    pub(super) id: Option<String>,
    /// The first name that a client has given them. It counts as long as it is a part of the name that everybody knows.
    pub(super) name: Option<String>,
    /// The last name, in the same way.
    pub(super) surname: Option<String>,
    pub(super) tags: Vec<String>,
    /// Who has brought them.
    pub(super) referred_by: Option<PartnerId>,
    /// When they were last changed here.
    pub(super) updated_at: Option<DateTime<Utc>>,
}

impl Record for PartnerRecord {
    const COLLECTION: &'static str = "partnero/partners";
}

/// The number of a partner among those of all programs.
pub(super) fn number(program: ProgramId, partner: PartnerId) -> u64 {
    u64::from(program.0) << 16 | u64::from(partner.0)
}

/// The partner with a number among those of all programs, and the program.
pub(super) fn program_and_partner(number: u64) -> Option<(ProgramId, PartnerId)> {
    let (program, partner) = (u16::try_from(number >> 16).ok()?, u16::try_from(number & 0xffff).ok()?);
    Some((ProgramId(program), PartnerId(partner)))
}

/// The id of a partner: the one that a client has given them, or else their UUID.
pub(super) fn partner_id(view: View<'_>, program: ProgramId, partner: PartnerId) -> String {
    recorded_id(view, program, partner, PartnerRecord::get(view, number(program, partner)).and_then(|record| record.id))
}

/// The id of a partner, if their record has this one.
pub(super) fn recorded_id(view: View<'_>, program: ProgramId, partner: PartnerId, recorded: Option<String>) -> String {
    recorded.unwrap_or_else(|| view.partner_uuid(program, partner).to_string())
}

/// The partner of a program with an id.
pub(super) fn partner_by_id(view: View<'_>, program: ProgramId, id: &str) -> Option<PartnerId> {
    let given = PartnerRecord::all(view).find_map(|(number, record)| {
        let is_asked = number >> 16 == u64::from(program.0) && record.id.as_deref() == Some(id);
        let partner = PartnerId(u16::try_from(number & 0xffff).expect("16 bits"));
        // Somebody who was deleted may have had the same id.
        (is_asked && is_there(view, program, partner)).then_some(partner)
    });
    let by_uuid = || {
        let (of, partner) = view.partner_by_uuid(Uuid::parse_str(id).ok()?)?;
        (of == program && partner_id(view, program, partner) == id).then_some(partner)
    };
    given.or_else(by_uuid).filter(|partner| is_there(view, program, *partner))
}

/// The partner of a program with a referral key.
pub(super) fn partner_by_key(view: View<'_>, program: ProgramId, key: &str) -> Option<PartnerId> {
    view.partner_by_code(program, key).filter(|partner| is_there(view, program, *partner))
}

/// The partner of a program with an e-mail address.
pub(super) fn partner_by_email(view: View<'_>, program: ProgramId, email: &str) -> Option<PartnerId> {
    let mut partners = partners_of(view, program);
    partners.find(|partner| partner.person().email.eq_ignore_ascii_case(email)).map(|partner| partner.id)
}

/// The partner whom a request names.
pub(super) fn partner_with(view: View<'_>, program: ProgramId, named: &PartnerIdentifier) -> Option<PartnerId> {
    match (&named.id, &named.key, &named.email) {
        (Some(id), ..) => partner_by_id(view, program, id),
        (None, Some(key), _) => partner_by_key(view, program, key),
        (None, None, Some(email)) => partner_by_email(view, program, email),
        (None, None, None) => None,
    }
}

/// The partners of a program who are not deleted, in the order in which they joined.
pub(super) fn partners_of(view: View<'_>, program: ProgramId) -> impl Iterator<Item = PartnerProfile<'_>> {
    view.all_partners(program).filter(|partner| partner.status != PartnerStatus::Deleted)
}

/// An active partner of the first affiliate program, for samples.
pub(super) fn some_partner(view: View<'_>) -> Option<(&Program, PartnerId)> {
    let program = view.programs().find(|program| program.kind == ProgramKind::Affiliate)?;
    Some((program, view.active_partner(program.id)?))
}

fn is_there(view: View<'_>, program: ProgramId, partner: PartnerId) -> bool {
    view.partner(program, partner).is_some_and(|partner| partner.status != PartnerStatus::Deleted)
}
