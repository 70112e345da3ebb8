//! Where visitors come from and what they browse with: what clients have reported, and in the simulation what follows
//! from the visitor's number.

use serde::{Deserialize, Serialize};
use trackside_world::{Program, View, Visitor};

use super::credentials::secret;
use crate::serve::Record;

/// What a client has reported with a click. Numbered like the click.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ReportedClick {
    pub(super) page_url: Option<String>,
    pub(super) referrer_url: Option<String>,
    pub(super) session_id: Option<String>,
    pub(super) user_agent: Option<String>,
}

impl Record for ReportedClick {
    const COLLECTION: &'static str = "affitor/clicks";
}

/// What a client has reported with a lead. Numbered like the customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ReportedLead {
    pub(super) page_url: Option<String>,
    pub(super) session_id: Option<String>,
    /// Whether the backend still has to confirm it.
    pub(super) is_provisional: bool,
}

impl Record for ReportedLead {
    const COLLECTION: &'static str = "affitor/leads";
}

/// A visitor's place, device and way to the website.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) page_url: String,
    pub(super) referrer_url: String,
    pub(super) country: &'static str,
    pub(super) region: &'static str,
    pub(super) city: &'static str,
    pub(super) device: &'static str,
    pub(super) system: &'static str,
    pub(super) browser: &'static str,
}

const PLACES: [(&str, &str, &str); 8] = [
    ("US", "California", "San Francisco"),
    ("US", "New York", "New York"),
    ("GB", "England", "London"),
    ("DE", "Berlin", "Berlin"),
    ("NL", "North Holland", "Amsterdam"),
    ("SE", "Stockholm County", "Stockholm"),
    ("VN", "Ho Chi Minh", "Ho Chi Minh City"),
    ("CA", "Ontario", "Toronto"),
];

const DEVICES: [(&str, &str, &str); 6] = [
    ("desktop", "Windows", "Chrome"),
    ("desktop", "macOS", "Safari"),
    ("desktop", "macOS", "Chrome"),
    ("desktop", "Linux", "Firefox"),
    ("mobile", "iOS", "Safari"),
    ("mobile", "Android", "Chrome"),
];

const REFERRERS: [&str; 4] = [
    "https://www.google.com/",
    "https://www.youtube.com/",
    "https://news.example/best-tools",
    "https://duckduckgo.com/",
];

const PAGES: [&str; 4] = ["", "pricing", "features", "blog/getting-started"];

/// The session of a visitor of the simulation.
pub(super) fn session(view: View<'_>, program: &Program, visitor: Visitor, partner_code: Option<&str>) -> Session {
    let seed = view.world().settings().seed.to_string();
    let id = secret("sess_", &[&seed, &program.code, &number_of(visitor).to_string()]);
    let digits = u64::from_str_radix(&id[5..21], 16).unwrap_or_default();
    let chosen = |from: usize, divisor: u64| usize::try_from(digits / divisor % from as u64).unwrap_or_default();
    let (country, region, city) = PLACES[chosen(PLACES.len(), 1)];
    let (device, system, browser) = DEVICES[chosen(DEVICES.len(), 8)];
    let page = PAGES[chosen(PAGES.len(), 64)];
    let code = partner_code.map(|code| format!("?aff={code}")).unwrap_or_default();
    Session {
        id: id[..21].to_owned(),
        page_url: format!("{}/{page}{code}", program.website.trim_end_matches('/')),
        referrer_url: REFERRERS[chosen(REFERRERS.len(), 512)].to_owned(),
        country,
        region,
        city,
        device,
        system,
        browser,
    }
}

/// The number of a visitor, also of one who is only counted.
pub(super) fn number_of(visitor: Visitor) -> u64 {
    match visitor {
        Visitor::Known(customer) => u64::from(customer.0) + 1,
        Visitor::Passing(number) => number,
    }
}

/// The kind of device, operating system and browser that a `User-Agent` names, as far as they are told from it.
pub(super) fn device(user_agent: &str) -> (&'static str, &'static str, &'static str) {
    let has = |word: &str| user_agent.contains(word);
    let (kind, system) = match () {
        () if has("iPhone") => ("mobile", "iOS"),
        () if has("iPad") => ("tablet", "iOS"),
        () if has("Android") => (if has("Mobile") { "mobile" } else { "tablet" }, "Android"),
        () if has("Windows") => ("desktop", "Windows"),
        () if has("Mac OS X") || has("Macintosh") => ("desktop", "macOS"),
        () if has("Linux") => ("desktop", "Linux"),
        () => ("desktop", "Other"),
    };
    let browser = match () {
        () if has("Edg/") => "Edge",
        () if has("Firefox/") => "Firefox",
        () if has("Chrome/") || has("CriOS/") => "Chrome",
        () if has("Safari/") => "Safari",
        () => "Other",
    };
    (kind, system, browser)
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn devices_are_told_from_user_agents() {
        for (user_agent, expected) in [
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
                ("desktop", "macOS", "Safari"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36",
                ("mobile", "Android", "Chrome"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36 Edg/124.0",
                ("desktop", "Windows", "Edge"),
            ),
            ("curl/8.5.0", ("desktop", "Other", "Other")),
        ] {
            assert_eq!(device(user_agent), expected, "{user_agent}");
        }
    }
}
