//! What the operations of each part of the API have in common: tag, credential, source and failures.

use super::failure::{self, Failure};
use crate::declare::{DOCUMENTED, Operation, Provenance, Rule, Source, Tag, inferred};

/// Routes that report what happened on the merchant's website.
pub(super) const TRACKING: Tag = Tag {
    name: "Tracking",
    description: "Reports of clicks, leads, sales and refunds, from the website or its backend.",
};

/// Routes for programs that set an integration up.
pub(super) const AGENTS: Tag =
    Tag { name: "Agents", description: "Verification of an integration by scripts and coding agents." };

/// Routes of the dashboard.
pub(super) const DASHBOARD: Tag =
    Tag { name: "Dashboard", description: "What the advertiser's dashboard shows of a program." };

/// Routes that manage keys and programs.
pub(super) const MANAGEMENT: Tag = Tag { name: "Management", description: "Management keys and programs." };

/// Routes of the provider's command-line tool.
pub(super) const COMMAND_LINE: Tag =
    Tag { name: "Command line", description: "What the provider's command-line tool calls." };

/// Routes that Stripe calls.
pub(super) const STRIPE: Tag = Tag { name: "Stripe", description: "Webhooks from Stripe." };

/// The provider's own OpenAPI document.
const DOCUMENT: Source = Source {
    title: "Affitor's OpenAPI document",
    url: "https://github.com/Affitor/affitor-docs/blob/c7892d6/public/openapi.yaml",
    read: "2026-11-28",
};

/// The pages of the documentation.
const PAGES: Source = Source {
    title: "Affitor documentation",
    url: "https://github.com/Affitor/affitor-docs/tree/c7892d6",
    read: "2026-11-28",
};

/// The provider's command-line tool.
const TOOL: Source = Source {
    title: "Affitor's command-line tool",
    url: "https://github.com/Affitor/cli/tree/c883dd1",
    read: "2026-11-28",
};

/// What is read in the provider's command-line tool.
pub(super) const FROM_THE_TOOL: Provenance = inferred(
    "read in the code of the provider's public command-line tool; no page describes it; the longest texts and the \
     largest numbers are limits of the sandbox",
);

/// The name of the security scheme of a program's API key.
pub const PROGRAM_KEY: &str = "programKey";

/// The name of the security scheme of a management key.
pub const MANAGEMENT_KEY: &str = "managementKey";

/// The name of the security scheme of a dashboard session.
pub const SESSION: &str = "session";

/// The name of the security scheme of a session of the command-line tool.
pub const LOGIN: &str = "login";

/// The name of the security scheme of Stripe's signature.
pub(super) const SIGNATURE: &str = "stripeSignature";

/// A route that reports what happened: failures are texts.
pub(super) fn tracking(id: &'static str, provenance: Provenance) -> Operation<Failure> {
    Operation::new(id, provenance).tag(TRACKING).source(DOCUMENT).security([&[PROGRAM_KEY][..]]).failures([
        failure::text(401, "No program key, or one that is not valid (any more).", "Invalid API token"),
        failure::text(500, "The report could not be stored. It is safe to send it again.", "Tracking failed"),
    ])
}

/// A route for scripts and coding agents that shows something: failures have a code.
pub(super) fn agents(id: &'static str, provenance: Provenance) -> Operation<Failure> {
    Operation::new(id, provenance).tag(AGENTS).source(DOCUMENT).security([&[PROGRAM_KEY][..]]).failures([
        failure::agent(401, "No program key, or one that is not valid.", "invalid_key", "Invalid API token.", None),
        failure::agent(
            500,
            "The server failed. Wait and try again.",
            "internal_error",
            "Failed to compute readiness. Retry shortly.",
            Some(10),
        ),
    ])
}

/// The route that sends test events. It is one for scripts and coding agents, but its failures are texts, apart from
/// that of its limit.
pub(super) fn chain_sender(id: &'static str, provenance: Provenance) -> Operation<Failure> {
    Operation::new(id, provenance).tag(AGENTS).source(DOCUMENT).security([&[PROGRAM_KEY][..]]).failures([
        failure::text(401, "No program key, or one that is not valid (any more).", "Invalid API token"),
        failure::text(500, "The events could not be stored. It is safe to send them again.", "Test event failed"),
    ])
}

/// A route of the dashboard: a session is needed, and failures have Strapi's shape.
pub(super) fn dashboard(id: &'static str, provenance: Provenance) -> Operation<Failure> {
    strapi(Operation::new(id, provenance).tag(DASHBOARD).source(PAGES).security([&[SESSION][..]]))
        .failure(failure::strapi(
            403,
            "The user has no permission on the program.",
            failure::SIBLING,
            "ForbiddenError",
            "Forbidden",
        ))
        .failure(failure::unknown_program())
        .failure(failure::strapi(500, "The server failed.", DOCUMENTED, "InternalServerError", "Internal Server Error"))
}

/// A route that manages keys or programs: failures have Strapi's shape.
pub(super) fn management(id: &'static str, provenance: Provenance) -> Operation<Failure> {
    strapi(Operation::new(id, provenance).tag(MANAGEMENT).source(PAGES).security([&[SESSION][..]]))
        .failure(failure::strapi(
            403,
            "The session, or the management key, lacks the permission.",
            inferred("scopes are documented; the status of a missing one is that of the dashboard's routes"),
            "ForbiddenError",
            "Forbidden",
        ))
        .failure(failed())
}

/// The server failed, at a route whose failures no page describes.
fn failed() -> crate::declare::Failure<Failure> {
    failure::strapi(500, "The server failed.", failure::SIBLING, "InternalServerError", "Internal Server Error")
}

/// A route of the command-line tool: failures have Strapi's shape.
pub(super) fn command_line(id: &'static str) -> Operation<Failure> {
    strapi(Operation::new(id, FROM_THE_TOOL).tag(COMMAND_LINE).source(TOOL).security([&[LOGIN][..]])).failure(failed())
}

/// A route that Stripe calls.
pub(super) fn stripe(id: &'static str, provenance: Provenance) -> Operation<Failure> {
    Operation::new(id, provenance).tag(STRIPE).source(PAGES).security([&[SIGNATURE][..]]).failure(
        failure::inferred_text(401, "The header `Stripe-Signature` is missing.", "Missing Stripe-Signature header"),
    )
}

fn strapi(operation: Operation<Failure>) -> Operation<Failure> {
    operation
        .failure(failure::strapi(
            401,
            "No credential, one that has ended, or one of another kind.",
            failure::SIBLING,
            "UnauthorizedError",
            "Missing or invalid credentials",
        ))
        .rule(Rule::inferred(
            "response.status < 400 || response.body.error.status == response.status",
            "the failure's body repeats the status",
            "Strapi writes both from one error",
        ))
}
