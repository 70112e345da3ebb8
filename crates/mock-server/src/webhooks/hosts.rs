//! Where the sandbox may send: to this machine, and to the hosts that the command line names.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;

/// A host besides this machine to which webhook events may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedHost {
    /// A host name, at whatever address but those that reach only the same network segment.
    Name(String),
    /// Addresses.
    Network(IpNet),
}

impl FromStr for AllowedHost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(network) = text.parse::<IpNet>() {
            return Ok(Self::Network(network));
        }
        if let Ok(address) = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            return Ok(Self::Network(address.into()));
        }
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
        };
        let name = text.trim_end_matches('.').to_ascii_lowercase();
        if name.len() <= 253 && name.split('.').all(is_label) {
            return Ok(Self::Name(name));
        }
        Err(format!(
            "{text:?} is no host: give a host name such as hooks.example, an address, or a network such as 10.0.0.0/8, \
             without scheme, port and path"
        ))
    }
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => formatter.write_str(name),
            Self::Network(network) if network.prefix_len() == network.max_prefix_len() => {
                write!(formatter, "{}", network.addr())
            }
            Self::Network(network) => write!(formatter, "{network}"),
        }
    }
}

/// Of the addresses of a host, those to which may be sent.
pub(super) fn allowed(
    host: &str,
    addresses: impl IntoIterator<Item = SocketAddr>,
    hosts: &[AllowedHost],
) -> Vec<SocketAddr> {
    addresses.into_iter().filter(|address| may_send(host, address.ip(), hosts)).collect()
}

/// The hint for a host to which may not be sent.
pub(super) fn refusal(host: &str) -> String {
    format!(
        "not sent: {host} is not this machine; start the sandbox with --webhook-host {host} if events may be sent there"
    )
}

/// Whether the name may be looked up at all: a name that nobody allowed is not even asked for, unless it is this machine's.
pub(super) fn may_look_up(host: &str, hosts: &[AllowedHost]) -> bool {
    is_local_name(host)
        || host.parse::<IpAddr>().is_ok()
        || hosts.iter().any(|allowed| matches!(allowed, AllowedHost::Network(_)) || is_named(allowed, host))
}

fn may_send(host: &str, address: IpAddr, hosts: &[AllowedHost]) -> bool {
    let address = address.to_canonical();
    let is_listed = hosts.iter().any(|allowed| matches!(allowed, AllowedHost::Network(net) if net.contains(&address)));
    if address.is_loopback() || is_listed {
        return true;
    }
    // A name never leads to what reaches only the same segment, such as the metadata of a cloud.
    let is_of_segment = match address {
        IpAddr::V4(address) => address.is_link_local() || address.is_unspecified() || address.is_broadcast(),
        IpAddr::V6(address) => address.is_unicast_link_local() || address.is_unspecified(),
    };
    // The names of this machine lead to this machine.
    !is_of_segment && !is_local_name(host) && hosts.iter().any(|allowed| is_named(allowed, host))
}

fn is_named(allowed: &AllowedHost, host: &str) -> bool {
    matches!(allowed, AllowedHost::Name(name) if name.eq_ignore_ascii_case(host.trim_end_matches('.')))
}

fn is_local_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, SocketAddr};

    use super::{AllowedHost, allowed, may_look_up};

    fn hosts(texts: &[&str]) -> Vec<AllowedHost> {
        texts.iter().map(|text| text.parse().expect("a host")).collect()
    }

    fn sent(host: &str, address: &str, texts: &[&str]) -> bool {
        let address: IpAddr = address.parse().expect("an address");
        !allowed(host, [SocketAddr::new(address, 80)], &hosts(texts)).is_empty()
    }

    #[test]
    fn this_machine_is_allowed_and_others_only_by_name_or_address() {
        for (host, address, listed, is_allowed) in [
            ("localhost", "127.0.0.1", &[][..], true),
            ("localhost", "::1", &[], true),
            ("app.localhost", "127.0.0.1", &[], true),
            ("127.0.0.1", "127.0.0.1", &[], true),
            ("hooks.example", "127.0.0.1", &[], true),
            ("hooks.example", "192.0.2.7", &[], false),
            ("hooks.example", "192.0.2.7", &["hooks.example"], true),
            ("Hooks.Example.", "192.0.2.7", &["hooks.example"], true),
            ("other.example", "192.0.2.7", &["hooks.example"], false),
            ("other.example", "192.0.2.7", &["192.0.2.0/24"], true),
            ("192.0.2.7", "192.0.2.7", &["192.0.2.7"], true),
            ("192.0.2.8", "192.0.2.8", &["192.0.2.7"], false),
            ("192.0.2.7", "::ffff:192.0.2.7", &["192.0.2.7"], true),
            ("hooks.example", "169.254.1.1", &["hooks.example"], false),
            ("169.254.1.1", "169.254.1.1", &["169.254.0.0/16"], true),
            ("localhost", "192.0.2.7", &["localhost"], false),
        ] {
            assert_eq!(sent(host, address, listed), is_allowed, "{host} at {address} with {listed:?}");
        }
    }

    #[test]
    fn only_names_that_may_be_allowed_are_looked_up() {
        assert!(may_look_up("localhost", &[]) && may_look_up("10.0.0.1", &[]));
        assert!(!may_look_up("hooks.example", &[]) && !may_look_up("hooks.example", &hosts(&["other.example"])));
        assert!(may_look_up("hooks.example", &hosts(&["hooks.example"])));
        assert!(may_look_up("hooks.example", &hosts(&["10.0.0.0/8"])));
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in ["", "http://hooks.example", "hooks.example:80", "hooks.example/x", "a..b", "10.0.0.0/99"] {
            let refused = text.parse::<AllowedHost>().expect_err(text);
            assert!(refused.contains("such as hooks.example"), "{refused}");
        }
        for text in ["hooks.example", "10.0.0.0/8", "192.0.2.7", "::1"] {
            assert_eq!(text.parse::<AllowedHost>().expect(text).to_string(), text);
        }
    }
}
