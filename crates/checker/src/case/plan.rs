//! Which cases are tried, and in which order.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::Value;
use trackside_contract::Contract;

use super::negative::strangers;
use super::positive::fields;
use super::{Authentication, Case, Draft, Expectation};
use crate::Options;
use crate::domain::Domain;
use crate::spec::{Declared, Spec};

/// How many combinations in a row may be known already before there are taken to be no others.
const VAIN: usize = 100;

/// Makes requests from what a document declares and what the caller knows besides.
pub(crate) struct Planner<'p> {
    spec: &'p Spec,
    options: &'p Options,
    /// The domains of schemas, by the schema as it is written: finding values takes much longer than looking them up.
    domains: Mutex<HashMap<String, Arc<Domain>>>,
    /// What answers have told: the id of an operation, the name of its parameter or field, and a value that exists.
    learned: Vec<(String, String, Value)>,
}

/// The cases of a run, the most telling first, at most as many as the options allow.
///
/// Every operation gets its share: the cases are taken from the operations in turn. When there is room left it is filled with random
/// combinations.
pub(crate) fn plan(planner: &Planner<'_>, operations: &[usize]) -> Vec<Case> {
    let (spec, options) = (planner.spec, planner.options);
    let mut queues: Vec<_> = operations
        .iter()
        .filter_map(|operation| {
            let declared = &spec.operations()[*operation];
            let plain = planner.plain(declared)?;
            Some((*operation, plain.clone(), planner.cases(*operation, declared, &plain).into_iter()))
        })
        .collect();
    let mut chosen = Chosen { spec, options, cases: Vec::new(), seen: HashSet::new() };
    loop {
        let mut is_done = true;
        for (_, _, queue) in &mut queues {
            if let Some(case) = queue.next() {
                is_done = false;
                chosen.add(case);
            }
        }
        if is_done {
            break;
        }
    }
    let (mut number, mut in_vain) = (0, 0);
    while chosen.has_room() && in_vain < VAIN && !queues.is_empty() {
        let (operation, plain, _) = &queues[number % queues.len()];
        number += 1;
        let declared = &spec.operations()[*operation];
        let mut random = planner.random(declared, &format!("combination {number}"));
        let is_new = chosen.add(planner.random_case(*operation, declared, plain, number, &mut random));
        in_vain = if is_new { 0 } else { in_vain + 1 };
    }
    chosen.cases
}

/// The cases that were chosen, each request once.
struct Chosen<'c> {
    spec: &'c Spec,
    options: &'c Options,
    cases: Vec<Case>,
    seen: HashSet<String>,
}

impl Chosen<'_> {
    fn has_room(&self) -> bool {
        self.cases.len() < self.options.max_cases
    }

    /// Adds a case, when there is room and its request is not there yet.
    fn add(&mut self, case: Case) -> bool {
        let declared = &self.spec.operations()[case.operation];
        let request = case.draft.request(self.spec, declared, &self.options.credentials);
        let is_new = self.has_room() && self.seen.insert(format!("{request:?}"));
        if is_new {
            self.cases.push(case);
        }
        is_new
    }
}

impl<'p> Planner<'p> {
    /// A planner for a document.
    pub(crate) fn new(spec: &'p Spec, options: &'p Options) -> Self {
        Self { spec, options, domains: Mutex::default(), learned: Vec::new() }
    }

    /// Keeps a value that exists, for a parameter or field of an operation. What the caller has given comes first.
    pub(crate) fn learn(&mut self, operation: &str, name: &str, value: Value) {
        let learned = (operation.to_owned(), name.to_owned(), value);
        if !self.learned.contains(&learned) {
            self.learned.push(learned);
        }
    }

    /// The source of chance for one purpose: it does not depend on what else is planned.
    pub(crate) fn random(&self, declared: &Declared, purpose: &str) -> ChaCha8Rng {
        use std::hash::{Hash as _, Hasher as _};
        let mut hasher = siphasher::sip::SipHasher13::new_with_keys(self.options.seed, 0);
        (declared.id.as_str(), purpose).hash(&mut hasher);
        ChaCha8Rng::seed_from_u64(hasher.finish())
    }

    /// The domain of a schema.
    pub(super) fn domain(&self, schema: &Value) -> Arc<Domain> {
        let mut domains = self.domains.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(Domain::of(self.contract(), schema, self.options.seed));
        Arc::clone(domains.entry(schema.to_string()).or_insert_with(made))
    }

    /// The contract.
    pub(super) fn contract(&self) -> &'p Contract {
        self.spec.contract()
    }

    /// What a schema means once its references are followed.
    pub(crate) fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        self.contract().resolve(schema)
    }

    /// The schema of a top-level field of the body.
    pub(crate) fn field_schema(&self, declared: &Declared, name: &str) -> Option<Value> {
        let fields = fields(self.contract(), &declared.body.as_ref()?.schema);
        fields.into_iter().find(|field| field.name == name).map(|field| field.schema)
    }

    /// The first alternative of security that there are credentials for; nothing when there is none.
    pub(super) fn authentication(&self, declared: &Declared) -> Option<Authentication> {
        if declared.security.is_empty() {
            return Some(Authentication::None);
        }
        declared.security.iter().position(|alternative| self.can(alternative)).map(Authentication::Alternative)
    }

    /// Whether there are credentials for every scheme of an alternative.
    pub(crate) fn can(&self, alternative: &[String]) -> bool {
        alternative.iter().all(|scheme| self.options.credentials.value(scheme).is_some())
    }

    /// The first value that is known to exist for a parameter or field.
    pub(super) fn given(&self, declared: &Declared, name: &str, schema: &Value) -> Option<Value> {
        let learned = self.learned.iter().find(|(id, known, _)| *id == declared.id && known == name);
        self.all_given(name, schema).next().or_else(|| learned.map(|(_, _, value)| value.clone()))
    }

    /// The values that the caller gave for a parameter or field, in the type of its schema.
    pub(super) fn all_given(&self, name: &str, schema: &Value) -> impl Iterator<Item = Value> {
        let kind = self.contract().resolve(schema).get("type").and_then(Value::as_str).map(str::to_owned);
        let given = self.options.values.iter().filter(move |(known, _)| known == name);
        given.map(move |(_, text)| match kind.as_deref() {
            Some("integer" | "number" | "boolean" | "array" | "object") => {
                serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()))
            }
            _ => Value::String(text.clone()),
        })
    }

    fn cases(&self, operation: usize, declared: &Declared, plain: &Draft) -> Vec<Case> {
        let case = |(name, draft, expectation)| Case { operation, name, draft, expectation };
        let mut cases = vec![case(("plain".to_owned(), plain.clone(), Expectation::Taken))];
        cases.extend(strangers(declared, plain).into_iter().map(case));
        let positive = self.positive(declared, plain).into_iter();
        let mut positive = positive.map(|(name, draft)| case((name, draft, Expectation::Taken)));
        let mut negative = self.negative(declared, plain).into_iter().map(case);
        // One of each in turn, so that a small budget sees both.
        loop {
            let (first, second) = (positive.next(), negative.next());
            if first.is_none() && second.is_none() {
                return cases;
            }
            cases.extend(first);
            cases.extend(second);
        }
    }

    /// A case of random parts: mostly one that keeps the contract, and now and then one that breaks it in one place.
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
            let mut negative = self.negative(declared, &draft);
            if !negative.is_empty() {
                let chosen = random.next_u32() as usize % negative.len();
                let (name, draft, expectation) = negative.swap_remove(chosen);
                return Case { operation, name: format!("combination {number}, {name}"), draft, expectation };
            }
        }
        Case { operation, name: format!("combination {number}"), draft, expectation: Expectation::Taken }
    }
}
