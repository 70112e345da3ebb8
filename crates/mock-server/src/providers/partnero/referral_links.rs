//! Links of partners and customers: what both have.
//!
//! Everybody has a first link, whose key comes from elsewhere: [`KnownLink::first`]. Further ones are [`LinkRecord`]s; a few
//! partners and customers of the simulation have one from the start.
//! - [`links_of`] gives all links of one owner, [`by_owner`] the further links of all owners at once.
//! - [`link_with`] finds a further link by its id, which is its key; [`is_taken`] tells whether a key is in use.
//! - [`show`] makes the answer, with the owner's parameter: `aff` of partners, `ref` of customers.
//! - [`created`], [`changed`] and [`deleted`] give the events; [`changed`] also keeps what changes about a first link.
//! - [`domains`] are those that a link can be on; [`domain`] finds one by its id.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::{ReferralLink, ReferralLinkChanges};
use trackside_world::{CustomerId, Event, PartnerId, PartnerProfile, Program, ProgramId, ProgramKind, View};

use super::customer_identity::referral_key;
use crate::serve::Record;

/// Whose link it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LinkOwner {
    Partner(PartnerId),
    Customer(CustomerId),
}

/// A link that a client has created, or what has changed about a first link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct LinkRecord {
    program: ProgramId,
    owner: LinkOwner,
    key: String,
    /// Whether it is the first link of its owner.
    is_first: bool,
    /// The id of its domain. None for the program's website.
    domain: Option<String>,
    direct_tracking: bool,
    redirect: bool,
    redirect_url: Option<String>,
    created_at: DateTime<Utc>,
    is_deleted: bool,
}

impl Record for LinkRecord {
    const COLLECTION: &'static str = "partnero/referral-links";
}

/// A link, and the number of its record: None as long as no client has created or changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownLink {
    pub(super) number: Option<u64>,
    record: LinkRecord,
}

/// A domain that links can be on.
pub(super) struct KnownDomain {
    /// None for the program's website.
    pub(super) id: Option<String>,
    /// The address without a path: `https://shop.example`.
    pub(super) origin: String,
}

impl LinkOwner {
    /// The parameter with the key in the URL.
    pub(super) const fn parameter(self) -> &'static str {
        match self {
            Self::Partner(_) => "aff",
            Self::Customer(_) => "ref",
        }
    }
}

impl KnownLink {
    /// The first link of somebody, as long as nothing has changed about it.
    pub(super) fn first(program: &Program, owner: LinkOwner, key: &str) -> Self {
        let record = LinkRecord {
            program: program.id,
            owner,
            key: key.to_owned(),
            is_first: true,
            domain: None,
            direct_tracking: false,
            redirect: false,
            redirect_url: None,
            created_at: program.created_at,
            is_deleted: false,
        };
        Self { number: None, record }
    }

    /// Its key, which is also its id.
    pub(super) fn key(&self) -> &str {
        &self.record.key
    }

    /// Whose it is.
    pub(super) const fn owner(&self) -> LinkOwner {
        self.record.owner
    }

    /// Whether it is the first link of its owner.
    pub(super) const fn is_first(&self) -> bool {
        self.record.is_first
    }
}

/// All links of an owner: the first one, which has this key, then the others, the oldest first.
pub(super) fn links_of(view: View<'_>, program: &Program, owner: LinkOwner, first_key: &str) -> Vec<KnownLink> {
    let own = records(view, program.id).filter(|link| link.owner() == owner).collect();
    with_first(program, owner, first_key, own)
}

/// The links that clients have created or changed, by their owners, for [`with_first`].
pub(super) fn by_owner(view: View<'_>, program: &Program) -> BTreeMap<LinkOwner, Vec<KnownLink>> {
    let mut found = BTreeMap::<_, Vec<_>>::new();
    for link in records(view, program.id) {
        found.entry(link.owner()).or_default().push(link);
    }
    found
}

/// The links of an owner, with the first one in front.
pub(super) fn with_first(
    program: &Program,
    owner: LinkOwner,
    first_key: &str,
    mut own: Vec<KnownLink>,
) -> Vec<KnownLink> {
    let place = own.iter().position(KnownLink::is_first);
    let first = place.map_or_else(|| KnownLink::first(program, owner, first_key), |place| own.remove(place));
    own.insert(0, first);
    own
}

/// The link with an id that a client has created, or the first link with it that was changed.
pub(super) fn link_with(view: View<'_>, program: ProgramId, id: &str) -> Option<KnownLink> {
    records(view, program).find(|link| link.key() == id)
}

/// Whether a link that a client has created has the key. Keys of first links are known elsewhere.
pub(super) fn is_taken(view: View<'_>, program: ProgramId, key: &str) -> bool {
    link_with(view, program, key).is_some()
}

/// The link as it is answered.
pub(super) fn show(program: &Program, link: &KnownLink) -> ReferralLink {
    let record = &link.record;
    ReferralLink {
        id: record.key.clone(),
        key: record.key.clone(),
        url: url(program, link),
        default: record.is_first,
        is_additional: record.domain.is_some(),
        direct_tracking: record.direct_tracking,
        direct_tracking_redirect: record.redirect,
        direct_tracking_redirect_url: record.redirect_url.clone(),
    }
}

/// The URL of a link.
pub(super) fn url(program: &Program, link: &KnownLink) -> String {
    let (owner, key) = (link.owner(), link.key());
    let domain = link.record.domain.as_deref().and_then(|id| domain(program, id));
    let domain = domain.unwrap_or_else(|| own_domain(program));
    format!("{}{key}", beginning(&domain, owner.parameter()))
}

/// What the links of a domain begin with.
pub(super) fn beginning(domain: &KnownDomain, parameter: &str) -> String {
    format!("{}?{parameter}=", domain.origin)
}

/// What a first link begins with, as long as nothing has changed about it.
pub(super) fn first_beginning(program: &Program, parameter: &str) -> String {
    beginning(&own_domain(program), parameter)
}

/// The domains that links of a program can be on, its website first. The sandbox makes up one more.
pub(super) fn domains(program: &Program) -> Vec<KnownDomain> {
    let own = own_domain(program);
    let host = host(&own.origin).to_owned();
    let id = format!("domain_{}", program.code.to_ascii_lowercase());
    let more = KnownDomain { id: Some(id), origin: format!("https://go.{host}") };
    vec![own, more]
}

/// The domain with an id.
pub(super) fn domain(program: &Program, id: &str) -> Option<KnownDomain> {
    domains(program).into_iter().find(|domain| domain.id.as_deref() == Some(id))
}

/// The host in an address.
pub(super) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// A new link, and the event that creates it.
pub(super) fn created(
    view: View<'_>,
    program: &Program,
    owner: LinkOwner,
    key: &str,
    domain: Option<String>,
) -> (KnownLink, Event) {
    let number = LinkRecord::next(view);
    let first = KnownLink::first(program, owner, key).record;
    let record = LinkRecord { is_first: false, domain, created_at: view.now(), ..first };
    let event = record.put(number);
    (KnownLink { number: Some(number), record }, event)
}

/// A link after some changes, and the event that changes it.
pub(super) fn changed(view: View<'_>, link: KnownLink, changes: &ReferralLinkChanges) -> (KnownLink, Event) {
    let ReferralLinkChanges { direct_tracking, direct_tracking_redirect, direct_tracking_redirect_url } = changes;
    let KnownLink { number, mut record } = link;
    record.direct_tracking = direct_tracking.unwrap_or(record.direct_tracking);
    record.redirect = direct_tracking_redirect.unwrap_or(record.redirect);
    if direct_tracking_redirect_url.is_some() {
        record.redirect_url.clone_from(direct_tracking_redirect_url);
    }
    let number = number.unwrap_or_else(|| LinkRecord::next(view));
    let event = record.put(number);
    (KnownLink { number: Some(number), record }, event)
}

/// The event that deletes a link. None for a first link, which stays.
pub(super) fn deleted(view: View<'_>, link: KnownLink) -> Option<Event> {
    let KnownLink { number, record } = link;
    let number = number.unwrap_or_else(|| LinkRecord::next(view));
    (!record.is_first).then(|| LinkRecord { is_deleted: true, ..record }.put(number))
}

fn own_domain(program: &Program) -> KnownDomain {
    KnownDomain { id: None, origin: program.website.trim_end_matches('/').to_owned() }
}

/// Every link that is not a first one, and the first ones about which something has changed.
fn records(view: View<'_>, program: ProgramId) -> impl Iterator<Item = KnownLink> {
    let own: Vec<_> = LinkRecord::all(view).filter(|(_, record)| record.program == program).collect();
    let simulated: Vec<_> = simulated(view, view.program(program))
        .filter(|link| !own.iter().any(|(_, record)| record.owner == link.owner() && record.key == link.key()))
        .collect();
    let own = own.into_iter().filter(|(_, record)| !record.is_deleted);
    simulated.into_iter().chain(own.map(|(number, record)| KnownLink { number: Some(number), record }))
}

/// Of so many partners of the simulation, one has a second link.
const SHARE: u16 = 5;

/// The place of the customer of the simulation who has a second link, in a refer-a-friend program.
const CUSTOMER_WITH_SECOND_LINK: usize = 3;

/// The second links of the simulation.
fn simulated<'w>(view: View<'w>, program: &'w Program) -> impl Iterator<Item = KnownLink> + use<'w> {
    let second = |owner: LinkOwner, key: &str, created_at: DateTime<Utc>| {
        let first = KnownLink::first(program, owner, &format!("{key}-blog"));
        KnownLink { number: None, record: LinkRecord { is_first: false, created_at, ..first.record } }
    };
    let partners = view.all_partners(program.id).filter(|_| program.kind == ProgramKind::Affiliate);
    let has_second =
        |partner: &PartnerProfile<'_>| !partner.id.is_of_the_ledger() && partner.id.0.is_multiple_of(SHARE);
    let of_partners = partners
        .filter(has_second)
        .map(move |partner| second(LinkOwner::Partner(partner.id), partner.code, partner.joined_at));
    let mut customers = view.customers_of(program.id).simulated();
    let is_referral = program.kind == ProgramKind::ReferAFriend;
    let customer = is_referral.then(|| customers.nth(CUSTOMER_WITH_SECOND_LINK)).flatten();
    let of_customer = customer.map(|customer| {
        let created_at = view.customer_since(customer).unwrap_or(program.created_at);
        second(LinkOwner::Customer(customer), &referral_key(view, customer), created_at)
    });
    of_partners.chain(of_customer)
}
