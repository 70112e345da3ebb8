//! `/partners/{id}/reward`.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{Bonus, BonusToGive, Envelope, RewardPartner, RewardedPartnerPath};
use trackside_schemas::values::InstantWithDigits;
use trackside_world::{BonusCause, Cause, CauseError, Event, View};

use super::envelope::one;
use super::partner_identity::{partner_by_id, partner_id, some_partner};
use super::refusal::refused;
use super::transaction_creation::{in_minor_units, time_in};
use super::transactions::causing;
use super::{figures, kind, secret_of};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for RewardPartner {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Bonus>>, Problem> {
        let (view, program) = (call.view, kind::affiliate(call)?);
        let (id, BonusToGive { amount, date, note }) = (&call.path.id, &call.body);
        let partner = partner_by_id(view, program.id, id).ok_or_else(|| Problem::NotFound {
            what: "Partner",
            reason: format!("no partner of the program has the id {id:?}; GET /v1/partners lists them"),
        })?;
        if !view.is_active_partner(program.id, partner) {
            return Err(refused("Partner is not active.", "only active partners get a bonus"));
        }
        let at = time_in(view, program, *date, "date")?;
        let amount = in_minor_units(program, *amount);
        let cause =
            BonusCause { program: Some(program.id), partner: Some(partner), amount: Some(amount), at: Some(at) };
        let events = view.cause(&Cause::Bonus(cause)).map_err(|error| match error {
            // Less than the smallest amount of a currency without decimals.
            CauseError::BonusOutOfRange { .. } => Problem::invalid_field("amount", &error.to_string()),
            error => refused("The bonus cannot be given.", error.to_string()),
        })?;
        let given = events.iter().any(|event| matches!(event, Event::Bonus(_)));
        let shown = Bonus {
            key: format!("bonus_{}", view.bonuses(program.id).count() + usize::from(given)),
            action: "bonus".to_owned(),
            status: "ok".to_owned(),
            partner: partner_id(view, program.id, partner),
            customer: None,
            amount: figures::money(program, amount).number(),
            amount_units: figures::code(program.currency),
            is_currency: true,
            credit: false,
            note: note.clone(),
            created_at: InstantWithDigits(at),
        };
        Ok(causing(one(shown), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let found = some_partner(view);
        let id = found.map(|(program, partner)| partner_id(view, program.id, partner));
        let path = RewardedPartnerPath { id: id.unwrap_or_else(|| "nobody".to_owned()) };
        let body = BonusToGive { amount: 25.0, date: None, note: Some("Best video of the month".to_owned()) };
        let sample = Sample::new(path, Nothing {}, body);
        match found {
            Some((program, _)) => sample.with_credential(vec![secret_of(program)]),
            None => sample,
        }
    }
}
