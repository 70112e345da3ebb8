//! A webhook event: one declaration that the sandbox, the clients and the documents share.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Body, Example, Provenance, Provider, Rule, Source, Tag};

/// A webhook event: a request that the provider sends when something happens.
///
/// Implemented by a unit type that derives [`JsonSchema`] only for its doc comment: the first paragraph is the summary
/// of the event, the whole comment its description.
pub trait Event: JsonSchema + 'static {
    /// The provider of the event.
    type Provider: Provider;
    /// The body of the request.
    type Payload: Body;

    /// The name of the event, such as `conversion.created`.
    const NAME: &'static str;

    /// Everything else that the document says about the event.
    fn declaration() -> EventDeclaration;

    /// Examples of the payload: at least one. Each must satisfy every rule.
    fn examples() -> Vec<Example<Self::Payload>>;
}

/// What the document says about an event beyond its types: [`EventDeclaration::new`] has the defaults, and each method
/// changes one.
#[derive(Debug, Clone)]
pub struct EventDeclaration {
    /// How sure we are that the event exists.
    pub provenance: Provenance,
    /// The group of events that it belongs to.
    pub tag: Tag,
    /// The page or package that documents it. By default the provider's.
    pub source: Option<Source>,
    /// The kinds of keys whose owners get it, which are the kinds of programs that have it; empty for every kind.
    pub key_kinds: Vec<&'static str>,
    /// Rules across the payload and the headers of the request, which they see as `request`.
    pub rules: Vec<Rule>,
}

impl EventDeclaration {
    /// An event of this group. `provenance` says how sure we are that it exists.
    pub fn new(tag: Tag, provenance: Provenance) -> Self {
        Self { provenance, tag, source: None, key_kinds: Vec::new(), rules: Vec::new() }
    }

    /// The page or package that documents it.
    pub fn source(mut self, source: Source) -> Self {
        self.source = Some(source);
        self
    }

    /// The kinds of keys whose owners get it; by default every kind.
    pub fn key_kinds(mut self, key_kinds: &[&'static str]) -> Self {
        self.key_kinds = key_kinds.to_vec();
        self
    }

    /// A rule across the payload and the headers.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }
}

/// The field of a payload that names its event: always the name of `E`.
pub struct EventName<E>(PhantomData<fn() -> E>);

impl<E> EventName<E> {
    /// The name.
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<E> Default for EventName<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> Clone for EventName<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for EventName<E> {}

impl<E> PartialEq for EventName<E> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<E> Eq for EventName<E> {}

impl<E: Event> fmt::Debug for EventName<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(E::NAME, formatter)
    }
}

impl<E: Event> Serialize for EventName<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(E::NAME)
    }
}

impl<'de, E: Event> Deserialize<'de> for EventName<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        if name == E::NAME {
            Ok(Self::new())
        } else {
            Err(de::Error::custom(format_args!("the event is `{name}` where `{}` belongs", E::NAME)))
        }
    }
}

impl<E: Event> JsonSchema for EventName<E> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("NameOf{}", E::schema_name()).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": [E::NAME] })
    }
}
