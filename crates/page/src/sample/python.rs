//! A call with a provider's own Python SDK, where there is one: AgentRef's, `agentref` 5.1 on PyPI.

use serde_json::Value;

use super::Context;
use super::rust::snake_case;
use crate::documents::Parameter;

/// The method of the SDK for each operation. `.ci/sdks` runs all of them.
#[rustfmt::skip]
const METHODS: [(&str, &str); 86] = [
    ("applyToProgram", "marketplace.apply"),
    ("approveApplication", "applications.approve"),
    ("archiveMarketingResource", "marketing_resources.archive"),
    ("blockAffiliate", "affiliates.block"),
    ("blockApplication", "applications.block"),
    ("claimInvite", "invites.claim"),
    ("completeMediaUpload", "marketing_resources.complete_social_post_media_upload"),
    ("completeOnboarding", "onboarding.complete"),
    ("connectStripe", "programs.connect_stripe"),
    ("createCoupon", "programs.create_coupon"),
    ("createDownloadUrl", "marketing_resources.create_download_url"),
    ("createMediaUpload", "marketing_resources.create_social_post_media_upload_session"),
    ("createMyDownloadUrl", "marketing_resources.create_affiliate_download_url"),
    ("createMyLink", "affiliate_workspace.create_link"),
    ("createPayout", "payouts.create"),
    ("createProgram", "programs.create"),
    ("createProgramInvite", "programs.create_invite"),
    ("createSocialPost", "marketing_resources.create_social_post"),
    ("createWebhook", "webhooks.create"),
    ("declineApplication", "applications.decline"),
    ("deleteCoupon", "programs.delete_coupon"),
    ("deleteMedia", "marketing_resources.remove_social_post_media"),
    ("deleteMyLink", "affiliate_workspace.delete_link"),
    ("deleteProgram", "programs.delete"),
    ("deleteWebhook", "webhooks.delete"),
    ("disconnectStripe", "programs.disconnect_stripe"),
    ("getAffiliate", "affiliates.get"),
    ("getApplication", "applications.get"),
    ("getBilling", "billing.current"),
    ("getConversionStats", "conversions.stats"),
    ("getFlagStats", "flags.stats"),
    ("getInvite", "invites.get"),
    ("getMe", "affiliate_workspace.identity"),
    ("getMerchant", "merchant.get"),
    ("getMyClicks", "affiliate_workspace.click_stats"),
    ("getMyEarnings", "affiliate_workspace.earnings"),
    ("getMyMarketingResource", "marketing_resources.get_for_affiliate"),
    ("getMyOverview", "affiliate_workspace.overview"),
    ("getMyPayoutInfo", "payout_info.get"),
    ("getMyProgram", "affiliate_workspace.get_program"),
    ("getNotifications", "notifications.get"),
    ("getPayoutStats", "payouts.stats"),
    ("getProgram", "programs.get"),
    ("getProgramStats", "programs.stats"),
    ("getTrackingStatus", "tracking.get_program_status"),
    ("getWebhook", "webhooks.get"),
    ("listAffiliates", "affiliates.list"),
    ("listApplications", "applications.list"),
    ("listBillingTiers", "billing.tiers"),
    ("listConversions", "conversions.list"),
    ("listCoupons", "programs.list_coupons"),
    ("listFlags", "flags.list"),
    ("listMarketingResources", "marketing_resources.list"),
    ("listMarketplacePrograms", "marketplace.list_programs"),
    ("listMyLinks", "affiliate_workspace.list_links"),
    ("listMyMarketingResources", "marketing_resources.list_for_affiliate"),
    ("listMyPayouts", "affiliate_workspace.list_payouts"),
    ("listMyProgramEarnings", "affiliate_workspace.list_program_earnings"),
    ("listMyPrograms", "affiliate_workspace.list_programs"),
    ("listPayouts", "payouts.list"),
    ("listPendingPayouts", "payouts.list_pending"),
    ("listProgramAffiliates", "programs.list_affiliates"),
    ("listProgramInvites", "programs.list_invites"),
    ("listPrograms", "programs.list"),
    ("listRecentConversions", "conversions.recent"),
    ("listWebhooks", "webhooks.list"),
    ("notifyAffiliatesOfResource", "marketing_resources.notify_affiliates"),
    ("onboardMerchant", "onboarding.upsert_merchant_profile"),
    ("publishMarketingResource", "marketing_resources.publish"),
    ("renderSocialPost", "marketing_resources.render_social_post"),
    ("reorderMedia", "marketing_resources.reorder_social_post_media"),
    ("replaceMedia", "marketing_resources.replace_social_post_media"),
    ("resolveFlag", "flags.resolve"),
    ("rotateWebhookSecret", "webhooks.rotate_secret"),
    ("subscribeToTier", "billing.subscribe"),
    ("unblockAffiliate", "affiliates.unblock"),
    ("unpublishMarketingResource", "marketing_resources.unpublish"),
    ("updateMarketplace", "programs.update_marketplace"),
    ("updateMedia", "marketing_resources.update_social_post_media"),
    ("updateMerchant", "merchant.update"),
    ("updateMyLink", "affiliate_workspace.update_link"),
    ("updateMyPayoutInfo", "payout_info.update"),
    ("updateNotifications", "notifications.update"),
    ("updateProgram", "programs.update"),
    ("updateSocialPost", "marketing_resources.update_social_post"),
    ("updateWebhook", "webhooks.update"),
];

/// The call as a Python script. Returns nothing if the provider has no SDK for it, or the call has no credential.
pub fn python(context: &Context<'_>) -> Option<String> {
    let [secret] = context.secrets else { return None };
    if context.document.name != "agentref" {
        return None;
    }
    let (_, method) = METHODS.iter().find(|(operation, _)| *operation == context.operation.id)?;
    let (base_url, secret) = (literal(&context.base_url()), literal(secret));
    let arguments = arguments(context).join(", ");
    Some(format!(
        "from agentref import AgentRef\n\nclient = AgentRef(api_key={secret}, base_url={base_url})\nprint(client.{method}({arguments}))\n"
    ))
}

/// What is in the path comes first and by position. Everything else has a name, which ends with `_` if Python has that
/// word for itself.
fn arguments(context: &Context<'_>) -> Vec<String> {
    let named = |name: &str, value: &str| {
        let end = if name == "from" { "_" } else { "" };
        format!("{}{end}={value}", snake_case(name))
    };
    let mut positional = Vec::new();
    let mut arguments = Vec::new();
    for parameter in &context.operation.parameters {
        if let Some(value) = value(context, parameter) {
            if parameter.location == "path" {
                positional.push(value);
            } else {
                arguments.push(named(parameter.name.trim_end_matches("[]"), &value));
            }
        }
    }
    let body = context.call.body.as_ref().and_then(|body| serde_json::from_str(body).ok());
    if let Some(Value::Object(fields)) = body {
        arguments.extend(fields.iter().map(|(name, value)| named(name, &written(value))));
    }
    positional.extend(arguments);
    positional
}

/// The values that the call gives a parameter, as Python.
fn value(context: &Context<'_>, parameter: &Parameter) -> Option<String> {
    let one = |value: &str| match value {
        "true" if parameter.field.kind == "boolean" => "True".to_owned(),
        "false" if parameter.field.kind == "boolean" => "False".to_owned(),
        _ if parameter.is_number && value.parse::<f64>().is_ok() => value.to_owned(),
        _ => literal(value),
    };
    let values: Vec<_> = context.call.values(&parameter.name).map(one).collect();
    match values.as_slice() {
        [] => None,
        _ if parameter.is_repeated() => Some(format!("[{}]", values.join(", "))),
        [first, ..] => Some(first.clone()),
    }
}

/// JSON as a Python expression.
fn written(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(is_true) => if *is_true { "True" } else { "False" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => literal(text),
        Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| format!("{}: {}", literal(name), written(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Text as a Python string. JSON's escapes mean the same in Python.
fn literal(text: &str) -> String {
    Value::from(text).to_string()
}
