//! Names, addresses and accounts of affiliates.

use trackside_world::{PartnerProfile, Program, View};

/// The person behind an affiliate.
pub(super) struct Person {
    pub(super) name: Option<String>,
    pub(super) email: String,
    /// The account, of which only the end is shown.
    pub(super) masked_iban: String,
}

/// The person behind an affiliate.
pub(super) fn of(view: View<'_>, program: &Program, partner: &PartnerProfile<'_>) -> Person {
    let digits = view.partner_user_uuid(program.id, partner.id).as_u128() % 10_000;
    let trackside_world::Person { name, email } = partner.person();
    Person { name, email, masked_iban: format!("****{digits:04}") }
}
