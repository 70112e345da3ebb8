//! `/programs/{id}/marketplace` and `/programs/{id}/connect-stripe`.

use trackside_schemas::agentref::{
    ConnectMethod, ConnectStripe, DisconnectStripe, DisconnectedStripe, Envelope, MarketplaceChanges,
    MarketplaceSettings, MarketplaceStatus, ProgramPath, StripeConnection, StripeToConnect, UpdateMarketplace,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Cause, Event, Program, SetupCause, SetupStep, StripeStatus, View};

use super::envelope::one;
use super::programs::{causing, number, own_program, readiness, record_of, some_program, usual_programs};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for UpdateMarketplace {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<MarketplaceSettings>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let mut record = record_of(view, program);
        let MarketplaceChanges { status, category, description, logo_url } = call.body.clone();
        if status == Some(MarketplaceStatus::Public) && record.marketplace_status != status {
            may_be_public(view, program)?;
        }
        record.marketplace_status = status.or(record.marketplace_status);
        record.marketplace_category = category.or(record.marketplace_category);
        record.marketplace_description = description.or(record.marketplace_description);
        record.marketplace_logo_url = logo_url.or(record.marketplace_logo_url);
        let settings = MarketplaceSettings {
            status: record.marketplace_status.unwrap_or(MarketplaceStatus::Private),
            category: record.marketplace_category.clone(),
            description: record.marketplace_description.clone(),
            logo_url: record.marketplace_logo_url.clone(),
        };
        Ok(Answer::new(one(call, settings)).causing(record.put(number(program))))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = MarketplaceChanges {
            status: Some(MarketplaceStatus::Draft),
            category: Some("Software".to_owned()),
            ..MarketplaceChanges::default()
        };
        Sample::new(some_program(view), Nothing {}, body)
    }
}

impl Serve for ConnectStripe {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<StripeConnection>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let status = view.stripe(program.id).status;
        let is_begun = matches!(status, StripeStatus::Connected | StripeStatus::Pending);
        let events = if is_begun { Vec::new() } else { step(view, program, SetupStep::StripePending) };
        let connected = status == StripeStatus::Connected;
        let auth_url = format!("https://connect.stripe.com/oauth/authorize?response_type=code&state={}", program.uuid);
        let message = if connected {
            "Stripe is connected.".to_owned()
        } else {
            "Open the address to connect Stripe. In the sandbox, cause the event stripe_connected.".to_owned()
        };
        let connection = StripeConnection {
            connected,
            method: "oauth_url".to_owned(),
            program_id: program.uuid,
            program_readiness: Some(readiness(view, program)),
            auth_url: (!connected).then_some(auth_url),
            message,
        };
        Ok(causing(one(call, connection), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = StripeToConnect { method: Some(ConnectMethod::OauthUrl) };
        Sample::new(path_of(view, false), Nothing {}, body)
    }
}

impl Serve for DisconnectStripe {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<DisconnectedStripe>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let is_connected = view.stripe(program.id).is_connected();
        let events = if is_connected { step(view, program, SetupStep::StripeDisconnected) } else { Vec::new() };
        Ok(causing(one(call, DisconnectedStripe { success: true, program_id: program.uuid }), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(path_of(view, true), Nothing {}, Nothing {})
    }
}

/// Refuses to show a program to affiliates before it is ready for them.
pub(super) fn may_be_public(view: View<'_>, program: &Program) -> Result<(), Problem> {
    let missing = [
        (view.stripe(program.id).is_connected(), "Stripe is not connected"),
        (view.script_verified_at(program.id).is_some(), "tracking is not installed"),
        (view.partners(program.id).active > 0, "it has no active affiliate"),
    ];
    match missing.iter().find(|(is_there, _)| !is_there) {
        Some((_, what)) => {
            let reason = format!("a program must have Stripe, tracking and an affiliate to be public, and {what}");
            Err(conflict(format!("The program cannot be public yet: {what}."), reason))
        }
        None => Ok(()),
    }
}

fn step(view: View<'_>, program: &Program, step: SetupStep) -> Vec<Event> {
    let cause = SetupCause { program: Some(program.id), step, at: None };
    view.cause(&Cause::Setup(cause)).expect("a program can take a step of its set-up now")
}

/// A program for samples whose Stripe account is connected, or is not.
fn path_of(view: View<'_>, connected: bool) -> ProgramPath {
    let fits = |program: &&Program| view.stripe(program.id).is_connected() == connected;
    // The last one: others are for other samples.
    let program = usual_programs(view).filter(fits).last().map(|program| program.uuid);
    program.map_or_else(|| some_program(view), |id| ProgramPath { id })
}
