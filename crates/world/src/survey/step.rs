//! Surveys that are sent, opened or completed by hand.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::tracker::sent_for;
use super::{Survey, TrackerKey, TrackerStatus};
use crate::error::CauseError;
use crate::identifiers::{OrderId, ProgramId};
use crate::ledger::Event;
use crate::view::View;

/// Something happened to a survey of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyChange {
    /// The order.
    pub order: OrderId,
    /// The place of the survey among those of the program.
    pub survey: u8,
    /// What happened.
    pub step: SurveyStep,
    /// When.
    pub at: DateTime<Utc>,
}

/// What can happen to a survey. What comes before it happens with it, if it has not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyStep {
    /// It was sent.
    Sent,
    /// Its link was clicked.
    Opened,
    /// It was completed.
    Completed,
}

/// Something that is to happen to a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyCause {
    /// The order: the newest one with such a survey if not given.
    pub order: Option<OrderId>,
    /// Whose orders to look at if no order is given: all programs' if not given.
    pub program: Option<ProgramId>,
    /// The name or the UUID of the survey: the first one to which this can happen if not given.
    pub survey: Option<String>,
    /// What happens.
    pub step: SurveyStep,
    /// When: now if not given.
    pub at: Option<DateTime<Utc>>,
}

/// When the steps of a survey happened by hand, in seconds since the world begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SurveySteps {
    pub(crate) sent: Option<u32>,
    pub(crate) opened: Option<u32>,
    pub(crate) completed: Option<u32>,
}

impl SurveySteps {
    pub(crate) fn add(&mut self, step: SurveyStep, second: u32) {
        let known = match step {
            SurveyStep::Sent => &mut self.sent,
            SurveyStep::Opened => &mut self.opened,
            SurveyStep::Completed => &mut self.completed,
        };
        known.get_or_insert(second);
    }
}

impl SurveyStep {
    /// What happens, as a participle: `sent`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Opened => "opened",
            Self::Completed => "completed",
        }
    }

    /// Whether it can happen to a survey with the status.
    const fn fits(self, status: TrackerStatus) -> bool {
        match self {
            Self::Sent => matches!(status, TrackerStatus::Scheduled),
            Self::Opened => matches!(status, TrackerStatus::Scheduled | TrackerStatus::Sent),
            Self::Completed => {
                matches!(status, TrackerStatus::Scheduled | TrackerStatus::Sent | TrackerStatus::Opened)
            }
        }
    }
}

impl<'w> View<'w> {
    /// The survey that a change is about, if its order is visible.
    pub fn survey(&self, change: &SurveyChange) -> Option<&'w Survey> {
        let program = self.has_order(change.order).then(|| self.order(change.order).program)?;
        program.surveys.get(usize::from(change.survey))
    }

    pub(crate) fn cause_survey(&self, cause: &SurveyCause) -> Result<Vec<Event>, CauseError> {
        let (key, status) = match cause.order {
            Some(order) if !self.has_order(order) => return Err(CauseError::UnknownOrder { order }),
            Some(order) => {
                let mut keys = self.surveys_of(order, cause.survey.as_deref());
                let first = keys.first().copied().ok_or(CauseError::NoSurvey)?;
                let fitting = keys.drain(..).find(|(_, status)| cause.step.fits(*status));
                fitting.unwrap_or(first)
            }
            None => self.newest_survey_for(cause)?,
        };
        if !cause.step.fits(status) {
            return Err(CauseError::NoSuchSurveyStep { status, step: cause.step });
        }
        let at = self.time_from(self.tracker_created_at(key), cause.at)?;
        Ok(vec![Event::Survey(SurveyChange { order: key.order(), survey: key.survey(), step: cause.step, at })])
    }

    /// The surveys that the shop sends for an order, all or those with a name or UUID, and their statuses.
    fn surveys_of(&self, order: OrderId, named: Option<&str>) -> Vec<(TrackerKey, TrackerStatus)> {
        let meant = sent_for(*self, order)
            .iter()
            .filter(|(_, survey)| named.is_none_or(|named| survey.name == named || survey.id.to_string() == named));
        let keys = meant.map(|(place, _)| TrackerKey::sent(order.0, place));
        keys.map(|key| (key, self.tracker(key).status)).collect()
    }

    /// The first survey of the newest order to which the step can happen.
    fn newest_survey_for(&self, cause: &SurveyCause) -> Result<(TrackerKey, TrackerStatus), CauseError> {
        let is_possible = |program: ProgramId| cause.program.is_none_or(|given| given == program);
        let mut programs = self.programs().filter(|program| is_possible(program.id));
        if programs.all(|program| program.surveys.is_empty()) {
            return Err(CauseError::NoSurvey);
        }
        let survey = |order: OrderId| {
            let mut surveys = if is_possible(self.facts(order).program) {
                self.surveys_of(order, cause.survey.as_deref())
            } else {
                Vec::new()
            };
            surveys.drain(..).find(|(_, status)| cause.step.fits(*status))
        };
        self.newest_orders().find_map(survey).ok_or(CauseError::NoSurvey)
    }
}
