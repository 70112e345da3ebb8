//! Clickouts: clicks that the publisher's side registers before the visitor leaves.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::chance::{Dice, LETTERS_AND_DIGITS, Purpose};
use crate::identifiers::{AccountId, ProgramId, WebsiteId};
use crate::network::{ACCOUNTS_WITH_REFERENCES, WAY_OF_OTHER_OWNER};
use crate::owner::Owner;
use crate::view::View;
use crate::world::World;

/// A click that the publisher's side has registered. What happens because of it names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clickout {
    /// Its number: from 1 on.
    pub number: u64,
    /// When it was registered.
    pub at: DateTime<Utc>,
    /// The network account through which the link leads.
    pub account: AccountId,
    /// The website that the visitor left: [`WebsiteId::UNLISTED`] if it is not simulated.
    pub website: WebsiteId,
}

/// Through how many accounts a program works.
const ACCOUNTS_OF_PROGRAM: u32 = 3;

/// How many codes of five letters or digits there are.
const CODES: u32 = 36_u32.pow(5);

impl World {
    /// The five lower-case letters or digits that stand for a clickout in references.
    pub fn clickout_code(&self, number: u64) -> [u8; 5] {
        let mut place =
            self.clickout_digits.digits(u32::try_from(number % u64::from(CODES)).expect("below the modulus"));
        while place >= CODES {
            place = self.clickout_digits.digits(place);
        }
        std::array::from_fn(|_| {
            let character = LETTERS_AND_DIGITS[(place % 36) as usize];
            place /= 36;
            character
        })
    }

    /// The number of the clickout with the code, whether there is one or not.
    pub fn clickout_number(&self, code: &[u8]) -> Option<u64> {
        let place = |character: &u8| LETTERS_AND_DIGITS.iter().position(|known| known == character);
        let mut digits = 0;
        for character in (code.len() == 5).then_some(code)?.iter().rev() {
            digits = digits * 36 + u32::try_from(place(character)?).expect("below 36");
        }
        let mut number = self.clickout_digits.index(digits);
        while number >= CODES {
            number = self.clickout_digits.index(number);
        }
        Some(number.into())
    }
}

impl View<'_> {
    /// The network accounts through which links of a program lead.
    pub fn accounts_of_links(&self, program: ProgramId) -> Vec<AccountId> {
        match self.program(program).owner {
            Owner::Usual => (0..ACCOUNTS_OF_PROGRAM).map(|place| account(program, place)).collect(),
            Owner::Other => vec![WAY_OF_OTHER_OWNER.0],
        }
    }

    /// The network account through which a link of a program leads, for the clickout with a number.
    pub fn account_of_link(&self, program: ProgramId, number: u64) -> AccountId {
        match self.program(program).owner {
            Owner::Usual => {
                some_account(&mut Dice::new(self.world().settings().seed, Purpose::Clickout, number), program)
            }
            Owner::Other => WAY_OF_OTHER_OWNER.0,
        }
    }
}

/// One of the accounts through which a program of the usual owner works.
pub(crate) fn some_account(dice: &mut Dice, program: ProgramId) -> AccountId {
    account(program, dice.below(ACCOUNTS_OF_PROGRAM))
}

fn account(program: ProgramId, place: u32) -> AccountId {
    let account = (program.index() as u64 * 3 + u64::from(place)) % u64::from(ACCOUNTS_WITH_REFERENCES);
    AccountId(u8::try_from(account).expect("an account"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::world::{Settings, World};

    #[test]
    fn codes_lead_back() {
        let anchor = "2026-06-01T00:00:00Z".parse().expect("a literal time");
        let world = World::build(&Settings { seed: 7, orders: 0, anchor, simulated: false }).expect("in range");
        let mut seen = BTreeSet::new();
        for number in (1..5000).chain(60_466_000..60_466_176) {
            let code = world.clickout_code(number);
            assert!(code.iter().all(|character| character.is_ascii_digit() || character.is_ascii_lowercase()));
            assert!(seen.insert(code), "{number}");
            assert_eq!(world.clickout_number(&code), Some(number));
        }
        for code in ["", "abcd", "abcdef", "ABCDE", "ab-de"] {
            assert_eq!(world.clickout_number(code.as_bytes()), None, "{code}");
        }
    }
}
