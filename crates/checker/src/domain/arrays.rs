//! Arrays.

use serde_json::{Value, json};

use super::budget::weight;
use super::generator::Generator;
use super::shape::Shape;
use super::{Invalid, InvalidKind, Sample, broken, named};

/// The longest array that is generated.
const LONGEST: usize = 200;

/// The most failed attempts at adding a distinct item.
const VAIN: usize = 50;

impl Generator<'_> {
    /// A typical array: as short as possible, but not empty unless it must be.
    pub(super) fn typical_array(&mut self, shape: &Shape<'_>, depth: usize) -> Option<Value> {
        let least = shape.fewest_items().max(1).min(shape.most("maxItems").unwrap_or(usize::MAX));
        let list = self.array(shape, least, depth);
        // An array that may be empty has a value even if its items have none.
        list.or_else(|| (shape.fewest_items() == 0).then(|| json!([])))
    }

    /// Arrays at the boundaries of a schema.
    pub(super) fn array_boundaries(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let mut found = Vec::new();
        let items = shape.first("items");
        for sample in items.map(|items| self.boundaries(items, depth + 1)).unwrap_or_default() {
            found.push(named(format!("only {}", sample.name), json!([sample.value])));
        }
        let values: Vec<_> = found.iter().filter_map(|sample| sample.value.get(0).cloned()).collect();
        if values.len() > 1 {
            found.push(named("two of them", Value::Array(values[..2].to_vec())));
        }
        let fewest = shape.fewest_items();
        for (name, length) in [("the fewest", Some(fewest)), ("the most", shape.most("maxItems"))] {
            if let Some(list) = length.and_then(|length| self.array(shape, length, depth)) {
                // These come first: they are few, and more interesting than another item.
                found.insert(0, named(name, list));
            }
        }
        found
    }

    /// Invalid arrays.
    pub(super) fn invalid_arrays(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Invalid> {
        let mut found = self.miscounted(shape, depth);
        found.extend(self.invalid_items(shape, depth));
        let Some(items) = shape.first("items") else { return found };
        let whole =
            self.typical_array(shape, depth).filter(|list| list.get(0).is_some()).unwrap_or_else(|| json!([null]));
        for invalid in self.invalid(items, depth + 1) {
            if self.budget.spend(weight(&whole)).is_none() {
                break;
            }
            let mut list = whole.clone();
            list[0] = invalid.value;
            found.push(broken(invalid.kind, format!("an item: {}", invalid.name), list));
        }
        found
    }

    /// Invalid arrays of texts.
    pub(super) fn invalid_lists(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Invalid> {
        let items = shape.first("items").map(|items| self.invalid_text(items, depth + 1)).unwrap_or_default();
        let mut found: Vec<_> = items
            .into_iter()
            .map(|invalid| broken(invalid.kind, format!("an item: {}", invalid.name), json!([invalid.value])))
            .collect();
        // An array without items would be a parameter that is not sent.
        found.extend(self.miscounted(shape, depth).into_iter().filter(|invalid| invalid.value.get(0).is_some()));
        found
    }

    fn miscounted(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Invalid> {
        let mut found = Vec::new();
        let mut add = |name, list: Option<Value>| found.extend(list.map(|list| broken(InvalidKind::Items, name, list)));
        let few = shape.least("minItems").and_then(|least| least.checked_sub(1));
        add("too few items", few.and_then(|few| self.array(shape, few, depth)));
        let many = shape.most("maxItems").and_then(|most| most.checked_add(1));
        add("too many items", many.and_then(|many| self.array(shape, many, depth)));
        if shape.is("uniqueItems") {
            let item = shape.first("items").and_then(|items| self.plain(items, depth + 1));
            add("an item twice", item.map(|item| json!([item, item])));
        }
        found
    }

    pub(super) fn array(&mut self, shape: &Shape<'_>, length: usize, depth: usize) -> Option<Value> {
        if length == 0 {
            return Some(json!([]));
        }
        if length > LONGEST {
            return None;
        }
        let is_set = shape.is("uniqueItems");
        let mut list: Vec<Value> = Vec::new();
        let items = shape.first("items");
        let mut boundaries = items.map(|items| self.boundaries(items, depth + 1)).unwrap_or_default().into_iter();
        let mut vain = 0;
        while list.len() < length {
            let schema = shape.item(list.len());
            let next = if schema == items { boundaries.next() } else { None };
            let item = match (next, schema) {
                (Some(sample), _) => sample.value,
                (None, Some(schema)) => self.plain(schema, depth + 1)?,
                // Anything goes, if the schema says more than that it is a list.
                (None, None) if shape.has_later() => json!("text"),
                (None, None) => return None,
            };
            self.budget.spend(weight(&item))?;
            if is_set && list.contains(&item) {
                vain += 1;
                if vain > VAIN {
                    return None;
                }
            } else {
                list.push(item);
            }
        }
        self.fill_contained(shape, &mut list, depth);
        Some(Value::Array(list))
    }
}
