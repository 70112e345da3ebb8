//! What happens to a survey after it is sent.

use super::{Channel, SurveySteps, TrackerKey};
use crate::chance::{Dice, Purpose};
use crate::time::{DAY, NEVER};

/// A survey that is not completed is sent again after five days.
const RESEND_AFTER: u32 = 5 * DAY;

/// When the things that happen to a survey happen, in seconds, or [`NEVER`].
pub(crate) struct Fate {
    pub(crate) sent: u32,
    pub(crate) failed: u32,
    pub(crate) switched: u32,
    pub(crate) resent: u32,
    pub(crate) resend_planned: u32,
    pub(crate) opened: u32,
    pub(crate) completed: u32,
    pub(crate) clicks: u32,
}

impl Fate {
    pub(crate) fn new(seed: u64, key: TrackerKey, channel: Channel, send: u32) -> Self {
        let mut dice = Dice::new(seed, Purpose::Tracker, key.number());
        let attempted = send + dice.below(600);
        let (fails, whatsapp_fails) = (dice.chance(40), channel == Channel::Whatsapp && dice.chance(150));
        let switched = if whatsapp_fails { attempted + dice.between(300, 900) } else { NEVER };
        let sent = if whatsapp_fails { switched } else { attempted };
        let resend_planned = sent + RESEND_AFTER;
        let (first_opens, second_opens, completes) = (dice.chance(520), dice.chance(300), dice.chance(640));
        let opened_after = |from: u32, dice: &mut Dice| from + dice.between(300, 2 * DAY);
        let (first, second) = (opened_after(sent, &mut dice), opened_after(resend_planned, &mut dice));
        let opened = if first_opens {
            first
        } else if second_opens {
            second
        } else {
            NEVER
        };
        let completed = if completes && opened != NEVER { opened + dice.between(60, 900) } else { NEVER };
        let fate = Self {
            sent,
            failed: NEVER,
            switched,
            resent: if completed < resend_planned { NEVER } else { resend_planned },
            resend_planned,
            opened,
            completed,
            clicks: dice.between(1, 4),
        };
        if fails {
            Self { failed: sent + 120, resent: NEVER, resend_planned: NEVER, opened: NEVER, completed: NEVER, ..fate }
        } else {
            fate
        }
    }

    /// What happens to the survey if something has happened to it by hand. It is not sent before, nor fails afterwards.
    pub(crate) fn with(self, steps: &SurveySteps) -> Self {
        let first = |seconds: &[Option<u32>]| seconds.iter().flatten().min().copied().unwrap_or(NEVER);
        let completed = self.completed.min(first(&[steps.completed]));
        let opened = self.opened.min(first(&[steps.opened, steps.completed]));
        let by_hand = first(&[steps.sent, steps.opened, steps.completed]);
        let sent = self.sent.min(by_hand);
        let resend_planned = sent + RESEND_AFTER;
        Self {
            sent,
            failed: NEVER,
            switched: if by_hand < self.sent { NEVER } else { self.switched },
            resent: if completed < resend_planned { NEVER } else { resend_planned },
            resend_planned,
            opened,
            completed,
            clicks: self.clicks,
        }
    }

    /// What happens to the survey if its order is declined at a second: what is not sent by then never is.
    pub(crate) fn declined(self, second: u32) -> Self {
        if self.sent <= second {
            return self;
        }
        Self {
            sent: NEVER,
            failed: NEVER,
            switched: NEVER,
            resent: NEVER,
            resend_planned: NEVER,
            opened: NEVER,
            completed: NEVER,
            clicks: 0,
        }
    }

    pub(crate) fn last_change(&self, now: u32) -> Option<u32> {
        [self.sent, self.failed, self.switched, self.resent, self.opened, self.completed]
            .into_iter()
            .filter(|second| *second <= now)
            .max()
    }
}
