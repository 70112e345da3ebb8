//! What a world file says, one thing after the other.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use trackside_schemas::control::EventToCause;
use trackside_schemas::world_file::{
    PinnedChange, PinnedClick, PinnedCustomer, PinnedOrder, PinnedPartner, PinnedPartnerStatus, PinnedProgram,
    PinnedRecord, PinnedTime, ProgramIds, StepOfSetup, WorldFile,
};

use super::error::Path;

/// How long before the start a program was created for which the file does not say it.
const AGE: Duration = Duration::days(30);

/// Something that happens.
#[derive(Debug)]
pub(super) struct Step<'f> {
    /// When it happens and is recorded.
    pub(super) at: DateTime<Utc>,
    /// What says so.
    pub(super) path: Path,
    /// The field that gives the time.
    pub(super) time_field: &'static str,
    pub(super) action: Action<'f>,
}

/// What happens. Programs and orders are named by their places in the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Action<'f> {
    /// A program is created, or a simulated one looked up.
    Program(usize, &'f PinnedProgram),
    Setup(usize, StepOfSetup),
    Join(usize, &'f PinnedPartner),
    Approve(usize, &'f PinnedPartner),
    Block(usize, &'f PinnedPartner),
    /// A customer clicks for the first time.
    Arrive(usize, &'f PinnedCustomer),
    SignUp(usize, &'f PinnedCustomer),
    Click(usize, &'f PinnedClick),
    Order(usize, usize, &'f PinnedOrder),
    Change(usize, usize, &'f PinnedChange),
    Event(&'f EventToCause),
    Record(&'f PinnedRecord),
}

/// All that a file says, in the order in which it is recorded. What is recorded at the same time is in the order of the
/// file. Returns what contradicts itself with its path.
pub(super) fn steps(file: &WorldFile, start: DateTime<Utc>) -> Result<Vec<Step<'_>>, (Path, String)> {
    let mut plan = Plan { start, created: None, steps: Vec::new() };
    for (place, program) in file.programs.iter().enumerate() {
        plan.program(place, program)?;
    }
    plan.created = None;
    for (place, recorded) in file.history.iter().enumerate() {
        let group = Path::default().item("history", place);
        let at = recorded.recorded_at.after(start);
        if at > start {
            return Err((group.key("recorded_at"), after_start(at, start)));
        }
        for (number, event) in recorded.events.iter().enumerate() {
            plan.add(Some(recorded.recorded_at), start, (&group.item("events", number), "at"), Action::Event(event))?;
        }
        for (number, record) in recorded.records.iter().enumerate() {
            let path = group.item("records", number);
            plan.add(Some(recorded.recorded_at), start, (&path, "at"), Action::Record(record))?;
        }
    }
    plan.steps.sort_by_key(|step| step.at);
    Ok(plan.steps)
}

struct Plan<'f> {
    start: DateTime<Utc>,
    /// When the program was created whose steps are added.
    created: Option<DateTime<Utc>>,
    steps: Vec<Step<'f>>,
}

impl<'f> Plan<'f> {
    /// Adds a step at a time, or at another one if none is given. Returns the time.
    fn add(
        &mut self,
        given: Option<PinnedTime>,
        usual: DateTime<Utc>,
        (path, time_field): (&Path, &'static str),
        action: Action<'f>,
    ) -> Result<DateTime<Utc>, (Path, String)> {
        let at = given.map_or(usual, |given| given.after(self.start));
        if at > self.start {
            return Err((path.key(time_field), after_start(at, self.start)));
        }
        if let Some(created) = self.created.filter(|created| at < *created) {
            return Err((path.key(time_field), too_early(at, created)));
        }
        self.steps.push(Step { at, path: path.clone(), time_field, action });
        Ok(at)
    }

    fn program(&mut self, place: usize, program: &'f PinnedProgram) -> Result<(), (Path, String)> {
        let (start, path) = (self.start, Path::default().item("programs", place));
        fits(program, &path)?;
        let first = times(program).map(|time| time.after(start)).min();
        let usual = first.map_or(start - AGE, |first| first.min(start - AGE));
        self.created = None;
        let created = self.add(program.created_at, usual, (&path, "created_at"), Action::Program(place, program))?;
        self.created = Some(created);
        for (number, step) in program.setup.iter().enumerate() {
            self.add(step.at, created, (&path.item("setup", number), "at"), Action::Setup(place, step.step))?;
        }
        for (number, partner) in program.partners.iter().enumerate() {
            self.partner(place, partner, &path.item("partners", number), created)?;
        }
        for (number, customer) in program.customers.iter().enumerate() {
            let path = path.item("customers", number);
            let usual = customer.signed_up_at.map_or(created, |time| time.after(start));
            let arrival = Action::Arrive(place, customer);
            let clicked = self.add(customer.clicked_at, usual, (&path, "clicked_at"), arrival)?;
            let signed_up = Action::SignUp(place, customer);
            if self.add(customer.signed_up_at, clicked, (&path, "signed_up_at"), signed_up)? < clicked {
                return Err((path.key("clicked_at"), "is after signed_up_at".to_owned()));
            }
        }
        for (number, click) in program.clicks.iter().enumerate() {
            self.add(click.at, start, (&path.item("clicks", number), "at"), Action::Click(place, click))?;
        }
        for (number, order) in program.orders.iter().enumerate() {
            let path = path.item("orders", number);
            let mut at = self.add(order.at, start, (&path, "at"), Action::Order(place, number, order))?;
            for (change_number, change) in order.changes.iter().enumerate() {
                let path = path.item("changes", change_number);
                takes_fields(change, &path)?;
                let next = self.add(change.at, at, (&path, "at"), Action::Change(place, number, change))?;
                if next < at {
                    return Err((path.key("at"), "is before the order, or before the change above it".to_owned()));
                }
                at = next;
            }
        }
        Ok(())
    }

    fn partner(
        &mut self,
        place: usize,
        partner: &'f PinnedPartner,
        path: &Path,
        created: DateTime<Utc>,
    ) -> Result<(), (Path, String)> {
        let usual =
            if partner.blocked_at.is_some() { PinnedPartnerStatus::Blocked } else { PinnedPartnerStatus::Active };
        let status = partner.status.unwrap_or(usual);
        let useless = |field: &str| Err((path.key(field), "does not go with the status".to_owned()));
        if partner.blocked_at.is_some() && status != PinnedPartnerStatus::Blocked {
            return useless("blocked_at");
        }
        if partner.approved_at.is_some() && status == PinnedPartnerStatus::Pending {
            return useless("approved_at");
        }
        let mut at = self.add(partner.joined_at, created, (path, "joined_at"), Action::Join(place, partner))?;
        let mut next = |steps: &mut Self, given, field, action| {
            let next = steps.add(given, at, (path, field), action)?;
            if next < at {
                return Err((path.key(field), "is before what must come before it".to_owned()));
            }
            at = next;
            Ok(())
        };
        if status == PinnedPartnerStatus::Active || partner.approved_at.is_some() {
            next(self, partner.approved_at, "approved_at", Action::Approve(place, partner))?;
        }
        if status == PinnedPartnerStatus::Blocked {
            next(self, partner.blocked_at, "blocked_at", Action::Block(place, partner))?;
        }
        Ok(())
    }
}

fn after_start(at: DateTime<Utc>, start: DateTime<Utc>) -> String {
    format!("{at:?} is after the start of the sandbox, {start:?}; let it happen later with POST /_mock/events")
}

/// Why nothing can happen at a time.
pub(super) fn too_early(at: DateTime<Utc>, begins: DateTime<Utc>) -> String {
    let text = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    format!("{} is too early: nothing can happen there before {}", text(at), text(begins))
}

/// Whether the fields of a program go together.
fn fits(program: &PinnedProgram, path: &Path) -> Result<(), (Path, String)> {
    match (&program.name, &program.simulated) {
        (Some(_), None) => Ok(()),
        (None, None) => {
            Err((path.clone(), "give a name, or the name of a simulated program as `simulated`".to_owned()))
        }
        (Some(_), Some(_)) => Err((path.key("simulated"), "does not go with a name".to_owned())),
        (None, Some(_)) => {
            let fields = [
                ("website", program.website.is_some()),
                ("without_website", program.without_website),
                ("currency", program.currency.is_some()),
                ("kind", program.kind.is_some()),
                ("commission_percent", program.commission_percent.is_some()),
                ("cookie_days", program.cookie_days.is_some()),
                ("payout_threshold_cents", program.payout_threshold_cents.is_some()),
                ("created_at", program.created_at.is_some()),
                ("surveys", program.surveys.is_some()),
                ("ids", program.ids != ProgramIds::default()),
            ];
            match fields.iter().find(|(_, given)| *given) {
                Some((field, _)) => Err((path.key(field), "cannot be chosen for a simulated program".to_owned())),
                None => Ok(()),
            }
        }
    }
}

/// Whether a change has no field that it has no use for.
fn takes_fields(change: &PinnedChange, path: &Path) -> Result<(), (Path, String)> {
    use trackside_schemas::world_file::ChangeOfOrder::{Correction, Decline, Refund, Reversal};
    let kind = change.change;
    let fields = [
        ("reason", change.reason.is_some(), matches!(kind, Decline | Refund | Reversal)),
        ("amount_cents", change.amount_cents.is_some(), matches!(kind, Correction | Refund)),
        ("commission_cents", change.commission_cents.is_some(), kind == Correction),
    ];
    match fields.iter().find(|(_, given, used)| *given && !used) {
        Some((field, ..)) => Err((path.key(field), "is not a field of this change".to_owned())),
        None => Ok(()),
    }
}

/// The times that are given in a program.
fn times(program: &PinnedProgram) -> impl Iterator<Item = PinnedTime> {
    let setup = program.setup.iter().map(|step| step.at);
    let partners =
        program.partners.iter().flat_map(|partner| [partner.joined_at, partner.approved_at, partner.blocked_at]);
    let customers = program.customers.iter().flat_map(|customer| [customer.clicked_at, customer.signed_up_at]);
    let clicks = program.clicks.iter().map(|click| click.at);
    let orders = program.orders.iter().map(|order| order.at);
    setup.chain(partners).chain(customers).chain(clicks).chain(orders).flatten()
}
