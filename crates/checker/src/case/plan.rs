//! Plans which cases run, and in which order.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

use http::Method;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::Value;
use siphasher::sip::SipHasher13;
use trackside_contract::{Contract, Rule};

use super::negative::protocol_cases;
use super::positive::fields;
use super::share::Share;
use super::{Authentication, Case, Draft, Expectation};
use crate::Options;
use crate::domain::{Domain, Probe, in_turn};
use crate::spec::{Body, Declared, Spec};
use crate::working::WorkingCall;

/// The most domains and judgements that are kept. Those of a large document would fill the memory.
const KEPT: usize = 256;

/// How many random combinations in a row may repeat a known request before the search ends.
const REPEATED: usize = 20;

/// Makes requests from the document and from what the caller knows.
pub(crate) struct Planner<'p> {
    spec: &'p Spec,
    options: &'p Options,
    /// The domains of schemas, by the schema as JSON: generating values is much slower than looking them up.
    domains: Mutex<HashMap<String, Arc<Domain>>>,
    /// The judgements of bodies, by the schema as JSON.
    probes: Mutex<HashMap<String, Arc<Option<Probe>>>>,
    /// Values that are known from responses: the id of an operation, the name of its parameter or field, and the value.
    learned: Vec<(String, String, Value)>,
}

/// The cases of a run.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The cases, the most important first.
    pub(crate) cases: Vec<Case>,
    /// Notes on cases of the document that the limits leave out.
    pub(crate) notes: Vec<String>,
}

/// Plans a run.
///
/// Each operation has up to [`Options::cases_per_operation`] cases: those that follow from its declaration, and random
/// combinations if there is room left. The operations take turns, so that [`Options::max_cases`] leaves an equal share
/// to each of them, and declared cases come before random ones. Operations that only read come before those that write,
/// and DELETE comes last. The same document and options give the same cases in
/// the same order.
pub(crate) fn plan(planner: &Planner<'_>, operations: &[usize]) -> Plan {
    let options = planner.options;
    let mut chosen = Chosen { planner, seen: HashSet::new() };
    let mut plans = Vec::new();
    let mut share = Share::new(options.max_cases);
    for plan in operations.iter().filter_map(|operation| chosen.declared(*operation)) {
        plans.push(plan);
        // A large document has many more cases than a limit leaves, and they need not all be kept.
        if let Some(share) = share.add(plans.last().map_or(0, |plan| plan.cases.len())) {
            for plan in &mut plans {
                plan.cases.truncate(share);
            }
        }
    }
    let mut notes = Vec::new();
    let cut: Vec<_> = plans.iter().map(|plan| plan.left_out).filter(|count| *count > 0).collect();
    if !cut.is_empty() {
        let (operations, cases) = (cut.len(), cut.iter().sum::<usize>());
        notes.push(format!("{cases} cases of {operations} operations are left out (--cases-per-operation)"));
    }
    let mut cases = in_turn(plans.iter_mut().map(|plan| std::mem::take(&mut plan.cases)).collect());
    if let Some(limit) = options.max_cases.filter(|limit| *limit < share.all()) {
        notes.push(format!("{} of {} cases are left out (--max-cases)", share.all() - limit, share.all()));
        cases.truncate(limit);
    }
    let rest = options.max_cases.map_or(usize::MAX, |limit| limit - cases.len());
    cases.extend(in_turn(plans.iter().map(|plan| chosen.random(plan, rest)).collect()).into_iter().take(rest));
    // What is read must still be there, so what removes it comes last.
    cases.sort_by_key(|case| {
        let declared = &planner.spec.operations()[case.operation];
        (!declared.reads_only(), declared.method == Method::DELETE)
    });
    Plan { cases, notes }
}

/// The cases of one operation.
struct OperationPlan {
    operation: usize,
    plain: Draft,
    /// The cases that follow from the declaration.
    cases: Vec<Case>,
    /// How many of those are left out because of the budget.
    left_out: usize,
    /// How many random cases fit into the budget.
    room: usize,
}

/// Chooses cases so that no request is sent twice.
struct Chosen<'c> {
    planner: &'c Planner<'c>,
    /// The hashes of all requests so far. A large document has too many requests to keep them whole.
    seen: HashSet<u64>,
}

impl Chosen<'_> {
    /// The cases that follow from the declaration of an operation, within its budget.
    fn declared(&mut self, operation: usize) -> Option<OperationPlan> {
        let declared = &self.planner.spec.operations()[operation];
        let plain = self.planner.plain(declared)?;
        let budget = self.planner.options.cases_per_operation;
        let mut cases = self.planner.cases(operation, declared, &plain);
        cases.retain(|case| self.is_new(case));
        let left_out = cases.len().saturating_sub(budget);
        cases.truncate(budget);
        Some(OperationPlan { operation, plain, left_out, room: budget - cases.len(), cases })
    }

    /// Random cases of an operation, within its budget.
    fn random(&mut self, plan: &OperationPlan, limit: usize) -> Vec<Case> {
        let declared = &self.planner.spec.operations()[plan.operation];
        let mut cases = Vec::new();
        let (mut number, mut repeated) = (0, 0);
        while cases.len() < plan.room.min(limit) && repeated < REPEATED {
            number += 1;
            let mut random = self.planner.random(declared, &format!("combination {number}"));
            let case = self.planner.random_case(plan.operation, declared, &plan.plain, number, &mut random);
            if self.is_new(&case) {
                cases.push(case);
                repeated = 0;
            } else {
                repeated += 1;
            }
        }
        cases
    }

    /// Adds the request of a case, and returns whether it is new.
    fn is_new(&mut self, case: &Case) -> bool {
        let Planner { spec, options, .. } = self.planner;
        let request = case.draft.request(spec, &spec.operations()[case.operation], &options.credentials);
        let mut hasher = SipHasher13::new();
        hasher.write(format!("{request:?}").as_bytes());
        self.seen.insert(hasher.finish())
    }
}

impl<'p> Planner<'p> {
    /// A planner for a document.
    pub(crate) fn new(spec: &'p Spec, options: &'p Options) -> Self {
        Self { spec, options, domains: Mutex::default(), probes: Mutex::default(), learned: Vec::new() }
    }

    /// Remembers a value that exists, for a parameter or field of an operation. Values from the caller are preferred.
    pub(crate) fn learn(&mut self, operation: &str, name: &str, value: Value) {
        let learned = (operation.to_owned(), name.to_owned(), value);
        if !self.learned.contains(&learned) {
            self.learned.push(learned);
        }
    }

    /// A random number generator for one purpose. It does not depend on other cases.
    pub(crate) fn random(&self, declared: &Declared, purpose: &str) -> ChaCha8Rng {
        let mut hasher = SipHasher13::new_with_keys(self.options.seed, 0);
        (declared.id.as_str(), purpose).hash(&mut hasher);
        ChaCha8Rng::seed_from_u64(hasher.finish())
    }

    /// The valid and invalid values of a schema.
    pub(super) fn domain(&self, schema: &Value) -> Arc<Domain> {
        let mut domains = self.domains.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(Domain::of(self.contract(), schema, self.options.seed));
        known(&mut domains, schema, made)
    }

    pub(super) fn contract(&self) -> &'p Contract {
        self.spec.contract()
    }

    /// Resolves the references of a schema.
    pub(crate) fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        self.contract().resolve(schema)
    }

    /// The schema of a top-level field of the body.
    pub(crate) fn field_schema(&self, declared: &Declared, name: &str) -> Option<Value> {
        let fields = fields(self.contract(), &declared.body.as_ref()?.schema);
        fields.into_iter().find(|field| field.name == name).map(|field| field.schema)
    }

    /// The first security alternative for which there are credentials, if any.
    pub(super) fn authentication(&self, declared: &Declared) -> Option<Authentication> {
        if declared.security.is_empty() {
            return Some(Authentication::None);
        }
        declared
            .security
            .iter()
            .position(|alternative| self.can(declared, alternative))
            .map(Authentication::Alternative)
    }

    /// Whether there are credentials for every scheme of an alternative.
    pub(crate) fn can(&self, declared: &Declared, alternative: &[String]) -> bool {
        alternative.iter().all(|scheme| self.options.credentials.value(&declared.id, scheme).is_some())
    }

    /// A value that is known to exist, for a parameter or field.
    pub(super) fn given(&self, declared: &Declared, name: &str, schema: &Value) -> Option<Value> {
        let learned = self.learned.iter().find(|(id, known, _)| *id == declared.id && known == name);
        let working = || self.working(declared)?.value(name).cloned();
        self.all_given(name, schema).next().or_else(working).or_else(|| learned.map(|(_, _, value)| value.clone()))
    }

    /// The call of an operation that works, if the sandbox lists one.
    pub(super) fn working(&self, declared: &Declared) -> Option<&'p WorkingCall> {
        self.options.calls.of_operation(&declared.id)
    }

    /// The values from the caller for a parameter or field, in the type of its schema. What cannot be of that type is meant
    /// for something else with the same name.
    pub(super) fn all_given(&self, name: &str, schema: &Value) -> impl Iterator<Item = Value> {
        let kind = self.contract().resolve(schema).get("type").and_then(Value::as_str).map(str::to_owned);
        let given = self.options.values.iter().filter(move |(known, _)| known == name);
        given.filter_map(move |(_, text)| {
            let read = || serde_json::from_str::<Value>(text).ok();
            match kind.as_deref() {
                Some("integer" | "number") => read().filter(Value::is_number),
                Some("boolean") => read().filter(Value::is_boolean),
                Some("array" | "object") => Some(read().unwrap_or_else(|| Value::String(text.clone()))),
                _ => Some(Value::String(text.clone())),
            }
        })
    }

    /// The cases that follow from the declaration of an operation. Parameters and fields take turns, and so do valid
    /// and invalid values, so that a small budget reaches all of them.
    fn cases(&self, operation: usize, declared: &Declared, plain: &Draft) -> Vec<Case> {
        let case = |(name, draft, expectation)| Case { operation, name, draft, expectation };
        let valid = |(name, draft): (String, Draft)| {
            let expectation = self.expectation(declared, &draft);
            (name, draft, expectation)
        };
        let mut cases = vec![valid(("plain".to_owned(), plain.clone()))];
        cases.extend(protocol_cases(declared, plain, |alternative| self.can(declared, alternative)));
        cases.extend(self.whole(declared, plain).into_iter().map(valid));
        let positive = self.positive(declared, plain).into_iter().map(|group| group.into_iter().map(valid).collect());
        let mut positive = positive.collect::<Vec<Vec<_>>>().into_iter();
        let mut negative = self.negative(declared, plain).into_iter();
        let mut groups = Vec::new();
        loop {
            let (first, second) = (positive.next(), negative.next());
            if first.is_none() && second.is_none() {
                break;
            }
            groups.extend(first);
            groups.extend(second);
        }
        cases.extend(in_turn(groups));
        cases.into_iter().map(case).collect()
    }

    /// A random case: usually valid, sometimes invalid in one place.
    fn random_case(
        &self,
        operation: usize,
        declared: &Declared,
        plain: &Draft,
        number: usize,
        random: &mut ChaCha8Rng,
    ) -> Case {
        let draft = self.combination(declared, plain, random);
        if random.next_u32().is_multiple_of(3) {
            let mut negative = self.negative(declared, &draft).concat();
            if !negative.is_empty() {
                let chosen = random.next_u32() as usize % negative.len();
                let (name, draft, expectation) = negative.swap_remove(chosen);
                return Case { operation, name: format!("combination {number}, {name}"), draft, expectation };
            }
        }
        let expectation = self.expectation(declared, &draft);
        Case { operation, name: format!("combination {number}"), draft, expectation }
    }

    /// What is expected of the response to a request that is valid field by field. Its body as a whole may still be
    /// invalid, and then the server may refuse it.
    fn expectation(&self, declared: &Declared, draft: &Draft) -> Expectation {
        let other = draft.body_as.and_then(|place| declared.other_bodies.get(place));
        let schema = other.or(declared.body.as_ref()).map(|body| &body.schema);
        let component = || schema?.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/");
        let is_broken = draft.body.as_ref().zip(component()).is_some_and(|(body, component)| {
            let violations = self.contract().judge_component(component, body);
            violations.iter().any(|violation| matches!(violation.rule, Rule::Semantic | Rule::SemanticEvaluation))
        });
        let is_invalid = || {
            let (body, schema) = draft.body.as_ref().zip(schema)?;
            self.probe(schema).as_ref().as_ref().map(|probe| probe.breaks(body))
        };
        if is_broken || is_invalid().unwrap_or(false) { Expectation::Nothing } else { Expectation::Taken }
    }

    /// Whether the body of a request is valid, as far as its schema says.
    pub(super) fn is_valid_body(&self, declared: &Declared, draft: &Draft) -> bool {
        self.expectation(declared, draft) == Expectation::Taken
    }

    /// Whether a value is valid, as far as its schema says.
    pub(crate) fn takes(&self, schema: &Value, value: &Value) -> bool {
        self.probe(schema).as_ref().as_ref().is_some_and(|probe| !probe.breaks(value))
    }

    /// What a value certainly breaks of a schema: the places and messages.
    pub(crate) fn broken(&self, schema: &Value, value: &Value) -> Vec<(String, String)> {
        self.probe(schema).as_ref().as_ref().map_or_else(Vec::new, |probe| probe.broken(value))
    }

    /// Whether an invalid request has at most one thing that is wrong with its body, by the independent judgement: a
    /// server that refuses it then refuses it for that. What is wrong outside of the value of the body counts as nothing.
    pub(super) fn breaks_one_place(&self, body: &Body, draft: &Draft) -> bool {
        let Some(value) = &draft.body else { return true };
        // The text of a form may be read as a value of another type.
        body.kind.is_form()
            || self.probe(&body.schema).as_ref().as_ref().is_none_or(|probe| probe.broken_places(value) <= 1)
    }

    /// The seed of the check.
    pub(super) fn seed(&self) -> u64 {
        self.options.seed
    }

    /// An idempotency key for an operation: always the same one, so that a check can be repeated on a server that was
    /// reset.
    pub(crate) fn key(&self, declared: &Declared, attempt: u32) -> String {
        let mut random = self.random(declared, &format!("idempotency key {attempt}"));
        format!("trackside-{:016x}", random.next_u64())
    }

    /// The independent judgement of a schema; nothing if it cannot be used.
    fn probe(&self, schema: &Value) -> Arc<Option<Probe>> {
        let mut probes = self.probes.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(Probe::new(self.contract(), schema));
        known(&mut probes, schema, made)
    }
}

/// What is known of a schema, or is made now.
fn known<T>(known: &mut HashMap<String, Arc<T>>, schema: &Value, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
    if known.len() >= KEPT {
        known.clear();
    }
    Arc::clone(known.entry(schema.to_string()).or_insert_with(make))
}
