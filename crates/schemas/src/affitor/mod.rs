//! Affitor: affiliate programs of SaaS companies, on a Strapi backend.

mod api_keys;
mod check_test_events;
mod command_line;
mod failure;
mod habits;
mod performance;
mod programs;
mod readiness;
mod stripe;
mod test_event;
mod track_click;
mod track_lead;
mod track_refund;
mod track_sale;
mod tracked;
mod tracking_events;
mod tracking_status;

pub use api_keys::*;
pub use check_test_events::*;
pub use command_line::*;
pub use failure::*;
pub use habits::{LOGIN, MANAGEMENT_KEY, PROGRAM_KEY, SESSION};
pub use performance::*;
pub use programs::*;
pub use readiness::*;
pub use stripe::*;
pub use test_event::*;
pub use track_click::*;
pub use track_lead::*;
pub use track_refund::*;
pub use track_sale::*;
pub use tracked::*;
pub use tracking_events::*;
pub use tracking_status::*;

use crate::declare::{Credential, Information, Provider, SecurityScheme, Source};

/// The provider Affitor.
#[derive(Debug, Clone, Copy)]
pub struct Affitor;

impl Provider for Affitor {
    type Endpoints = (
        (GetTrackingStatus, ListTrackingEvents, GetPerformance, CheckTestEvents),
        (TrackClick, TrackLead, TrackSale, TrackRefund),
        (SendTestEvent, GetReadiness),
        ApiKeyEndpoints,
        ProgramEndpoints,
        CommandLineEndpoints,
        StripeEndpoints,
    );
    type Events = ();
    type Failure = Failure;

    const NAME: &'static str = "affitor";

    fn information() -> Information {
        Information {
            title: "Affitor",
            description: "Affiliate programs of SaaS companies.\n\nThere are four kinds of credentials, all sent as `Authorization: Bearer …`: \
                          the API key of a program (`aff_…`) reports clicks, leads, sales and refunds and reads the program's readiness; a \
                          management key (`affk_…`) or a session of the dashboard manages programs; a session shows the dashboard's figures; and \
                          the command-line tool has a login of its own. One of the wrong kind gets 401.\n\nFailures have three shapes: a text \
                          (`{\"error\": \"…\"}`) at the tracking routes, a code and a message (`{\"error\": {\"code\", \"message\"}}`) at the \
                          routes for agents, and Strapi's (`{\"data\": null, \"error\": {…}}`) everywhere else.",
            server: "https://api.affitor.com",
            source: Some(Source {
                title: "Affitor documentation",
                url: "https://docs.affitor.com",
                read: "2026-11-28",
            }),
            tag: habits::DASHBOARD,
            security_schemes: vec![
                SecurityScheme {
                    name: habits::SESSION,
                    description: "The token (JWT) of a dashboard session. Some pages show it without `Bearer`; the sandbox takes that, too.",
                    credential: Credential::Bearer,
                },
                SecurityScheme {
                    name: habits::PROGRAM_KEY,
                    description: "The API key of a program: `aff_…`. It is shown once, when the program is created or its key is exchanged.",
                    credential: Credential::Bearer,
                },
                SecurityScheme {
                    name: habits::MANAGEMENT_KEY,
                    description: "A management key: `affk_…`, with scopes.",
                    credential: Credential::Bearer,
                },
                SecurityScheme {
                    name: habits::LOGIN,
                    description: "The token of a login of the command-line tool. It ends after 90 days.",
                    credential: Credential::Bearer,
                },
                SecurityScheme {
                    name: habits::SIGNATURE,
                    description: "Stripe's signature over the time and the body, `t=…,v1=…`: HMAC-SHA256 with the secret of the webhook endpoint.",
                    credential: Credential::Signature("Stripe-Signature"),
                },
            ],
            security: vec![&[habits::SESSION]],
            response_headers: Vec::new(),
        }
    }
}
