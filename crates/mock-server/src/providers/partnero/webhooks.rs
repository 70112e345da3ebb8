//! `/v1/webhooks`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::Provider as _;
use trackside_schemas::declare::{DeliveryForm, Nothing};
use trackside_schemas::partnero::{
    CreateWebhook, DeleteWebhook, Done, Envelope, EventSubject, GetWebhook, ListWebhooks, Page, Partnero,
    UpdateWebhook, Webhook, WebhookChanges, WebhookEvent, WebhookPath, WebhookToCreate, WebhooksQuery,
};
use trackside_world::{Program, ProgramId, ProgramKind, View};

use super::envelope::{done, one};
use super::kept::{self, Kept};
use super::letters::letters;
use super::paging::page;
use super::program_of;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Receiver, ReceiverKey, Record, Sample, Serve, event_name};

/// How many webhooks a page has if nobody says.
const USUAL_LIMIT: u64 = 10;

/// The collection of the records.
pub(super) const COLLECTION: &str = "partnero/webhooks";

/// A webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct WebhookRecord {
    program: ProgramId,
    key: String,
    name: String,
    url: String,
    is_active: bool,
    signature: String,
    events: Vec<WebhookEvent>,
    created_at: DateTime<Utc>,
    is_deleted: bool,
}

impl Record for WebhookRecord {
    const COLLECTION: &'static str = COLLECTION;
}

impl Kept for WebhookRecord {
    fn program(&self) -> ProgramId {
        self.program
    }

    fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    /// They are not active: nobody listens at their addresses.
    fn from_the_start(view: View<'_>, program: &Program) -> Vec<(u16, Self)> {
        let seed = view.world().settings().seed.to_string();
        let named =
            [("Reports", "https://reports.acme.example"), ("Old back office", "https://old.acme.example/partnero")];
        let webhook = |(place, (name, url)): (u16, (&str, &str))| {
            let number = kept::number(program.id, place).to_string();
            let record = Self {
                program: program.id,
                key: letters(&[&seed, "webhook", &number], 12),
                name: name.to_owned(),
                url: url.to_owned(),
                is_active: false,
                signature: letters(&[&seed, "signature", &number], 16),
                events: some_events(program.kind),
                created_at: program.created_at,
                is_deleted: false,
            };
            (place, record)
        };
        (1..).zip(named).map(webhook).collect()
    }
}

impl Serve for ListWebhooks {
    const CACHEABLE: bool = false;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Webhook>>, Problem> {
        let program = program_of(&call.caller, call.view)?;
        let WebhooksQuery { limit, page: number } = call.query;
        let webhooks = kept::sorted(kept::all::<WebhookRecord>(call.view, program), false);
        let show = |(_, webhook)| show(webhook);
        Ok(page(call, limit.unwrap_or(USUAL_LIMIT), number, webhooks.into_iter(), show).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, WebhooksQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<WebhooksQuery> {
        Some(WebhooksQuery { limit: Some(25), page: Some(1) })
    }
}

impl Serve for CreateWebhook {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Webhook>>, Problem> {
        let (view, program) = (call.view, program_of(&call.caller, call.view)?);
        let WebhookToCreate { name, url, events, key, is_active } = call.body.clone();
        fit(program.kind, &events)?;
        let number = kept::next::<WebhookRecord>(view);
        let seed = view.world().settings().seed.to_string();
        let random = |what, length| letters(&[&seed, what, &number.to_string(), &call.request_id.to_string()], length);
        let key = key.unwrap_or_else(|| random("webhook", 12));
        if kept::all::<WebhookRecord>(view, program).iter().any(|(_, webhook)| webhook.key == key) {
            return Err(Problem::invalid_field("key", "is the key of another webhook"));
        }
        let record = WebhookRecord {
            program: program.id,
            key,
            name,
            url,
            is_active: is_active.unwrap_or(true),
            signature: random("signature", 16),
            events,
            created_at: view.now(),
            is_deleted: false,
        };
        Ok(Answer::new(one(show(record.clone()))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let kind = view.programs().next().map_or(ProgramKind::Affiliate, |program| program.kind);
        let body = WebhookToCreate {
            name: "Back office".to_owned(),
            url: "https://hooks.acme.example/partnero".to_owned(),
            events: some_events(kind),
            key: None,
            is_active: Some(true),
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for GetWebhook {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Webhook>>, Problem> {
        let (_, webhook) = found(call, &call.path.key)?;
        Ok(one(show(webhook)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(oldest(view), Nothing {}, Nothing {})
    }
}

impl Serve for UpdateWebhook {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Webhook>>, Problem> {
        let (number, before) = found(call, &call.path.key)?;
        let WebhookChanges { name, url, events, is_active } = call.body.clone();
        if let Some(events) = &events {
            fit(program_of(&call.caller, call.view)?.kind, events)?;
        }
        let record = WebhookRecord {
            name: name.unwrap_or(before.name),
            url: url.unwrap_or(before.url),
            events: events.unwrap_or(before.events),
            is_active: is_active.unwrap_or(before.is_active),
            ..before
        };
        Ok(Answer::new(one(show(record.clone()))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = WebhookChanges { name: Some("Reports, weekly".to_owned()), ..WebhookChanges::default() };
        Sample::new(oldest(view), Nothing {}, body)
    }
}

impl Serve for DeleteWebhook {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let (number, before) = found(call, &call.path.key)?;
        Ok(Answer::new(done()).causing(WebhookRecord { is_deleted: true, ..before }.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(sample_path(&some_webhooks(view), <[_]>::last), Nothing {}, Nothing {})
    }
}

fn found<E: Serve>(call: &Call<'_, E>, key: &str) -> Result<(u64, WebhookRecord), Problem> {
    let program = program_of(&call.caller, call.view)?;
    let found = kept::all::<WebhookRecord>(call.view, program).into_iter().find(|(_, webhook)| webhook.key == key);
    found.ok_or_else(|| Problem::NotFound {
        what: "Webhook",
        reason: format!("the program has no webhook {key}; GET /v1/webhooks lists them"),
    })
}

/// The webhooks of a program who receive events.
pub(super) fn receivers(view: View<'_>, program: &Program) -> Vec<Receiver> {
    let receiver = |(_, webhook): (u64, WebhookRecord)| Receiver {
        key: ReceiverKey { provider: Partnero::NAME.to_owned(), id: webhook.key },
        name: webhook.name,
        url: webhook.url,
        secret: webhook.signature,
        events: Some(webhook.events.iter().copied().map(event_name).collect()),
        program: Some(program.id),
        owner: program.owner,
        form: DeliveryForm::PostJson,
        is_active: webhook.is_active,
    };
    kept::all(view, program).into_iter().map(receiver).collect()
}

/// Refuses events that programs of a kind do not have.
fn fit(kind: ProgramKind, events: &[WebhookEvent]) -> Result<(), Problem> {
    let has = |event: &WebhookEvent| match event.subject() {
        EventSubject::Partner | EventSubject::Lead => kind == ProgramKind::Affiliate,
        EventSubject::Customer | EventSubject::Transaction => kind != ProgramKind::Newsletter,
        EventSubject::Subscriber => kind == ProgramKind::Newsletter,
    };
    if events.iter().all(has) {
        Ok(())
    } else {
        Err(Problem::invalid_field("events", "has an event that programs of this kind do not have"))
    }
}

/// Events that programs of a kind have.
fn some_events(kind: ProgramKind) -> Vec<WebhookEvent> {
    match kind {
        ProgramKind::Affiliate | ProgramKind::ReferAFriend => {
            vec![WebhookEvent::CustomerCreated, WebhookEvent::TransactionCreated]
        }
        ProgramKind::Newsletter => vec![WebhookEvent::SubscriberCreated],
    }
}

/// The webhooks of the program whose key samples use.
fn some_webhooks(view: View<'_>) -> Vec<(u64, WebhookRecord)> {
    view.programs().next().map(|program| kept::all(view, program)).unwrap_or_default()
}

/// A webhook for samples. The one that deletes takes the newest.
fn oldest(view: View<'_>) -> WebhookPath {
    sample_path(&some_webhooks(view), <[_]>::first)
}

fn sample_path(
    webhooks: &[(u64, WebhookRecord)],
    choose: impl Fn(&[(u64, WebhookRecord)]) -> Option<&(u64, WebhookRecord)>,
) -> WebhookPath {
    WebhookPath { key: choose(webhooks).map_or_else(|| "none".to_owned(), |(_, webhook)| webhook.key.clone()) }
}

fn show(webhook: WebhookRecord) -> Webhook {
    Webhook {
        key: webhook.key,
        name: webhook.name,
        url: webhook.url,
        is_active: webhook.is_active,
        signature: webhook.signature,
        events: webhook.events,
    }
}
