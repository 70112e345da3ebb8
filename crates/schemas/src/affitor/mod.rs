//! Affitor: affiliate programs of SaaS companies, on a Strapi backend.

mod failure;
mod tracking_status;

pub use failure::*;
pub use tracking_status::*;

use crate::declare::{Credential, Information, Provider, SecurityScheme, Shared, Source, Tag};

/// The provider Affitor.
#[derive(Debug, Clone, Copy)]
pub struct Affitor;

impl Provider for Affitor {
    type Endpoints = (GetTrackingStatus,);
    type Failure = Failure;

    const NAME: &'static str = "affitor";

    fn shared() -> Shared<Failure> {
        failure::shared()
    }

    fn information() -> Information {
        Information {
            title: "Affitor",
            description: "Affiliate programs of SaaS companies. The endpoint belongs to the dashboard: the caller is a signed-in user with the \
                          permission `tracking:read` on the program, not the holder of an API key. Responses and failures have the shapes of Strapi. \
                          (The tracking routes report failures as `{\"error\": \"…\"}`, the routes for agents as `{\"error\": {\"code\", \"message\"}}`.)",
            server: "https://api.affitor.com",
            source: Some(Source {
                title: "Affitor documentation",
                url: "https://docs.affitor.com",
                read: "2026-11-28",
            }),
            tag: Tag { name: "Tracking", description: "Whether a program's integration is set up." },
            security_schemes: vec![SecurityScheme {
                name: "session",
                description: "The token (JWT) of a dashboard session. An API key (`aff_…`, `affk_…`) in its place gets 401. Some pages show the \
                              token without `Bearer`; the sandbox takes that, too.",
                credential: Credential::Bearer,
            }],
            security: vec![&["session"]],
            response_headers: Vec::new(),
        }
    }
}
