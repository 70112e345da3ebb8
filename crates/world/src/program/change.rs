//! Programs are changed, paused, resumed and archived by hand.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::cause::{LONGEST_NAME, usable};
use super::{Program, ProgramState};
use crate::error::CauseError;
use crate::identifiers::ProgramId;
use crate::ledger::{Event, LARGEST_AMOUNT};
use crate::view::View;
use crate::world::World;

/// A program was changed, paused, resumed or archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramChange {
    /// The program.
    pub program: ProgramId,
    /// What happened.
    pub step: ProgramStep,
    /// When.
    pub at: DateTime<Utc>,
}

/// What happened to a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgramStep {
    /// Its name, its website or its terms are others.
    Revised(ProgramTerms),
    /// It does not track for now.
    Paused,
    /// It runs again.
    Resumed,
    /// It has ended.
    Archived,
}

/// What is another than before. What is not given stays. Orders that were placed before keep their commission.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramTerms {
    /// Its name: 1 to 100 characters, of which one is not white space.
    pub name: Option<String>,
    /// The URL of the shop, which begins with `http://` or `https://`.
    pub website: Option<String>,
    /// The commission on a sale in basis points, 0 to 10000.
    pub commission_percent: Option<u32>,
    /// How long a click counts, in days, 1 to 365.
    pub cookie_days: Option<u32>,
    /// The lowest amount that is paid out, in minor units.
    pub payout_threshold: Option<i64>,
}

/// Whether a program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProgramStanding {
    /// It runs.
    Active,
    /// It does not track for now.
    Paused,
    /// It has ended.
    Archived,
}

/// A change of a program to cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramChangeCause {
    /// The program: a healthy one if not given.
    pub program: Option<ProgramId>,
    /// What happens.
    pub step: ProgramStep,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

impl ProgramStanding {
    /// The standing in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Archived => "archived",
        }
    }
}

impl ProgramStep {
    /// The standing that the program has afterwards, if it is another.
    pub(crate) const fn standing(&self) -> Option<ProgramStanding> {
        match self {
            Self::Revised(_) => None,
            Self::Paused => Some(ProgramStanding::Paused),
            Self::Resumed => Some(ProgramStanding::Active),
            Self::Archived => Some(ProgramStanding::Archived),
        }
    }
}

impl ProgramTerms {
    /// Whether nothing is another.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Program {
    /// The program after a change.
    pub(crate) fn changed(mut self, change: &ProgramChange, world: &World) -> Self {
        let at = (change.at - world.begins()).num_seconds();
        if let ProgramStep::Revised(terms) = &change.step {
            let ProgramTerms { name, website, commission_percent, cookie_days, payout_threshold } = terms.clone();
            self.name = name.unwrap_or(self.name);
            self.commission_percent = commission_percent.unwrap_or(self.commission_percent);
            self.cookie_days = cookie_days.unwrap_or(self.cookie_days);
            self.payout_threshold = payout_threshold.unwrap_or(self.payout_threshold);
            if let Some(website) = website {
                self.website = website;
                self.website_configured = true;
            }
        }
        self.standing = change.step.standing().unwrap_or(self.standing);
        self.setup.revised = Some(self.setup.revised.map_or(at, |before| before.max(at)));
        self
    }

    /// Whether clicks and sales are tracked.
    pub fn is_tracking(&self) -> bool {
        self.standing == ProgramStanding::Active
    }
}

impl View<'_> {
    pub(crate) fn cause_program_change(&self, cause: &ProgramChangeCause) -> Result<Vec<Event>, CauseError> {
        let program = self.chosen_program(cause.program, None, ProgramState::Healthy)?;
        let at = self.time_in(program, cause.at)?;
        let step = match &cause.step {
            ProgramStep::Revised(terms) => ProgramStep::Revised(valid_terms(terms)?),
            other => other.clone(),
        };
        if step.standing().is_some_and(|standing| standing == program.standing) {
            return Err(CauseError::SameStanding { standing: program.standing });
        }
        Ok(vec![Event::ProgramChange(Box::new(ProgramChange { program: program.id, step, at }))])
    }
}

fn valid_terms(terms: &ProgramTerms) -> Result<ProgramTerms, CauseError> {
    let mut terms = terms.clone();
    if terms.is_empty() {
        return Err(CauseError::NothingToChange);
    }
    if let Some(name) = &mut terms.name {
        *name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(CauseError::NoName { longest: LONGEST_NAME });
        }
    }
    if let Some(website) = &mut terms.website {
        *website = usable(website)?;
    }
    if terms.commission_percent.is_some_and(|percent| percent > 10_000) {
        return Err(CauseError::PercentOutOfRange);
    }
    if terms.cookie_days.is_some_and(|days| !(1..=365).contains(&days)) {
        return Err(CauseError::CookieOutOfRange);
    }
    if terms.payout_threshold.is_some_and(|threshold| !(0..=LARGEST_AMOUNT).contains(&threshold)) {
        return Err(CauseError::AmountOutOfRange { largest: LARGEST_AMOUNT });
    }
    Ok(terms)
}
