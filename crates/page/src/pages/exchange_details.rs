//! What the page of an exchange and the dialog of the journal show beside the exchange itself.

use serde::Serialize;
use trackside_schemas::control::{Catalogue, JournalExchange, WebhookDelivery};

use super::deliveries::word;
use crate::Documents;
use crate::sample::{Again, Context, Repeated, Sample};

/// What is shown beside an exchange. The dialog reads it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExchangeDetails {
    /// The request in several languages.
    pub samples: Vec<Sample>,
    /// The page of the operation with the request filled in, if it can be.
    pub edit: Option<String>,
    /// What to send to repeat the request, if a page can send it.
    pub again: Option<Again>,
    /// Why a page cannot send it.
    pub not_again: Option<&'static str>,
    /// Whether the request may change something.
    pub writes: bool,
    /// The webhooks that the request caused.
    pub deliveries: Vec<CausedDelivery>,
}

/// A webhook that a request caused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CausedDelivery {
    /// Its number.
    pub number: u64,
    /// The name of the event.
    pub event: String,
    /// The provider that sends it.
    pub provider: String,
    /// Where it is sent.
    pub url: String,
    /// What has become of it, in words.
    pub state: &'static str,
}

impl ExchangeDetails {
    /// What there is to show of an exchange. `origin` is the address of the sandbox for its reader.
    pub fn new(
        (documents, catalogue, origin): (&Documents, &Catalogue, &str),
        exchange: &JournalExchange,
        repeated: &Repeated,
        deliveries: &[WebhookDelivery],
    ) -> Self {
        let entry = &exchange.entry;
        let named = entry.provider.as_deref().zip(entry.operation.as_deref());
        let known = named.and_then(|(provider, operation)| documents.operation(provider, operation));
        let call = known.map(|(document, operation)| repeated.call(catalogue, document, operation));
        let secrets = repeated.stand_ins();
        let context = known.zip(call.as_ref()).map(|((document, operation), call)| Context {
            origin,
            document,
            operation,
            call,
            secrets: &secrets,
        });
        let again = repeated.again();
        Self {
            samples: repeated.samples(&exchange.curl, context.as_ref()),
            edit: call.as_ref().and_then(|call| repeated.reference(call)),
            not_again: again.as_ref().err().copied(),
            again: again.ok(),
            writes: repeated.writes,
            deliveries: deliveries.iter().map(CausedDelivery::new).collect(),
        }
    }
}

impl CausedDelivery {
    fn new(delivery: &WebhookDelivery) -> Self {
        Self {
            number: delivery.number,
            event: delivery.event.clone(),
            provider: delivery.provider.clone(),
            url: delivery.url.clone(),
            state: word(delivery.state),
        }
    }
}
