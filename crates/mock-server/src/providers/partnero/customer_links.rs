//! `/customer_referral_links`: links of customers of a refer-a-friend program.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CreateCustomerLink, CustomerIdentifier, CustomerLinkToCreate, CustomerLinksQuery, DeleteCustomerLink, Done,
    Envelope, GetCustomerLink, ListCustomerLinks, Page, ReferralLink, ReferralLinkChanges, ReferralLinkPath,
    ReferralLinkSearch, SearchCustomerLinks, UpdateCustomerLink,
};
use trackside_world::{CustomerId, Program, ProgramKind, View};

use super::customer_identity::{by_referral_key, customer_with, is_there, referral_key};
use super::customer_samples::{changing, customer, path_of, sample_program, with_key};
use super::customers::{customer_in_path, is_referral_key_taken};
use super::envelope::{done, one};
use super::kind::referral;
use super::paging::page;
use super::partners::first_page;
use super::referral_links::{self, KnownLink, LinkOwner, by_owner, domain, link_with, links_of, show};
use super::refusal::{refused, taken};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// The samples are in a program of this kind.
const KIND: ProgramKind = ProgramKind::ReferAFriend;

impl Serve for ListCustomerLinks {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<ReferralLink>>, Problem> {
        let (view, program) = (call.view, referral(call)?);
        let customer = customer_in_path(view, program, &call.path)?;
        let CustomerLinksQuery { paging } = call.query;
        let links = links_of(view, program, LinkOwner::Customer(customer), &referral_key(view, customer));
        Ok(page(call, paging.limit(), paging.page, links.into_iter(), |link| show(program, &link)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let path = path_of(view, customer(view, KIND, 0));
        with_key(view, KIND, Sample::new(path, CustomerLinksQuery::default(), Nothing {}))
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<CustomerLinksQuery> {
        Some(CustomerLinksQuery { paging: first_page() })
    }
}

impl Serve for SearchCustomerLinks {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<ReferralLink>>, Problem> {
        let (view, program) = (call.view, referral(call)?);
        let ReferralLinkSearch { id, key, paging } = &call.query;
        let mut links = match (id, key) {
            // A link's id is its key.
            (Some(id), Some(key)) if id != key => Vec::new(),
            (Some(key), _) | (None, Some(key)) => found(view, program, key).into_iter().collect(),
            (None, None) => {
                let all = by_owner(view, program).into_values().flatten();
                all.filter(|link| is_of_somebody(view, link)).collect::<Vec<_>>()
            }
        };
        if !paging.oldest_first() {
            links.reverse();
        }
        Ok(page(call, paging.limit(), paging.page, links.into_iter(), |link| show(program, &link)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let key = customer(view, KIND, 0).map(|customer| referral_key(view, customer));
        let query = ReferralLinkSearch { key, ..ReferralLinkSearch::default() };
        with_key(view, KIND, Sample::new(Nothing {}, query, Nothing {}))
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<ReferralLinkSearch> {
        let key = Some(referral_key(view, customer(view, KIND, 0)?));
        Some(ReferralLinkSearch { id: key.clone(), key, paging: first_page() })
    }
}

impl Serve for CreateCustomerLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ReferralLink>>, Problem> {
        let (view, program) = (call.view, referral(call)?);
        let CustomerLinkToCreate { key, customer, domain_id, is_additional: _ } = &call.body;
        let customer = customer_with(view, program.id, customer).ok_or_else(|| {
            refused("Invalid customer key", "the program has no such customer; GET /v1/customers lists them")
        })?;
        if is_referral_key_taken(view, program, key) {
            return Err(taken("key"));
        }
        if domain_id.as_ref().is_some_and(|id| domain(program, id).is_none()) {
            let reason = "is the id of no domain; in the sandbox a program has the domain `domain_` and its id";
            return Err(Problem::invalid_field("domain_id", reason));
        }
        let owner = LinkOwner::Customer(customer);
        let (link, event) = referral_links::created(view, program, owner, key, domain_id.clone());
        Ok(Answer::new(one(show(program, &link))).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let key = changing(view, KIND, 2).map(|customer| referral_key(view, customer));
        let program = sample_program(view, KIND);
        let is_free = |key: &String| program.is_none_or(|program| !is_referral_key_taken(view, program, key));
        let body = CustomerLinkToCreate {
            key: (1..1000).map(|number| format!("sample-link-{number}")).find(is_free).unwrap_or_default(),
            customer: CustomerIdentifier { key, ..CustomerIdentifier::default() },
            domain_id: None,
            is_additional: Some(false),
        };
        with_key(view, KIND, Sample::new(Nothing {}, Nothing {}, body))
    }
}

impl Serve for GetCustomerLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ReferralLink>>, Problem> {
        let program = referral(call)?;
        let link = link_in_path(call.view, program, &call.path)?;
        Ok(one(show(program, &link)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        with_key(view, KIND, Sample::new(first_link(view, customer(view, KIND, 0)), Nothing {}, Nothing {}))
    }
}

impl Serve for UpdateCustomerLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ReferralLink>>, Problem> {
        let program = referral(call)?;
        let link = link_in_path(call.view, program, &call.path)?;
        let (link, event) = referral_links::changed(call.view, link, &call.body);
        Ok(Answer::new(one(show(program, &link))).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let changes = ReferralLinkChanges { direct_tracking: Some(true), ..ReferralLinkChanges::default() };
        with_key(view, KIND, Sample::new(first_link(view, changing(view, KIND, 3)), Nothing {}, changes))
    }
}

impl Serve for DeleteCustomerLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let program = referral(call)?;
        let link = link_in_path(call.view, program, &call.path)?;
        let event = referral_links::deleted(call.view, link).ok_or_else(|| {
            refused("The default referral link cannot be deleted.", "every customer keeps the first link")
        })?;
        Ok(Answer::new(done()).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let all = sample_program(view, KIND).map(|program| by_owner(view, program));
        let mut further = all.into_iter().flat_map(std::collections::BTreeMap::into_values).flatten();
        let path = match further.find(|link| !link.is_first() && is_of_somebody(view, link)) {
            Some(link) => ReferralLinkPath { id: link.key().to_owned() },
            None => first_link(view, customer(view, KIND, 0)),
        };
        with_key(view, KIND, Sample::new(path, Nothing {}, Nothing {}))
    }
}

/// The link in the path, if its customer is still there.
fn link_in_path(view: View<'_>, program: &Program, path: &ReferralLinkPath) -> Result<KnownLink, Problem> {
    found(view, program, &path.id).ok_or_else(|| Problem::NotFound {
        what: "Referral link",
        reason: format!("no customer of the program has a link {}", path.id),
    })
}

fn found(view: View<'_>, program: &Program, key: &str) -> Option<KnownLink> {
    let first = || {
        let customer = by_referral_key(view, program.id, key)?;
        Some(KnownLink::first(program, LinkOwner::Customer(customer), key))
    };
    link_with(view, program.id, key).filter(|link| is_of_somebody(view, link)).or_else(first)
}

fn is_of_somebody(view: View<'_>, link: &KnownLink) -> bool {
    match link.owner() {
        LinkOwner::Customer(customer) => is_there(view, customer),
        LinkOwner::Partner(_) => false,
    }
}

fn first_link(view: View<'_>, customer: Option<CustomerId>) -> ReferralLinkPath {
    let key = customer.map(|customer| referral_key(view, customer));
    ReferralLinkPath { id: key.unwrap_or_else(|| "nobody".to_owned()) }
}
