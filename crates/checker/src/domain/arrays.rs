//! Lists.

use serde_json::{Value, json};

use super::shape::Shape;
use super::{Maker, Sample, named};

/// The longest list that is made.
const LONGEST: usize = 200;

impl Maker<'_> {
    /// An ordinary list: as short as it may be, but not empty where it need not be.
    pub(super) fn plain_array(&mut self, shape: &Shape<'_>, depth: usize) -> Option<Value> {
        let least = shape.count("minItems").unwrap_or(0).max(1).min(shape.count("maxItems").unwrap_or(usize::MAX));
        self.array(shape, least, depth)
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
        for (name, length) in
            [("the fewest", shape.count("minItems").unwrap_or(0)), ("the most", shape.count("maxItems").unwrap_or(0))]
        {
            if let Some(list) = self.array(shape, length, depth) {
                found.push(named(name, list));
            }
        }
        found
    }

    /// Lists that the schema excludes.
    pub(super) fn spoiled_arrays(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let mut found = Vec::new();
        if let Some(items) = shape.first("items") {
            for sample in self.spoiled(items, depth + 1) {
                found.push(named(format!("an item: {}", sample.name), json!([sample.value])));
            }
        }
        if let Some(list) =
            shape.count("minItems").filter(|least| *least > 0).and_then(|least| self.array(shape, least - 1, depth))
        {
            found.push(named("too few items", list));
        }
        if let Some(list) = shape.count("maxItems").and_then(|most| self.array(shape, most + 1, depth)) {
            found.push(named("too many items", list));
        }
        if shape.is("uniqueItems")
            && let Some(item) = shape.first("items").and_then(|items| self.plain(items, depth + 1))
        {
            found.push(named("an item twice", json!([item, item])));
        }
        found
    }

    /// Lists of texts with an item that the schema excludes.
    pub(super) fn spoiled_items(&mut self, shape: &Shape<'_>) -> Vec<Sample> {
        let items = shape.first("items").map(|items| self.spoiled_text(items)).unwrap_or_default();
        items.into_iter().map(|sample| named(format!("an item: {}", sample.name), json!([sample.value]))).collect()
    }

    fn array(&mut self, shape: &Shape<'_>, length: usize, depth: usize) -> Option<Value> {
        if length == 0 {
            return Some(json!([]));
        }
        let items = shape.first("items")?;
        if length > LONGEST {
            return None;
        }
        let mut list = Vec::new();
        let corners = self.corners(items, depth + 1);
        for index in 0..length {
            let item = match corners.get(index) {
                Some(sample) => sample.value.clone(),
                None => self.plain(items, depth + 1)?,
            };
            list.push(item);
        }
        Some(Value::Array(list))
    }
}
