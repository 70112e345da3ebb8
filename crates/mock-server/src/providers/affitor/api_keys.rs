//! `/api/advertiser/api-keys`.

use std::collections::BTreeMap;

use trackside_schemas::affitor::{
    ApiKey, ApiKeyChanges, ApiKeyList, ApiKeyPath, ApiKeyToCreate, ChangedApiKey, CreateApiKey, CreatedApiKey,
    ListApiKeys, NewApiKey, RevokeApiKey, UpdateApiKey,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Owner, View};

use super::credentials::{ManagementKeyRecord, masked, prefix, secret};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for ListApiKeys {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ApiKeyList>, Problem> {
        let data = all(call.view, call.caller.owner()).into_iter().map(|(id, record)| show(id, record)).collect();
        Ok(ApiKeyList { data }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for CreateApiKey {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<CreatedApiKey>, Problem> {
        let (view, body) = (call.view, &call.body);
        let id = next(view);
        let seed = view.world().settings().seed.to_string();
        let record = ManagementKeyRecord {
            name: body.name.clone(),
            key: secret("affk_", &[&seed, &id.to_string(), &call.request_id.to_string()]),
            scopes: body.scopes.clone().unwrap_or_else(|| vec!["*".to_owned()]),
            program_scope: body.program_scope.clone(),
            expires_at: body.expires_at,
            is_revoked: false,
            account: call.caller.owner(),
        };
        let event = record.put(id);
        let data = NewApiKey {
            id: number(id),
            prefix: prefix(&record.key).to_owned(),
            key_masked: masked(&record.key),
            name: record.name,
            scopes: record.scopes,
            program_scope: record.program_scope,
            status: "active".to_owned(),
            key: record.key,
        };
        Ok(Answer::new(CreatedApiKey { data }).causing(event))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let body = ApiKeyToCreate {
            name: "CI".to_owned(),
            scopes: Some(vec!["program:list".to_owned()]),
            program_scope: None,
            expires_at: None,
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for UpdateApiKey {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ChangedApiKey>, Problem> {
        let (id, before) = found(call.view, call.caller.owner(), call.path.id)?;
        let changes = call.body.clone();
        let record = ManagementKeyRecord {
            name: changes.name.unwrap_or(before.name),
            scopes: changes.scopes.unwrap_or(before.scopes),
            program_scope: changes.program_scope.or(before.program_scope),
            ..before
        };
        let event = record.put(id);
        Ok(Answer::new(ChangedApiKey { data: show(id, record) }).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = ApiKeyChanges { name: Some("CI, nightly".to_owned()), ..ApiKeyChanges::default() };
        Sample::new(newest(view), Nothing {}, body)
    }
}

impl Serve for RevokeApiKey {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ChangedApiKey>, Problem> {
        let (id, before) = found(call.view, call.caller.owner(), call.path.id)?;
        let was_revoked = before.is_revoked;
        let record = ManagementKeyRecord { is_revoked: true, ..before };
        let event = record.put(id);
        let answer = Answer::new(ChangedApiKey { data: show(id, record) });
        Ok(if was_revoked { answer } else { answer.causing(event) })
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(newest(view), Nothing {}, Nothing {})
    }
}

/// The keys that the sandbox has from the start, with their numbers.
fn first() -> [(u64, ManagementKeyRecord); 2] {
    let key = |key: &str, account| ManagementKeyRecord {
        name: "Sandbox".to_owned(),
        key: key.to_owned(),
        scopes: vec!["*".to_owned()],
        program_scope: None,
        expires_at: None,
        is_revoked: false,
        account: Some(account),
    };
    [(1, key("affk_sandbox", Owner::Usual)), (2, key("affk_other", Owner::Other))]
}

/// All keys of a company with their numbers: the first one is the sandbox's own.
fn all(view: View<'_>, account: Option<Owner>) -> Vec<(u64, ManagementKeyRecord)> {
    let mut keys = BTreeMap::from(first());
    keys.extend(ManagementKeyRecord::all(view));
    keys.into_iter().filter(|(_, key)| key.account == account).collect()
}

fn next(view: View<'_>) -> u64 {
    ManagementKeyRecord::next(view).max(3)
}

fn newest(view: View<'_>) -> ApiKeyPath {
    ApiKeyPath { id: all(view, Some(Owner::Usual)).last().map_or(1, |(id, _)| number(*id)) }
}

fn found(view: View<'_>, account: Option<Owner>, id: i64) -> Result<(u64, ManagementKeyRecord), Problem> {
    all(view, account).into_iter().find(|(known, _)| number(*known) == id).ok_or_else(|| Problem::NotFound {
        what: "API key",
        reason: format!("there is no management key {id}; GET /affitor/api/advertiser/api-keys lists them"),
    })
}

fn number(id: u64) -> i64 {
    i64::try_from(id).expect("keys are numbered from 1 on")
}

fn show(id: u64, record: ManagementKeyRecord) -> ApiKey {
    ApiKey {
        id: number(id),
        prefix: prefix(&record.key).to_owned(),
        key_masked: masked(&record.key),
        name: record.name,
        scopes: record.scopes,
        program_scope: record.program_scope,
        status: if record.is_revoked { "revoked" } else { "active" }.to_owned(),
        expires_at: record.expires_at.map(Into::into),
    }
}
