//! Creating programs by hand: what is not given is filled in.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{NewProgram, Program, ProgramKind};
use crate::chance::{Dice, Purpose, Uuids};
use crate::error::CauseError;
use crate::identifiers::ProgramId;
use crate::ledger::{Event, LARGEST_AMOUNT};
use crate::money::Currency;
use crate::owner::Owner;
use crate::survey::{MOST_SURVEYS, NewSurvey, usual_surveys, valid_surveys};
use crate::view::View;

/// A program to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProgramCause {
    /// Its name: 1 to 100 characters, of which one is not white space. If not given, `Shop` and its number.
    pub name: Option<String>,
    /// The URL of the shop, which begins with `http://` or `https://`. If not given, one that fits the name.
    pub website: Option<String>,
    /// The currency: the euro if not given.
    pub currency: Option<Currency>,
    /// Whom it rewards: partners if not given.
    pub kind: Option<ProgramKind>,
    /// Whose program it is.
    pub owner: Owner,
    /// The commission in basis points, 0 to 10000: 1000 if not given.
    pub commission_percent: Option<u32>,
    /// How long a click counts, in days, 1 to 365: 30 if not given.
    pub cookie_days: Option<u32>,
    /// The lowest amount that is paid out, in minor units: 5000 if not given.
    pub payout_threshold: Option<i64>,
    /// Whether it has no website until a step of the setup enters it.
    pub without_website: bool,
    /// Its number, 1 to 2147483647, which no other program has. If not given, one from 10000 on.
    pub number: Option<i64>,
    /// Its UUID, which no other program has.
    pub uuid: Option<Uuid>,
    /// Its code, eight capital letters or digits, which no other program has.
    pub code: Option<String>,
    /// The surveys that follow its orders: one if not given.
    pub surveys: Option<NewSurveys>,
    /// When it is created: now if not given.
    pub at: Option<DateTime<Utc>>,
}

/// The surveys of a program to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewSurveys {
    /// So many of the usual ones: 0 to 5.
    Usual(usize),
    /// These, five at most.
    These(Vec<NewSurvey>),
}

/// Numbers of programs that are not given begin here, above those of the roster.
const FIRST_NUMBER: i64 = 10_000;

/// Numbers of programs have 31 bits.
const LAST_NUMBER: i64 = i32::MAX as i64;

const USUAL_COMMISSION: u32 = 1000;
const USUAL_COOKIE_DAYS: u32 = 30;
const USUAL_THRESHOLD: i64 = 5000;
pub(super) const LONGEST_NAME: usize = 100;
const LONGEST_WEBSITE: usize = 200;

impl View<'_> {
    pub(crate) fn cause_program(&self, cause: &ProgramCause) -> Result<Vec<Event>, CauseError> {
        let created_at = self.chosen_time(cause.at)?;
        let program = self.ledger().next_program().ok_or(CauseError::NoRoom)?;
        let number = self.number_for(program, cause.number)?;
        let uuid = self.uuid_for(program, cause.uuid)?;
        let code = self.code_for(program, cause.code.as_deref())?;
        let name = cause.name.as_deref().map(str::trim).map_or_else(|| format!("Shop {number}"), str::to_owned);
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(CauseError::NoName { longest: LONGEST_NAME });
        }
        let website = match &cause.website {
            Some(website) => usable(website)?,
            None => invented(&name, number),
        };
        let commission_percent = cause.commission_percent.unwrap_or(USUAL_COMMISSION);
        let cookie_days = cause.cookie_days.unwrap_or(USUAL_COOKIE_DAYS);
        if commission_percent > 10_000 {
            return Err(CauseError::PercentOutOfRange);
        }
        if !(1..=365).contains(&cookie_days) {
            return Err(CauseError::CookieOutOfRange);
        }
        let payout_threshold = cause.payout_threshold.unwrap_or(USUAL_THRESHOLD);
        if !(0..=LARGEST_AMOUNT).contains(&payout_threshold) {
            return Err(CauseError::AmountOutOfRange { largest: LARGEST_AMOUNT });
        }
        let surveys = match &cause.surveys {
            None => usual_surveys(1),
            Some(NewSurveys::Usual(count)) if *count > MOST_SURVEYS => {
                return Err(CauseError::TooManySurveys { most: MOST_SURVEYS });
            }
            Some(NewSurveys::Usual(count)) => usual_surveys(*count),
            Some(NewSurveys::These(surveys)) => surveys.clone(),
        };
        valid_surveys(&surveys)?;
        Ok(vec![Event::Program(Box::new(NewProgram {
            program,
            uuid,
            number,
            code,
            name,
            website,
            website_configured: !cause.without_website,
            currency: cause.currency.unwrap_or(Currency::Eur),
            kind: cause.kind.unwrap_or(ProgramKind::Affiliate),
            owner: cause.owner,
            created_at,
            commission_percent,
            cookie_days,
            payout_threshold,
            payout_automation: None,
            tracking_domain: None,
            consent_required: false,
            surveys,
        }))])
    }

    fn number_for(&self, program: ProgramId, given: Option<i64>) -> Result<i64, CauseError> {
        let is_free = |number: i64| !self.is_taken(|known| known.number == number);
        match given {
            Some(number) if !(1..=LAST_NUMBER).contains(&number) => Err(CauseError::NumberOutOfRange),
            Some(number) if is_free(number) => Ok(number),
            Some(_) => Err(CauseError::ProgramTaken),
            None => {
                let mut numbers = FIRST_NUMBER + i64::from(program.0 - ProgramId::FIRST_OF_THE_LEDGER.0)..=LAST_NUMBER;
                Ok(numbers.find(|number| is_free(*number)).expect("there are more numbers than programs"))
            }
        }
    }

    fn uuid_for(&self, program: ProgramId, given: Option<Uuid>) -> Result<Uuid, CauseError> {
        let seed = self.world().settings().seed;
        let uuid = given.unwrap_or_else(|| Uuids::new(seed, Purpose::ProgramUuid).uuid(program.0.into()));
        if self.is_taken(|known| known.uuid == uuid) { Err(CauseError::ProgramTaken) } else { Ok(uuid) }
    }

    fn code_for(&self, program: ProgramId, given: Option<&str>) -> Result<String, CauseError> {
        let is_allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        match given {
            Some(code) if code.len() != 8 || !code.bytes().all(is_allowed) => Err(CauseError::NoProgramCode),
            Some(code) if self.is_taken(|known| known.code == code) => Err(CauseError::ProgramTaken),
            Some(code) => Ok(code.to_owned()),
            None => Ok(self.free_code(program)),
        }
    }

    /// A code that no other program has.
    fn free_code(&self, program: ProgramId) -> String {
        let mut dice = Dice::new(self.world().settings().seed, Purpose::ProgramUuid, program.0.into());
        loop {
            let code: String = (0..8).map(|_| char::from(dice.letter_or_digit()).to_ascii_uppercase()).collect();
            if !self.is_taken(|known| known.code == code) {
                return code;
            }
        }
    }

    /// Whether there is such a program, also if it is created later than now.
    fn is_taken(&self, is_such: impl Fn(&Program) -> bool) -> bool {
        self.world().programs.iter().chain(self.ledger().founded()).any(is_such)
    }
}

/// The URL without a slash at its end, if it is one of a shop.
pub(super) fn usable(website: &str) -> Result<String, CauseError> {
    let host = website.strip_prefix("https://").or_else(|| website.strip_prefix("http://")).unwrap_or_default();
    let is_usable = host.starts_with(|first: char| first.is_ascii_alphanumeric())
        && website.len() <= LONGEST_WEBSITE
        && website.bytes().all(|byte| byte.is_ascii_graphic() && !br#""<>\^`{|}?#"#.contains(&byte));
    if is_usable { Ok(website.trim_end_matches('/').to_owned()) } else { Err(CauseError::NoWebsite) }
}

/// A URL that fits a name.
fn invented(name: &str, number: i64) -> String {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let host = if plain.is_empty() { format!("shop{number}") } else { plain.to_ascii_lowercase() };
    // A label of a host has 63 characters at most.
    format!("https://{}.example", &host[..host.len().min(63)])
}

#[cfg(test)]
mod tests {
    use super::{invented, usable};
    use crate::error::CauseError;

    #[test]
    fn websites_are_urls_of_shops() {
        for (given, expected) in [
            ("https://shop.example", Some("https://shop.example")),
            ("http://localhost:3000/", Some("http://localhost:3000")),
            ("https://shop.example/a/b", Some("https://shop.example/a/b")),
            ("shop.example", None),
            ("ftp://shop.example", None),
            ("https://", None),
            ("https:///a", None),
            ("https://shop example", None),
            ("https://shop.example/?a=b", None),
            ("", None),
        ] {
            assert_eq!(usable(given), expected.map(str::to_owned).ok_or(CauseError::NoWebsite), "{given}");
        }
    }

    #[test]
    fn a_website_fits_the_name() {
        assert_eq!(invented("Lowe Lighting", 1), "https://lowelighting.example");
        assert_eq!(invented("日本", 10_001), "https://shop10001.example");
        assert_eq!(invented(&"a".repeat(100), 1).len(), "https://.example".len() + 63);
    }
}
