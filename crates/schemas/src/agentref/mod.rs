//! AgentRef: affiliate programs on Stripe.

mod failure;
mod tracking_status;

pub use failure::{Failure, FailureDetail, Meta};
pub use tracking_status::*;

use crate::declare::{
    Credential, DOCUMENTED, HeaderDeclaration, HeaderValueType, Information, Provider, SecurityScheme, Shared, Source,
    Tag, inferred,
};

/// The provider AgentRef.
#[derive(Debug, Clone, Copy)]
pub struct AgentRef;

impl Provider for AgentRef {
    type Endpoints = (GetTrackingStatus,);
    type Failure = Failure;

    const NAME: &'static str = "agentref";

    fn shared() -> Shared<Failure> {
        failure::shared()
    }

    fn information() -> Information {
        Information {
            title: "AgentRef",
            description: "Affiliate programs on top of Stripe. Every answer is an envelope of `data` (or `error`) and `meta`; `meta.requestId` names \
                          the request. Calls are counted for each key over a sliding window of one minute: 60 with a key, 10 without.",
            server: "https://www.agentref.co/api/v1",
            source: Some(Source {
                title: "AgentRef documentation",
                url: "https://www.agentref.co/docs",
                read: "2026-11-28",
            }),
            tag: Tag { name: "Tracking", description: "Whether a program's tracking is set up and works." },
            security_schemes: vec![SecurityScheme {
                name: "apiKey",
                description: "A merchant's key (`ak_live_…`). An affiliate's key (`ak_aff_…`) and an onboarding key (`ak_onb_…`) are valid and \
                              get 403, and so does a merchant's key without the scope.",
                credential: Credential::Bearer,
            }],
            security: vec![&["apiKey"]],
            response_headers: vec![
                HeaderDeclaration {
                    name: "X-RateLimit-Limit",
                    description: "How many requests a minute the key may make.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: DOCUMENTED,
                },
                HeaderDeclaration {
                    name: "X-RateLimit-Remaining",
                    description: "How many requests are left in the current window.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: inferred(
                        "every response has headers about the rate limit; only the name of the first could be read in full",
                    ),
                },
                HeaderDeclaration {
                    name: "X-RateLimit-Reset",
                    description: "When the window has room again, in seconds of UNIX time.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: inferred(
                        "every response has headers about the rate limit; this one is the usual companion of the first",
                    ),
                },
                HeaderDeclaration {
                    name: "Retry-After",
                    description: "How many seconds to wait before the next request.",
                    value: HeaderValueType::Count,
                    only_on: Some(429),
                    provenance: DOCUMENTED,
                },
            ],
        }
    }
}
