//! `/api/v1/cli/…`: what the provider's command-line tool calls.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use trackside_schemas::affitor::{
    CommandLineProgram, CommandLinePrograms, CommandLineStatus, CommandLineStatusQuery, ConnectStripe, ConnectedStripe,
    EventsOfADay, FinishLogin, FinishedLogin, GetCommandLineStatus, InitProgram, InitializedProgram,
    ListCommandLinePrograms, LoginEnd, LoginQuery, LoginStart, LoginState, NewProgramKey, PollLogin, PolledLogin,
    ProgramSummary, ProgramToInit, StartLogin, StartedLogin, StripeConnection, StripeToConnect,
};
use trackside_schemas::declare::Nothing;
use trackside_schemas::values::DecimalNumber;
use trackside_world::{ActivityKind, Cause, Currency, Money, ProgramCause, SetupCause, SetupStep, View};

use super::credentials::{LoginRecord, key_of, secret, usual_program};
use super::{caused, program_of};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// How long a login waits for the browser.
const LOGIN_WAITS: TimeDelta = TimeDelta::minutes(10);

/// The user who signs in.
const EMAIL: &str = "ada@example.com";

/// The advertiser to whom everything belongs.
const ADVERTISER: i64 = 1;

/// A usual sale, in units of the currency.
const USUAL_SALE: f64 = 50.0;

/// A webhook endpoint that was registered with a Stripe account. Numbered by the program.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StripeWebhook {
    pub(super) account: String,
    pub(super) endpoint: String,
    pub(super) secret: String,
}

impl Record for StripeWebhook {
    const COLLECTION: &'static str = "affitor/stripe-webhooks";
}

impl Serve for StartLogin {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<StartedLogin>, Problem> {
        let (view, id) = (call.view, LoginRecord::next(call.view));
        let parts = [id.to_string(), call.request_id.to_string()];
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let login = LoginRecord {
            state: secret("", &parts),
            token: secret("cli_", &parts),
            started: view.now(),
            is_complete: false,
            is_consumed: false,
        };
        let base = format!("{}/affitor/api/v1/cli/auth", call.address.origin());
        let data = LoginStart {
            auth_url: format!("{base}/callback?state={}", login.state),
            poll_url: format!("{base}/poll?state={}", login.state),
            expires_at: (login.started + LOGIN_WAITS).into(),
            state: login.state.clone(),
        };
        Ok(Answer::new(StartedLogin { data }).causing(login.put(id)))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for PollLogin {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<PolledLogin>, Problem> {
        let view = call.view;
        let state =
            |status: &str| LoginState { status: status.to_owned(), token: None, email: None, advertiser_id: None };
        let Some((id, login)) = find(view, &call.query.state) else {
            return Ok(PolledLogin { data: state("expired") }.into());
        };
        if login.is_consumed {
            return Ok(PolledLogin { data: state("consumed") }.into());
        }
        if !login.is_complete {
            let has_expired = view.now() >= login.started + LOGIN_WAITS;
            return Ok(PolledLogin { data: state(if has_expired { "expired" } else { "pending" }) }.into());
        }
        let data = LoginState {
            token: Some(login.token.clone()),
            email: Some(EMAIL.to_owned()),
            advertiser_id: Some(ADVERTISER),
            ..state("complete")
        };
        let consumed = LoginRecord { is_consumed: true, ..login };
        Ok(Answer::new(PolledLogin { data }).causing(consumed.put(id)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, newest(view), Nothing {})
    }
}

impl Serve for FinishLogin {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<FinishedLogin>, Problem> {
        let view = call.view;
        let end = |status: &str, message: &str| FinishedLogin {
            data: LoginEnd { status: status.to_owned(), message: message.to_owned() },
        };
        let complete = end("complete", "You are signed in. Return to the command line.");
        let open = find(view, &call.query.state).filter(|(_, login)| view.now() < login.started + LOGIN_WAITS);
        Ok(match open {
            Some((id, login)) if !login.is_complete => {
                Answer::new(complete).causing(LoginRecord { is_complete: true, ..login }.put(id))
            }
            Some(_) => complete.into(),
            None => end("expired", "This login has expired. Start it again.").into(),
        })
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, newest(view), Nothing {})
    }
}

impl Serve for ListCommandLinePrograms {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<CommandLinePrograms>, Problem> {
        let view = call.view;
        let programs = view.programs().filter(|program| call.caller.owns(program));
        let data = programs.map(|program| CommandLineProgram {
            id: program.number.to_string(),
            name: program.name.clone(),
            domain: program.host().to_owned(),
            status: "active".to_owned(),
            commission: format!("{}% recurring", percent(program.commission_percent)),
            partners: view.partners(program.id).active,
            created_at: program.created_at.into(),
        });
        Ok(CommandLinePrograms { data: data.collect() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {}).with_credential(vec!["cli_sandbox".to_owned()])
    }
}

impl Serve for InitProgram {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<InitializedProgram>, Problem> {
        let (view, body) = (call.view, &call.body);
        let is_share = !body.commission_type.ends_with("fixed");
        // The world's commissions are shares of the amount. A fixed one becomes the share of a usual sale.
        let percent = if is_share { body.commission_rate } else { body.commission_rate * 100.0 / USUAL_SALE };
        let cause = ProgramCause {
            name: Some(body.name.clone()),
            website: Some(format!("https://{}", body.domain)),
            currency: Some(Currency::Usd),
            commission_percent: Some(basis_points(percent)),
            cookie_days: Some(body.cookie_duration),
            owner: call.caller.owner().unwrap_or_default(),
            ..ProgramCause::default()
        };
        let events = view
            .cause(&Cause::Program(cause))
            .map_err(|error| Problem::rejected(400, "Program could not be created", error.to_string()))?;
        let after = view.after(&events);
        let view = after.view();
        let program = view.programs().last().expect("it was created");
        let data = NewProgramKey {
            program_id: program.number.to_string(),
            api_key: key_of(view, program),
            program_slug: slug(&body.name),
            domain: body.domain.clone(),
        };
        Ok(events.iter().cloned().fold(Answer::new(InitializedProgram { data }), Answer::causing))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let body = ProgramToInit {
            name: "Acme Analytics".to_owned(),
            domain: "acme.example".to_owned(),
            commission_type: "recurring_percent".to_owned(),
            commission_rate: 20.0,
            cookie_duration: 60,
            duration_months: None,
            advertiser_id: None,
        };
        Sample::new(Nothing {}, Nothing {}, body).with_credential(vec!["cli_sandbox".to_owned()])
    }
}

impl Serve for GetCommandLineStatus {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<CommandLineStatus>, Problem> {
        let (view, program) = (call.view, program_of(call)?);
        if call.query.program_id.as_ref().is_some_and(|asked| *asked != program.number.to_string()) {
            return Err(Problem::rejected(400, "Program not found", "the program is not that of the key"));
        }
        let account = view.stripe(program.id);
        let recent = |kind| {
            let now = view.now();
            view.count_activity(program.id, kind, now - TimeDelta::days(1), now + TimeDelta::seconds(1))
        };
        let totals = view.totals(program.id);
        let data = ProgramSummary {
            program_id: program.number.to_string(),
            name: program.name.clone(),
            domain: program.host().to_owned(),
            dns_verified: view.script_verified_at(program.id).is_some(),
            stripe_connected: account.is_connected(),
            stripe_charges_enabled: Some(account.charges_enabled),
            recent_events: EventsOfADay {
                clicks_24h: recent(ActivityKind::Click),
                leads_24h: recent(ActivityKind::Lead),
                sales_24h: recent(ActivityKind::Sale),
            },
            active_partners: view.partners(program.id).active,
            pending_commissions: DecimalNumber {
                hundredths: Money { minor: totals.reward_unclaimed, currency: program.currency }.hundredths(),
            },
        };
        Ok(CommandLineStatus { data }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = usual_program(view).expect("the world has a program");
        Sample::new(Nothing {}, CommandLineStatusQuery::default(), Nothing {})
            .with_credential(vec![key_of(view, program)])
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<CommandLineStatusQuery> {
        let program = usual_program(view)?;
        Some(CommandLineStatusQuery { program_id: Some(program.number.to_string()) })
    }
}

impl Serve for ConnectStripe {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ConnectedStripe>, Problem> {
        let (view, body) = (call.view, &call.body);
        let program = body.program_id.parse().ok().and_then(|number| view.program_by_number(number));
        let program = program.filter(|program| call.caller.owns(program));
        let program = program.ok_or_else(|| {
            let reason = format!("the caller has no program {:?}; GET /_mock/world lists them", body.program_id);
            Problem::rejected(400, "Program not found", reason)
        })?;
        let cause = SetupCause { program: Some(program.id), step: SetupStep::StripeConnected, at: None };
        let mut events = view.cause(&Cause::Setup(cause)).map_err(caused)?;
        let webhook = StripeWebhook {
            account: body.stripe_user_id.clone(),
            endpoint: body.webhook_endpoint_id.clone(),
            secret: body.webhook_secret.clone(),
        };
        events.push(webhook.put(u64::try_from(program.number).expect("a program's number is above zero")));
        let after = view.after(&events);
        let account = after.view().stripe(program.id);
        let data = StripeConnection {
            connected: account.is_connected(),
            stripe_account_id: webhook.account,
            webhook_endpoint_id: webhook.endpoint,
            charges_enabled: account.charges_enabled,
            payouts_enabled: account.payouts_enabled,
        };
        Ok(events.into_iter().fold(Answer::new(ConnectedStripe { data }), Answer::causing))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = usual_program(view).expect("the world has a program");
        let body = StripeToConnect {
            program_id: program.number.to_string(),
            stripe_user_id: "acct_1QwErTyUiOpAsDfG".to_owned(),
            webhook_endpoint_id: "we_1QwErTyUiOpAsDfG".to_owned(),
            webhook_secret: "whsec_0123456789abcdef".to_owned(),
        };
        Sample::new(Nothing {}, Nothing {}, body).with_credential(vec!["cli_sandbox".to_owned()])
    }
}

fn find(view: View<'_>, state: &str) -> Option<(u64, LoginRecord)> {
    LoginRecord::all(view).find(|(_, login)| login.state == state)
}

/// The newest login.
fn newest(view: View<'_>) -> LoginQuery {
    let login = LoginRecord::all(view).next_back();
    LoginQuery { state: login.map_or_else(|| "none".to_owned(), |(_, login)| login.state) }
}

/// A percentage in basis points, 100 % at most.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped before the cast")]
fn basis_points(percent: f64) -> u32 {
    (percent * 100.0).round().clamp(0.0, 10_000.0) as u32
}

/// A name as a part of a URL: `acme-analytics`.
fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// Basis points as per cent: `12.5`.
fn percent(basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}").trim_end_matches('0').to_owned() }
}
