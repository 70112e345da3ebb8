//! Finds repeated reasons, so that a page shows each of them once.

use std::collections::HashMap;

use super::provenance::{Occurrence, Provenance};
use super::shape::Shape;
use super::{Field, Operation};

/// Marks the reasons that an operation's page gives more than once, in the order of the page.
pub(super) fn mark(operation: &mut Operation) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    visit(operation, &mut |provenance| *counts.entry(provenance.reason.clone()).or_default() += 1);
    let mut numbers: HashMap<String, usize> = HashMap::new();
    visit(operation, &mut |provenance| {
        if provenance.reason.is_empty() || counts.get(&provenance.reason).is_none_or(|count| *count < 2) {
            return;
        }
        let next = numbers.len() + 1;
        provenance.occurrence = match numbers.get(&provenance.reason) {
            Some(number) => Occurrence::Again(*number),
            None => Occurrence::First(next),
        };
        numbers.entry(provenance.reason.clone()).or_insert(next);
    });
}

fn visit(operation: &mut Operation, act: &mut impl FnMut(&mut Provenance)) {
    operation.provenance.iter_mut().for_each(&mut *act);
    for parameter in &mut operation.parameters {
        visit_field(&mut parameter.field, act);
    }
    if let Some(body) = &mut operation.body {
        visit_shape(&mut body.shape, act);
    }
    for response in &mut operation.responses {
        response.provenance.iter_mut().for_each(&mut *act);
        response.shape.iter_mut().for_each(|shape| visit_shape(shape, act));
        response.headers.iter_mut().for_each(|header| visit_field(header, act));
    }
    operation.rules.iter_mut().filter_map(|rule| rule.provenance.as_mut()).for_each(act);
}

/// Skips a shape that is described further up.
fn visit_shape(shape: &mut Shape, act: &mut impl FnMut(&mut Provenance)) {
    if !shape.is_above {
        shape.provenances.iter_mut().for_each(&mut *act);
        shape.fields.iter_mut().for_each(|field| visit_field(field, act));
    }
}

fn visit_field(field: &mut Field, act: &mut impl FnMut(&mut Provenance)) {
    field.provenances.iter_mut().for_each(act);
}
