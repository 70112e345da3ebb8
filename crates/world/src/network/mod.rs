//! Affiliate networks, the accounts at them, and the websites that send visitors.

use chrono::{DateTime, Duration, Utc};
use fake::Fake as _;
use fake::faker::internet::en::DomainSuffix;
use rand_chacha::ChaCha8Rng;

use crate::chance::{Dice, Purpose};
use crate::identifiers::{AccountId, NetworkId, WebsiteId};
use crate::order::OrderStatus;
use crate::owner::Owner;
use crate::world::World;

/// An affiliate network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Its identifier inside the world.
    pub id: NetworkId,
    /// Its public code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it passes on the shop's order reference.
    pub passes_references: bool,
    /// Whether it dates approvals. Every network dates what it declines.
    pub dates_approvals: bool,
    /// Whether it says why it declines.
    pub gives_reasons: bool,
}

/// An account at a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkAccount {
    /// Its identifier inside the world.
    pub id: AccountId,
    /// Its number.
    pub number: i64,
    /// Its network.
    pub network: NetworkId,
    /// Whose account it is.
    pub owner: Owner,
    /// Its name.
    pub name: String,
    /// The tags it was given.
    pub tags: Vec<String>,
}

/// A website that sends visitors to programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Website {
    /// Its identifier inside the world.
    pub id: WebsiteId,
    /// Its number.
    pub number: i64,
    /// Its URL.
    pub url: String,
    /// Whose website it is.
    pub owner: Owner,
}

/// Invented networks: code, name, and whether they pass on references, date approvals, and say why they decline.
const NETWORKS: [(&str, &str, [bool; 3]); 5] = [
    ("northlane", "Northlane", [true, true, true]),
    ("clickharbour", "Clickharbour", [true, true, true]),
    ("partnerwise", "Partnerwise", [true, true, true]),
    ("tradeloop", "Tradeloop", [true, false, false]),
    ("couponyard", "Couponyard", [false, true, true]),
];

/// The accounts: network, name, tags.
const ACCOUNTS: [(u8, &str, &[&str]); 9] = [
    (0, "Northlane Nordics", &["nordics", "premium"]),
    (0, "Northlane Europe", &["europe"]),
    (1, "Clickharbour US", &["north-america", "premium"]),
    (1, "Clickharbour Fashion", &["fashion", "europe"]),
    (2, "Partnerwise", &["europe", "software"]),
    (2, "Partnerwise Software", &["software"]),
    (3, "Tradeloop Home", &["home", "europe"]),
    (3, "Tradeloop Canada", &["north-america", "home"]),
    (4, "Couponyard", &["coupons"]),
];

const WEBSITES: [&str; 6] = ["dailyfinds", "smartlist", "thegiftguide", "testedathome", "weekendreads", "bargainpost"];

/// The account of the other owner: network, name, tags.
const OTHER_ACCOUNT: (u8, &str, &[&str]) = (1, "Clickharbour Garden", &["garden"]);

/// The website of the other owner.
const OTHER_WEBSITE: &str = "allotmentnotes";

/// The account whose network does not pass on references.
pub(crate) const ACCOUNT_WITHOUT_REFERENCES: AccountId = AccountId(8);

/// How many accounts there are. The last one is the other owner's.
pub(crate) const ACCOUNT_COUNT: u8 = 10;

/// How many accounts have references. They come first.
pub(crate) const ACCOUNTS_WITH_REFERENCES: u8 = 8;

/// How many websites there are. The last one is the other owner's.
pub(crate) const WEBSITE_COUNT: u8 = 7;

/// How many websites the usual owner has. They come first.
pub(crate) const USUAL_WEBSITES: u8 = 6;

impl World {
    /// The networks.
    pub fn networks(&self) -> &[Network] {
        &self.networks
    }

    /// The network.
    pub fn network(&self, id: NetworkId) -> &Network {
        &self.networks[usize::from(id.0)]
    }

    /// The number of an owner as a publisher.
    pub fn publisher(&self, owner: Owner) -> i64 {
        publisher(self.settings().seed, owner)
    }

    /// When the publisher connected the account: in the three years before the world begins.
    pub fn connected_at(&self, account: AccountId) -> DateTime<Utc> {
        let mut dice = Dice::new(self.settings().seed, Purpose::Account, account.0.into());
        let (days, seconds) = (dice.between(30, 1000), dice.below(86_400));
        self.begins() - Duration::days(days.into()) + Duration::seconds(seconds.into())
    }

    /// The accounts at the networks.
    pub fn accounts(&self) -> &[NetworkAccount] {
        &self.accounts
    }

    /// The websites that send visitors.
    pub fn websites(&self) -> &[Website] {
        &self.websites
    }
}

/// Whether an order with the status has the date of its decision.
pub(crate) fn is_dated(world: &World, account: AccountId, status: OrderStatus) -> bool {
    match status {
        OrderStatus::Pending => false,
        OrderStatus::Approved => dates_approvals(world, account),
        OrderStatus::Declined => true,
    }
}

/// Whether the network of the account dates approvals.
pub(crate) fn dates_approvals(world: &World, account: AccountId) -> bool {
    world.network(world.accounts[account.index()].network).dates_approvals
}

pub(crate) fn networks() -> Vec<Network> {
    let network = |(index, (code, name, habits)): (u8, (&str, &str, [bool; 3]))| {
        let [passes_references, dates_approvals, gives_reasons] = habits;
        let (code, name) = (code.to_owned(), name.to_owned());
        Network { id: NetworkId(index), code, name, passes_references, dates_approvals, gives_reasons }
    };
    (0..).zip(NETWORKS).map(network).collect()
}

pub(crate) fn accounts(dice: &mut Dice) -> Vec<NetworkAccount> {
    let mut number = 20_000;
    let mut account = |(index, account)| {
        number += i64::from(dice.between(11, 400));
        filled(AccountId(index), number, account, Owner::Usual)
    };
    (0..).zip(ACCOUNTS).map(&mut account).collect()
}

fn filled(id: AccountId, number: i64, (network, name, tags): (u8, &str, &[&str]), owner: Owner) -> NetworkAccount {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    NetworkAccount { id, number, network: NetworkId(network), owner, name: name.to_owned(), tags }
}

fn publisher(seed: u64, owner: Owner) -> i64 {
    let usual = i64::from(Dice::new(seed, Purpose::Publisher, 0).between(1000, 9999));
    match owner {
        Owner::Usual => usual,
        Owner::Other => usual + i64::from(Dice::new(seed, Purpose::Publisher, 1).between(1, 9999)),
    }
}

pub(crate) fn websites(dice: &mut Dice, fake: &mut ChaCha8Rng) -> Vec<Website> {
    let mut number = 3000;
    let mut website = |(index, name): (u8, &str)| {
        number += i64::from(dice.between(3, 90));
        let suffix: String = DomainSuffix().fake_with_rng(fake);
        Website { id: WebsiteId(index), number, url: format!("https://{name}-{suffix}.example"), owner: Owner::Usual }
    };
    (0..).zip(WEBSITES).map(&mut website).collect()
}

/// Adds the account and the website of the other owner, numbered after the usual ones.
pub(crate) fn add_of_other_owner(
    accounts: &mut Vec<NetworkAccount>,
    websites: &mut Vec<Website>,
    dice: &mut Dice,
    fake: &mut ChaCha8Rng,
) {
    let after = |last: Option<i64>, dice: &mut Dice| last.unwrap_or_default() + i64::from(dice.between(11, 400));
    let number = after(accounts.last().map(|account| account.number), dice);
    accounts.push(filled(AccountId(ACCOUNT_COUNT - 1), number, OTHER_ACCOUNT, Owner::Other));
    let number = after(websites.last().map(|website| website.number), dice);
    let suffix: String = DomainSuffix().fake_with_rng(fake);
    let url = format!("https://{OTHER_WEBSITE}-{suffix}.example");
    websites.push(Website { id: WebsiteId(WEBSITE_COUNT - 1), number, url, owner: Owner::Other });
}

/// The account and the website through which all sales of the other owner's programs come.
pub(crate) const WAY_OF_OTHER_OWNER: (AccountId, WebsiteId) =
    (AccountId(ACCOUNT_COUNT - 1), WebsiteId(WEBSITE_COUNT - 1));
