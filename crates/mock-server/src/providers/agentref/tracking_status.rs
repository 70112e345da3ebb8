//! `GET /programs/{id}/tracking/status`.

use chrono::{DateTime, Duration, Utc};
use trackside_schemas::agentref::{
    ClickStatistics, Conversions, GetTrackingStatus, Health, HealthStep, RecentActivity, RecentClick,
    RecentVerification, SetupStatus, Severity, Statistics, StripeEvents, TrackingStatus, TrackingStatusPath,
    TrackingStatusResponse, Warning,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Click, ClickKind, Program, View};

use super::envelope::meta;
use super::merchant;
use super::programs::own_program;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetTrackingStatus {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackingStatusResponse>, Problem> {
        let program = own_program(call, call.path.id)?;
        // The program's own setting, or else the merchant's.
        let consent = program.consent_required || merchant::record_of(call).tracking_requires_consent;
        Ok(TrackingStatusResponse { data: status(call.view, program, consent), meta: meta(call) }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        status_of(view.some_program().expect("the world has programs"))
    }
}

/// The call that shows a program.
pub(super) fn status_of(program: &Program) -> Sample<GetTrackingStatus> {
    Sample::new(TrackingStatusPath { id: program.uuid }, Nothing {}, Nothing {})
}

fn status(view: View<'_>, program: &Program, consent: bool) -> TrackingStatus {
    let now = view.now();
    let verified_at = view.script_verified_at(program.id);
    let stripe_connected = view.stripe(program.id).is_connected();
    let statistics = statistics(view, program);
    let health = health(view, program);
    let warnings = warnings(view, program, consent, &statistics);
    let summary = health.blocking_reason.as_ref().map_or_else(
        || {
            if warnings.is_empty() {
                "Tracking works: clicks and conversions are arriving.".to_owned()
            } else {
                "Tracking is set up; see the warnings.".to_owned()
            }
        },
        |reason| format!("Set-up is not complete: {reason}"),
    );
    let host = host(&program.website);
    TrackingStatus {
        program_id: program.uuid,
        status: SetupStatus {
            stripe_connected,
            tracking_script_verified: verified_at.is_some(),
            website_configured: view.has_website(program.id),
            tracking_domain: program.tracking_domain.clone(),
            tracking_requires_consent: consent,
            cookie_duration: program.cookie_days,
        },
        stats: statistics,
        recent: RecentActivity {
            last_redirect_click: view.last_click(program.id, ClickKind::Redirect).map(recent_click),
            last_direct_click: view.last_click(program.id, ClickKind::Direct).map(recent_click),
            last_tracking_verification: verified_at.map(|first| RecentVerification {
                created_at: last_verification(first, now),
                entry_host: host.to_owned(),
            }),
        },
        health,
        warnings,
        summary,
    }
}

fn statistics(view: View<'_>, program: &Program) -> Statistics {
    // The end of the window is exclusive, but events of the current second count.
    let until = view.now() + Duration::seconds(1);
    let clicks = view.clicks(program.id, until - Duration::days(7), until);
    let conversions = view.conversions(program.id, until - Duration::days(30), until);
    let events = view.payment_events(program.id, until - Duration::days(30), until);
    Statistics {
        clicks_last_7_days: ClickStatistics::new(clicks.redirect, clicks.direct),
        conversions_last_30_days: Conversions::new(conversions.by_click, conversions.by_coupon),
        stripe_events_last_30_days: StripeEvents::new(events.succeeded, events.skipped),
    }
}

fn health(view: View<'_>, program: &Program) -> Health {
    let step = |at: Option<DateTime<Utc>>, missing: &str| {
        at.map_or_else(|| HealthStep::incomplete(missing), HealthStep::complete)
    };
    Health::new(
        step(view.script_verified_at(program.id), "The tracking script has not been seen on the website."),
        step(view.first_click(program.id), "No affiliate click has arrived yet."),
        step(
            view.first_payment_event(program.id),
            if view.stripe(program.id).is_connected() {
                "Stripe is connected and has not sent an event yet."
            } else {
                "No Stripe account is connected."
            },
        ),
        step(view.first_conversion(program.id), "No conversion has been attributed to an affiliate yet."),
    )
}

fn warnings(view: View<'_>, program: &Program, consent: bool, statistics: &Statistics) -> Vec<Warning> {
    let warning =
        |code: &str, severity, message: &str| Warning { code: code.to_owned(), severity, message: message.to_owned() };
    let verified = view.script_verified_at(program.id).is_some();
    let mut warnings = Vec::new();
    if !verified {
        warnings.push(warning(
            "script_not_detected",
            Severity::Error,
            "The tracking script was not found on the website: direct clicks are not recorded.",
        ));
    }
    if !view.stripe(program.id).is_connected() {
        warnings.push(warning(
            "stripe_not_connected",
            Severity::Error,
            "No Stripe account is connected: conversions cannot be attributed.",
        ));
    }
    if consent {
        warnings.push(warning(
            "consent_pending",
            Severity::Info,
            "Visitors are tracked only after they consent: clicks without consent are not counted.",
        ));
    }
    if verified && statistics.clicks_last_7_days.total == 0 {
        warnings.push(warning("no_recent_clicks", Severity::Warning, "No click has arrived in the last 7 days."));
    }
    if statistics.clicks_last_7_days.total > 0 && statistics.conversions_last_30_days.total == 0 {
        warnings.push(warning(
            "no_recent_conversions",
            Severity::Warning,
            "Clicks arrive, and none has converted in the last 30 days.",
        ));
    }
    warnings
}

fn recent_click(click: Click<'_>) -> RecentClick {
    RecentClick {
        affiliate_code: click.partner_code.to_owned(),
        created_at: click.at,
        entry_host: click.entry_host.to_owned(),
    }
}

/// The script is looked for once a day, at the time of day when it was first seen.
fn last_verification(first: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    first + Duration::days((now - first).num_days())
}

fn host(website: &str) -> &str {
    let after_scheme = website.split_once("://").map_or(website, |(_, rest)| rest);
    after_scheme.split('/').next().unwrap_or(after_scheme)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn reads_hosts() {
        for (website, expected) in [
            ("https://shop.example", "shop.example"),
            ("https://shop.example/a/b", "shop.example"),
            ("shop.example", "shop.example"),
        ] {
            assert_eq!(host(website), expected);
        }
    }
}
