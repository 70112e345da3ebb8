//! The programs of every world: a table, completed with invented names.

use fake::Fake as _;
use fake::faker::company::en::{Bs, Buzzword};
use fake::faker::name::en::LastName;
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::ProgramKind::{Affiliate, Newsletter, ReferAFriend};
use super::setup::Setup;
use super::{Notifications, PayoutSchedule, PortalSettings, Program, ProgramKind, ProgramStanding, ProgramState};
use crate::chance::Dice;
use crate::identifiers::ProgramId;
use crate::money::Currency::{self, Cad, Eur, Gbp, Jpy, Sek, Usd};
use crate::owner::Owner;
use crate::partner::partners;
use crate::survey::surveys;
use crate::time::Timeline;

/// A row of the roster.
struct Line {
    state: ProgramState,
    kind: ProgramKind,
    currency: Currency,
    /// The share of all orders.
    weight: u32,
    /// The typical price, in minor units.
    price: u32,
    partners: u32,
    /// Clicks per day that lead to no order, in addition to those that do.
    idle_clicks: u32,
    surveys: usize,
}

const fn line(state: ProgramState, kind: ProgramKind, currency: Currency, numbers: [u32; 4], surveys: usize) -> Line {
    let [weight, price, partners, idle_clicks] = numbers;
    Line { state, kind, currency, weight, price, partners, idle_clicks, surveys }
}

/// How many programs the usual owner has. They come first.
const USUAL_COUNT: usize = 17;

/// How many programs there are.
pub(crate) const PROGRAM_COUNT: usize = USUAL_COUNT + OTHERS.len();

const ROSTER: [Line; USUAL_COUNT] = [
    line(ProgramState::Healthy, Affiliate, Eur, [90, 6_900, 42, 30], 2),
    line(ProgramState::Healthy, Affiliate, Usd, [80, 4_900, 36, 26], 1),
    line(ProgramState::Healthy, Affiliate, Gbp, [60, 8_400, 24, 20], 2),
    line(ProgramState::Healthy, Affiliate, Sek, [50, 64_900, 18, 16], 1),
    line(ProgramState::Busy, Affiliate, Usd, [420, 3_900, 140, 190], 3),
    line(ProgramState::Fresh, Affiliate, Eur, [0, 5_900, 0, 9], 0),
    line(ProgramState::StripeNotConnected, Affiliate, Usd, [0, 4_500, 8, 12], 0),
    line(ProgramState::StripePending, Affiliate, Cad, [0, 5_200, 5, 8], 0),
    line(ProgramState::StripeDisconnected, Affiliate, Eur, [0, 7_100, 7, 6], 0),
    line(ProgramState::ScriptMissing, Affiliate, Eur, [45, 3_200, 14, 12], 1),
    line(ProgramState::ConsentRequired, Affiliate, Jpy, [70, 11_900, 22, 18], 2),
    line(ProgramState::ClicksWithoutConversions, Affiliate, Usd, [0, 9_900, 9, 40], 0),
    line(ProgramState::CouponOnly, Affiliate, Cad, [40, 4_200, 16, 0], 1),
    line(ProgramState::NoPartners, Affiliate, Gbp, [0, 6_000, 0, 0], 0),
    line(ProgramState::Empty, Affiliate, Usd, [0, 5_000, 3, 0], 0),
    line(ProgramState::ReferAFriend, ReferAFriend, Usd, [75, 2_900, 30, 22], 2),
    line(ProgramState::Newsletter, Newsletter, Eur, [0, 0, 0, 0], 0),
];

/// The programs of the other owner. They have no weight, so the orders of the usual owner's are the same with and without
/// them.
const OTHERS: [Line; 2] = [
    line(ProgramState::ClicksWithoutConversions, Affiliate, Eur, [0, 3_400, 6, 14], 1),
    line(ProgramState::Empty, Affiliate, Usd, [0, 2_800, 2, 0], 0),
];

/// Families with letters beyond ASCII, and the programs whose shops are theirs.
const FAMILIES: [(u16, &str); 4] = [(2, "André"), (3, "Åkerlund"), (7, "Café Müller"), (9, "Brühl")];

/// What shops sell. A shop is named after a family and one of these.
const TRADES: [&str; PROGRAM_COUNT] = [
    "Lighting",
    "Outdoor",
    "Tailoring",
    "Furniture",
    "Electronics",
    "Ceramics",
    "Software",
    "Coffee",
    "Instruments",
    "Stationery",
    "Bicycles",
    "Learning",
    "Skincare",
    "Optics",
    "Camping",
    "Meal Kits",
    "Weekly",
    "Garden",
    "Bakery",
];

pub(crate) fn programs(timeline: Timeline, dice: &mut Dice, fake: &mut ChaCha8Rng) -> Vec<Program> {
    let mut number = 1000;
    let mut program = |(index, line): (u16, &Line)| {
        number += i64::from(dice.between(3, 60));
        fill(ProgramId(index), number, (line, Owner::Usual), timeline, dice, fake)
    };
    (0..).zip(&ROSTER).map(&mut program).collect()
}

/// Adds the programs of the other owner, numbered after the usual ones.
pub(crate) fn add_of_other_owner(
    programs: &mut Vec<Program>,
    timeline: Timeline,
    dice: &mut Dice,
    fake: &mut ChaCha8Rng,
) {
    for line in &OTHERS {
        let id = ProgramId(u16::try_from(programs.len()).expect("few programs"));
        let last = programs.last().map_or(1000, |program| program.number);
        let number = last + i64::from(dice.between(3, 60));
        programs.push(fill(id, number, (line, Owner::Other), timeline, dice, fake));
    }
}

fn fill(
    id: ProgramId,
    number: i64,
    (line, owner): (&Line, Owner),
    timeline: Timeline,
    dice: &mut Dice,
    fake: &mut ChaCha8Rng,
) -> Program {
    let setup = Setup::new(line.state, timeline, dice);
    let some_family: String = LastName().fake_with_rng(fake);
    let family = FAMILIES.iter().find(|(program, _)| *program == id.0).map_or(&*some_family, |(_, family)| family);
    let name = format!("{family} {}", TRADES[id.index() % TRADES.len()]);
    let plain = without_accents(&name);
    let host = format!(
        "{}.example",
        plain.to_ascii_lowercase().replace(|character: char| !character.is_ascii_alphanumeric(), "")
    );
    let fresh = line.state == ProgramState::Fresh;
    let mut letters = plain.split(' ').filter_map(|word| word.bytes().next()).map(|letter| letter.to_ascii_uppercase());
    let shop_code = [letters.next().unwrap_or(b'S'), letters.next().unwrap_or(b'H')];
    Program {
        id,
        uuid: random_uuid(dice),
        number,
        code: (0..8).map(|_| char::from(dice.letter_or_digit()).to_ascii_uppercase()).collect(),
        initials: format!("{}{}", char::from(shop_code[0]), dice.below(10)),
        website: format!("https://{host}"),
        state: line.state,
        standing: ProgramStanding::Active,
        kind: line.kind,
        owner,
        currency: line.currency,
        created_at: timeline.time_of_offset(setup.created),
        commission_percent: [500, 800, 1000, 1250, 1500, 2000][dice.below(6) as usize],
        cookie_days: [7, 14, 30, 30, 60, 90][dice.below(6) as usize],
        payout_threshold: i64::from([2500, 5000, 10_000][dice.below(3) as usize]),
        payout_automation: dice.chance(600).then_some(PayoutSchedule::Monthly),
        multiple_commissions: dice.chance(300),
        portal_url: format!("https://partners.{host}"),
        portal: portal(dice),
        notifications: Notifications {
            welcome_email: dice.chance(800),
            onboarding: dice.chance(600),
            partner_email: dice.chance(700),
            rewards_notification: dice.chance(700),
            referral_portal: dice.chance(800),
        },
        tracking_domain: (!fresh).then(|| format!("go.{host}")),
        consent_required: line.state == ProgramState::ConsentRequired,
        website_configured: !fresh,
        surveys: surveys(line.surveys, &host, random_uuid, dice),
        shop_code,
        weight: line.weight,
        base_price: line.price,
        idle_clicks: line.idle_clicks,
        partners: partners(line.partners, dice, fake),
        setup,
        name,
    }
}

/// A name in the letters that hosts and codes have.
fn without_accents(name: &str) -> String {
    name.replace('Å', "A").replace('é', "e").replace('ü', "u")
}

fn portal(dice: &mut Dice) -> PortalSettings {
    PortalSettings {
        program_page: dice.chance(800),
        leads_page: dice.chance(300),
        registration_disabled: dice.chance(150),
        google_login: dice.chance(600),
        passwordless_login: dice.chance(400),
        sub_accounts: dice.chance(200),
        widget: dice.chance(500),
        signup_popup: dice.chance(300),
        embeddable_form: dice.chance(400),
        popup_form: dice.chance(400),
    }
}

pub(super) fn random_uuid(dice: &mut Dice) -> Uuid {
    Uuid::from_u64_pair(dice.next() & !0xf000 | 0x4000, dice.next() >> 2 | 1 << 63)
}

/// Titles of articles that link to shops. Orders borrow them.
pub(crate) fn articles(fake: &mut ChaCha8Rng) -> Vec<String> {
    let mut article = || {
        let subject: String = Bs().fake_with_rng(fake);
        let manner: String = Buzzword().fake_with_rng(fake);
        format!("How to {subject}: a {} guide", manner.to_lowercase())
    };
    (0..64).map(|_| article()).collect()
}
