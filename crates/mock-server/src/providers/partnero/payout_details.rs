//! How partners are paid, as far as clients have said.

use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::{PayoutGateway, PayoutSettings, VenmoRecipient};
use trackside_world::{PartnerId, PayoutMethod, Program, View};

use super::partner_identity::number;
use super::refusal::refused;
use crate::request::Problem;
use crate::serve::Record;

/// How a partner is paid, as a client has said. Numbered like partners.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PayoutSettingsRecord {
    pub(super) gateway: PayoutGateway,
    settings: PayoutSettings,
}

impl Record for PayoutSettingsRecord {
    const COLLECTION: &'static str = "partnero/payout-settings";
}

/// The gateway of a request that was made here. Numbered by the payout.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct GatewayRecord {
    pub(super) gateway: PayoutGateway,
}

impl Record for GatewayRecord {
    const COLLECTION: &'static str = "partnero/payout-gateways";
}

/// How a partner is to be paid, and what of it is new. Fails if it is not known.
pub(super) fn details(
    view: View<'_>,
    program: &Program,
    partner: PartnerId,
    gateway: Option<PayoutGateway>,
    settings: Option<&PayoutSettings>,
) -> Result<(PayoutMethod, Option<PayoutSettingsRecord>), Problem> {
    let known = PayoutSettingsRecord::get(view, number(program.id, partner));
    if let Some(settings) = settings {
        let gateway = gateway.or(known.map(|known| known.gateway));
        let gateway = gateway.ok_or_else(|| Problem::invalid_field("gateway", "is needed with payout_settings"))?;
        if let Some(missing) = missing_of(gateway, settings) {
            return Err(Problem::invalid_field("payout_settings", &format!("needs {missing} for this gateway")));
        }
        let record = PayoutSettingsRecord { gateway, settings: settings.clone() };
        return Ok((method_of(gateway), Some(record)));
    }
    if let Some(known) = known.filter(|known| gateway.is_none_or(|gateway| gateway == known.gateway)) {
        return Ok((method_of(known.gateway), Some(known)));
    }
    // What the partner has entered in the simulation, or was paid by before.
    let usual = view.payout_method(program.id, partner);
    match (usual, gateway) {
        (Some(usual), None) => Ok((usual, None)),
        (Some(PayoutMethod::Paypal), Some(PayoutGateway::Paypal)) => Ok((PayoutMethod::Paypal, None)),
        _ => Err(refused("No payout details.", "it is not known where this partner is paid: give payout_settings")),
    }
}

/// What the settings of a gateway lack.
fn missing_of(gateway: PayoutGateway, settings: &PayoutSettings) -> Option<&'static str> {
    match gateway {
        PayoutGateway::Paypal => settings.username.is_none().then_some("username"),
        PayoutGateway::Wise => None,
        PayoutGateway::Crypto => settings.wallet_address.is_none().then_some("wallet_address"),
        PayoutGateway::Venmo => match settings.recipient_type {
            None => Some("recipient_type"),
            Some(VenmoRecipient::UserHandle) => settings.user_handle.is_none().then_some("user_handle"),
            Some(VenmoRecipient::Email) => settings.email.is_none().then_some("email"),
            Some(VenmoRecipient::Phone) => settings.phone.is_none().then_some("phone"),
        },
    }
}

const fn method_of(gateway: PayoutGateway) -> PayoutMethod {
    match gateway {
        PayoutGateway::Paypal => PayoutMethod::Paypal,
        PayoutGateway::Wise | PayoutGateway::Crypto | PayoutGateway::Venmo => PayoutMethod::Other,
    }
}

pub(super) const fn name_of(gateway: PayoutGateway) -> &'static str {
    match gateway {
        PayoutGateway::Paypal => "paypal",
        PayoutGateway::Wise => "wise",
        PayoutGateway::Crypto => "crypto",
        PayoutGateway::Venmo => "venmo",
    }
}
