//! `/webhooks`.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use trackside_schemas::Provider as _;
use trackside_schemas::agentref::{
    AgentRef, CreateWebhook, DeleteWebhook, Envelope, GetWebhook, List, ListWebhooks, RotateWebhookSecret,
    UpdateWebhook, WebhookChanges, WebhookDeleted, WebhookEndpoint, WebhookEvent, WebhookPath, WebhookSecret,
    WebhookStatus, WebhookToCreate, WebhooksQuery,
};
use trackside_schemas::declare::{DeliveryForm, Nothing};
use trackside_world::{Owner, View};
use uuid::Uuid;

use super::envelope::{list, one};
use super::merchant::account;
use super::programs::{own_program, some_program, usual_programs};
use super::sent_events::program_with;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Receiver, ReceiverKey, Record, Sample, Serve, event_name};

/// The version of the events.
const SCHEMA_VERSION: u32 = 2;

/// The collection of the records.
pub(super) const COLLECTION: &str = "agentref/webhooks";

/// A webhook endpoint.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct WebhookRecord {
    /// The number of the merchant's account.
    account: u64,
    name: String,
    url: String,
    /// The program whose events are sent; those of all programs without one.
    program: Option<Uuid>,
    events: Vec<WebhookEvent>,
    secret: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    disabled_at: Option<DateTime<Utc>>,
    is_deleted: bool,
}

impl Record for WebhookRecord {
    const COLLECTION: &'static str = COLLECTION;
}

impl Serve for ListWebhooks {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<WebhookEndpoint>>, Problem> {
        let program = call.query.program_id;
        let mut webhooks = own(call);
        webhooks.retain(|(_, webhook)| program.is_none_or(|id| webhook.program == Some(id)));
        let newest_first = webhooks.iter().rev();
        Ok(list(call, newest_first.map(|(number, webhook)| show(call.view, *number, webhook)).collect()).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, WebhooksQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<WebhooksQuery> {
        Some(WebhooksQuery { program_id: Some(some_program(view).id) })
    }
}

impl Serve for CreateWebhook {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<WebhookSecret>>, Problem> {
        let view = call.view;
        let WebhookToCreate { name, url, program_id, schema_version: _, subscribed_events } = &call.body;
        let number = WebhookRecord::next(view).max(FROM_THE_START + 1);
        let record = WebhookRecord {
            account: account(call.caller.owner()),
            name: name.clone(),
            url: url.clone(),
            program: known_program(call, *program_id)?,
            events: subscribed_events.clone(),
            secret: new_secret(call, number),
            created_at: view.now(),
            updated_at: view.now(),
            disabled_at: None,
            is_deleted: false,
        };
        Ok(with_secret(call, number, &record))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = WebhookToCreate {
            name: "Back office".to_owned(),
            url: "https://hooks.acme.example/agentref".to_owned(),
            program_id: Some(some_program(view).id),
            schema_version: Some(SCHEMA_VERSION),
            subscribed_events: vec![WebhookEvent::ConversionCreated, WebhookEvent::PayoutCreated],
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for GetWebhook {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<WebhookEndpoint>>, Problem> {
        let (number, webhook) = found(call, call.path.id)?;
        Ok(one(call, show(call.view, number, &webhook)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(newest(view), Nothing {}, Nothing {})
    }
}

impl Serve for UpdateWebhook {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<WebhookEndpoint>>, Problem> {
        let (number, before) = found(call, call.path.id)?;
        let WebhookChanges { name, url, program_id, schema_version: _, subscribed_events } = call.body.clone();
        let program = match program_id {
            Some(program) => known_program(call, program)?,
            None => before.program,
        };
        let record = WebhookRecord {
            name: name.unwrap_or(before.name),
            url: url.unwrap_or(before.url),
            program,
            events: subscribed_events.unwrap_or(before.events),
            updated_at: call.view.now().max(before.created_at),
            ..before
        };
        Ok(Answer::new(one(call, show(call.view, number, &record))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = WebhookChanges { name: Some("Back office, all events".to_owned()), ..WebhookChanges::default() };
        Sample::new(newest(view), Nothing {}, body)
    }
}

impl Serve for DeleteWebhook {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<WebhookDeleted>>, Problem> {
        let (number, before) = found(call, call.path.id)?;
        let record = WebhookRecord { is_deleted: true, ..before };
        Ok(Answer::new(one(call, WebhookDeleted { success: true })).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(oldest(view), Nothing {}, Nothing {})
    }
}

impl Serve for RotateWebhookSecret {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<WebhookSecret>>, Problem> {
        let (number, before) = found(call, call.path.id)?;
        let record = WebhookRecord {
            secret: new_secret(call, number),
            updated_at: call.view.now().max(before.created_at),
            ..before
        };
        Ok(with_secret(call, number, &record))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(newest(view), Nothing {}, Nothing {})
    }
}

/// So many webhook endpoints the usual merchant has from the start. They have the first numbers.
const FROM_THE_START: u64 = 2;

/// The webhook endpoints that the usual merchant has from the start. They are disabled: nobody listens at their addresses.
fn from_the_start(view: View<'_>) -> Vec<(u64, WebhookRecord)> {
    let at = view.world().begins();
    let program = usual_programs(view).next().map(|_| some_program(view).id);
    let named = [
        ("Old back office", "https://old.acme.example/agentref", None),
        ("Reports", "https://reports.acme.example", program),
    ];
    let webhook = |(number, (name, url, program)): (u64, (&str, &str, Option<Uuid>))| {
        let record = WebhookRecord {
            account: account(Some(Owner::Usual)),
            name: name.to_owned(),
            url: url.to_owned(),
            program,
            events: vec![WebhookEvent::ConversionCreated],
            secret: secret(&[&view.world().settings().seed.to_string(), &number.to_string()]),
            created_at: at,
            updated_at: at,
            disabled_at: Some(at),
            is_deleted: false,
        };
        (number, record)
    };
    (1..=FROM_THE_START).zip(named).map(webhook).collect()
}

/// The webhook endpoints of an account with their numbers, the oldest first.
fn all(view: View<'_>, of: u64) -> Vec<(u64, WebhookRecord)> {
    let mut webhooks: BTreeMap<u64, WebhookRecord> = from_the_start(view).into_iter().collect();
    webhooks.extend(WebhookRecord::all(view));
    webhooks.retain(|_, webhook| webhook.account == of && !webhook.is_deleted);
    webhooks.into_iter().collect()
}

/// Those of an account who receive events.
pub(super) fn receivers(view: View<'_>, account: u64, owner: Owner) -> Vec<Receiver> {
    let receiver = |(number, webhook): (u64, WebhookRecord)| Receiver {
        key: ReceiverKey {
            provider: AgentRef::NAME.to_owned(),
            id: view.record_uuid(WebhookRecord::COLLECTION, number).to_string(),
        },
        name: webhook.name,
        url: webhook.url,
        secret: webhook.secret,
        events: Some(webhook.events.iter().copied().map(event_name).collect()),
        program: program_with(view, webhook.program),
        owner,
        form: DeliveryForm::PostJson,
        is_active: webhook.disabled_at.is_none(),
    };
    all(view, account).into_iter().map(receiver).collect()
}

/// Those of the caller.
fn own<E: Serve>(call: &Call<'_, E>) -> Vec<(u64, WebhookRecord)> {
    all(call.view, account(call.caller.owner()))
}

fn found<E: Serve>(call: &Call<'_, E>, id: Uuid) -> Result<(u64, WebhookRecord), Problem> {
    let number = call.view.record_by_uuid(WebhookRecord::COLLECTION, id);
    let found = own(call).into_iter().find(|(known, _)| Some(*known) == number);
    found.ok_or_else(|| Problem::NotFound {
        what: "Webhook endpoint",
        reason: format!("the caller has no webhook endpoint {id}; GET /webhooks lists them"),
    })
}

/// A webhook endpoint for samples.
fn newest(view: View<'_>) -> WebhookPath {
    sample_path(view, all(view, account(Some(Owner::Usual))).last())
}

/// A webhook endpoint for the sample that deletes it: not the one that others are about.
fn oldest(view: View<'_>) -> WebhookPath {
    sample_path(view, all(view, account(Some(Owner::Usual))).first())
}

fn sample_path(view: View<'_>, webhook: Option<&(u64, WebhookRecord)>) -> WebhookPath {
    let number = webhook.map_or(FROM_THE_START, |(number, _)| *number);
    WebhookPath { id: view.record_uuid(WebhookRecord::COLLECTION, number) }
}

/// The program, if one is named: then it must be one of the caller's.
fn known_program<E: Serve>(call: &Call<'_, E>, id: Option<Uuid>) -> Result<Option<Uuid>, Problem> {
    id.map(|id| own_program(call, id).map(|program| program.uuid)).transpose()
}

fn show(view: View<'_>, number: u64, webhook: &WebhookRecord) -> WebhookEndpoint {
    let end = webhook.secret.len().saturating_sub(4);
    WebhookEndpoint {
        id: view.record_uuid(WebhookRecord::COLLECTION, number),
        name: webhook.name.clone(),
        url: webhook.url.clone(),
        status: if webhook.disabled_at.is_some() { WebhookStatus::Disabled } else { WebhookStatus::Active },
        program_id: webhook.program,
        schema_version: SCHEMA_VERSION,
        subscribed_events: webhook.events.clone(),
        secret_last_four: Some(webhook.secret[end..].to_owned()),
        created_at: webhook.created_at,
        updated_at: webhook.updated_at,
        disabled_at: webhook.disabled_at,
    }
}

fn with_secret<E: Serve>(call: &Call<'_, E>, number: u64, record: &WebhookRecord) -> Answer<Envelope<WebhookSecret>> {
    let shown = WebhookSecret { endpoint: show(call.view, number, record), signing_secret: record.secret.clone() };
    Answer::new(one(call, shown)).causing(record.put(number))
}

fn new_secret<E: Serve>(call: &Call<'_, E>, number: u64) -> String {
    let seed = call.view.world().settings().seed.to_string();
    secret(&[&seed, &number.to_string(), &call.request_id.to_string()])
}

/// A secret that follows from the parts. Its key has no padding in base64, and at least one character that base64url has and
/// base64 does not: a receiver that decodes it as plain base64 fails at once, and not once in a while.
fn secret(parts: &[&str]) -> String {
    let attempt = |attempt: u32| {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        hasher.update(attempt.to_be_bytes());
        URL_SAFE_NO_PAD.encode(&hasher.finalize()[..24])
    };
    let mut keys = (0..).map(attempt);
    let key = keys.find(|key| key.contains(['-', '_'])).expect("every other key has one of them");
    format!("whsec_{key}")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    use super::secret;

    #[test]
    fn secrets_are_base64url_and_never_plain_base64() {
        for number in 0..200 {
            let secret = secret(&["1", &number.to_string()]);
            let key = secret.strip_prefix("whsec_").expect("the prefix");
            assert_eq!(URL_SAFE.decode(key).map(|key| key.len()), Ok(24), "{secret}");
            assert!(STANDARD.decode(key).is_err(), "{secret}");
        }
        assert_ne!(secret(&["1", "2"]), secret(&["12"]));
    }
}
