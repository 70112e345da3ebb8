//! Chains: what is created can be read and is listed, shows a change, and is gone once it is deleted.

mod finish;
mod listing;
mod route;
mod script;
mod update;

use http::StatusCode;
use serde_json::Value;
use trackside_contract::Exchange;

use super::rules::{CREATED_NOT_FOUND, CREATED_NOT_LISTED, DELETED_FOUND, DELETED_LISTED, UPDATE_LOST};
use crate::Rule;
use crate::case::{Case, Draft, Planner};
use crate::report::short;
use crate::run::{CaseResponse, Issue, Session};
use crate::spec::{Declared, Place};

pub(crate) use finish::delete_created;
use listing::Listed;
use route::{Route, Routes};
pub(crate) use script::ChainScript;
use update::Change;

/// The most attempts at creating something that is not there yet.
const ATTEMPTS: u32 = 3;

/// Walks the chain of each operation that creates something.
pub(crate) async fn walk_chains(session: &mut Session<'_>, planner: &Planner<'_>, chosen: &[usize]) {
    for operation in chosen {
        if session.is_stopped() {
            return;
        }
        if let Some(routes) = Routes::of(session.spec, *operation) {
            let script = ChainScript::new(&session.spec.operations()[*operation].id, routes.captured());
            Chain { planner, routes, script }.walk(session).await;
        }
    }
}

/// A chain that is being walked.
struct Chain<'c> {
    planner: &'c Planner<'c>,
    routes: Routes,
    script: ChainScript,
}

/// What a chain has created.
struct Created {
    exchange: Exchange,
    /// The request that created it.
    draft: Draft,
}

impl Chain<'_> {
    async fn walk(mut self, session: &mut Session<'_>) {
        let Some(created) = self.create(session).await else { return };
        let mut record = None;
        if let Some(read) = self.routes.read.clone() {
            let Some(found) = self.read(session, &created, &read).await else { return self.end(session) };
            record = Some(found);
        }
        if let Some(list) = self.routes.list {
            self.find(session, &created, list, true).await;
        }
        if let (Some(update), Some(read), Some(record)) =
            (self.routes.update.clone(), self.routes.read.clone(), record.as_ref())
        {
            self.update(session, &created, &update, &read, record).await;
        }
        if let Some(delete) = self.routes.delete.clone() {
            self.delete(session, &created, &delete).await;
        }
        self.end(session);
    }

    fn end(self, session: &mut Session<'_>) {
        session.chains.push(self.script);
    }

    /// Creates something: as the plain request says, or else with other texts, since some of them may have to be new.
    async fn create(&mut self, session: &mut Session<'_>) -> Option<Created> {
        let declared = &session.spec.operations()[self.routes.create];
        let plain = self.planner.plain(declared)?;
        let mut refused = None;
        for attempt in 0..ATTEMPTS {
            let draft = self.planner.fresh(declared, &plain, attempt);
            let case = Case::look(self.routes.create, format!("chain of {}: create", declared.id), draft.clone());
            let answered = session.run(&case).await?;
            if answered.exchange.status.is_success() {
                self.script.begin(session, declared, &draft);
                return Some(Created { exchange: answered.exchange, draft });
            }
            refused = Some(answered.exchange.status.as_u16());
        }
        let status = refused?;
        session.notes.push(format!("{}: its chain is not walked, nothing new was created ({status})", declared.id));
        None
    }

    /// Reads what was created. Reports if it is not there.
    async fn read(&mut self, session: &mut Session<'_>, created: &Created, read: &Route) -> Option<Value> {
        let (case, answered) = self.step(session, created, read, "get", None).await?;
        let status = answered.exchange.status;
        if !status.is_success() {
            let message = format!("is {}, although {} just created it", status.as_u16(), self.id(session));
            self.report(session, &case, &CREATED_NOT_FOUND, "status", message, &answered);
            return None;
        }
        super::json(&answered.exchange)
    }

    /// Looks for what was created in a listing. It must be there or, if `is_wanted` is false, it must not.
    async fn find(&mut self, session: &mut Session<'_>, created: &Created, list: usize, is_wanted: bool) {
        let Some(identity) = self.routes.identity(session.spec, &created.exchange) else { return };
        let Some(listed) = Listed::look(session, self.planner, list, self.routes.create, created, &identity).await
        else {
            return;
        };
        self.script.add(session, &session.spec.operations()[list], &listed.case.draft, "the listing");
        let shown = short(&identity);
        let found = match (is_wanted, listed.is_found) {
            (true, Some(false)) => {
                let message = format!("has no item {shown}, although {} just created it", self.id(session));
                Some((&CREATED_NOT_LISTED, message))
            }
            (false, Some(true)) => Some((&DELETED_LISTED, format!("has the item {shown}, although it was deleted"))),
            _ => None,
        };
        if let Some((rule, message)) = found {
            self.report(session, &listed.case, rule, &listed.place, message, &listed.answered);
        }
    }

    /// Changes what was created, and reads it again.
    async fn update(
        &mut self,
        session: &mut Session<'_>,
        created: &Created,
        update: &Route,
        read: &Route,
        record: &Value,
    ) {
        let declared = &session.spec.operations()[update.operation];
        let Some(change) = Change::of(self.planner, declared, record) else { return };
        let Some((_, answered)) = self.step(session, created, update, "update", Some(&change)).await else { return };
        if !answered.exchange.status.is_success() {
            return;
        }
        let told = super::json(&answered.exchange);
        let Some((case, again)) = self.step(session, created, read, "get after the update", None).await else { return };
        let shown = super::json(&again.exchange).filter(|_| again.exchange.status.is_success());
        if let Some((place, message)) = shown.and_then(|shown| change.lost(told.as_ref(), &shown)) {
            self.report(session, &case, &UPDATE_LOST, &place, message, &again);
        }
    }

    /// Deletes what was created, and looks for it again.
    async fn delete(&mut self, session: &mut Session<'_>, created: &Created, delete: &Route) {
        let Some((_, answered)) = self.step(session, created, delete, "delete", None).await else { return };
        let status = answered.exchange.status;
        if !status.is_success() {
            return;
        }
        let deletion = &session.spec.operations()[delete.operation];
        // A deletion whose response links to the record says that it is kept.
        let is_kept = |id: &str| deletion.links.iter().any(|link| link.is_of(status.as_u16()) && link.operation == id);
        let Some(read) = self.routes.read.clone() else { return };
        let reader = &session.spec.operations()[read.operation];
        if is_kept(&reader.id) {
            return;
        }
        if reader.statuses.iter().any(|status| [404, 410].contains(status)) {
            let Some((case, again)) = self.step(session, created, &read, "get after the deletion", None).await else {
                return;
            };
            if again.exchange.status.is_success() && !is_marked(super::json(&again.exchange).as_ref()) {
                let message = format!("is {}, although {} deleted it", again.exchange.status.as_u16(), deletion.id);
                return self.report(session, &case, &DELETED_FOUND, "status", message, &again);
            }
            if ![StatusCode::NOT_FOUND, StatusCode::GONE].contains(&again.exchange.status) {
                return;
            }
        }
        if let Some(list) = self.routes.list.filter(|list| !is_kept(&session.spec.operations()[*list].id)) {
            self.find(session, created, list, false).await;
        }
    }

    /// Sends the request of a step, and adds it to the script.
    async fn step(
        &mut self,
        session: &mut Session<'_>,
        created: &Created,
        route: &Route,
        what: &str,
        change: Option<&Change>,
    ) -> Option<(Case, CaseResponse)> {
        let source = &session.spec.operations()[self.routes.create];
        let declared = &session.spec.operations()[route.operation];
        let mut plain = self.planner.plain(declared)?;
        if let Some(change) = change {
            plain = change.applied(&plain);
        }
        if declared.takes_credentials_of(source) {
            plain.credentials_of = Some(source.id.clone());
        }
        let value = |place: &Place| place.value(&created.exchange, &source.path);
        let draft = route.draft(&plain, declared, value)?;
        let case = Case::look(route.operation, format!("chain of {}: {what}", source.id), draft);
        let scripted =
            route.draft(&plain, declared, |place| self.script.placeholder(place).or_else(|| value(place)))?;
        self.script.add(session, declared, &scripted, what);
        let answered = session.run(&case).await?;
        Some((case, answered))
    }

    fn id(&self, session: &Session<'_>) -> String {
        session.spec.operations()[self.routes.create].id.clone()
    }

    /// Reports a finding, with the script of the chain up to it.
    fn report(
        &self,
        session: &mut Session<'_>,
        case: &Case,
        rule: &'static Rule,
        place: &str,
        message: String,
        answered: &CaseResponse,
    ) {
        let declared: &Declared = &session.spec.operations()[case.operation];
        let mut evidence = answered.evidence.clone();
        evidence.curl = self.script.line();
        session.report(case, declared, Issue::new(rule, place, message), &evidence);
    }
}

/// Whether a record says itself that it is deleted.
fn is_marked(body: Option<&Value>) -> bool {
    let marks = |(name, value): (&String, &Value)| {
        let name = name.to_ascii_lowercase();
        let is_state = value.as_str().is_some_and(|text| ["deleted", "archived", "revoked", "removed"].contains(&text));
        is_state || (name.contains("deleted") || name.contains("archived")) && !value.is_null() && *value != false
    };
    let has_mark = |value: &Value| value.as_object().is_some_and(|fields| fields.iter().any(marks));
    body.is_some_and(|body| has_mark(body) || body.as_object().is_some_and(|fields| fields.values().any(has_mark)))
}
