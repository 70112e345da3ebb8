//! One-off bonuses of partners.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::CauseError;
use crate::identifiers::{PartnerId, ProgramId};
use crate::ledger::{Event, LARGEST_AMOUNT, ProgramLedger};
use crate::program::ProgramState;
use crate::view::View;

/// The bonus that is given if no amount is, in minor units.
const USUAL_BONUS: i64 = 2500;

/// A partner was given a bonus. It is owed at once, like the commission of an approved order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBonus {
    /// The program.
    pub program: ProgramId,
    /// The partner.
    pub partner: PartnerId,
    /// How much, in minor units of the program's currency: at least 1.
    pub amount: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// A bonus to cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BonusCause {
    /// The program: a healthy one if not given.
    pub program: Option<ProgramId>,
    /// The partner: an active one if not given.
    pub partner: Option<PartnerId>,
    /// How much, in minor units: 2500 if not given.
    pub amount: Option<i64>,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

impl<'w> View<'w> {
    /// The bonuses of a program, in the order in which they were recorded.
    pub fn bonuses(&self, program: ProgramId) -> impl DoubleEndedIterator<Item = &'w NewBonus> + use<'w> {
        self.ledger().program(program).into_iter().flat_map(ProgramLedger::bonuses)
    }

    pub(crate) fn cause_bonus(&self, cause: &BonusCause) -> Result<Vec<Event>, CauseError> {
        let program = self.chosen_program(cause.program, None, ProgramState::Healthy)?;
        let at = self.time_in(program, cause.at)?;
        let partner = match cause.partner {
            Some(partner) => self.partner(program.id, partner).map(|known| known.id),
            None => self.some_active_partner(program.id),
        };
        let partner = partner.ok_or(CauseError::UnknownPartner)?;
        let amount = cause.amount.unwrap_or(USUAL_BONUS);
        if !(1..=LARGEST_AMOUNT).contains(&amount) {
            return Err(CauseError::BonusOutOfRange { largest: LARGEST_AMOUNT });
        }
        Ok(vec![Event::Bonus(NewBonus { program: program.id, partner, amount, at })])
    }
}
