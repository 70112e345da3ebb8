//! Partners join, and others decide about them, by hand: what is not given is filled in.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::{NewPartner, PartnerChange, PartnerProfile, PartnerStatus, PartnerStep, code};
use crate::chance::{Dice, Purpose};
use crate::error::CauseError;
use crate::identifiers::{PartnerId, ProgramId};
use crate::ledger::Event;
use crate::program::{Program, ProgramState};
use crate::view::View;

/// Somebody who is to join a program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JoinCause {
    /// The program: a healthy one if not given.
    pub program: Option<ProgramId>,
    /// The code of their links: 1 to 64 letters, digits, hyphens and underscores. If not given, one that fits the name.
    pub code: Option<String>,
    /// Their name: 1 to 100 characters.
    pub name: Option<String>,
    /// Their e-mail address: at most 200 characters.
    pub email: Option<String>,
    /// When they join: now if not given.
    pub at: Option<DateTime<Utc>>,
}

/// A decision about a partner to cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerDecisionCause {
    /// The program: that of the partner who joined last, if not given.
    pub program: Option<ProgramId>,
    /// The partner: the last one who joined and to whom it can happen, if not given.
    pub partner: Option<PartnerId>,
    /// What is decided.
    pub decision: PartnerDecision,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

/// What can be decided about a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartnerDecision {
    /// They are approved.
    Approved,
    /// They are rejected, or blocked.
    Blocked,
    /// They are put aside.
    Archived,
    /// They are back who were archived or blocked.
    Restored,
    /// They are deleted for good.
    Deleted,
}

const LONGEST_CODE: usize = 64;
const LONGEST_NAME: usize = 100;
const LONGEST_EMAIL: usize = 200;

impl PartnerDecision {
    /// What is decided, as a participle: `approved`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Blocked => "blocked",
            Self::Archived => "archived",
            Self::Restored => "restored",
            Self::Deleted => "deleted",
        }
    }

    /// Whether it can be decided about a partner with the status.
    const fn fits(self, status: PartnerStatus) -> bool {
        match self {
            Self::Approved => matches!(status, PartnerStatus::Pending | PartnerStatus::Blocked),
            Self::Blocked => matches!(status, PartnerStatus::Pending | PartnerStatus::Active),
            Self::Archived => {
                matches!(status, PartnerStatus::Pending | PartnerStatus::Active | PartnerStatus::Blocked)
            }
            Self::Restored => matches!(status, PartnerStatus::Archived | PartnerStatus::Blocked),
            Self::Deleted => !matches!(status, PartnerStatus::Deleted),
        }
    }

    const fn step(self) -> PartnerStep {
        match self {
            Self::Approved => PartnerStep::Approved,
            Self::Blocked => PartnerStep::Blocked,
            Self::Archived => PartnerStep::Archived,
            Self::Restored => PartnerStep::Restored,
            Self::Deleted => PartnerStep::Deleted,
        }
    }
}

impl View<'_> {
    pub(crate) fn cause_join(&self, cause: &JoinCause) -> Result<Vec<Event>, CauseError> {
        let program = self.chosen_program(cause.program, None, ProgramState::Healthy)?;
        let at = self.time_in(program, cause.at)?;
        let partner = self.ledger().next_partner(program.id).ok_or(CauseError::NoRoom)?;
        let name = valid_name(cause.name.as_deref())?;
        let email = valid_email(cause.email.clone())?;
        let taken = self.codes(program);
        let code = match &cause.code {
            Some(code) if !is_code(code) => return Err(CauseError::NoCode { longest: LONGEST_CODE }),
            Some(code) if taken.contains(code) => return Err(CauseError::CodeTaken),
            Some(code) => code.clone(),
            None => self.made_code(program, partner, name.as_deref(), taken),
        };
        let step = PartnerStep::Joined(Box::new(NewPartner { code, name, email }));
        Ok(vec![Event::Partner(PartnerChange { program: program.id, partner, step, at })])
    }

    pub(crate) fn cause_decision(&self, cause: &PartnerDecisionCause) -> Result<Vec<Event>, CauseError> {
        let decision = cause.decision;
        let (program, known) = match cause.partner {
            Some(partner) => {
                let program = self.chosen_program(cause.program, None, ProgramState::Healthy)?;
                (program, self.partner(program.id, partner).ok_or(CauseError::UnknownPartner)?)
            }
            None => self.newest_partner_for(decision, cause.program)?,
        };
        if !decision.fits(known.status) {
            return Err(CauseError::NoSuchDecision { status: known.status, decision });
        }
        let at = self.time_from(self.world().begins().max(known.joined_at), cause.at)?;
        let step = decision.step();
        Ok(vec![Event::Partner(PartnerChange { program: program.id, partner: known.id, step, at })])
    }

    /// The last one who joined and about whom this can be decided. Nobody comes back unasked who was blocked.
    fn newest_partner_for(
        &self,
        decision: PartnerDecision,
        program: Option<ProgramId>,
    ) -> Result<(&Program, PartnerProfile<'_>), CauseError> {
        if program.is_some_and(|program| !self.has_program(program)) {
            return Err(CauseError::UnknownProgram);
        }
        let programs = self.programs().filter(|known| program.is_none_or(|program| program == known.id));
        let partners = programs.flat_map(|program| self.all_partners(program.id).map(move |known| (program, known)));
        let fits = |status| decision.fits(status) && status != PartnerStatus::Blocked;
        let fitting = partners.filter(|(_, known)| fits(known.status));
        fitting.max_by_key(|(_, known)| known.joined_at).ok_or(CauseError::NoSuchPartner)
    }

    /// The codes of all partners of a program, also of those who join later than now.
    fn codes(&self, program: &Program) -> BTreeSet<String> {
        let simulated = program.partners.iter().map(|partner| partner.code.clone());
        let own = self.all_partners(program.id).map(|partner| partner.code.to_owned());
        simulated.chain(own).collect()
    }

    /// A code that fits a name and that nobody has.
    fn made_code(
        &self,
        program: &Program,
        partner: PartnerId,
        name: Option<&str>,
        mut taken: BTreeSet<String>,
    ) -> String {
        let Some(plain) = name.map(plain).filter(|plain| !plain.is_empty()) else {
            let index = u64::from(program.id.0) << 16 | u64::from(partner.0);
            let mut dice = Dice::new(self.world().settings().seed, Purpose::PartnerCode, index);
            let mut fake = ChaCha8Rng::seed_from_u64(dice.next());
            return code(&mut dice, &mut fake, &mut taken);
        };
        let numbered = (2..).map(|number| format!("{plain}{number}"));
        let mut codes = std::iter::once(plain.clone()).chain(numbered);
        codes.find(|code| !taken.contains(code)).expect("there are more numbers than partners")
    }
}

/// A name without white space around it, if it has a length that a name can have.
pub(super) fn valid_name(name: Option<&str>) -> Result<Option<String>, CauseError> {
    let name = name.map(|name| name.trim().to_owned());
    let is_unfit = |name: &String| name.is_empty() || name.chars().count() > LONGEST_NAME;
    if name.as_ref().is_some_and(is_unfit) { Err(CauseError::NoName { longest: LONGEST_NAME }) } else { Ok(name) }
}

/// An e-mail address, if it is one.
pub(super) fn valid_email(email: Option<String>) -> Result<Option<String>, CauseError> {
    if email.as_deref().is_some_and(|email| !is_email(email)) { Err(CauseError::NoEmail) } else { Ok(email) }
}

/// The words of a name in small letters, with hyphens between them.
fn plain(name: &str) -> String {
    let letters = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words: Vec<_> = name.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect();
    let text = words.join("-").to_ascii_lowercase();
    // Room for a number after it.
    text[..text.len().min(LONGEST_CODE - 6)].trim_end_matches('-').to_owned()
}

fn is_code(code: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(is_allowed)
}

fn is_email(email: &str) -> bool {
    let halves = email.split_once('@');
    halves.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && email.chars().count() <= LONGEST_EMAIL
        && !email.contains(|character: char| character.is_whitespace() || character.is_control())
}

#[cfg(test)]
mod tests {
    use super::{is_code, is_email, plain};

    #[test]
    fn codes_fit_names() {
        for (name, expected) in [("Maria Lindgren", "maria-lindgren"), ("Åse  3 O'Hara", "se-3-ohara"), ("日本", "")]
        {
            assert_eq!(plain(name), expected, "{name}");
        }
        assert!(is_code(&plain(&"long name ".repeat(10))));
    }

    #[test]
    fn codes_and_addresses_are_checked() {
        for (code, valid) in [("a", true), ("maria_lindgren-20", true), ("", false), ("a b", false), ("ä", false)] {
            assert_eq!(is_code(code), valid, "{code}");
        }
        assert!(is_code(&"x".repeat(64)) && !is_code(&"x".repeat(65)));
        for (email, valid) in [
            ("a@b.example", true),
            ("å@b", true),
            ("a", false),
            ("@b", false),
            ("a@", false),
            ("a@b@c", false),
            ("a @b", false),
        ] {
            assert_eq!(is_email(email), valid, "{email}");
        }
    }
}
