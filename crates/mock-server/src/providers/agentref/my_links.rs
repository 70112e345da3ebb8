//! `/me/links`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{
    AffiliateLink, CreateMyLink, DeleteMyLink, Envelope, LinkChanges, LinkDeleted, LinkPath, LinkProgramQuery,
    LinkToCreate, List, ListMyLinks, MyLinksQuery, UpdateMyLink,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Program, ProgramId, View};
use uuid::Uuid;

use super::affiliates::newest_first;
use super::envelope::{list, one};
use super::memberships::{self, Membership, membership, memberships};
use super::my_programs::{allowed_paths, some_membership};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// A link that the affiliate has created, or what became of the one that every membership has from the start.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LinkRecord {
    program: ProgramId,
    name: String,
    code: String,
    target_url: Option<String>,
    is_active: bool,
    created_at: DateTime<Utc>,
    is_deleted: bool,
}

impl Record for LinkRecord {
    const COLLECTION: &'static str = "agentref/links";
}

/// Numbers of the links that memberships have from the start begin here.
const OF_MEMBERSHIPS: u64 = 1 << 32;

impl Serve for ListMyLinks {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<AffiliateLink>>, Problem> {
        let mut links = own(call, call.query.program_id);
        newest_first(&mut links, |(number, link)| (link.created_at, *number));
        Ok(list(call, links.iter().map(|(number, link)| show(call.view, *number, link)).collect()).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, MyLinksQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<MyLinksQuery> {
        Some(MyLinksQuery { program_id: Some(memberships::all(view).first()?.program.uuid) })
    }
}

impl Serve for CreateMyLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<AffiliateLink>>, Problem> {
        let (view, membership) = (call.view, membership(call, call.query.program_id)?);
        let LinkToCreate { name, destination_path, custom_slug } = &call.body;
        if !membership.is_approved() {
            let reason = format!("the affiliate's status is {}", membership.partner.status.name());
            return Err(conflict("You are not approved in this program.", reason));
        }
        let number = next(view);
        let code = match custom_slug {
            Some(slug) if is_taken(view, membership.program, slug) => {
                let reason = format!("the program has a link, or an affiliate, with the code {slug}");
                return Err(conflict("This slug is taken.", reason));
            }
            Some(slug) => slug.clone(),
            None => made_code(view, &membership),
        };
        let record = LinkRecord {
            program: membership.program.id,
            name: name.clone(),
            code,
            target_url: target(view, membership.program, destination_path.as_deref())?,
            is_active: true,
            created_at: view.now(),
            is_deleted: false,
        };
        Ok(Answer::new(one(call, show(view, number, &record))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let query = LinkProgramQuery { program_id: some_membership(view).program_id };
        let body = LinkToCreate {
            name: "Newsletter".to_owned(),
            destination_path: Some("/".to_owned()),
            custom_slug: Some(format!("newsletter-{}", next(view))),
        };
        Sample::new(Nothing {}, query, body)
    }
}

impl Serve for UpdateMyLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<AffiliateLink>>, Problem> {
        let (number, before) = found(call, call.path.id, call.query.program_id)?;
        let LinkChanges { name, target_url, is_active } = call.body.clone();
        let record = LinkRecord {
            name: name.unwrap_or(before.name),
            target_url: target_url.unwrap_or(before.target_url),
            is_active: is_active.unwrap_or(before.is_active),
            ..before
        };
        Ok(Answer::new(one(call, show(call.view, number, &record))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let (path, query) = some_link(view);
        let body = LinkChanges { name: Some("Newsletter, spring".to_owned()), ..LinkChanges::default() };
        Sample::new(path, query, body)
    }
}

impl Serve for DeleteMyLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<LinkDeleted>>, Problem> {
        let (number, before) = found(call, call.path.id, call.query.program_id)?;
        let record = LinkRecord { is_deleted: true, ..before };
        Ok(Answer::new(one(call, LinkDeleted { id: call.path.id, success: true })).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let (path, query) = some_link(view);
        Sample::new(path, query, Nothing {})
    }
}

/// The links of the memberships with their numbers: those that memberships have from the start, then the others.
fn of_memberships(view: View<'_>, memberships: &[Membership<'_>]) -> Vec<(u64, LinkRecord)> {
    let first = |known: &Membership<'_>| {
        let number = OF_MEMBERSHIPS | known.number();
        let usual = || LinkRecord {
            program: known.program.id,
            name: "Default".to_owned(),
            code: known.partner.code.to_owned(),
            target_url: None,
            is_active: true,
            created_at: known.partner.joined_at,
            is_deleted: false,
        };
        (number, LinkRecord::get(view, number).unwrap_or_else(usual))
    };
    let has_joined = |program| memberships.iter().any(|known| known.program.id == program);
    let created = LinkRecord::all(view).filter(|(number, link)| *number < OF_MEMBERSHIPS && has_joined(link.program));
    memberships.iter().map(first).chain(created).filter(|(_, link)| !link.is_deleted).collect()
}

/// The links of the caller, in one program or in all.
fn own<E: Serve>(call: &Call<'_, E>, program: Option<Uuid>) -> Vec<(u64, LinkRecord)> {
    let mut memberships = memberships(call);
    memberships.retain(|known| program.is_none_or(|id| id == known.program.uuid));
    of_memberships(call.view, &memberships)
}

fn found<E: Serve>(call: &Call<'_, E>, id: Uuid, program: Option<Uuid>) -> Result<(u64, LinkRecord), Problem> {
    let number = call.view.record_by_uuid(LinkRecord::COLLECTION, id);
    let found = own(call, program).into_iter().find(|(known, _)| Some(*known) == number);
    found.ok_or_else(|| Problem::NotFound {
        what: "Link",
        reason: format!("the affiliate has no link {id} in the program asked for; GET /me/links lists them"),
    })
}

/// The code of a link of the caller, and where it leads: of the first one in the program if none is asked for.
pub(super) fn link<E: Serve>(
    call: &Call<'_, E>,
    program: Uuid,
    id: Option<Uuid>,
) -> Result<(String, Option<String>), Problem> {
    let link = match id {
        Some(id) => Some(found(call, id, Some(program))?),
        None => own(call, Some(program)).into_iter().next(),
    };
    let missing =
        || Problem::NotFound { what: "Link", reason: "the affiliate has deleted all links of the program".to_owned() };
    link.map(|(_, link)| (link.code, link.target_url)).ok_or_else(missing)
}

/// The number of the next link that is created.
fn next(view: View<'_>) -> u64 {
    let created = LinkRecord::all(view).map(|(number, _)| number).filter(|number| *number < OF_MEMBERSHIPS);
    created.max().unwrap_or_default() + 1
}

/// Whether a link or an affiliate of the program has the code.
fn is_taken(view: View<'_>, program: &Program, code: &str) -> bool {
    let mut links = LinkRecord::all(view).filter(|(_, link)| link.program == program.id && !link.is_deleted);
    view.partner_by_code(program.id, code).is_some() || links.any(|(_, link)| link.code == code)
}

/// A code that begins as the affiliate's own does.
fn made_code(view: View<'_>, membership: &Membership<'_>) -> String {
    let mut codes = (2..).map(|number: u32| format!("{}-{number}", membership.partner.code));
    codes.find(|code| !is_taken(view, membership.program, code)).expect("there are more numbers than links")
}

/// The page to which a new link leads.
fn target(view: View<'_>, program: &Program, path: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(path) = path else { return Ok(None) };
    let allowed = allowed_paths(view, program);
    if !allowed.iter().any(|known| known == path) {
        let reason = format!("is not one of the program's allowed pages: {}", allowed.join(", "));
        return Err(Problem::invalid_field("destination_path", &reason));
    }
    Ok(view.has_website(program.id).then(|| format!("{}{path}", program.website.trim_end_matches('/'))))
}

fn show(view: View<'_>, number: u64, link: &LinkRecord) -> AffiliateLink {
    AffiliateLink {
        id: view.record_uuid(LinkRecord::COLLECTION, number),
        program_id: view.program(link.program).uuid,
        name: link.name.clone(),
        code: link.code.clone(),
        target_url: link.target_url.clone(),
        is_active: link.is_active,
        created_at: link.created_at,
    }
}

/// A link for samples: the last one.
fn some_link(view: View<'_>) -> (LinkPath, MyLinksQuery) {
    let links = of_memberships(view, &memberships::all(view));
    let number = links.last().map_or(OF_MEMBERSHIPS, |(number, _)| *number);
    let program = links.last().map(|(_, link)| view.program(link.program).uuid);
    let path = LinkPath { id: view.record_uuid(LinkRecord::COLLECTION, number) };
    (path, MyLinksQuery { program_id: program })
}
