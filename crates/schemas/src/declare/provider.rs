//! A provider: what all of its endpoints share.

use super::{
    Body, Delivery, EndpointList, EventList, Failure, HeaderDeclaration, Rule, SecurityRequirement, SecurityScheme,
};

/// A provider of a partner-tracking API.
pub trait Provider: 'static {
    /// The provider's endpoints: nested tuples of [`Endpoint`](super::Endpoint)s, one list per resource.
    type Endpoints: EndpointList;

    /// The webhook events that the provider sends: nested tuples of [`Event`](super::Event)s; `()` if there are none.
    type Events: EventList;

    /// The body of every failure. If there are several shapes, they are variants that exclude each other.
    type Failure: Body;

    /// The provider's name in paths, host names and file names, in lower case.
    const NAME: &'static str;

    /// What the document says about the provider.
    fn information() -> Information;

    /// The failures and rules that all of its operations have.
    fn shared() -> Shared<Self::Failure> {
        Shared::default()
    }

    /// How the provider delivers its events; `None` if it sends none.
    fn delivery() -> Option<Delivery> {
        None
    }
}

/// What all endpoints of a provider share.
#[derive(Debug, Clone)]
pub struct Information {
    /// The name as the provider spells it.
    pub title: &'static str,
    /// What the API is for, and what to know before using it.
    pub description: &'static str,
    /// The real server that the paths are relative to.
    pub server: &'static str,
    /// Where the API is documented; `None` if our document is the only one. Operations may name their own page.
    pub source: Option<Source>,
    /// The default tag of operations.
    pub tag: Tag,
    /// The ways to send credentials.
    pub security_schemes: Vec<SecurityScheme>,
    /// The alternative credentials, one of which is needed.
    pub security: Vec<SecurityRequirement>,
    /// The headers of its responses.
    pub response_headers: Vec<HeaderDeclaration>,
}

/// The name of a provider's types in typed clients, made of its title: `Wecantrack` of `wecantrack`.
pub fn type_name(title: &str) -> String {
    let words = title.split(|character: char| !character.is_alphanumeric());
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    words.map(capitalised).collect()
}

/// The failures and rules that all operations of a provider have.
#[derive(Debug, Clone)]
pub struct Shared<F> {
    /// Failures of every operation. An operation's own failure replaces the shared one with the same status.
    pub failures: Vec<Failure<F>>,
    /// The failure of operations that have parameters or a body.
    pub invalid: Option<Failure<F>>,
    /// The failure of operations that have a body, if the body cannot be read at all.
    pub malformed: Option<Failure<F>>,
    /// Rules of every operation.
    pub rules: Vec<Rule>,
}

/// A group of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: &'static str,
    /// What the operations are about.
    pub description: &'static str,
}

/// A page or package that documents facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// What it is, in a few words.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
    /// The day on which it was read, such as `2026-11-28`.
    pub read: &'static str,
}

/// A real server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// Its address.
    pub url: &'static str,
    /// What it is for.
    pub description: &'static str,
}

impl<F> Default for Shared<F> {
    fn default() -> Self {
        Self { failures: Vec::new(), invalid: None, malformed: None, rules: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::type_name;

    #[test]
    fn types_are_named_after_titles() {
        for (title, expected) in
            [("AgentRef", "AgentRef"), ("wecantrack", "Wecantrack"), ("Acme partners 2.0", "AcmePartners20"), ("", "")]
        {
            assert_eq!(type_name(title), expected);
        }
    }
}
