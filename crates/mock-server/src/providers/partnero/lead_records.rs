//! Leads as they are kept: those that clients have submitted, and a few of the simulation.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::{
    ConvertedLead, Lead, LeadAnswer, LeadField, LeadFieldType, LeadInfo, LeadStatus, LeadSubmitter,
};
use trackside_world::{PartnerId, PartnerProfile, Program, ProgramId, ProgramKind, View};

use super::partner_identity::partner_id;
use crate::request::Problem;
use crate::serve::Record;

/// A lead that a client has submitted, or what became of one of the simulation. Numbered like leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeadRecord {
    pub(super) program: ProgramId,
    pub(super) partner: PartnerId,
    pub(super) name: String,
    pub(super) email: String,
    /// Questions and answers.
    pub(super) answers: Vec<(String, String)>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) status: LeadStatus,
    /// The key of the customer who it has become.
    pub(super) customer: Option<String>,
    pub(super) is_deleted: bool,
}

impl Record for LeadRecord {
    const COLLECTION: &'static str = "partnero/leads";
}

/// Numbers of leads of the simulation begin here; those of clients begin at 1.
const SIMULATED: u64 = 1_000_000_000;

/// A program has room for so many leads of the simulation.
const PLACES: u64 = 1_000;

/// Days between two leads of the simulation, on average.
const DAYS_BETWEEN: u64 = 20;

const FIRST_NAMES: [&str; 12] =
    ["Ada", "Bruno", "Clara", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Lars"];

const LAST_NAMES: [&str; 11] = [
    "Almeida",
    "Brandt",
    "Castellanos",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Grant",
    "Haddad",
    "Ito",
    "Jansen",
    "Kowalski",
];

const COMPANIES: [&str; 5] = ["Harbour Books", "Fernhill Clinic", "Oak & Iron", "Brightwater Foods", "Lumen Studio"];

const SOURCES: [&str; 3] = ["Newsletter", "Event", "Friend"];

/// The number of the next lead that a client submits.
pub(super) fn next(view: View<'_>) -> u64 {
    let last = LeadRecord::all(view).map(|(number, _)| number).take_while(|number| *number < SIMULATED).last();
    last.map_or(1, |last| last + 1)
}

/// The leads of a program that are not deleted, with their numbers, the newest first.
pub(super) fn all(view: View<'_>, program: &Program) -> Vec<(u64, LeadRecord)> {
    let own = LeadRecord::all(view).filter(|(number, lead)| *number < SIMULATED && lead.program == program.id);
    let mut leads: Vec<_> = simulated(view, program).chain(own).filter(|(_, lead)| !lead.is_deleted).collect();
    leads.sort_by_key(|(number, lead)| std::cmp::Reverse((lead.created_at, *number)));
    leads
}

/// The lead of a program with a number, if it is not deleted.
pub(super) fn found(view: View<'_>, program: &Program, number: u64) -> Result<LeadRecord, Problem> {
    let mut leads = all(view, program).into_iter();
    leads.find(|(known, _)| *known == number).map(|(_, lead)| lead).ok_or_else(|| Problem::NotFound {
        what: "Lead",
        reason: format!("the program has no lead {number}; GET /v1/leads lists them"),
    })
}

/// The leads of the simulation: programs where partners can submit some have them.
fn simulated<'w>(view: View<'w>, program: &'w Program) -> impl Iterator<Item = (u64, LeadRecord)> + 'w {
    let has_some = program.kind == ProgramKind::Affiliate && program.portal.leads_page;
    let seed = view.world().settings().seed;
    let partners: Vec<_> = if has_some {
        let partners = view.all_partners(program.id).filter(|partner| !partner.id.is_of_the_ledger());
        partners.map(|partner| (partner.id, partner.joined_at)).collect()
    } else {
        Vec::new()
    };
    (0..PLACES)
        .map_while(move |place| {
            let dice = mix(seed ^ u64::from(program.id.0) << 32 ^ place);
            let days = place * DAYS_BETWEEN + dice % DAYS_BETWEEN;
            let created_at = program.created_at.max(view.world().begins())
                + Duration::days(i64::try_from(days).unwrap_or(i64::MAX / 100_000_000))
                + Duration::minutes(i64::try_from(8 * 60 + dice % 600).unwrap_or_default());
            (created_at <= view.now()).then_some((place, dice, created_at))
        })
        .filter_map(move |(place, dice, created_at)| {
            let number = SIMULATED + u64::from(program.id.0) * PLACES + place;
            if let Some(changed) = LeadRecord::get(view, number) {
                return Some((number, changed));
            }
            let joined: Vec<_> = partners.iter().filter(|(_, joined)| *joined <= created_at).collect();
            let (partner, _) = **joined.get(usize::try_from(dice >> 8).unwrap_or_default() % joined.len().max(1))?;
            let pick = |list: &[&str], bits: u32| {
                list[usize::try_from(dice >> bits & 0xff).unwrap_or_default() % list.len()].to_owned()
            };
            let (first, last) = (pick(&FIRST_NAMES, 16), pick(&LAST_NAMES, 24));
            let was_rejected = dice % 5 == 0 && created_at + Duration::days(6) <= view.now();
            let record = LeadRecord {
                program: program.id,
                partner,
                email: format!("{}.{}{place}@mail.example", first.to_lowercase(), last.to_lowercase()),
                name: format!("{first} {last}"),
                answers: vec![
                    ("Company".to_owned(), pick(&COMPANIES, 32)),
                    ("Where did you meet?".to_owned(), pick(&SOURCES, 40)),
                ],
                created_at,
                status: if was_rejected { LeadStatus::Rejected } else { LeadStatus::Submitted },
                customer: None,
                is_deleted: false,
            };
            Some((number, record))
        })
}

/// The fields of the form, in every program.
pub(super) fn form() -> Vec<LeadField> {
    let field = |id, r#type, title: &str, options: &[&str]| LeadField {
        id,
        r#type,
        title: title.to_owned(),
        text: format!("<p>{title}</p>"),
        description: None,
        required: false,
        options: options.iter().map(|option| (*option).to_owned()).collect(),
    };
    vec![
        field(1, LeadFieldType::Input, "Company", &[]),
        field(2, LeadFieldType::Select, "Where did you meet?", &SOURCES),
        field(3, LeadFieldType::Checkbox, "Interested in", &["A demonstration", "A trial", "A call"]),
        field(4, LeadFieldType::Textarea, "Notes", &[]),
    ]
}

/// A lead as it is shown.
pub(super) fn show(view: View<'_>, number: u64, lead: &LeadRecord) -> Lead {
    let partner = view.partner(lead.program, lead.partner);
    let person = partner.as_ref().map(PartnerProfile::person);
    let code = partner.as_ref().map(|partner| partner.code.to_owned()).unwrap_or_default();
    let (email, name) = person.map(|person| (person.email, person.name)).unwrap_or_default();
    let is_open = lead.status == LeadStatus::Submitted;
    Lead {
        id: number,
        status: lead.status,
        created_at: lead.created_at.date_naive(),
        lead_info: LeadInfo { name: lead.name.clone(), email: lead.email.clone() },
        converted_to: lead.customer.clone().map(|key| ConvertedLead {
            key,
            name: lead.name.clone(),
            email: lead.email.clone(),
        }),
        submitter: LeadSubmitter {
            id: partner_id(view, lead.program, lead.partner),
            name: name.unwrap_or(code),
            email,
        },
        submission_form: lead
            .answers
            .iter()
            .map(|(question, answer)| LeadAnswer { question: question.clone(), answer: answer.clone() })
            .collect(),
        can_be_converted: is_open,
        can_be_rejected: is_open,
    }
}

/// The key of the customer who a lead becomes: twelve letters and digits.
pub(super) fn customer_key(view: View<'_>, number: u64) -> String {
    const CHARACTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut bits = u128::from(mix(view.world().settings().seed ^ number)) << 64 | u128::from(mix(!number));
    let mut key = String::new();
    for _ in 0..12 {
        key.push(char::from(CHARACTERS[usize::try_from(bits % 62).unwrap_or_default()]));
        bits /= 62;
    }
    key
}

/// Bits that look random and are the same for the same number.
const fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}
