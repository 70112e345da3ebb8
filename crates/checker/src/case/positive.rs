//! Valid requests.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use serde_json::{Value, json};
use trackside_contract::Contract;

use super::{Authentication, Draft, Planner};
use crate::domain::{Sample, is_textual};
use crate::spec::{Declared, PageBy, PageIn, Pagination};

/// The page size of requests that are about something else: enough items to be interesting, and fast to judge.
const PAGE: u64 = 5;

/// The largest page size of a random request.
const LARGER_PAGE: u64 = 25;

/// How many bodies are sent that are made as a whole, because their fields depend on each other.
const WHOLE_BODIES: usize = 12;

/// A field of a JSON body.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) schema: Value,
    pub(super) is_required: bool,
}

impl Planner<'_> {
    /// The request that others are made from: the call that works, if the sandbox lists one, or else the shortest valid
    /// request. The page is small.
    pub(crate) fn plain(&self, declared: &Declared) -> Option<Draft> {
        let mut draft = self.shortest(declared)?;
        let Some(call) = self.working(declared) else { return Some(draft) };
        for (index, parameter) in declared.parameters.iter().enumerate() {
            if !declared.is_paging(&parameter.name)
                && call.value(&parameter.name).is_some()
                && let Some(value) = self.given(declared, &parameter.name, &parameter.schema)
            {
                draft.parameters.insert(index, value);
            }
        }
        if let (Some(body), Some(working)) = (&declared.body, &call.body) {
            draft.body = Some(working.clone());
            for field in fields(self.contract(), &body.schema) {
                if let Some(value) = self.all_given(&field.name, &field.schema).next() {
                    draft = draft.with_field(&field.name, value);
                }
            }
        }
        Some(self.with_small_page(declared, draft))
    }

    /// The shortest valid request: only what is required, and a small page.
    fn shortest(&self, declared: &Declared) -> Option<Draft> {
        let mut draft = Draft { authentication: self.authentication(declared)?, ..Draft::default() };
        for (index, parameter) in declared.parameters.iter().enumerate().filter(|(_, parameter)| parameter.is_required)
        {
            let value = self
                .given(declared, &parameter.name, &parameter.schema)
                .or_else(|| parameter.example.clone())
                .or_else(|| self.domain(&parameter.schema).plain.clone())?;
            draft.parameters.insert(index, value);
        }
        if let Some(body) = &declared.body {
            draft.shortest_body = self.plain_body(declared, &body.schema, body.example.as_ref());
            if body.is_required || declared.pages_in_body() {
                draft.body = Some(draft.shortest_body.clone()?);
            }
        }
        Some(self.with_small_page(declared, draft))
    }

    /// Valid cases that concern the whole request: the examples of the document, every optional parameter, other
    /// credentials.
    pub(super) fn whole(&self, declared: &Declared, plain: &Draft) -> Vec<(String, Draft)> {
        let mut cases = Vec::new();
        if let Some(shortest) = self.shortest(declared).filter(|_| self.working(declared).is_some()) {
            cases.push(("only what is required".to_owned(), shortest));
        }
        if let (None, Some(shortest)) = (&plain.body, &plain.shortest_body) {
            cases.push(("the optional body".to_owned(), plain.with_body(Some(shortest.clone()))));
        }
        for (place, other) in declared.other_bodies.iter().enumerate() {
            // The media types usually share a schema, and then the same value is valid in each.
            let same = declared.body.as_ref().filter(|body| body.schema == other.schema);
            let own = || self.plain_body(declared, &other.schema, other.example.as_ref());
            let value = match same {
                Some(_) => plain.body.clone().or_else(|| plain.shortest_body.clone()),
                None => own(),
            };
            if let Some(value) = value.filter(|value| self.takes(&other.schema, value)) {
                let draft = Draft { body_as: Some(place), ..plain.with_body(Some(value)) };
                cases.push((format!("body as {}", other.media_type), draft));
            }
        }
        if let Some(body) = declared.body.as_ref().filter(|body| self.has_conditions(&body.schema)) {
            let domain = self.domain(&body.schema);
            let samples = domain.boundaries.iter().filter(|sample| !body.kind.is_form() || sample.value.is_object());
            for sample in samples.take(WHOLE_BODIES) {
                cases.push((format!("body: {}", sample.name), plain.with_body(Some(sample.value.clone()))));
            }
        }
        if let Some(example) = declared.documented(plain) {
            cases.push(("as in the examples of the document".to_owned(), example));
        }
        let mut every = plain.clone();
        for (index, parameter) in declared.parameters.iter().enumerate() {
            if let Some(sample) = self.textual(&parameter.schema).into_iter().next()
                && !parameter.is_required
                && !declared.is_paging(&parameter.name)
            {
                every.parameters.insert(index, sample.value);
            }
        }
        if declared.parameters.iter().any(|parameter| !parameter.is_required) {
            cases.push(("every optional parameter".to_owned(), every));
        }
        for (index, alternative) in declared.security.iter().enumerate() {
            let authentication = Authentication::Alternative(index);
            if authentication != plain.authentication && self.can(declared, alternative) {
                cases.push((format!("credentials by {}", alternative.join(" and ")), plain.by(authentication)));
            }
        }
        cases
    }

    /// Valid cases that change one parameter or field of the plain request, grouped by parameter and field.
    pub(super) fn positive(&self, declared: &Declared, plain: &Draft) -> Vec<Vec<(String, Draft)>> {
        let mut groups = Vec::new();
        for (index, parameter) in declared.parameters.iter().enumerate() {
            let mut cases = Vec::new();
            // A cursor that no page returned is not valid.
            if declared.is_cursor(&parameter.name) {
                continue;
            }
            if let Some(value) =
                parameter.example.clone().filter(|_| !parameter.is_required && !declared.is_paging(&parameter.name))
            {
                cases.push((format!("{}: the example", parameter.name), plain.with(index, value)));
            }
            let is_sent = |value: &Value| plain.parameters.get(&index) == Some(value);
            for value in self.all_given(&parameter.name, &parameter.schema).filter(|value| !is_sent(value)) {
                let name = format!("{}: the given {}", parameter.name, crate::report::short(&value));
                cases.push((name, plain.with(index, value)));
            }
            for sample in self.textual(&parameter.schema) {
                cases.push((format!("{}: {}", parameter.name, sample.name), plain.with(index, sample.value)));
            }
            groups.push(cases);
        }
        if let Some(body) = declared.body.as_ref().filter(|_| plain.can_have_fields()) {
            for field in fields(self.contract(), &body.schema) {
                if declared.is_cursor(&field.name) {
                    continue;
                }
                let domain = self.domain(&field.schema);
                // A form has texts.
                let can_be_sent = |value: &Value| !body.kind.is_form() || is_textual(value);
                let sent = plain.body.as_ref().and_then(|body| body.get(&field.name));
                let given = self.all_given(&field.name, &field.schema).filter(|value| sent != Some(value));
                let given = given.map(|value| {
                    let name = format!("{}: the given {}", field.name, crate::report::short(&value));
                    (name, plain.with_field(&field.name, value))
                });
                let cases = domain.boundaries.iter().filter(|sample| can_be_sent(&sample.value)).map(|sample| {
                    let name = format!("{}: {}", field.name, sample.name);
                    (name, plain.with_field(&field.name, sample.value.clone()))
                });
                groups.push(given.chain(cases).collect());
            }
        }
        groups
    }

    /// A valid random request.
    pub(super) fn combination(&self, declared: &Declared, plain: &Draft, random: &mut ChaCha8Rng) -> Draft {
        let mut draft = plain.clone();
        let paging = declared.pagination.as_ref();
        for (index, parameter) in declared.parameters.iter().enumerate() {
            if declared.is_paging(&parameter.name) || !random.next_u32().is_multiple_of(3) {
                continue;
            }
            // Values from the caller exist on the server. They are mostly kept, so that not every response is a 404.
            if self.given(declared, &parameter.name, &parameter.schema).is_some()
                && !random.next_u32().is_multiple_of(4)
            {
                continue;
            }
            if let Some(value) = pick(&self.textual(&parameter.schema), random) {
                draft.parameters.insert(index, value);
            }
        }
        if let Some(body) = declared.body.as_ref().filter(|_| plain.can_have_fields()) {
            for field in fields(self.contract(), &body.schema) {
                let is_meant = !declared.is_paging(&field.name) && random.next_u32().is_multiple_of(3);
                let can_be_sent = |value: &Value| !body.kind.is_form() || is_textual(value);
                if is_meant
                    && let Some(value) = pick(&self.domain(&field.schema).boundaries, random).filter(can_be_sent)
                {
                    draft = draft.with_field(&field.name, value);
                }
            }
        }
        if let Some(limit) = paging.and_then(|paging| paging.limit.clone()) {
            let least = self.minimum(declared, &limit);
            let most = self.maximum(declared, &limit).unwrap_or(LARGER_PAGE).min(LARGER_PAGE).max(least);
            let size = least + u64::from(random.next_u32()) % (most - least + 1);
            draft = declared.with_paging(&draft, &limit, json!(size));
        }
        let number = paging.map(|_| u64::from(random.next_u32()) % 4);
        match paging.map(|paging| &paging.by).zip(number) {
            Some((PageBy::Number { parameter }, number)) => {
                draft = declared.with_paging(&draft, parameter, json!(1 + number));
            }
            Some((PageBy::Offset { parameter }, number)) => {
                draft = declared.with_paging(&draft, parameter, json!(number * PAGE));
            }
            Some((PageBy::Cursor { .. }, _)) | None => {}
        }
        draft
    }

    /// Asks for a small page, if the operation pages.
    fn with_small_page(&self, declared: &Declared, draft: Draft) -> Draft {
        let Some(limit) = declared.pagination.as_ref().and_then(|paging| paging.limit.as_deref()) else { return draft };
        let most = self.maximum(declared, limit).unwrap_or(PAGE).min(PAGE).max(self.minimum(declared, limit));
        declared.with_paging(&draft, limit, json!(most))
    }

    /// The `minimum` of a parameter or field: at least 1.
    pub(crate) fn minimum(&self, declared: &Declared, name: &str) -> u64 {
        self.bound(declared, name, "minimum").unwrap_or(1).max(1)
    }

    /// The `maximum` of a parameter or field.
    pub(crate) fn maximum(&self, declared: &Declared, name: &str) -> Option<u64> {
        self.bound(declared, name, "maximum")
    }

    fn bound(&self, declared: &Declared, name: &str, keyword: &str) -> Option<u64> {
        let schema = match declared.parameter(name) {
            Some(index) => declared.parameters[index].schema.clone(),
            None => self.field_schema(declared, name)?,
        };
        self.resolved(&schema).get(keyword).and_then(Value::as_u64)
    }

    /// Whether a schema says with keywords of 3.1 how fields depend on each other.
    fn has_conditions(&self, schema: &Value) -> bool {
        let fields = self.resolved(schema).as_object();
        fields.is_some_and(|fields| fields.keys().any(|keyword| keyword.starts_with("x-3.1-")))
    }

    fn plain_body(&self, declared: &Declared, schema: &Value, example: Option<&Value>) -> Option<Value> {
        let fields = fields(self.contract(), schema);
        if fields.is_empty() {
            return example.cloned().or_else(|| self.domain(schema).plain.clone());
        }
        let mut body = json!({});
        for field in fields.into_iter().filter(|field| field.is_required) {
            let shown = example.and_then(|example| example.get(&field.name)).cloned();
            let value = self
                .given(declared, &field.name, &field.schema)
                .or(shown)
                .or_else(|| self.domain(&field.schema).plain.clone())?;
            body[field.name] = value;
        }
        // More than the required fields may be needed, for example where one field requires another.
        if self.takes(schema, &body) {
            return Some(body);
        }
        let Some(mut whole) = self.domain(schema).plain.clone() else { return Some(body) };
        let alone = whole.clone();
        if let (Value::Object(whole), Value::Object(fields)) = (&mut whole, &body) {
            whole.extend(fields.clone());
        }
        Some(if self.takes(schema, &whole) { whole } else { alone })
    }

    /// The valid values of a schema that can be written as the text of a parameter.
    fn textual(&self, schema: &Value) -> Vec<Sample> {
        let domain = self.domain(schema);
        domain.boundaries.iter().filter(|sample| is_textual(&sample.value)).cloned().collect()
    }
}

impl Declared {
    /// Whether a parameter or body field chooses the page.
    pub(crate) fn is_paging(&self, name: &str) -> bool {
        let is = |paging: &Pagination| paging.by.parameter() == name || paging.limit.as_deref() == Some(name);
        self.pagination.as_ref().is_some_and(is)
    }

    /// Whether a parameter or body field is a cursor, whose values only a page can say.
    fn is_cursor(&self, name: &str) -> bool {
        let by = self.pagination.as_ref().map(|paging| &paging.by);
        matches!(by, Some(PageBy::Cursor { parameter, .. }) if parameter == name)
    }

    /// The request in the examples of the document, if it differs from the plain one.
    fn documented(&self, plain: &Draft) -> Option<Draft> {
        let mut draft = plain.clone();
        for (index, parameter) in self.parameters.iter().enumerate() {
            if let Some(example) = parameter.example.as_ref().filter(|_| !self.is_cursor(&parameter.name)) {
                draft.parameters.insert(index, example.clone());
            }
        }
        if let Some(example) = self.body.as_ref().and_then(|body| body.example.as_ref()) {
            draft.body = Some(example.clone());
        }
        (draft.parameters != plain.parameters || draft.body != plain.body).then_some(draft)
    }

    /// Sets what chooses the page, or the page size.
    pub(crate) fn with_paging(&self, draft: &Draft, name: &str, value: Value) -> Draft {
        if self.pages_in_body() {
            return draft.with_field(name, value);
        }
        match self.parameter(name) {
            Some(index) => draft.with(index, value),
            None => draft.clone(),
        }
    }

    fn pages_in_body(&self) -> bool {
        self.pagination.as_ref().is_some_and(|paging| paging.place == PageIn::Body)
    }
}

/// The names of the fields of a JSON body; empty if it is not an object.
pub(crate) fn field_names(contract: &Contract, schema: &Value) -> Vec<String> {
    fields(contract, schema).into_iter().map(|field| field.name).collect()
}

/// The fields of a JSON body; empty if it is not an object.
pub(super) fn fields(contract: &Contract, schema: &Value) -> Vec<Field> {
    let (mut found, mut required) = (Vec::new(), Vec::new());
    collect(contract, schema, 0, &mut found, &mut required);
    // A part may require what another part declares.
    for field in &mut found {
        field.is_required = required.contains(&field.name);
    }
    found
}

/// Whether a schema says that its value is an object, itself or in a member of `allOf`.
pub(super) fn is_typed(contract: &Contract, schema: &Value) -> bool {
    let mut open = vec![(schema, 0)];
    while let Some((schema, depth)) = open.pop() {
        let schema = contract.resolve(schema);
        if schema.get("type").is_some() {
            return true;
        }
        if depth < 8 {
            let members = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
            open.extend(members.map(|member| (member, depth + 1)));
        }
    }
    false
}

fn collect(contract: &Contract, schema: &Value, depth: usize, found: &mut Vec<Field>, required: &mut Vec<String>) {
    let schema = contract.resolve(schema);
    let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    required.extend(names.filter_map(Value::as_str).map(str::to_owned));
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        // Read-only fields are never sent.
        if contract.resolve(field).get("readOnly") == Some(&Value::Bool(true)) {
            continue;
        }
        found.retain(|known: &Field| known.name != *name);
        found.push(Field { name: name.clone(), schema: field.clone(), is_required: false });
    }
    if depth < 8 {
        for member in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            collect(contract, member, depth + 1, found, required);
        }
    }
}

fn pick(samples: &[Sample], random: &mut ChaCha8Rng) -> Option<Value> {
    samples.get(random.next_u32() as usize % samples.len().max(1)).map(|sample| sample.value.clone())
}
