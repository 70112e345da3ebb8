//! `/partner_referral_links`: links of partners, and the domains that they can be on.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CreatePartnerLink, DeletePartnerLink, Domain, DomainsQuery, Done, Envelope, GetPartnerLink, ListDomains,
    ListPartnerLinks, Page, Paging, PartnerIdentifier, PartnerLinkToCreate, ReferralLink, ReferralLinkChanges,
    ReferralLinkPath, ReferralLinkSearch, ReferralLinksQuery, SearchPartnerLinks, UpdatePartnerLink,
};
use trackside_world::{Program, View};

use super::envelope::{done, one};
use super::kind::affiliate;
use super::paging::page;
use super::partner_changes::some_other_partner;
use super::partner_identity::{partner_by_key, partner_with, partners_of, some_partner};
use super::partners::{first_page, key_of, partner_in_path, path_of};
use super::referral_links::{
    self, KnownLink, LinkOwner, beginning, by_owner, domain, domains, host, link_with, links_of, show, with_first,
};
use super::refusal::{refused, taken};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// How many domains a page has if nobody says.
const DOMAINS: u64 = 10;

impl Serve for ListPartnerLinks {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<ReferralLink>>, Problem> {
        let program = affiliate(call)?;
        let partner = partner_in_path(call.view, program.id, &call.path)?;
        let links = links_of(call.view, program, LinkOwner::Partner(partner.id), partner.code);
        let ReferralLinksQuery { limit, page: number } = call.query;
        let limit = limit.unwrap_or(Paging::USUAL_LIMIT);
        Ok(page(call, limit, number, links.into_iter(), |link| show(program, &link)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path_of(view, some_partner(view)), ReferralLinksQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<ReferralLinksQuery> {
        Some(ReferralLinksQuery { limit: Some(5), page: Some(1) })
    }
}

impl Serve for ListDomains {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Domain>>, Problem> {
        let program = affiliate(call)?;
        let DomainsQuery { limit, page: number } = call.query;
        let rows = domains(program).into_iter().map(|known| Domain {
            url: beginning(&known, "aff"),
            domain: host(&known.origin).to_owned(),
            is_additional: known.id.is_some(),
            id: known.id,
        });
        Ok(page(call, limit.unwrap_or(DOMAINS), number, rows, |row| row).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, DomainsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<DomainsQuery> {
        Some(DomainsQuery { limit: Some(5), page: Some(1) })
    }
}

impl Serve for SearchPartnerLinks {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<ReferralLink>>, Problem> {
        let program = affiliate(call)?;
        let ReferralLinkSearch { id, key, paging } = &call.query;
        // A link's id is its key.
        let is_asked = |link: &KnownLink| [id, key].into_iter().flatten().all(|text| link.key() == text);
        let mut links: Vec<_> = all(call.view, program).into_iter().filter(is_asked).collect();
        if !paging.oldest_first() {
            links.reverse();
        }
        Ok(page(call, paging.limit(), paging.page, links.into_iter(), |link| show(program, &link)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let key = some_partner(view).map(|(program, partner)| key_of(view, program, partner));
        Sample::new(Nothing {}, ReferralLinkSearch { key, ..ReferralLinkSearch::default() }, Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<ReferralLinkSearch> {
        let (program, partner) = some_partner(view)?;
        let key = Some(key_of(view, program, partner));
        Some(ReferralLinkSearch { id: key.clone(), key, paging: first_page() })
    }
}

impl Serve for CreatePartnerLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ReferralLink>>, Problem> {
        let (view, program) = (call.view, affiliate(call)?);
        let PartnerLinkToCreate { key, partner, domain_id, is_additional: _ } = &call.body;
        let partner = partner_with(view, program.id, partner).ok_or_else(|| {
            refused("Invalid partner key", "the program has no such partner; GET /v1/partners lists them")
        })?;
        if view.partner_by_code(program.id, key).is_some() || referral_links::is_taken(view, program.id, key) {
            return Err(taken("key"));
        }
        if domain_id.as_ref().is_some_and(|id| domain(program, id).is_none()) {
            let reason = "is the id of no domain; GET /v1/partner_referral_links:domains lists them";
            return Err(Problem::invalid_field("domain_id", reason));
        }
        let owner = LinkOwner::Partner(partner);
        let (link, event) = referral_links::created(view, program, owner, key, domain_id.clone());
        Ok(Answer::new(one(show(program, &link))).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let partner = some_partner(view);
        let key = partner.map(|(program, partner)| key_of(view, program, partner));
        let program = partner.map(|(program, _)| program);
        let taken = program.map_or(0, |program| by_owner(view, program).values().map(Vec::len).sum());
        let free = (taken..).map(|number| format!("sample-link-{number}"));
        let is_free = |key: &String| program.is_none_or(|program| !referral_links::is_taken(view, program.id, key));
        let body = PartnerLinkToCreate {
            key: free.into_iter().find(is_free).unwrap_or_default(),
            partner: PartnerIdentifier { key, ..PartnerIdentifier::default() },
            domain_id: None,
            is_additional: Some(false),
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for GetPartnerLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ReferralLink>>, Problem> {
        let program = affiliate(call)?;
        let link = found(call.view, program, &call.path)?;
        Ok(one(show(program, &link)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(first_link(view, some_partner(view)), Nothing {}, Nothing {})
    }
}

impl Serve for UpdatePartnerLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ReferralLink>>, Problem> {
        let program = affiliate(call)?;
        let link = found(call.view, program, &call.path)?;
        let (link, event) = referral_links::changed(call.view, link, &call.body);
        Ok(Answer::new(one(show(program, &link))).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let changes = ReferralLinkChanges { direct_tracking: Some(true), ..ReferralLinkChanges::default() };
        Sample::new(first_link(view, some_other_partner(view, 0)), Nothing {}, changes)
    }
}

impl Serve for DeletePartnerLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let program = affiliate(call)?;
        let link = found(call.view, program, &call.path)?;
        let event = referral_links::deleted(call.view, link).ok_or_else(|| {
            refused("The default referral link cannot be deleted.", "every partner keeps the first link")
        })?;
        Ok(Answer::new(done()).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = some_partner(view).map(|(program, _)| program);
        let further = program.and_then(|program| all(view, program).into_iter().rev().find(|link| !link.is_first()));
        let path = match further {
            Some(link) => ReferralLinkPath { id: link.key().to_owned() },
            None => first_link(view, some_partner(view)),
        };
        Sample::new(path, Nothing {}, Nothing {})
    }
}

/// All links of the partners of a program who are not deleted: by their owners, in the order in which these joined.
fn all(view: View<'_>, program: &Program) -> Vec<KnownLink> {
    let mut further = by_owner(view, program);
    let links = partners_of(view, program.id).flat_map(|partner| {
        let owner = LinkOwner::Partner(partner.id);
        with_first(program, owner, partner.code, further.remove(&owner).unwrap_or_default())
    });
    links.collect()
}

/// The link in the path, if its partner is still there.
fn found(view: View<'_>, program: &Program, path: &ReferralLinkPath) -> Result<KnownLink, Problem> {
    let is_there = |link: &KnownLink| match link.owner() {
        LinkOwner::Partner(partner) => partners_of(view, program.id).any(|known| known.id == partner),
        LinkOwner::Customer(_) => false,
    };
    let first = || {
        let partner = partner_by_key(view, program.id, &path.id)?;
        Some(KnownLink::first(program, LinkOwner::Partner(partner), &path.id))
    };
    link_with(view, program.id, &path.id).filter(is_there).or_else(first).ok_or_else(|| Problem::NotFound {
        what: "Referral link",
        reason: format!(
            "no partner of the program has a link {}; GET /v1/partner_referral_links:search lists them",
            path.id
        ),
    })
}

fn first_link(view: View<'_>, partner: Option<(&Program, trackside_world::PartnerId)>) -> ReferralLinkPath {
    let key = partner.map(|(program, partner)| key_of(view, program, partner));
    ReferralLinkPath { id: key.unwrap_or_else(|| "nobody".to_owned()) }
}
