//! Customers as they are shown. What all customers of a program need is looked up once.

use std::collections::BTreeMap;

use trackside_schemas::partnero::{
    AffiliateCustomer, Customer, CustomerMetadata, CustomerStatus, ReferralCustomer, ReferringCustomer, TagValue,
};
use trackside_schemas::values::InstantWithDigits;
use trackside_world::{CustomerId, Program, ProgramKind, View};

use super::customer_identity::{CustomerRecord, archived_at, customer_key, referral_key};
use super::friends::Friends;
use super::partner_identity::partner_id;
use super::referral_links::{KnownLink, LinkOwner, by_owner, url, with_first};

/// The customers of a program.
pub(super) struct Customers<'w> {
    view: View<'w>,
    program: &'w Program,
    pub(super) friends: Friends<'w>,
    links: BTreeMap<LinkOwner, Vec<KnownLink>>,
}

impl<'w> Customers<'w> {
    /// The customers of a program.
    pub(super) fn of(view: View<'w>, program: &'w Program) -> Self {
        let has_links = program.kind == ProgramKind::ReferAFriend;
        Self {
            view,
            program,
            friends: Friends::of(view, program.id),
            links: if has_links { by_owner(view, program) } else { BTreeMap::new() },
        }
    }

    /// A customer in the shape of the program.
    pub(super) fn show(&self, customer: CustomerId) -> Customer {
        if self.program.kind == ProgramKind::ReferAFriend {
            Customer::Referral(Box::new(self.show_friend(customer)))
        } else {
            Customer::Affiliate(Box::new(self.show_affiliate(customer)))
        }
    }

    fn show_affiliate(&self, customer: CustomerId) -> AffiliateCustomer {
        let (view, program) = (self.view, self.program);
        let facts = Facts::of(view, program, customer);
        AffiliateCustomer {
            key: customer_key(view, customer),
            partner: view.partner_of(customer).map(|partner| partner_id(view, program.id, partner)),
            deleted: facts.deleted_at.is_some(),
            name: facts.name,
            surname: facts.surname,
            email: facts.email,
            status: facts.status,
            tags: facts.record.tags.into_iter().map(|value| TagValue { value }).collect(),
            created_at: facts.created_at,
            updated_at: facts.updated_at,
            deleted_at: facts.deleted_at,
        }
    }

    /// A customer of a refer-a-friend program.
    pub(super) fn show_friend(&self, customer: CustomerId) -> ReferralCustomer {
        let (view, program) = (self.view, self.program);
        let facts = Facts::of(view, program, customer);
        let owner = LinkOwner::Customer(customer);
        let own = self.links.get(&owner).cloned().unwrap_or_default();
        let links = with_first(program, owner, &referral_key(view, customer), own);
        let referral_links: Vec<String> = links.iter().map(|link| url(program, link)).collect();
        ReferralCustomer {
            id: customer_key(view, customer),
            email: facts.email,
            name: facts.name,
            surname: facts.surname,
            status: facts.status,
            approved: true,
            tos: true,
            referring_customer: self.friends.referrer(customer).map(|referrer| self.show_referrer(referrer)),
            referrals_count: self.friends.brought(customer).len() as u64,
            metadata: CustomerMetadata { date_of_birth: facts.record.date_of_birth },
            referral_link: referral_links.first().cloned().unwrap_or_default(),
            referral_links,
            custom_fields: BTreeMap::new(),
            created_at: facts.created_at,
            updated_at: facts.updated_at,
        }
    }

    fn show_referrer(&self, referrer: CustomerId) -> ReferringCustomer {
        let (name, surname) = self.view.customer_name(referrer);
        let email = self.view.customer_email(referrer).into_owned();
        ReferringCustomer { id: customer_key(self.view, referrer), email, name, surname }
    }
}

/// What customers of both kinds have.
struct Facts {
    record: CustomerRecord,
    name: Option<String>,
    surname: Option<String>,
    email: String,
    status: CustomerStatus,
    created_at: InstantWithDigits<6>,
    updated_at: InstantWithDigits<6>,
    deleted_at: Option<InstantWithDigits<6>>,
}

impl Facts {
    fn of(view: View<'_>, program: &Program, customer: CustomerId) -> Self {
        let record = CustomerRecord::of(view, customer);
        let (name, surname) = view.customer_name(customer);
        let created_at = view.customer_since(customer).unwrap_or_else(|| view.now());
        let deleted_at = archived_at(view, program, customer);
        let updated_at = [Some(created_at), deleted_at, record.updated_at].into_iter().flatten().max();
        Self {
            name,
            surname,
            email: view.customer_email(customer).into_owned(),
            status: if deleted_at.is_some() { CustomerStatus::Deleted } else { CustomerStatus::Active },
            created_at: created_at.into(),
            updated_at: updated_at.unwrap_or(created_at).into(),
            deleted_at: deleted_at.map(Into::into),
            record,
        }
    }
}
