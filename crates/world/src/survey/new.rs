//! The surveys of programs: those of simulated ones, and those that are given to one that the ledger adds.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Channel, DELAYS, Survey};
use crate::chance::Dice;
use crate::error::CauseError;
use crate::time::DAY;

/// A survey of a new program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSurvey {
    /// Its name: 1 to 100 characters, of which one is not white space. No other survey of the program has it.
    pub name: String,
    /// How many seconds after the order became visible it is sent.
    pub delay: u32,
    /// Whether anybody is asked.
    pub enabled: bool,
    /// How many seconds may lie between a purchase and the time when it becomes known.
    pub solicitation_threshold: u32,
    /// How many seconds must lie between two purchases of a customer that this survey asks about.
    pub resolicitation_delay: u32,
}

/// The most surveys of a program.
pub(crate) const MOST_SURVEYS: usize = KINDS.len();

const KINDS: [(&str, u32, Channel, bool); 5] = [
    ("After the purchase", DELAYS[0], Channel::Email, false),
    ("Delivery", DELAYS[1], Channel::Whatsapp, false),
    ("Product quality", DELAYS[2], Channel::Email, true),
    ("Delivery by text", DELAYS[3], Channel::Sms, false),
    ("Would you recommend us?", DELAYS[4], Channel::Email, true),
];

const LONGEST_NAME: usize = 100;

/// The longest time that a survey has: ten years.
const LONGEST_TIME: u32 = 3650 * DAY;

impl NewSurvey {
    /// How many seconds may lie between a purchase and the time when it becomes known, if nothing else is said.
    pub const USUAL_THRESHOLD: u32 = 30 * DAY;

    /// How many seconds must lie between two purchases that a customer is asked about, if nothing else is said.
    pub const USUAL_RESOLICITATION: u32 = 30 * DAY;

    /// How many seconds after the order a survey is sent, if nothing else is said.
    pub const USUAL_DELAY: u32 = 2 * DAY;

    /// A survey with this name that is like most.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            delay: Self::USUAL_DELAY,
            enabled: true,
            solicitation_threshold: Self::USUAL_THRESHOLD,
            resolicitation_delay: Self::USUAL_RESOLICITATION,
        }
    }
}

/// The first `count` of the usual surveys.
pub(crate) fn usual_surveys(count: usize) -> Vec<NewSurvey> {
    let kinds = KINDS.iter().take(count);
    kinds.map(|(name, delay, ..)| NewSurvey { delay: *delay, ..NewSurvey::named(*name) }).collect()
}

/// Whether a program can have these surveys.
pub(crate) fn valid_surveys(surveys: &[NewSurvey]) -> Result<(), CauseError> {
    if surveys.len() > MOST_SURVEYS {
        return Err(CauseError::TooManySurveys { most: MOST_SURVEYS });
    }
    for (place, survey) in surveys.iter().enumerate() {
        let wrong = |why| Err(CauseError::BadSurvey { place, why });
        if survey.name.trim().is_empty() || survey.name.chars().count() > LONGEST_NAME {
            return wrong("its name does not have 1 to 100 characters");
        }
        if surveys[..place].iter().any(|other| other.name == survey.name) {
            return wrong("another survey of the program has its name");
        }
        let times = [survey.delay, survey.solicitation_threshold, survey.resolicitation_delay];
        if times.iter().any(|time| *time > LONGEST_TIME) {
            return wrong("one of its times is longer than 3650 days");
        }
    }
    Ok(())
}

/// The surveys of a program that the ledger adds. They are sent by e-mail, because nothing else is known of its customers.
pub(crate) fn surveys_of(new: &[NewSurvey], uuid: impl Fn(&mut Dice) -> Uuid, dice: &mut Dice) -> Vec<Survey> {
    let survey = |new: &NewSurvey| Survey {
        id: uuid(dice),
        name: new.name.clone(),
        enabled: new.enabled,
        delay: new.delay,
        solicitation_threshold: new.solicitation_threshold,
        resolicitation_delay: new.resolicitation_delay,
        channel: Channel::Email,
        review_link: None,
    };
    new.iter().map(survey).collect()
}

/// The surveys of a simulated program that has `count` of them. The third one is switched off.
pub(crate) fn surveys(count: usize, host: &str, uuid: impl Fn(&mut Dice) -> Uuid, dice: &mut Dice) -> Vec<Survey> {
    let first = dice.below(5) as usize;
    let mut survey = |index: usize| {
        let (name, delay, channel, reviewed) = KINDS[(first + index) % KINDS.len()];
        let review_link = reviewed.then(|| format!("https://reviews.example/{host}/new"));
        Survey {
            id: uuid(dice),
            name: name.to_owned(),
            enabled: index != 2,
            delay,
            solicitation_threshold: NewSurvey::USUAL_THRESHOLD,
            resolicitation_delay: NewSurvey::USUAL_RESOLICITATION,
            channel,
            review_link,
        }
    };
    (0..count).map(&mut survey).collect()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_TIME, NewSurvey, usual_surveys, valid_surveys};
    use crate::error::CauseError;

    #[test]
    fn surveys_have_names_of_their_own_and_times_within_reach() {
        for count in 0..=5 {
            assert_eq!((usual_surveys(count).len(), valid_surveys(&usual_surveys(count))), (count, Ok(())));
        }
        let late = NewSurvey { resolicitation_delay: LONGEST_TIME + 1, ..NewSurvey::named("a") };
        for (surveys, place) in [
            (vec![NewSurvey::named("a"), NewSurvey::named(" ")], 1),
            (vec![NewSurvey::named("a"), NewSurvey::named("b"), NewSurvey::named("a")], 2),
            (vec![NewSurvey::named("x".repeat(101))], 0),
            (vec![late], 0),
        ] {
            let refused = valid_surveys(&surveys);
            assert!(matches!(refused, Err(CauseError::BadSurvey { place: at, .. }) if at == place), "{refused:?}");
        }
        let many: Vec<_> = (0..6).map(|number| NewSurvey::named(number.to_string())).collect();
        assert_eq!(valid_surveys(&many), Err(CauseError::TooManySurveys { most: 5 }));
    }
}
