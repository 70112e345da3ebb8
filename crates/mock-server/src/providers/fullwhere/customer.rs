//! `GET /partners/customer`: a customer, with what they have bought and said.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use trackside_schemas::declare::Nothing;
use trackside_schemas::fullwhere::{Customer, CustomerToImport, GetCustomer, IdQuery};
use trackside_schemas::values::WholeNumber;
use trackside_world::{Channel, TrackerStatus, View};

use super::list::first_purchase;
use super::people::{self, Person};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetCustomer {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Customer>, Problem> {
        let (view, id) = (call.view, call.query.id);
        let found = people::by_id(view, id, call.caller.owner()).ok_or_else(|| {
            let known =
                view.customer_by_uuid(id).filter(|customer| people::is_of(view, *customer, call.caller.owner()));
            let other = known.map(|customer| people::id_of(view, customer));
            let reason = match other.filter(|other| *other != id) {
                Some(other) => {
                    format!("Fullwhere knows this customer as {other}, with whom they share the e-mail address")
                }
                None => format!("nobody with the UUID {id} has bought something or was imported"),
            };
            Problem::NotFound { what: "Customer", reason }
        })?;
        Ok(show(view, &found).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let purchase = first_purchase(view).parse().ok().and_then(|id| view.order_by_uuid(id));
        let id = purchase.map(|order| people::id_of(view, view.order(order).customer)).unwrap_or_default();
        Sample::new(Nothing {}, IdQuery { id }, Nothing {})
    }
}

/// The customer as Fullwhere shows them.
pub(super) fn show(view: View<'_>, person: &Person) -> Customer {
    let (facts, record) = (facts(view, person), Doings::of(view, person));
    let has_name = facts.first_name.is_some() || facts.last_name.is_some();
    let joined = [&facts.first_name, &facts.last_name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let kind = match (&facts.company, person.buyers.is_empty()) {
        (Some(_), _) => "Company",
        (None, false) if has_name => "Individual",
        _ => "Unknown",
    };
    let metadata = |texts: BTreeMap<String, String>| -> Map<String, Value> {
        texts.into_iter().map(|(name, text)| (name, text.into())).collect()
    };
    Customer {
        id: person.id,
        created_at: record.created_at.into(),
        updated_at: record.updated_at.into(),
        description: facts.description,
        company: facts.company,
        display_name: facts.display_name.or_else(|| has_name.then_some(joined)),
        first_name: facts.first_name,
        last_name: facts.last_name,
        language: Some(facts.language),
        phone_number: facts.phone_number,
        email: facts.email,
        email_bounced: record.has_bounced,
        civility: facts.civility,
        email_optin: facts.email_optin.unwrap_or(false),
        sms_optin: facts.sms_optin.unwrap_or(false),
        zenchef_id: facts.zenchef_id,
        ubereats_id: facts.ubereats_id,
        deliveroo_id: facts.deliveroo_id,
        zelty_id: facts.zelty_id,
        sevenrooms_id: facts.sevenrooms_id,
        meta_id: facts.meta_id,
        mews_id: facts.mews_id,
        oracle_id: facts.oracle_id,
        partouche_id: facts.partouche_id,
        como_id: facts.como_id,
        the_fork_id: facts.the_fork_id,
        chr365_id: facts.chr365_id,
        kind: kind.to_owned(),
        feedback_count: WholeNumber(record.feedbacks),
        purchase_count: WholeNumber(record.purchases),
        average_feedback_rating: Some(average(&record.ratings)),
        data_sources: None,
        tags: None,
        metadata: facts.metadata.map(metadata),
    }
}

/// What is known of a customer: what came first stays.
pub(super) fn facts(view: View<'_>, person: &Person) -> CustomerToImport {
    let mut facts = person.imported.as_ref().map(|(_, imported)| imported.customer.clone()).unwrap_or_default();
    if let Some(buyer) = person.buyers.first() {
        let profile = view.customer_profile(*buyer);
        let known = CustomerToImport {
            first_name: profile.first_name,
            last_name: profile.last_name,
            email: Some(profile.email.into_owned()),
            phone_number: profile.phone_number,
            language: profile.language.map(str::to_owned),
            email_optin: Some(profile.is_reachable),
            sms_optin: Some(profile.is_reachable),
            ..CustomerToImport::default()
        };
        fill(&mut facts, &known);
    }
    if let Some(merged) = &person.merged {
        fill(&mut facts, &merged.customer);
    }
    facts
}

/// Fills in what is not known yet.
pub(super) fn fill(facts: &mut CustomerToImport, new: &CustomerToImport) {
    macro_rules! fill {
        ($($field:ident),*) => {
            $(if facts.$field.is_none() {
                facts.$field.clone_from(&new.$field);
            })*
        };
    }
    fill!(description, company, first_name, last_name, display_name, phone_number, email, language, civility);
    fill!(sms_optin, email_optin, metadata);
    fill!(zenchef_id, ubereats_id, deliveroo_id, zelty_id, sevenrooms_id, meta_id, mews_id, oracle_id, partouche_id);
    fill!(como_id, the_fork_id, chr365_id);
}

/// What a customer has done, and when.
struct Doings {
    purchases: u64,
    feedbacks: u64,
    ratings: Vec<u64>,
    has_bounced: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Doings {
    fn of(view: View<'_>, person: &Person) -> Self {
        let orders: Vec<_> = person.buyers.iter().flat_map(|buyer| view.purchases_of(*buyer)).collect();
        let trackers: Vec<_> = orders.iter().flat_map(|order| view.trackers_of(*order)).collect();
        let feedbacks: Vec<_> = trackers.iter().filter_map(|key| view.feedback(*key)).collect();
        let has_bounced = trackers.iter().map(|key| view.tracker(*key));
        let has_bounced = has_bounced
            .filter(|tracker| tracker.channel == Channel::Email)
            .any(|tracker| tracker.status == TrackerStatus::Failed);
        let known = orders.iter().map(|order| view.order_known_at(*order));
        let imported = person.imported.iter().flat_map(|(_, imported)| [imported.created_at, imported.updated_at]);
        let times: Vec<_> = known
            .chain(imported)
            .chain(feedbacks.iter().map(|feedback| feedback.created_at))
            .chain(person.merged.iter().map(|merged| merged.updated_at))
            .collect();
        Self {
            purchases: orders.len() as u64,
            feedbacks: feedbacks.len() as u64,
            ratings: feedbacks.iter().filter_map(|feedback| feedback.rating.map(u64::from)).collect(),
            has_bounced,
            created_at: times.iter().min().copied().unwrap_or_else(|| view.now()),
            updated_at: times.iter().max().copied().unwrap_or_else(|| view.now()),
        }
    }
}

/// The average of ratings, with two decimals.
fn average(ratings: &[u64]) -> Option<String> {
    let count = ratings.len() as u64;
    let hundredths = (ratings.iter().sum::<u64>() * 200 + count).checked_div(2 * count)?;
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

#[cfg(test)]
mod tests {
    use super::average;

    #[test]
    fn averages_have_two_decimals() {
        for (ratings, expected) in [
            (&[][..], None),
            (&[4], Some("4.00")),
            (&[5, 4], Some("4.50")),
            (&[5, 5, 4], Some("4.67")),
            (&[0], Some("0.00")),
        ] {
            assert_eq!(average(ratings).as_deref(), expected, "{ratings:?}");
        }
    }
}
