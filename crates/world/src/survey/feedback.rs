//! Feedback: what a customer says in a survey that they complete.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::tracker::{fate, sent_for};
use super::{Survey, SurveyChange, SurveyStep, TrackerKey, TrackerStatus};
use crate::chance::{Dice, Purpose};
use crate::identifiers::{OrderId, ProgramId};
use crate::ledger::ProgramLedger;
use crate::owner::Owner;
use crate::time::NEVER;
use crate::view::View;

/// How long it takes until what a customer says is analysed, in seconds.
const ANALYSIS: u32 = 120;

/// What a customer said in a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Its public identifier.
    pub id: Uuid,
    /// The tracker of the survey.
    pub tracker: TrackerKey,
    /// When the survey was completed.
    pub created_at: DateTime<Utc>,
    /// When it was analysed, if it was.
    pub analyzed_at: Option<DateTime<Utc>>,
    /// The rating, from 0 to 5. `None` if the customer gave none.
    pub rating: Option<u8>,
    /// What the customer thinks.
    pub opinion: Opinion,
    /// What the customer wrote, if anything.
    pub text: Option<&'static str>,
    /// The language of the text, as a code of two letters.
    pub language: &'static str,
}

/// What a customer thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Opinion {
    /// They are content.
    Positive,
    /// They are neither.
    Neutral,
    /// They are not content.
    Negative,
}

impl<'w> View<'w> {
    /// The feedback that a tracker has brought, if the survey is completed. External trackers bring none.
    pub fn feedback(&self, key: TrackerKey) -> Option<Feedback> {
        let completed = completed_second(*self, key)?;
        (completed <= self.second).then(|| made(*self, key, completed))
    }

    /// The feedback that a step of a survey has brought, if it completed it.
    pub fn feedback_of(&self, change: &SurveyChange) -> Option<Feedback> {
        let is_visible = change.step == SurveyStep::Completed && self.has_order(change.order);
        if is_visible { self.feedback(TrackerKey::sent(change.order.0, change.survey)) } else { None }
    }

    /// The feedback with the UUID.
    pub fn feedback_by_id(&self, id: Uuid) -> Option<Feedback> {
        let key = TrackerKey::from_number(self.world().feedback_uuids.number(id)?)?;
        let exists =
            !key.is_external() && self.has_order(key.order()) && sent_for(*self, key.order()).has(key.survey());
        if exists { self.feedback(key) } else { None }
    }

    /// The survey with the UUID, and its program.
    pub fn survey_by_id(&self, id: Uuid) -> Option<(ProgramId, &'w Survey)> {
        self.programs().find_map(|program| {
            let survey = program.surveys.iter().find(|survey| survey.id == id)?;
            Some((program.id, survey))
        })
    }

    /// How often a survey of a program was completed.
    pub fn submissions(&self, program: ProgramId, survey: Uuid) -> usize {
        let surveys = &self.program(program).surveys;
        let Some(place) = surveys.iter().position(|known| known.id == survey) else { return 0 };
        let survey = u8::try_from(place).expect("few surveys");
        let is_completed = |order: OrderId| {
            let key = TrackerKey::sent(order.0, survey);
            sent_for(*self, order).has(survey) && completed_second(*self, key).is_some_and(|at| at <= self.second)
        };
        let added = self.ledger().program(program).into_iter().flat_map(ProgramLedger::surveyed_orders);
        let added = added.filter(|order| is_completed(*order)).count();
        // Orders of the simulation that the ledger has changed are counted again.
        let changed = self.ledger().touched_orders().into_iter().filter(|order| {
            self.has_order(*order) && self.facts(*order).program == program && sent_for(*self, *order).has(survey)
        });
        let (mut before, mut after) = (0, 0);
        for order in changed {
            let simulated = self.world().completed_second(TrackerKey::sent(order.0, survey));
            before += usize::from(simulated <= self.second);
            after += usize::from(is_completed(order));
        }
        self.world().completions(program, survey, self.second) - before + after + added
    }

    /// A tracker whose survey is completed: one that was completed by hand, or the newest of the simulation.
    pub fn some_completed_survey(&self, owner: Owner) -> Option<TrackerKey> {
        let is_completed = |key: &TrackerKey| self.tracker(*key).status == TrackerStatus::Completed;
        let is_theirs = |key: &TrackerKey| self.order(key.order()).program.owner == owner;
        let by_hand = self.ledger().surveys_by_hand().map(|(order, survey)| TrackerKey::sent(order.0, survey));
        let mut by_hand = by_hand.filter(|key| self.has_order(key.order()) && is_theirs(key));
        by_hand.find(is_completed).or_else(|| {
            let due = super::TrackerQuery {
                send_until: Some(self.now()),
                owner: Some(owner),
                ..super::TrackerQuery::default()
            };
            self.trackers(&due).page(0, MOST_SEARCHED).into_iter().find(is_completed)
        })
    }
}

/// How many trackers are searched for a completed one.
const MOST_SEARCHED: usize = 1000;

/// The second at which a survey is completed, if it ever is.
fn completed_second(view: View<'_>, key: TrackerKey) -> Option<u32> {
    if key.is_external() {
        return None;
    }
    Some(fate(view, key).completed).filter(|second| *second != NEVER)
}

fn made(view: View<'_>, key: TrackerKey, completed: u32) -> Feedback {
    let timeline = view.world().timeline;
    let mut dice = Dice::new(view.world().settings().seed, Purpose::Feedback, key.number());
    let (opinion, rating) = match dice.below(1000) {
        0..480 => (Opinion::Positive, 5),
        480..720 => (Opinion::Positive, 4),
        720..840 => (Opinion::Neutral, 3),
        840..910 => (Opinion::Negative, 2),
        910..980 => (Opinion::Negative, 1),
        _ => (Opinion::Negative, 0),
    };
    let is_rated = dice.chance(940);
    // Who gives no rating writes something.
    let writes = dice.chance(600) || !is_rated;
    let language = view.language_of(view.facts(key.order()).customer).unwrap_or("en");
    let texts = texts(language, opinion);
    let text = texts[dice.below(u32::try_from(texts.len()).expect("few texts")) as usize];
    Feedback {
        id: view.world().feedback_uuids.uuid(key.number()),
        tracker: key,
        created_at: timeline.time(completed),
        analyzed_at: timeline.reached(completed.saturating_add(ANALYSIS), view.second),
        rating: is_rated.then_some(rating),
        opinion,
        text: writes.then_some(text),
        language,
    }
}

/// What customers write.
const fn texts(language: &str, opinion: Opinion) -> [&'static str; 3] {
    match (language.as_bytes(), opinion) {
        (b"de", Opinion::Positive) => {
            ["Alles bestens, gerne wieder.", "Schnelle Lieferung und gute Qualität.", "Genau wie beschrieben."]
        }
        (b"de", Opinion::Neutral) => {
            ["Ganz in Ordnung.", "Gute Ware, aber die Lieferung hat gedauert.", "Nicht schlecht, etwas teuer."]
        }
        (b"de", Opinion::Negative) => [
            "Das Paket kam beschädigt an.",
            "Auf meine Frage hat niemand geantwortet.",
            "Leider nicht wie beschrieben.",
        ],
        (b"fr", Opinion::Positive) => {
            ["Très satisfaite, je recommande.", "Livraison rapide, produit de qualité.", "Conforme à la description."]
        }
        (b"fr", Opinion::Neutral) => {
            ["Correct, sans plus.", "Bon produit, mais livraison un peu longue.", "Pas mal, un peu cher."]
        }
        (b"fr", Opinion::Negative) => {
            ["Le colis est arrivé abîmé.", "Personne n'a répondu à ma question.", "Ne correspond pas à la description."]
        }
        (_, Opinion::Positive) => {
            ["Great service, I will order again.", "Fast delivery and good quality.", "Exactly as described."]
        }
        (_, Opinion::Neutral) => {
            ["It is all right.", "Good product, but the delivery took a while.", "Not bad, a little expensive."]
        }
        (_, Opinion::Negative) => ["The parcel arrived damaged.", "Nobody answered my question.", "Not as described."],
    }
}
