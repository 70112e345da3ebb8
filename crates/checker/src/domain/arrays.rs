//! Lists.

use serde_json::{Value, json};

use super::budget::weight;
use super::maker::Maker;
use super::shape::Shape;
use super::{Sample, SpoilKind, Spoiled, broken, named};

/// The longest list that is made.
const LONGEST: usize = 200;

/// How many items are made in vain before a list of different ones is given up.
const VAIN: usize = 50;

impl Maker<'_> {
    /// An ordinary list: as short as it may be, but not empty where it need not be.
    pub(super) fn plain_array(&mut self, shape: &Shape<'_>, depth: usize) -> Option<Value> {
        let least = shape.least("minItems").unwrap_or(0).max(1).min(shape.most("maxItems").unwrap_or(usize::MAX));
        let list = self.array(shape, least, depth);
        // A list that may be empty has a value even where its items have none.
        list.or_else(|| (shape.least("minItems").unwrap_or(0) == 0).then(|| json!([])))
    }

    /// Lists at the corners of a domain.
    pub(super) fn array_corners(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let mut found = Vec::new();
        let items = shape.first("items");
        for sample in items.map(|items| self.corners(items, depth + 1)).unwrap_or_default() {
            found.push(named(format!("only {}", sample.name), json!([sample.value])));
        }
        let values: Vec<_> = found.iter().filter_map(|sample| sample.value.get(0).cloned()).collect();
        if values.len() > 1 {
            found.push(named("two of them", Value::Array(values[..2].to_vec())));
        }
        let fewest = shape.least("minItems").unwrap_or(0);
        for (name, length) in [("the fewest", Some(fewest)), ("the most", shape.most("maxItems"))] {
            if let Some(list) = length.and_then(|length| self.array(shape, length, depth)) {
                // They are few and tell more than yet another item.
                found.insert(0, named(name, list));
            }
        }
        found
    }

    /// Lists that the schema excludes.
    pub(super) fn spoiled_arrays(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Spoiled> {
        let mut found = self.miscounted(shape, depth);
        let Some(items) = shape.first("items") else { return found };
        let whole =
            self.plain_array(shape, depth).filter(|list| list.get(0).is_some()).unwrap_or_else(|| json!([null]));
        for spoiled in self.spoiled(items, depth + 1) {
            if self.budget.spend(weight(&whole)).is_none() {
                break;
            }
            let mut list = whole.clone();
            list[0] = spoiled.value;
            found.push(broken(spoiled.kind, format!("an item: {}", spoiled.name), list));
        }
        found
    }

    /// Lists of texts that the schema excludes.
    pub(super) fn spoiled_lists(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Spoiled> {
        let items = shape.first("items").map(|items| self.spoiled_text(items, depth + 1)).unwrap_or_default();
        let mut found: Vec<_> = items
            .into_iter()
            .map(|spoiled| broken(spoiled.kind, format!("an item: {}", spoiled.name), json!([spoiled.value])))
            .collect();
        // A list without items is a parameter that is not sent.
        found.extend(self.miscounted(shape, depth).into_iter().filter(|spoiled| spoiled.value.get(0).is_some()));
        found
    }

    fn miscounted(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Spoiled> {
        let mut found = Vec::new();
        let mut add = |name, list: Option<Value>| found.extend(list.map(|list| broken(SpoilKind::Items, name, list)));
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

    fn array(&mut self, shape: &Shape<'_>, length: usize, depth: usize) -> Option<Value> {
        if length == 0 {
            return Some(json!([]));
        }
        let items = shape.first("items")?;
        if length > LONGEST {
            return None;
        }
        let is_set = shape.is("uniqueItems");
        let mut list: Vec<Value> = Vec::new();
        let mut corners = self.corners(items, depth + 1).into_iter();
        let mut vain = 0;
        while list.len() < length {
            let item = match corners.next() {
                Some(sample) => sample.value,
                None => self.plain(items, depth + 1)?,
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
        Some(Value::Array(list))
    }
}
