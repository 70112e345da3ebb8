//! Every webhook event is declared in full.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};
use trackside_schemas::{
    Event, EventList as _, EventVisitor, Provider, ProviderList as _, ProviderVisitor, Providers, agentref, partnero,
};

#[test]
fn events_have_names_examples_and_sources() {
    for event in events() {
        let examples: BTreeSet<_> = event.examples.iter().copied().collect();
        assert!(!examples.is_empty() && examples.len() == event.examples.len(), "{}", event.name);
        assert!(event.is_delivered && event.source.is_some_and(|url| url.starts_with("https://")), "{}", event.name);
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'.';
        assert!(event.name.bytes().all(is_plain), "{}", event.name);
    }
    let names: Vec<_> = events().iter().map(|event| (event.provider, event.name)).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
}

#[test]
fn what_can_be_subscribed_to_is_what_is_sent() {
    for (provider, subscribed) in [
        ("agentref", schemars::schema_for!(agentref::WebhookEvent)),
        ("partnero", schemars::schema_for!(partnero::WebhookEvent)),
    ] {
        let variants = subscribed.as_value()["oneOf"].as_array().expect("an enumeration with descriptions").clone();
        let subscribed: BTreeSet<_> = variants.iter().filter_map(|variant| variant["const"].as_str()).collect();
        let events = events();
        let sent: BTreeSet<_> =
            events.iter().filter(|event| event.provider == provider).map(|event| event.name).collect();
        assert_eq!(subscribed, sent, "{provider}");
    }
}

#[test]
fn payloads_made_by_hand_are_read_without_loss() {
    let mut payloads = Payloads { unread: BTreeMap::new(), read: 0 };
    for provider in ["agentref", "partnero", "wecantrack"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../contract/tests/events/{provider}.json"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let all: Map<String, Value> = serde_json::from_str(&text).expect("an object");
        payloads.unread.extend(all.into_iter().map(|(event, payload)| ((provider.to_owned(), event), payload)));
    }
    Providers::visit(&mut payloads);
    assert_eq!(payloads.read, 35);
    assert!(payloads.unread.is_empty(), "{:?}", payloads.unread.keys());
}

/// What the tests look at of an event.
struct Declared {
    provider: &'static str,
    name: &'static str,
    examples: Vec<&'static str>,
    source: Option<&'static str>,
    is_delivered: bool,
}

fn events() -> Vec<Declared> {
    let mut collector = Collector(Vec::new());
    Providers::visit(&mut collector);
    collector.0
}

struct Collector(Vec<Declared>);

impl ProviderVisitor for Collector {
    fn provider<P: Provider>(&mut self) {
        P::Events::visit(self);
    }
}

impl EventVisitor for Collector {
    fn event<E: Event>(&mut self) {
        self.0.push(Declared {
            provider: E::Provider::NAME,
            name: E::NAME,
            examples: E::examples().iter().map(|example| example.name).collect(),
            source: E::declaration().source.map(|source| source.url),
            is_delivered: E::Provider::delivery().is_some(),
        });
    }
}

/// The payloads that no event has read yet, by provider and event.
struct Payloads {
    unread: BTreeMap<(String, String), Value>,
    read: usize,
}

impl ProviderVisitor for Payloads {
    fn provider<P: Provider>(&mut self) {
        P::Events::visit(self);
    }
}

impl EventVisitor for Payloads {
    fn event<E: Event>(&mut self) {
        let key = (E::Provider::NAME.to_owned(), E::NAME.to_owned());
        let payload = self.unread.remove(&key).unwrap_or_else(|| panic!("{key:?} has no payload"));
        let read: E::Payload =
            serde_json::from_value(payload.clone()).unwrap_or_else(|error| panic!("{key:?}: {error}"));
        assert_eq!(serde_json::to_value(&read).expect("a payload"), payload, "{key:?}");
        self.read += 1;
    }
}
