//! Rules.

use serde_json::Value;

use crate::change::{Direction, Level};
use crate::fixture::Fixture;

/// A kind of change.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The stable id.
    pub id: &'static str,
    /// How much a change of this kind matters.
    pub level: Level,
    /// Whether it concerns what clients send or what they receive; `None` if it concerns neither, or if that depends on
    /// the change.
    pub direction: Option<Direction>,
    /// What a change of this kind means for a client.
    pub meaning: &'static str,
    /// The rule for the opposite change.
    pub mirror: Mirror,
    /// Whether it needs a [`Policy`](crate::Policy). Without one, there are no changes of this kind.
    pub needs_policy: bool,
    pub(crate) passing: Fixture,
    pub(crate) failing: Fixture,
    /// Whether it is about documentation and not about the contract itself.
    pub(crate) remark: bool,
}

/// The rule for the opposite change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mirror {
    /// The id of the rule, which may be the same rule.
    Rule(&'static str),
    /// There is no such rule.
    None {
        /// Why there is no such rule.
        reason: &'static str,
    },
}

impl Rule {
    /// An old and a new document with changes of this rule, and of no other.
    pub fn failing(&self) -> (Value, Value) {
        self.failing.documents()
    }

    /// An old and a new document that differ, but have no change of this rule.
    pub fn passing(&self) -> (Value, Value) {
        self.passing.documents()
    }

    /// The smallest change of this kind: the part of a document that has it, before and after, as JSON.
    pub fn example(&self) -> (String, String) {
        self.failing.fragments()
    }

    /// Whether a change of this kind may be that a schema of a request accepts a value that it did not accept before.
    pub(crate) fn widens_requests(&self) -> bool {
        // These describe a value, and exclude none.
        let silent = ["default", "deprecated", "read-only", "write-only", "open-enum", "-refined", "-union-kind-"];
        let gone = ["request-property-removed", "request-required-property-removed"];
        let announced = self.id.starts_with("sunset-");
        let widens = match self.level {
            Level::Info => self.id != "request-property-added",
            _ => self.mirror == Mirror::Rule(self.id) || gone.contains(&self.id) || self.id.starts_with("removed-"),
        };
        !self.remark && widens && !announced && !silent.iter().any(|words| self.id.contains(words))
    }

    /// A rule whose opposite is itself. Both fixtures are pairs of fragments.
    pub(crate) const fn symmetric(
        (id, meaning): Words,
        level: Level,
        direction: Option<Direction>,
        failing: Fixture,
        passing: Fixture,
    ) -> Self {
        Self {
            id,
            level,
            direction,
            meaning,
            mirror: Mirror::Rule(id),
            needs_policy: false,
            passing,
            failing,
            remark: false,
        }
    }

    /// The same rule, as one that needs a policy.
    pub(crate) const fn under_policy(self) -> Self {
        Self { needs_policy: true, ..self }
    }

    /// The same rule, as one about documentation.
    pub(crate) const fn remark(self) -> Self {
        Self { remark: true, ..self }
    }
}

/// The id of a rule and its meaning for a client.
pub(crate) type Words = (&'static str, &'static str);

/// Two rules that are each other's opposite.
pub(crate) struct TwoWay {
    /// For the change from the first fragment of the fixture to the second.
    pub(crate) forth: Rule,
    /// For the change back.
    pub(crate) back: Rule,
}

impl TwoWay {
    /// Two rules with the same fixture, which is swapped for the second one.
    pub(crate) const fn new(
        direction: Option<Direction>,
        fixture: Fixture,
        forth: (Level, Words),
        back: (Level, Words),
    ) -> Self {
        let (forth_level, (forth_id, forth_meaning)) = forth;
        let (back_level, (back_id, back_meaning)) = back;
        Self {
            forth: Rule {
                id: forth_id,
                level: forth_level,
                direction,
                meaning: forth_meaning,
                mirror: Mirror::Rule(back_id),
                needs_policy: false,
                passing: fixture.swapped(),
                failing: fixture,
                remark: false,
            },
            back: Rule {
                id: back_id,
                level: back_level,
                direction,
                meaning: back_meaning,
                mirror: Mirror::Rule(forth_id),
                needs_policy: false,
                passing: fixture,
                failing: fixture.swapped(),
                remark: false,
            },
        }
    }

    /// Both rules, for the registry.
    pub(crate) const fn rules(&'static self) -> [&'static Rule; 2] {
        [&self.forth, &self.back]
    }
}

/// Whether fewer or more values are possible than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shift {
    Narrowed,
    Widened,
}

/// Four rules for one keyword of schemas: fewer or more values, sent or received.
pub(crate) struct Narrowing {
    request: TwoWay,
    response: TwoWay,
}

/// What differs between one [`Narrowing`] and another.
pub(crate) struct NarrowingWords {
    /// A schema that admits fewer values than `loose`.
    pub(crate) tight: &'static str,
    /// A schema that admits more values than `tight`.
    pub(crate) loose: &'static str,
    /// Clients may send less.
    pub(crate) request_narrowed: Words,
    /// Clients may send more.
    pub(crate) request_widened: Words,
    /// Clients receive less.
    pub(crate) response_narrowed: Words,
    /// Clients receive more.
    pub(crate) response_widened: Words,
}

impl Narrowing {
    /// The four rules. Narrowing requests and widening responses are errors, the opposite is information.
    pub(crate) const fn new(words: &NarrowingWords) -> Self {
        Self::leveled(words, [Level::Error, Level::Info, Level::Info, Level::Error])
    }

    /// The four rules with their levels, in the order of the fields of [`NarrowingWords`].
    pub(crate) const fn leveled(words: &NarrowingWords, levels: [Level; 4]) -> Self {
        let [request_narrowed, request_widened, response_narrowed, response_widened] = levels;
        Self {
            request: TwoWay::new(
                Some(Direction::Request),
                Fixture::request(words.loose, words.tight),
                (request_narrowed, words.request_narrowed),
                (request_widened, words.request_widened),
            ),
            response: TwoWay::new(
                Some(Direction::Response),
                Fixture::response(words.loose, words.tight),
                (response_narrowed, words.response_narrowed),
                (response_widened, words.response_widened),
            ),
        }
    }

    /// The rule for a change.
    pub(crate) const fn rule(&'static self, direction: Direction, shift: Shift) -> &'static Rule {
        let both = match direction {
            Direction::Request => &self.request,
            Direction::Response => &self.response,
        };
        match shift {
            Shift::Narrowed => &both.forth,
            Shift::Widened => &both.back,
        }
    }

    /// All four, for the registry.
    pub(crate) const fn rules(&'static self) -> [&'static Rule; 4] {
        [&self.request.forth, &self.request.back, &self.response.forth, &self.response.back]
    }
}

/// Two rules for a change of a schema that neither narrows nor widens it.
pub(crate) struct Departure {
    request: Rule,
    response: Rule,
}

impl Departure {
    /// Both rules. `failing` and `passing` are pairs of schemas.
    pub(crate) const fn new(
        level: Level,
        failing: (&'static str, &'static str),
        passing: (&'static str, &'static str),
        request: Words,
        response: Words,
    ) -> Self {
        Self {
            request: Rule::symmetric(
                request,
                level,
                Some(Direction::Request),
                Fixture::request(failing.0, failing.1),
                Fixture::request(passing.0, passing.1),
            ),
            response: Rule::symmetric(
                response,
                level,
                Some(Direction::Response),
                Fixture::response(failing.0, failing.1),
                Fixture::response(passing.0, passing.1),
            ),
        }
    }

    /// The rule for one direction.
    pub(crate) const fn rule(&'static self, direction: Direction) -> &'static Rule {
        match direction {
            Direction::Request => &self.request,
            Direction::Response => &self.response,
        }
    }

    /// Both, for the registry.
    pub(crate) const fn rules(&'static self) -> [&'static Rule; 2] {
        [&self.request, &self.response]
    }
}
