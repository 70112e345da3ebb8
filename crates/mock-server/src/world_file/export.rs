//! Writes the events of a running sandbox as a world file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use trackside_schemas::control::{EventKind, EventToCause, Owner, ProgramCurrency, ProgramKind, Span};
use trackside_schemas::world_file::{
    PinnedEvents, PinnedProgram, PinnedRecord, PinnedSurvey, PinnedTime, ProgramIds, WorldFile,
};
use trackside_world::{
    self as world, ChangeKind, CustomerId, Event, Ledger, NewProgram, NewSurvey, NewSurveys, OrderChange, PartnerStep,
    PayoutStep, ProgramCause, ProgramId, ProgramStep, RecordChange, Survey, View,
};

use super::yaml::written;
use crate::clickouts::RegisteredClickout;
use crate::control::{cause_of, kind_of_event, method_of_payout};
use crate::serve::Record as _;
use crate::store::Entry;
use crate::worlds::Worlds;

/// A world file, and what it does not say.
#[derive(Debug)]
pub(crate) struct Exported {
    pub(crate) file: WorldFile,
    /// What is left out, a line for each kind.
    pub(crate) left_out: Vec<String>,
}

/// What these events are as a world file: a sandbox that starts with it shows the same. `now` is the time of a clock that
/// stands still.
///
/// Each event is written as the control API takes it, and caused again in a ledger of its own. What does not become the
/// same event is left out, with everything that builds upon it.
pub(crate) fn export(worlds: &Worlds, mut entries: Vec<Arc<Entry>>, now: Option<DateTime<Utc>>) -> Exported {
    entries.sort_by_key(|entry| (entry.recorded.at, entry.id));
    let simulate = worlds.first().settings().simulated;
    let mut exporter = Exporter {
        worlds,
        ledger: Ledger::new(),
        visitors: BTreeSet::new(),
        file: WorldFile { now, simulate, ..WorldFile::default() },
        left_out: BTreeMap::new(),
    };
    for entry in &entries {
        exporter.take(entry.recorded.at, &entry.recorded.event);
    }
    let counted = exporter.left_out.iter().map(|(what, count)| format!("{what} ({count})"));
    Exported { left_out: counted.collect(), file: exporter.file }
}

impl Exported {
    /// The file as YAML, with comments that say what is left out.
    pub(crate) fn text(&self, seed: u64) -> String {
        let mut text = format!(
            "# Exported from a running sandbox with --seed {seed}: with another seed, ids and simulated things are others.\n"
        );
        for line in &self.left_out {
            _ = writeln!(text, "# Left out: {line}");
        }
        text + &written(&serde_json::to_value(&self.file).expect("a world file is plain data"))
    }
}

struct Exporter<'w> {
    worlds: &'w Worlds,
    /// What a sandbox with the file has so far.
    ledger: Ledger,
    /// Visitors whom an event has introduced.
    visitors: BTreeSet<CustomerId>,
    file: WorldFile,
    /// Kinds of events that are left out, and how many of each.
    left_out: BTreeMap<&'static str, usize>,
}

impl Exporter<'_> {
    fn take(&mut self, recorded: DateTime<Utc>, event: &Event) {
        let view = self.view(recorded);
        let is_same = |events: &[Event]| matches!(events, [again] if again == event);
        if let Event::Program(new) = event {
            let program = pinned_program(new);
            let again = program.as_ref().and_then(|_| view.cause(&world::Cause::Program(cause_of_program(new))).ok());
            match program.filter(|_| again.as_deref().is_some_and(is_same) && new.created_at == recorded) {
                Some(program) => {
                    self.file.programs.push(program);
                    self.apply(recorded, event);
                }
                None => self.leave_out(
                    "programs that were created before they were recorded, or in a currency that a file does not have",
                ),
            }
            return;
        }
        if let Event::Record(RecordChange { collection, id, content }) = event {
            // Their clicks cannot be caused by hand.
            if collection == RegisteredClickout::COLLECTION {
                return self.leave_out("clickouts");
            }
            let content = content.as_deref().map(|content| serde_json::from_str(content).unwrap_or_default());
            let record = PinnedRecord { collection: collection.clone(), id: *id, content };
            self.group(recorded, |_| true).records.push(record);
            return self.apply(recorded, event);
        }
        let written = self.written(view, recorded, event);
        let again = written.as_ref().and_then(|body| {
            let cause = cause_of(&|_, _| false, view, body).ok()?;
            view.cause(&cause).ok()
        });
        let Some(body) = written.filter(|_| again.as_deref().is_some_and(is_same)) else {
            return self.leave_out(match event {
                Event::SurveyLinks(_) => "requests for survey links",
                _ => "events that cannot be caused by hand, and what builds upon them",
            });
        };
        // Events come before the records of their group.
        self.group(recorded, |group| group.records.is_empty()).events.push(body);
        self.apply(recorded, event);
    }

    /// The last group of the history, if it was recorded then and fits, or a new one.
    fn group(&mut self, recorded: DateTime<Utc>, fits: impl Fn(&PinnedEvents) -> bool) -> &mut PinnedEvents {
        let (history, recorded_at) = (&mut self.file.history, PinnedTime::At(recorded));
        if history.last().is_none_or(|last| last.recorded_at != recorded_at || !fits(last)) {
            history.push(PinnedEvents { recorded_at, events: Vec::new(), records: Vec::new() });
        }
        history.last_mut().expect("there is one")
    }

    /// The event as the control API takes it.
    fn written(&self, view: View<'_>, recorded: DateTime<Utc>, event: &Event) -> Option<EventToCause> {
        let base = EventToCause::new(kind_of_event(event));
        let program = |id: ProgramId| view.has_program(id).then(|| view.program(id).code.clone());
        let partner = |program: ProgramId, partner| view.partner_code(program, partner).map(str::to_owned);
        let at = |at: DateTime<Utc>| (at != recorded).then_some(at);
        let visitor = |visitor: CustomerId| {
            let is_known = !visitor.is_of_the_ledger() || self.visitors.contains(&visitor);
            is_known.then(|| view.customer_uuid(visitor).to_string())
        };
        Some(match event {
            Event::Click(click) => EventToCause {
                program: Some(program(click.program)?),
                partner: click.partner.and_then(|id| partner(click.program, id)),
                customer: visitor(click.visitor),
                at: at(click.at),
                direct: (click.kind == world::ClickKind::Direct).then_some(true),
                ..base
            },
            Event::Lead(lead) => EventToCause {
                program: Some(program(lead.program)?),
                customer: visitor(lead.visitor),
                key: lead.key.clone(),
                email: lead.email.clone().filter(|email| lead.key.as_ref() != Some(email)),
                at: at(lead.at),
                ..base
            },
            Event::Sale(sale) => EventToCause {
                program: Some(program(sale.program)?),
                partner: sale.partner.and_then(|id| partner(sale.program, id)),
                customer: visitor(sale.customer),
                at: at(sale.placed_at),
                amount_cents: Some(sale.amount),
                commission_cents: Some(sale.commission),
                coupon: sale.clicked_at.is_none().then_some(true),
                transaction_id: sale.transaction.clone(),
                ..base
            },
            Event::Change(change) => Self::written_change(view, base, change, at(change.at))?,
            Event::Setup(change) => EventToCause { program: Some(program(change.program)?), at: at(change.at), ..base },
            Event::Partner(change) => {
                let base = EventToCause { program: Some(program(change.program)?), at: at(change.at), ..base };
                written_partner(base, &change.step, partner(change.program, change.partner))
            }
            Event::Payout(payout) => EventToCause {
                program: Some(program(payout.program)?),
                partner: partner(payout.program, payout.partner),
                amount_cents: Some(payout.amount),
                method: Some(method_of_payout(payout.method)),
                at: at(payout.at),
                ..base
            },
            Event::PayoutChange(change) => {
                let base = EventToCause { program: Some(program(change.program)?), at: at(change.at), ..base };
                match change.step {
                    PayoutStep::Requested(new) => EventToCause {
                        partner: partner(change.program, new.partner),
                        amount_cents: Some(new.amount),
                        method: Some(method_of_payout(new.method)),
                        ..base
                    },
                    PayoutStep::Approved | PayoutStep::Paid => {
                        let payout = view.payout(change.program, change.payout)?;
                        EventToCause { payout: Some(view.payout_uuid(&payout).to_string()), ..base }
                    }
                }
            }
            Event::Bonus(bonus) => EventToCause {
                program: Some(program(bonus.program)?),
                partner: partner(bonus.program, bonus.partner),
                amount_cents: Some(bonus.amount),
                at: at(bonus.at),
                ..base
            },
            Event::Survey(change) => EventToCause {
                order: view.has_order(change.order).then(|| view.order_uuid(change.order).to_string()),
                survey: Some(view.survey(change)?.id.to_string()),
                at: at(change.at),
                ..base
            },
            Event::ProgramChange(change) => {
                let base = EventToCause { program: Some(program(change.program)?), at: at(change.at), ..base };
                written_program_change(base, &change.step)
            }
            Event::Program(_) | Event::Record(_) | Event::SurveyLinks(_) => return None,
        })
    }

    fn written_change(
        view: View<'_>,
        base: EventToCause,
        change: &OrderChange,
        at: Option<DateTime<Utc>>,
    ) -> Option<EventToCause> {
        if !view.has_order(change.order) {
            return None;
        }
        let base = EventToCause { order: Some(view.order_uuid(change.order).to_string()), at, ..base };
        Some(match change.kind {
            ChangeKind::PartlyRefunded => {
                let refunded = view.order(change.order).amount.minor - change.amount?;
                let reason = change.reason.clone();
                EventToCause { event: EventKind::Refund, amount_cents: Some(refunded), reason, ..base }
            }
            ChangeKind::Corrected => {
                EventToCause { amount_cents: change.amount, commission_cents: change.commission, ..base }
            }
            ChangeKind::Approved | ChangeKind::Reopened => base,
            ChangeKind::Declined | ChangeKind::Refunded | ChangeKind::Reversed => {
                EventToCause { reason: change.reason.clone(), ..base }
            }
        })
    }

    fn apply(&mut self, recorded: DateTime<Utc>, event: &Event) {
        self.ledger.apply(self.worlds.at(recorded).world(), recorded, event);
        match event {
            Event::Click(click) => _ = self.visitors.insert(click.visitor),
            Event::Lead(lead) => _ = self.visitors.insert(lead.visitor),
            Event::Sale(sale) => _ = self.visitors.insert(sale.customer),
            _ => {}
        }
    }

    fn leave_out(&mut self, what: &'static str) {
        *self.left_out.entry(what).or_default() += 1;
    }

    fn view(&self, at: DateTime<Utc>) -> View<'_> {
        let simulated = self.worlds.at(at);
        simulated.world().with(&self.ledger, simulated.now()).expect("the time is in the world's range")
    }
}

fn cause_of_program(new: &NewProgram) -> ProgramCause {
    ProgramCause {
        name: Some(new.name.clone()),
        website: Some(new.website.clone()),
        currency: Some(new.currency),
        kind: Some(new.kind),
        owner: new.owner,
        commission_percent: Some(new.commission_percent),
        cookie_days: Some(new.cookie_days),
        payout_threshold: Some(new.payout_threshold),
        without_website: !new.website_configured,
        number: Some(new.number),
        uuid: Some(new.uuid),
        code: Some(new.code.clone()),
        surveys: Some(NewSurveys::These(new.surveys.clone())),
        at: Some(new.created_at),
    }
}

/// The program as a file has it. `None` if it has a currency that no file has.
fn pinned_program(new: &NewProgram) -> Option<PinnedProgram> {
    Some(PinnedProgram {
        name: Some(new.name.clone()),
        website: Some(new.website.clone()),
        without_website: !new.website_configured,
        currency: Some(currency_of_file(new.currency)?),
        kind: Some(kind_of_file(new.kind)),
        owner: owner_of_file(new.owner),
        commission_percent: Some(f64::from(new.commission_percent) / 100.0),
        cookie_days: Some(new.cookie_days),
        payout_threshold_cents: Some(new.payout_threshold),
        created_at: Some(PinnedTime::At(new.created_at)),
        surveys: Some(new.surveys.iter().map(pinned_survey).collect()),
        ids: ProgramIds { affitor: Some(new.number), agentref: Some(new.uuid), partnero: Some(new.code.clone()) },
        ..PinnedProgram::default()
    })
}

/// The survey as a file has it.
fn pinned_survey(new: &NewSurvey) -> PinnedSurvey {
    PinnedSurvey {
        name: new.name.clone(),
        send_after: Some(Span::seconds(new.delay)),
        enabled: new.enabled,
        solicitation_threshold: Some(Span::seconds(new.solicitation_threshold)),
        resolicitation_delay: Some(Span::seconds(new.resolicitation_delay)),
    }
}

/// The survey of a program as a file has it.
pub(super) fn pinned_survey_of(survey: &Survey) -> PinnedSurvey {
    pinned_survey(&NewSurvey {
        name: survey.name.clone(),
        delay: survey.delay,
        enabled: survey.enabled,
        solicitation_threshold: survey.solicitation_threshold,
        resolicitation_delay: survey.resolicitation_delay,
    })
}

/// A file's word for a currency, if it has one.
pub(super) const fn currency_of_file(currency: world::Currency) -> Option<ProgramCurrency> {
    match currency {
        world::Currency::Eur => Some(ProgramCurrency::Eur),
        world::Currency::Usd => Some(ProgramCurrency::Usd),
        world::Currency::Gbp => Some(ProgramCurrency::Gbp),
        world::Currency::Cad => Some(ProgramCurrency::Cad),
        world::Currency::Sek => Some(ProgramCurrency::Sek),
        world::Currency::Jpy | world::Currency::Vnd => None,
    }
}

/// A file's word for a kind of program.
/// The owner of a program as a file has it. None for the usual one.
pub(super) fn owner_of_file(owner: world::Owner) -> Option<Owner> {
    (owner == world::Owner::Other).then_some(Owner::Other)
}

pub(super) const fn kind_of_file(kind: world::ProgramKind) -> ProgramKind {
    match kind {
        world::ProgramKind::Affiliate => ProgramKind::Affiliate,
        world::ProgramKind::ReferAFriend => ProgramKind::ReferAFriend,
        world::ProgramKind::Newsletter => ProgramKind::Newsletter,
    }
}

/// What became of a partner, who is named by a code.
fn written_partner(base: EventToCause, step: &PartnerStep, partner: Option<String>) -> EventToCause {
    match step {
        PartnerStep::Joined(new) => {
            EventToCause { code: Some(new.code.clone()), name: new.name.clone(), email: new.email.clone(), ..base }
        }
        PartnerStep::Revised(revised) => {
            EventToCause { partner, name: revised.name.clone(), email: revised.email.clone(), ..base }
        }
        PartnerStep::Approved
        | PartnerStep::Blocked
        | PartnerStep::Archived
        | PartnerStep::Restored
        | PartnerStep::Deleted => EventToCause { partner, ..base },
    }
}

/// What became of a program.
fn written_program_change(base: EventToCause, step: &ProgramStep) -> EventToCause {
    match step {
        ProgramStep::Revised(terms) => EventToCause {
            name: terms.name.clone(),
            url: terms.website.clone(),
            commission_percent: terms.commission_percent.map(|points| f64::from(points) / 100.0),
            cookie_days: terms.cookie_days,
            payout_threshold_cents: terms.payout_threshold,
            ..base
        },
        ProgramStep::Paused | ProgramStep::Resumed | ProgramStep::Archived => base,
    }
}
