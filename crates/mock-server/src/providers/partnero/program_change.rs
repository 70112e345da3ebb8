//! `PUT /v1/program`, and the older `PUT /v1/settings`. What every provider shows of a program changes in the world; the
//! switches are Partnero's own.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    PortalSettingsToChange, ProgramChanged, ProgramSettingsToChange, ProgramToChange, Settings, SettingsToChange,
    UpdateProgram, UpdateSettings,
};
use trackside_world::{Cause, CauseError, Program, ProgramChangeCause, ProgramKind, ProgramStep, ProgramTerms, View};

use super::kind::{affiliate, with_customers};
use super::program_record::{MOST_DAYS, ProgramRecord, beginning, number};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for UpdateProgram {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ProgramChanged>, Problem> {
        changed(call.view, with_customers(call)?, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program_settings = ProgramSettingsToChange {
            cookie_lifetime: view
                .programs()
                .find(|program| program.kind == ProgramKind::Affiliate)
                .map(|program| program.cookie_days),
            welcome_email_enabled: Some(true),
            ..ProgramSettingsToChange::default()
        };
        let body = ProgramToChange { program_settings: Some(program_settings), ..ProgramToChange::default() };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for UpdateSettings {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ProgramChanged>, Problem> {
        let Settings { program, portal } = call.body.settings.clone();
        let asked = ProgramToChange {
            program_settings: Some(program),
            portal_settings: Some(portal),
            ..ProgramToChange::default()
        };
        changed(call.view, affiliate(call)?, &asked)
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let program = ProgramSettingsToChange { onboarding_enabled: Some(true), ..ProgramSettingsToChange::default() };
        let portal = PortalSettingsToChange { widget_enabled: Some(true), ..PortalSettingsToChange::default() };
        Sample::new(Nothing {}, Nothing {}, SettingsToChange { settings: Settings { program, portal } })
    }
}

fn changed(view: View<'_>, program: &Program, asked: &ProgramToChange) -> Result<Answer<ProgramChanged>, Problem> {
    let ProgramToChange { name, website, program_settings, portal_settings } = asked;
    let settings = program_settings.clone().unwrap_or_default();
    let portal = portal_settings.unwrap_or_default();
    if settings.currency.as_ref().is_some_and(|currency| currency != program.currency.code()) {
        let reason = format!("is another one than {}, and the sandbox keeps it", program.currency.code());
        return Err(Problem::invalid_field("program_settings.currency", &reason));
    }
    let days = settings.cookie_lifetime.filter(|_| program.kind == ProgramKind::Affiliate);
    let terms = ProgramTerms {
        name: name.as_deref().map(beginning).filter(|name| *name != program.name),
        website: website.clone().filter(|website| *website != program.website),
        cookie_days: days.map(|days| days.min(MOST_DAYS)).filter(|days| *days != program.cookie_days),
        ..ProgramTerms::default()
    };
    let mut answer = Answer::new(ProgramChanged::new());
    if !terms.is_empty() {
        let step = ProgramStep::Revised(terms);
        let cause = ProgramChangeCause { program: Some(program.id), step, at: None };
        let events = view.cause(&Cause::ProgramChange(cause)).map_err(|error| {
            let field = if matches!(error, CauseError::NoName { .. }) { "name" } else { "website" };
            Problem::invalid_field(field, &error.to_string())
        })?;
        answer = events.into_iter().fold(answer, Answer::causing);
    }
    let mut record = ProgramRecord::of(view, program).with(&settings, &portal, view.now());
    if let Some(name) = name {
        record.name = Some(name.clone());
    }
    Ok(answer.causing(record.put(number(program))))
}
