//! Partners as they are shown. What all partners of a program have brought is counted once, not for each of them.

use std::collections::BTreeMap;

use trackside_schemas::partnero::{
    CurrencyAmount, Partner, PartnerCommissions, PartnerReferrals, PartnerStatus as ShownStatus, TagValue,
};
use trackside_schemas::values::InstantWithDigits;
use trackside_world::{PartnerFigures, PartnerId, PartnerProfile, PartnerStatus, Program, View};

use super::figures;
use super::partner_identity::{PartnerRecord, number, recorded_id};
use super::referral_links::{KnownLink, LinkOwner, by_owner, first_beginning, url, with_first};
use crate::serve::Record as _;

/// What the partners of a program have brought and earned. Money is in minor units.
pub(super) struct Partners<'w> {
    view: View<'w>,
    program: &'w Program,
    figures: BTreeMap<PartnerId, PartnerFigures>,
    unpaid: BTreeMap<PartnerId, i64>,
    paid: BTreeMap<PartnerId, i64>,
    links: BTreeMap<LinkOwner, Vec<KnownLink>>,
    /// What the first link of a partner begins with.
    first_link: String,
}

impl<'w> Partners<'w> {
    /// Counts what the partners of a program have brought.
    pub(super) fn of(view: View<'w>, program: &'w Program) -> Self {
        Self {
            view,
            program,
            figures: view.partner_figures(program.id),
            unpaid: view.unpaid(program.id),
            paid: view.paid(program.id),
            links: by_owner(view, program),
            first_link: first_beginning(program, LinkOwner::Partner(PartnerId(0)).parameter()),
        }
    }

    /// A partner with what they have brought.
    pub(super) fn show(&self, partner: &PartnerProfile<'_>) -> Partner {
        let (view, program, id) = (self.view, self.program, partner.id);
        let record = PartnerRecord::get(view, number(program.id, id)).unwrap_or_default();
        let approved_at = view.partner_approved_at(program.id, id).filter(|_| partner.status != PartnerStatus::Pending);
        let person = partner.person();
        let (name, surname) = names(person.name.as_deref().unwrap_or_default(), &record);
        let referral_links = self.links_of(partner);
        let updated_at = [Some(partner.joined_at), approved_at, record.updated_at].into_iter().flatten().max();
        let figures = self.figures.get(&id).copied().unwrap_or_default();
        Partner {
            id: recorded_id(view, program.id, id, record.id),
            key: Some(partner.code.to_owned()),
            email: person.email,
            name,
            surname,
            status: status(partner.status),
            approved: approved_at.is_some(),
            tos: !id.is_of_the_ledger(),
            created_at: InstantWithDigits(partner.joined_at),
            updated_at: InstantWithDigits(updated_at.unwrap_or(partner.joined_at)),
            referrals: Some(self.referrals(&figures)),
            commissions: Some(self.commissions(id, &figures)),
            custom_fields: Vec::new(),
            custom_field_values: Vec::new(),
            referrals_count: figures.customers,
            tags: record.tags.into_iter().map(|value| TagValue { value }).collect(),
            referral_link: referral_links.first().cloned().unwrap_or_default(),
            referral_links,
        }
    }

    /// The addresses of a partner's links, the first one in front. Most have only that one, and nothing has changed about it.
    fn links_of(&self, partner: &PartnerProfile<'_>) -> Vec<String> {
        let owner = LinkOwner::Partner(partner.id);
        let Some(own) = self.links.get(&owner) else { return vec![format!("{}{}", self.first_link, partner.code)] };
        let links = with_first(self.program, owner, partner.code, own.clone());
        links.iter().map(|link| url(self.program, link)).collect()
    }

    fn referrals(&self, figures: &PartnerFigures) -> PartnerReferrals {
        PartnerReferrals {
            clicks: figures.clicks,
            signups: figures.customers,
            revenue: vec![self.amount(figures.revenue)],
            sales_count: figures.orders,
            paid_accounts: figures.paying_customers,
        }
    }

    fn commissions(&self, partner: PartnerId, figures: &PartnerFigures) -> PartnerCommissions {
        let of = |amounts: &BTreeMap<PartnerId, i64>| amounts.get(&partner).copied().unwrap_or_default();
        PartnerCommissions {
            paid: figures::money(self.program, of(&self.paid)).number(),
            pending: vec![self.amount(figures.commission - figures.approved)],
            // More was paid than is earned if an order is declined after that.
            not_paid: vec![self.amount(of(&self.unpaid).max(0))],
        }
    }

    fn amount(&self, minor: i64) -> CurrencyAmount {
        CurrencyAmount {
            currency: figures::code(self.program.currency),
            amount: figures::money(self.program, minor).number(),
        }
    }
}

/// Whether a partner takes part. Somebody who was blocked is archived here.
pub(super) const fn status(status: PartnerStatus) -> ShownStatus {
    match status {
        PartnerStatus::Active => ShownStatus::Active,
        PartnerStatus::Pending => ShownStatus::Pending,
        PartnerStatus::Blocked | PartnerStatus::Archived => ShownStatus::Archived,
        PartnerStatus::Deleted => ShownStatus::Deleted,
    }
}

/// The longest name that the world keeps, in characters.
const LONGEST: usize = 100;

/// First and last name as one name that everybody knows. None if there is nothing in them.
pub(super) fn whole_name(name: Option<&str>, surname: Option<&str>) -> Option<String> {
    let words = [name, surname].into_iter().flatten().flat_map(str::split_whitespace);
    let whole = words.collect::<Vec<_>>().join(" ");
    let whole: String = whole.chars().take(LONGEST).collect();
    let whole = whole.trim();
    (!whole.is_empty()).then(|| whole.to_owned())
}

/// First and last name of somebody: as a client has divided the name, or else at its first space.
pub(super) fn names(whole: &str, record: &PartnerRecord) -> (Option<String>, Option<String>) {
    let given = whole_name(record.name.as_deref(), record.surname.as_deref());
    if given.as_deref() == Some(whole) {
        return (record.name.clone(), record.surname.clone());
    }
    let (name, surname) = whole.split_once(' ').unwrap_or((whole, ""));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (some(name), some(surname))
}

#[cfg(test)]
mod tests {
    use super::{PartnerRecord, names, whole_name};

    #[test]
    fn names_are_divided_as_clients_have_done_it_while_they_are_the_same() {
        let text = |text: &str| Some(text.to_owned());
        let record = PartnerRecord { name: text("Ana Maria"), surname: text("Holm"), ..PartnerRecord::default() };
        assert_eq!(whole_name(Some("Ana Maria"), Some("Holm")).as_deref(), Some("Ana Maria Holm"));
        assert_eq!(names("Ana Maria Holm", &record), (text("Ana Maria"), text("Holm")));
        assert_eq!(names("Ida Moss", &record), (text("Ida"), text("Moss")));
        assert_eq!(names("Lena", &PartnerRecord::default()), (text("Lena"), None));
        assert_eq!(names("", &PartnerRecord::default()), (None, None));
        assert_eq!(whole_name(Some(" "), None), None);
    }
}
