//! `POST /partners/customer`: makes a customer, or fills in what is not known of one.

use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{Customer, CustomerToImport, ImportCustomer};
use trackside_world::View;

use super::customer::{facts, fill, show};
use super::people::{Contact, Imported, Merged, Person, same};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for ImportCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Customer>, Problem> {
        let (view, now, account) = (call.view, call.view.now(), call.caller.owner());
        let given = &call.body;
        let Some(mut person) = same(view, &Contact::of(given), account) else {
            let number = u32::try_from(Imported::next(view)).expect("fewer customers than 32 bits count");
            let imported = Imported { customer: given.clone(), account, created_at: now, updated_at: now };
            let event = imported.put(number.into());
            return Ok(Answer::new(show(view, &Person::imported(view, number, imported))).causing(event));
        };
        let before = facts(view, &person);
        let mut after = before.clone();
        fill(&mut after, given);
        if after == before {
            return Ok(show(view, &person).into());
        }
        let event = match (&mut person.imported, person.buyers.first()) {
            (Some((number, imported)), _) => {
                fill(&mut imported.customer, given);
                imported.updated_at = now;
                imported.put((*number).into())
            }
            (None, buyer) => {
                let buyer = buyer.expect("who was not imported has bought something");
                let mut merged =
                    person.merged.take().unwrap_or(Merged { customer: CustomerToImport::default(), updated_at: now });
                fill(&mut merged.customer, given);
                merged.updated_at = now;
                let event = merged.put(buyer.0.into());
                person.merged = Some(merged);
                event
            }
        };
        Ok(Answer::new(show(view, &person)).causing(event))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let text = |text: &str| Some(text.to_owned());
        let body = CustomerToImport {
            first_name: text("Ada"),
            last_name: text("Lindgren"),
            email: text("ada@mail.example"),
            phone_number: text("+46701740605"),
            ..CustomerToImport::default()
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}
