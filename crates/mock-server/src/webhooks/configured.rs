//! Receivers that the command line or a world file gives.

use std::fmt;
use std::str::FromStr;

use trackside_schemas::declare::DeliveryForm;
use url::Url;

use super::receivers::USUAL_FORM;
use crate::catalogue;

/// A receiver of webhook events that is there from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfiguredReceiver {
    /// The provider whose events it gets.
    pub provider: String,
    /// Where they are sent.
    pub url: Url,
    /// Its name; a number by default.
    pub name: Option<String>,
    /// The events; `None` for all.
    pub events: Option<Vec<String>>,
    /// The secret with which they are signed; one that follows from the seed by default.
    pub secret: Option<String>,
    /// The program whose events it gets; `None` for all.
    pub program: Option<String>,
    /// The way in which a payload is sent.
    pub form: DeliveryForm,
}

impl ConfiguredReceiver {
    /// A receiver of all events of a provider.
    ///
    /// Returns an error if the address is not one of HTTP, or if the provider is unknown or sends no events.
    pub fn new(provider: &str, url: &str) -> Result<Self, String> {
        let known = || {
            let senders = catalogue::providers().iter().filter(|provider| provider.sends.is_some());
            senders.map(|provider| provider.name).collect::<Vec<_>>().join(", ")
        };
        match catalogue::provider(provider).map(|found| (found.title, found.sends)) {
            None => return Err(format!("unknown provider {provider:?}; {} send webhook events", known())),
            Some((title, None)) => return Err(format!("{title} sends no webhook events; {} do", known())),
            Some((_, Some(_))) => {}
        }
        Ok(Self {
            provider: provider.to_owned(),
            url: address(url)?,
            name: None,
            events: None,
            secret: None,
            program: None,
            form: USUAL_FORM,
        })
    }
}

/// An address to which events can be sent.
pub(crate) fn address(text: &str) -> Result<Url, String> {
    let example = "such as http://localhost:3000/hooks";
    let url = Url::parse(text).map_err(|error| format!("{text:?} is no address {example}: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(format!("{text:?} is no address {example}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the address holds a user name or a password; providers do not send those".to_owned());
    }
    Ok(url)
}

impl fmt::Display for ConfiguredReceiver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.provider, self.url)
    }
}

impl FromStr for ConfiguredReceiver {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (provider, url) = text
            .split_once('=')
            .ok_or_else(|| "expected PROVIDER=URL, such as agentref=http://localhost:3000/hooks".to_owned())?;
        Self::new(provider, url)
    }
}

#[cfg(test)]
mod tests {
    use super::ConfiguredReceiver;

    #[test]
    fn a_receiver_is_a_provider_and_an_address() {
        let receiver: ConfiguredReceiver = "agentref=http://localhost:3000/hooks?a=b".parse().expect("valid");
        assert_eq!((&*receiver.provider, receiver.url.as_str()), ("agentref", "http://localhost:3000/hooks?a=b"));
        for (text, reason) in [
            ("http://localhost", "expected PROVIDER=URL"),
            ("stripe=http://localhost", "unknown provider \"stripe\"; agentref, partnero, wecantrack send"),
            ("affitor=http://localhost", "Affitor sends no webhook events; agentref, partnero, wecantrack do"),
            ("agentref=localhost:3000", "is no address such as"),
            ("agentref=ftp://localhost", "is no address such as"),
            ("agentref=http://user:word@localhost", "a user name or a password"),
        ] {
            let refused = text.parse::<ConfiguredReceiver>().expect_err(text);
            assert!(refused.contains(reason), "{text}: {refused}");
        }
    }
}
