//! Operators and functions of compiled rules.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::node::{Binary, Unary};
use super::term::Term;
use crate::semantic::money::minor_units;
use crate::semantic::number::number;
use crate::semantic::timestamp::timestamp;

/// The largest whole number up to which every one is a double.
const EXACT: i64 = 1 << 53;

impl Term<'_> {
    /// Whether two values are equal. Returns nothing for lists and objects.
    pub(super) fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Null, Self::Null) => Some(true),
            (Self::Bool(left), Self::Bool(right)) => Some(left == right),
            (Self::Text(left), Self::Text(right)) => Some(left == right),
            (Self::Kind(left), Self::Kind(right)) => Some(left == right),
            (Self::Int(_) | Self::Double(_), Self::Int(_) | Self::Double(_)) | (Self::Time(_), Self::Time(_)) => {
                self.compare(other).map(Ordering::is_eq)
            }
            // Values of different types are not equal.
            _ => match (self.kind()?, other.kind()?) {
                (left, right) if left == right => None,
                _ => Some(false),
            },
        }
    }

    /// The order of two values. Returns nothing if they have none, and for whole numbers that no double is equal to.
    fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(right)),
            (Self::Double(left), Self::Double(right)) => left.partial_cmp(right),
            (Self::Int(left), Self::Double(right)) => exact(*left)?.partial_cmp(right),
            (Self::Double(left), Self::Int(right)) => left.partial_cmp(&exact(*right)?),
            // The order of the bytes of UTF-8 is that of the code points.
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Time(left), Self::Time(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "every number up to this size is a double")]
fn exact(whole: i64) -> Option<f64> {
    (-EXACT..=EXACT).contains(&whole).then_some(whole as f64)
}

/// The value of a function of one value.
pub(super) fn unary<'v>(function: Unary, value: Term<'v>) -> Option<Term<'v>> {
    Some(match (function, value) {
        (Unary::NotFalse, value) => Term::Bool(!matches!(value, Term::Bool(false))),
        (Unary::Type, value) => Term::Kind(value.kind()?),
        (Unary::Size, Term::Text(text)) => size(text.chars().count())?,
        (Unary::Size, Term::Array(items)) => size(items.len())?,
        (Unary::Size, Term::List(items)) => size(items.len())?,
        (Unary::Size, Term::Object(fields)) => size(fields.len())?,
        (Unary::Int, Term::Int(whole)) => Term::Int(whole),
        (Unary::Int, Term::Double(number)) => Term::Int(truncated(number)?),
        (Unary::Double, Term::Double(number)) => Term::Double(number),
        (Unary::Double, Term::Int(whole)) => Term::Double(exact(whole)?),
        (Unary::String, Term::Text(text)) => Term::Text(text),
        (Unary::String, Term::Int(whole)) => Term::Text(Cow::Owned(whole.to_string())),
        (Unary::LowerAscii, Term::Text(text)) => Term::Text(Cow::Owned(text.to_ascii_lowercase())),
        (Unary::Money, Term::Text(text)) => Term::Int(minor_units(&text).ok()?),
        (Unary::Number, Term::Text(text)) => Term::Double(number(&text).ok()?),
        (Unary::DateTime, Term::Text(text)) => Term::Time(timestamp(&text).ok()?),
        // RFC 3339, with an upper-case T and a zone: every parser reads these alike.
        (Unary::Timestamp, Term::Text(text)) if text.as_bytes().get(10) == Some(&b'T') && text.len() > 19 => {
            Term::Time(timestamp(&text).ok().filter(|_| has_zone(&text))?)
        }
        (Unary::Timestamp, Term::Time(time)) => Term::Time(time),
        _ => return None,
    })
}

fn has_zone(text: &str) -> bool {
    text.ends_with('Z') || text.as_bytes().get(text.len() - 6).is_some_and(|sign| matches!(sign, b'+' | b'-'))
}

fn size(count: usize) -> Option<Term<'static>> {
    i64::try_from(count).ok().map(Term::Int)
}

#[expect(clippy::cast_possible_truncation, reason = "the number is cut to what is before its decimals")]
fn truncated(number: f64) -> Option<i64> {
    exact(EXACT).is_some_and(|limit| number.abs() < limit).then_some(number as i64)
}

/// The value of an operator or a function of two values.
pub(super) fn binary<'v>(function: Binary, left: Term<'v>, right: Term<'v>) -> Option<Term<'v>> {
    Some(match function {
        Binary::Equal => Term::Bool(left.equals(&right)?),
        Binary::Unequal => Term::Bool(!left.equals(&right)?),
        Binary::Less => Term::Bool(left.compare(&right)?.is_lt()),
        Binary::AtMost => Term::Bool(left.compare(&right)?.is_le()),
        Binary::Greater => Term::Bool(left.compare(&right)?.is_gt()),
        Binary::AtLeast => Term::Bool(left.compare(&right)?.is_ge()),
        Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide | Binary::Remainder => {
            return calculated(function, left, right);
        }
        Binary::In => Term::Bool(contained(&left, &right)?),
        Binary::Index => match (left, right) {
            (Term::Array(items), Term::Int(index)) => Term::of(items.get(usize::try_from(index).ok()?)?)?,
            (Term::List(mut items), Term::Int(index)) => {
                let index = usize::try_from(index).ok()?;
                if index >= items.len() {
                    return None;
                }
                items.swap_remove(index)
            }
            (object, Term::Text(name)) => object.field(&name)?,
            _ => return None,
        },
        Binary::Contains | Binary::StartsWith | Binary::EndsWith => match (&left, &right) {
            (Term::Text(text), Term::Text(part)) => Term::Bool(match function {
                Binary::Contains => text.contains(part.as_ref()),
                Binary::StartsWith => text.starts_with(part.as_ref()),
                _ => text.ends_with(part.as_ref()),
            }),
            _ => return None,
        },
    })
}

fn calculated<'v>(function: Binary, left: Term<'v>, right: Term<'v>) -> Option<Term<'v>> {
    Some(match (left, right) {
        (Term::Int(left), Term::Int(right)) => Term::Int(match function {
            Binary::Add => left.checked_add(right)?,
            Binary::Subtract => left.checked_sub(right)?,
            Binary::Multiply => left.checked_mul(right)?,
            Binary::Divide => left.checked_div(right)?,
            _ => left.checked_rem(right)?,
        }),
        (Term::Double(left), Term::Double(right)) => {
            let result = match function {
                Binary::Add => left + right,
                Binary::Subtract => left - right,
                Binary::Multiply => left * right,
                Binary::Divide => left / right,
                _ => return None,
            };
            Term::Double(result.is_finite().then_some(result)?)
        }
        (Term::Text(left), Term::Text(right)) if function == Binary::Add => {
            let mut text = left.into_owned();
            text.push_str(&right);
            Term::Text(Cow::Owned(text))
        }
        _ => return None,
    })
}

/// Whether a list has an item, or an object has a key.
fn contained<'v>(item: &Term<'v>, container: &Term<'v>) -> Option<bool> {
    let mut found = false;
    match (item, container) {
        (Term::Text(name), object @ (Term::Object(_) | Term::Record(_))) => return object.has(name),
        (item, Term::Array(items)) => {
            for other in *items {
                found |= item.equals(&Term::of(other)?)?;
            }
        }
        (item, Term::List(items)) => {
            for other in items {
                found |= item.equals(other)?;
            }
        }
        _ => return None,
    }
    Some(found)
}
