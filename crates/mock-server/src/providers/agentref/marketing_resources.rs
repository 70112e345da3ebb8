//! Marketing resources, as merchants make and publish them.

use chrono::TimeDelta;
use trackside_schemas::agentref::{
    ArchiveResource, CreateSocialPost, Envelope, FirstStatus, List, ListMarketingResources, MarketingResource,
    MarketingResourcesQuery, NotifyAffiliates, Platform, PublishNotice, PublishResource, Published, ResourceFilter,
    ResourcePath, ResourceProgram, ResourceStatus, ResourceToPublish, ResourceType, SocialPostChanges,
    SocialPostToCreate, Tier, UnpublishResource, UpdateSocialPost,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Event, View};

use super::envelope::{list, one};
use super::marketing::{self, NoticeRecord, ResourceRecord, all, found, found_by, found_post, show, some_search};
use super::merchant;
use super::programs::{causing, own_program, some_program};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for ListMarketingResources {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<MarketingResource>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let MarketingResourcesQuery { kind, status, search } = &call.query;
        let is_meant = |resource: &ResourceRecord| {
            let fits = match *status {
                Some(status) => resource.status == status,
                None => resource.status != ResourceStatus::Archived,
            };
            fits && is_of_kind(resource, *kind)
        };
        Ok(list(call, found_by(view, program, search, is_meant)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_program(view), MarketingResourcesQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<MarketingResourcesQuery> {
        Some(MarketingResourcesQuery {
            kind: Some(ResourceFilter::SocialPosts),
            status: Some(ResourceStatus::Published),
            search: some_search(),
        })
    }
}

impl Serve for CreateSocialPost {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<MarketingResource>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let SocialPostToCreate { title, body, platforms, description, instructions, collection_id, folder_id, status } =
            call.body.clone();
        let is_published = status == Some(FirstStatus::Published);
        let number = marketing::next(view);
        let record = ResourceRecord {
            program: program.id,
            kind: ResourceType::SocialPost,
            title,
            description,
            body: Some(body),
            url: None,
            platforms,
            instructions,
            status: if is_published { ResourceStatus::Published } else { ResourceStatus::Draft },
            collection: collection_id,
            folder: folder_id,
            media: Vec::new(),
            published_at: is_published.then(|| view.now()),
            created_at: view.now(),
            updated_at: view.now(),
        };
        Ok(Answer::new(one(call, show(view, number, &record))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = SocialPostToCreate {
            title: "Spring sale".to_owned(),
            body: "20 % off at {{program_name}}: {{affiliate_link}}".to_owned(),
            platforms: vec![Platform::X],
            description: None,
            instructions: None,
            collection_id: None,
            folder_id: None,
            status: Some(FirstStatus::Published),
        };
        Sample::new(some_program(view), Nothing {}, body)
    }
}

impl Serve for UpdateSocialPost {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<MarketingResource>>, Problem> {
        let (view, body) = (call.view, call.body.clone());
        let program = own_program(call, body.program_id)?;
        let (number, before) = found_post(view, program, call.path.id)?;
        let SocialPostChanges {
            program_id: _,
            title,
            description,
            body,
            platforms,
            instructions,
            collection_id,
            folder_id,
        } = body;
        let record = ResourceRecord {
            title: title.unwrap_or(before.title),
            description: description.unwrap_or(before.description),
            body: body.or(before.body),
            platforms: platforms.unwrap_or(before.platforms),
            instructions: instructions.unwrap_or(before.instructions),
            collection: collection_id.unwrap_or(before.collection),
            folder: folder_id.unwrap_or(before.folder),
            updated_at: view.now().max(before.created_at),
            ..before
        };
        Ok(Answer::new(one(call, show(view, number, &record))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = SocialPostChanges {
            program_id: some_program(view).id,
            title: Some("Say hello in spring".to_owned()),
            description: None,
            body: None,
            platforms: None,
            instructions: None,
            collection_id: None,
            folder_id: None,
        };
        Sample::new(some_post(view), Nothing {}, body)
    }
}

impl Serve for PublishResource {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Published>>, Problem> {
        let (view, ResourceToPublish { program_id, notify_affiliates }) = (call.view, &call.body);
        let program = own_program(call, *program_id)?;
        let (number, before) = found(view, program, call.path.id)?;
        let (record, mut events) = with_status(view, number, before, ResourceStatus::Published);
        let requested = *notify_affiliates == Some(true);
        let notification = if requested {
            let (notice, event) = notify(call);
            events.extend(event);
            notice
        } else {
            PublishNotice { requested, accepted: None, error_code: None, message: None }
        };
        Ok(causing(one(call, Published { resource: show(view, number, &record), notification }), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = ResourceToPublish { program_id: some_program(view).id, notify_affiliates: Some(false) };
        Sample::new(some_post(view), Nothing {}, body)
    }
}

macro_rules! taken_back {
    ($($endpoint:ident: $status:expr;)+) => {
        $(
            impl Serve for $endpoint {
                fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<MarketingResource>>, Problem> {
                    let program = own_program(call, call.body.program_id)?;
                    let (number, before) = found(call.view, program, call.path.id)?;
                    let (record, events) = with_status(call.view, number, before, $status);
                    Ok(causing(one(call, show(call.view, number, &record)), events))
                }

                fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
                    Sample::new(last_resource(view), Nothing {}, ResourceProgram { program_id: some_program(view).id })
                }
            }
        )+
    };
}

taken_back! {
    UnpublishResource: ResourceStatus::Draft;
    ArchiveResource: ResourceStatus::Archived;
}

impl Serve for NotifyAffiliates {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PublishNotice>>, Problem> {
        let program = own_program(call, call.body.program_id)?;
        let (_, resource) = found(call.view, program, call.path.id)?;
        if resource.status != ResourceStatus::Published {
            return Err(conflict("This resource is not published.", "affiliates do not see what is not published"));
        }
        let (notice, event) = notify(call);
        Ok(causing(one(call, notice), event.into_iter().collect()))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_post(view), Nothing {}, ResourceProgram { program_id: some_program(view).id })
    }
}

fn is_of_kind(resource: &ResourceRecord, kind: Option<ResourceFilter>) -> bool {
    match kind {
        None | Some(ResourceFilter::All) => true,
        Some(ResourceFilter::Collections) => false,
        Some(ResourceFilter::Files) => resource.kind == ResourceType::File,
        Some(ResourceFilter::SocialPosts) => resource.kind == ResourceType::SocialPost,
        Some(ResourceFilter::SwipeCopy) => resource.kind == ResourceType::SwipeCopy,
        Some(ResourceFilter::Links) => resource.kind == ResourceType::ExternalLink,
        Some(ResourceFilter::Drafts) => resource.status == ResourceStatus::Draft,
    }
}

/// The resource with another status, and the events of that: none if it has the status.
fn with_status(
    view: View<'_>,
    number: u64,
    before: ResourceRecord,
    status: ResourceStatus,
) -> (ResourceRecord, Vec<Event>) {
    if before.status == status {
        return (before, Vec::new());
    }
    let now = view.now().max(before.created_at);
    let published_at = (status == ResourceStatus::Published).then_some(now);
    let record = ResourceRecord { status, published_at, updated_at: now, ..before };
    let event = record.put(number);
    (record, vec![event])
}

/// Tells affiliates, if the merchant's tier allows it in these seven days.
fn notify<E: Serve>(call: &Call<'_, E>) -> (PublishNotice, Option<Event>) {
    let now = call.view.now();
    let week = now - TimeDelta::days(7);
    let account = merchant::account(call.caller.owner());
    let is_of_week = |notice: &NoticeRecord| notice.account == account && notice.at > week && notice.at <= now;
    let told = NoticeRecord::all(call.view).filter(|(_, notice)| is_of_week(notice)).count();
    let most = match merchant::current_tier(call) {
        Tier::Free => 0,
        Tier::Starter => 2,
        Tier::Growth => 5,
        Tier::Pro => 10,
    };
    let notice = PublishNotice { requested: true, accepted: Some(told < most), error_code: None, message: None };
    if told < most {
        return (notice, Some(NoticeRecord { account, at: now }.put(NoticeRecord::next(call.view))));
    }
    let refused = PublishNotice {
        error_code: Some("WEEKLY_LIMIT_REACHED".to_owned()),
        message: Some(format!("The tier allows {most} notifications in seven days.")),
        ..notice
    };
    (refused, None)
}

/// A post for samples: the one that the program has from the start.
fn some_post(view: View<'_>) -> ResourcePath {
    resource_at(view, 0)
}

/// A resource for samples that take it back: not the post that others are about.
fn last_resource(view: View<'_>) -> ResourcePath {
    resource_at(view, 2)
}

fn resource_at(view: View<'_>, place: usize) -> ResourcePath {
    let program = view.program_by_uuid(some_program(view).id).expect("the program of samples exists");
    ResourcePath { id: marketing::id(view, all(view, program)[place].0) }
}
