//! The options that change responses, as words: who gives them again gets the same responses again.

use std::fmt::Display;

use super::Arguments;
use crate::configuration::{CrossOrigin, RateLimit};

impl Arguments {
    /// The options that change responses, besides `--seed`, `--orders` and `--now`, which are always shown.
    pub(super) fn options(&self) -> Vec<String> {
        let mut words = Words::default();
        let path = |path: &std::path::PathBuf| path.display().to_string();
        words.add("--state", self.state.as_ref().map(ToString::to_string));
        words.add("--world", self.world.as_ref().map(path));
        words.add("--scenario", self.scenario.as_ref().map(path));
        words.add("--overrides", self.overrides.as_ref().map(path));
        for key in &self.keys {
            words.add("--key", Some(key));
        }
        words.flag("--any-key", self.any_key);
        for secret in &self.stripe_secrets {
            words.add("--stripe-secret", Some(secret));
        }
        for receiver in &self.webhooks.receivers {
            words.add("--webhook", Some(receiver));
        }
        words.add("--rate-limit", (self.rate_limit != RateLimit::Off).then_some(self.rate_limit));
        words.add("--latency", self.latency);
        words.add("--error-rate", self.error_rate);
        words.add("--cors", (self.cors != CrossOrigin::default()).then_some(&self.cors));
        words.add("--public-url", self.public_url.as_ref().map(crate::PublicUrl::as_str));
        for proxy in &self.trust_proxies {
            words.add("--trust-proxy", Some(proxy));
        }
        words.flag("--no-compression", self.no_compression);
        words.0
    }
}

/// Words for a shell.
#[derive(Debug, Default)]
struct Words(Vec<String>);

impl Words {
    fn add(&mut self, option: &str, value: Option<impl Display>) {
        self.0.extend(value.map(|value| format!("{option} {}", quoted(&value.to_string()))));
    }

    fn flag(&mut self, option: &str, given: bool) {
        self.0.extend(given.then(|| option.to_owned()));
    }
}

/// The text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::Arguments;

    fn options(given: &[&str]) -> String {
        let given = std::iter::once("trackside-mock").chain(given.iter().copied());
        Arguments::try_parse_from(given).expect("valid arguments").options().join(" ")
    }

    #[test]
    fn options_that_change_responses_are_repeated() {
        let given = [
            "--state=a b.db",
            "--world=w.yaml",
            "--scenario=s.json",
            "--overrides=o.json",
            "--key=fullwhere=a:b",
            "--any-key",
            "--stripe-secret=whsec_a",
            "--rate-limit=documented",
            "--latency=50ms..200ms",
            "--error-rate=0.5",
            "--cors=*",
            "--public-url=https://a.example/",
            "--trust-proxy=10.0.0.0/8",
            "--no-compression",
        ];
        assert_eq!(
            options(&given),
            "--state 'a b.db' --world w.yaml --scenario s.json --overrides o.json --key fullwhere=a:b --any-key \
             --stripe-secret whsec_a --rate-limit documented --latency 50ms..200ms --error-rate 0.5 --cors '*' \
             --public-url https://a.example --trust-proxy 10.0.0.0/8 --no-compression"
        );
    }

    #[test]
    fn options_that_change_nothing_are_left_out() {
        assert_eq!(options(&["--port=1", "--quiet", "--journal=5", "--rate-limit=off", "--cors=local"]), "");
    }
}
