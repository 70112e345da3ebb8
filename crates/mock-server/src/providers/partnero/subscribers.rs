//! `/v1/subscribers`.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CreateSubscriber, DeleteSubscriber, Done, Envelope, GetSubscriber, ListSubscribers, Page, SearchSubscribers,
    Subscriber, SubscriberChanges, SubscriberIdentifier, SubscriberOrigin, SubscriberPath, SubscriberSearch,
    SubscriberToCreate, SubscriberUpdate, SubscribersQuery, UpdateSubscriber,
};
use trackside_world::{Program, ProgramKind, View};

use super::envelope::{done, one};
use super::kind::newsletter;
use super::letters::letters;
use super::paging::page;
use super::subscriber_list::{SubscriberList, SubscriberRecord};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// How many subscribers a page has if nobody says.
const USUAL_LIMIT: u64 = 10;

impl Serve for ListSubscribers {
    const CACHEABLE: bool = false;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Subscriber>>, Problem> {
        let program = newsletter(call)?;
        let SubscribersQuery { limit, page: number, refer_status } = call.query;
        let list = SubscriberList::of(call.view, program);
        let is_referred = refer_status.map(|status| status == SubscriberOrigin::Referred);
        let show = |number| shown(call.view, program, &list, number);
        let page = page(call, limit.unwrap_or(USUAL_LIMIT), number, list.newest_first(is_referred), show);
        Ok(flattened(page).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, SubscribersQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<SubscribersQuery> {
        let refer_status = Some(SubscriberOrigin::NonReferred);
        Some(SubscribersQuery { limit: Some(10), page: Some(1), refer_status })
    }
}

impl Serve for SearchSubscribers {
    const CACHEABLE: bool = false;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Subscriber>>, Problem> {
        let program = newsletter(call)?;
        let list = SubscriberList::of(call.view, program);
        let show = |number| shown(call.view, program, &list, number);
        let page = match (&call.query.id, &call.query.email) {
            (None, None) => page(call, USUAL_LIMIT, None, list.newest_first(None), show),
            (id, email) => {
                let found = list.with(id.as_deref(), email.as_deref());
                let is_both = |number: &u64| email.as_ref().is_none_or(|email| list.with_email(email) == Some(*number));
                page(call, USUAL_LIMIT, None, found.filter(is_both).into_iter(), show)
            }
        };
        Ok(flattened(page).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let query = SubscriberSearch { email: some(view, 0).map(|(_, record)| record.email), id: None };
        Sample::new(Nothing {}, query, Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<SubscriberSearch> {
        let (_, record) = some(view, 0)?;
        Some(SubscriberSearch { id: record.id, email: Some(record.email) })
    }
}

impl Serve for CreateSubscriber {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Subscriber>>, Problem> {
        let (view, program) = (call.view, newsletter(call)?);
        let list = SubscriberList::of(view, program);
        let asked = call.body.clone();
        if list.with_email(&asked.email).is_some() {
            return Err(Problem::invalid_field("email", "is the e-mail address of another subscriber"));
        }
        if asked.id.as_ref().is_some_and(|id| list.with_id(id).is_some()) {
            return Err(Problem::invalid_field("id", "is the id of another subscriber"));
        }
        let brought_by = match &asked.referral {
            Some(SubscriberIdentifier { id, email }) => {
                Some(list.with(id.as_deref(), email.as_deref()).ok_or_else(|| Problem::Rejected {
                    status: 400,
                    message: "Invalid referral".to_owned(),
                    reason: "no subscriber is like the one in `referral`; GET /v1/subscribers lists them".to_owned(),
                })?)
            }
            None => None,
        };
        let record = SubscriberRecord {
            program: program.id,
            id: asked.id,
            name: asked.name,
            email: asked.email,
            brought_by,
            tos: asked.tos,
            marketing_consent: asked.marketing_consent,
            status: asked.status.unwrap_or_default(),
            approved: asked.approved.unwrap_or(true),
            created_at: view.now(),
            updated_at: view.now(),
            is_deleted: false,
        };
        let number = list.next();
        let event = record.put(number);
        Ok(Answer::new(one(show(view, program, 0, number, record))).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let number = SubscriberRecord::next(view);
        let body = SubscriberToCreate {
            email: format!("maria-{number}@mail.example"),
            name: Some("Maria Lindgren".to_owned()),
            tos: Some(true),
            referral: some(view, 0).map(|(_, record)| SubscriberIdentifier { id: record.id, email: None }),
            ..SubscriberToCreate::default()
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for GetSubscriber {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Subscriber>>, Problem> {
        let program = newsletter(call)?;
        let list = SubscriberList::of(call.view, program);
        let id = &call.path.id;
        let number = list.with_id(id).or_else(|| list.with_email(id)).ok_or_else(|| unknown(id))?;
        let record = list.get(number).ok_or_else(|| unknown(id))?;
        Ok(one(show(call.view, program, list.referrals(number), number, record)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let id = some(view, 0).map_or_else(|| "none".to_owned(), |(_, record)| record.id.unwrap_or(record.email));
        Sample::new(SubscriberPath { id }, Nothing {}, Nothing {})
    }
}

impl Serve for UpdateSubscriber {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Subscriber>>, Problem> {
        let (view, program) = (call.view, newsletter(call)?);
        let list = SubscriberList::of(view, program);
        let SubscriberUpdate { id, email, update } = call.body.clone();
        let (number, before) = named(&list, id.as_deref(), email.as_deref())?;
        let SubscriberChanges { email, name, tos, marketing_consent, status, approved } = update;
        if email.as_ref().and_then(|email| list.with_email(email)).is_some_and(|other| other != number) {
            return Err(Problem::invalid_field("email", "is the e-mail address of another subscriber"));
        }
        let record = SubscriberRecord {
            email: email.unwrap_or(before.email),
            name: name.or(before.name),
            tos: tos.or(before.tos),
            marketing_consent: marketing_consent.or(before.marketing_consent),
            status: status.unwrap_or(before.status),
            approved: approved.unwrap_or(before.approved),
            updated_at: view.now().max(before.created_at),
            ..before
        };
        let event = record.put(number);
        Ok(Answer::new(one(show(view, program, list.referrals(number), number, record))).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = SubscriberUpdate {
            email: some(view, 1).map(|(_, record)| record.email),
            update: SubscriberChanges { name: Some("Lena Berg".to_owned()), ..SubscriberChanges::default() },
            ..SubscriberUpdate::default()
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for DeleteSubscriber {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let list = SubscriberList::of(call.view, newsletter(call)?);
        let (number, before) = named(&list, call.body.id.as_deref(), call.body.email.as_deref())?;
        Ok(Answer::new(done()).causing(SubscriberRecord { is_deleted: true, ..before }.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        // The newest: other samples are about the oldest.
        let newest = list_of_samples(view).and_then(|list| list.get(list.newest_first(None).next()?));
        Sample::new(Nothing {}, Nothing {}, SubscriberIdentifier { id: None, email: newest.map(|record| record.email) })
    }
}

fn named(list: &SubscriberList<'_>, id: Option<&str>, email: Option<&str>) -> Result<(u64, SubscriberRecord), Problem> {
    let found = list.with(id, email).and_then(|number| Some((number, list.get(number)?)));
    found.ok_or_else(|| unknown(id.or(email).unwrap_or_default()))
}

fn unknown(text: &str) -> Problem {
    Problem::NotFound {
        what: "Subscriber",
        reason: format!("the program has no subscriber {text}; GET /v1/subscribers lists them"),
    }
}

/// A subscriber, if somebody has the number.
pub(super) fn shown(view: View<'_>, program: &Program, list: &SubscriberList<'_>, number: u64) -> Option<Subscriber> {
    list.get(number).map(|record| show(view, program, list.referrals(number), number, record))
}

/// The page without the places of those who are gone. There are none: the list is the one that shows them.
fn flattened(page: Page<Option<Subscriber>>) -> Page<Subscriber> {
    Page { data: page.data.into_iter().flatten().collect(), links: page.links, meta: page.meta, status: page.status }
}

fn show(view: View<'_>, program: &Program, referrals: u64, number: u64, record: SubscriberRecord) -> Subscriber {
    let seed = view.world().settings().seed.to_string();
    let key = letters(&[&seed, "subscriber", &number.to_string()], 8).to_ascii_lowercase();
    Subscriber {
        id: record.id,
        name: record.name,
        email: record.email,
        is_referred: record.brought_by.is_some(),
        tos: record.tos,
        marketing_consent: record.marketing_consent,
        status: record.status.shown().to_owned(),
        approved: record.approved,
        portal_link: format!("{}/subscriber/{key}", program.portal_url.trim_end_matches('/')),
        share_link: format!("{}?ref={key}", program.website),
        referrals_count: referrals,
        reward: Vec::new(),
        created_at: record.created_at.into(),
        updated_at: record.updated_at.into(),
        deleted_at: None,
    }
}

/// The subscribers of the program whose key samples use.
fn list_of_samples(view: View<'_>) -> Option<SubscriberList<'_>> {
    let program = view.programs().find(|program| program.kind == ProgramKind::Newsletter)?;
    Some(SubscriberList::of(view, program))
}

/// One of the oldest subscribers, for samples.
fn some(view: View<'_>, place: usize) -> Option<(u64, SubscriberRecord)> {
    let list = list_of_samples(view)?;
    let oldest: Vec<u64> = list.newest_first(None).collect();
    let number = *oldest.iter().rev().nth(place).or(oldest.first())?;
    Some((number, list.get(number)?))
}
