//! `/me/payout-info`.

use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{
    Envelope, GetMyPayoutInfo, PayoutInfo, PayoutInfoChanges, PayoutMethod, UpdateMyPayoutInfo,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{self as world, Owner, View};

use super::envelope::one;
use super::merchant::account;
use super::{memberships, people};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// How the affiliate is paid, if they have changed it. The bank account is not masked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct PayoutRecord(PayoutInfo);

impl Record for PayoutRecord {
    const COLLECTION: &'static str = "agentref/payout-info";
}

/// So many characters of the account are shown.
const SHOWN: usize = 4;

impl Serve for GetMyPayoutInfo {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PayoutInfo>>, Problem> {
        let info = with_mask(info(call.view, call.caller.owner()));
        Ok(one(call, info).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for UpdateMyPayoutInfo {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PayoutInfo>>, Problem> {
        let mut info = info(call.view, call.caller.owner());
        let changes = call.body.clone();
        // A client that sends back what it was shown does not change the account.
        let is_as_shown = |iban: &Option<String>| iban.is_some() && *iban == info.bank_iban.as_deref().map(masked);
        let iban = changes.bank_iban.clone().filter(|iban| !is_as_shown(iban));
        let PayoutInfoChanges {
            payout_method,
            paypal_email,
            bank_account_holder,
            bank_iban: _,
            bank_bic,
            first_name,
            last_name,
            address_line1,
            address_line2,
            city,
            state,
            postal_code,
            vat_id,
        } = changes;
        info.payout_method = payout_method.unwrap_or(info.payout_method);
        for (field, given) in [
            (&mut info.paypal_email, paypal_email),
            (&mut info.bank_account_holder, bank_account_holder),
            (&mut info.bank_iban, iban),
            (&mut info.bank_bic, bank_bic),
            (&mut info.first_name, first_name),
            (&mut info.last_name, last_name),
            (&mut info.address_line1, address_line1),
            (&mut info.address_line2, address_line2),
            (&mut info.city, city),
            (&mut info.state, state),
            (&mut info.postal_code, postal_code),
            (&mut info.vat_id, vat_id),
        ] {
            if let Some(given) = given {
                *field = given;
            }
        }
        let event = PayoutRecord(info.clone()).put(account(call.caller.owner()));
        Ok(Answer::new(one(call, with_mask(info))).causing(event))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let body = PayoutInfoChanges {
            payout_method: Some(Some(PayoutMethod::Paypal)),
            paypal_email: Some(Some("maria@mail.example".to_owned())),
            ..PayoutInfoChanges::default()
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

/// How the affiliate of the simulation is paid, with the account masked.
pub(super) fn shown(view: View<'_>) -> PayoutInfo {
    with_mask(info(view, Some(Owner::Usual)))
}

/// How the affiliate of an account is paid: what they have entered, or what the simulation says of them.
fn info(view: View<'_>, owner: Option<Owner>) -> PayoutInfo {
    if let Some(PayoutRecord(info)) = PayoutRecord::get(view, account(owner)) {
        return info;
    }
    if owner != Some(Owner::Usual) {
        return PayoutInfo::default();
    }
    let known = memberships::all(view);
    let Some(known) = known.first() else { return PayoutInfo::default() };
    let person = people::of(view, known.program, &known.partner);
    let method = view.payout_method(known.program.id, known.partner.id).and_then(|method| match method {
        world::PayoutMethod::Paypal => Some(PayoutMethod::Paypal),
        world::PayoutMethod::BankTransfer => Some(PayoutMethod::BankTransfer),
        world::PayoutMethod::Stripe | world::PayoutMethod::Other => None,
    });
    let mut names = person.name.as_deref().unwrap_or_default().splitn(2, ' ').filter(|name| !name.is_empty());
    let (first_name, last_name) = (names.next().map(str::to_owned), names.next().map(str::to_owned));
    let is_bank = method == Some(PayoutMethod::BankTransfer);
    PayoutInfo {
        payout_method: method,
        paypal_email: (method == Some(PayoutMethod::Paypal)).then_some(person.email),
        bank_account_holder: person.name.filter(|_| is_bank),
        bank_iban: is_bank.then_some(person.masked_iban),
        first_name,
        last_name,
        ..PayoutInfo::default()
    }
}

fn with_mask(info: PayoutInfo) -> PayoutInfo {
    PayoutInfo { bank_iban: info.bank_iban.as_deref().map(masked), ..info }
}

/// `****` and the end of the account.
fn masked(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().filter(|letter| !letter.is_whitespace()).collect();
    let end: String = letters[letters.len().saturating_sub(SHOWN)..].iter().collect();
    format!("****{end}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn only_the_end_of_an_account_is_shown() {
        for (iban, expected) in [
            ("DE89 3704 0044 0532 0130 00", "****3000"),
            ("****1234", "****1234"),
            ("12", "****12"),
            ("", "****"),
            ("äöüß€", "****öüß€"),
        ] {
            assert_eq!(masked(iban), expected);
        }
    }
}
