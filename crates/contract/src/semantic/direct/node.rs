//! Compiled expressions.

use super::term::Kind;

/// A part of a rule.
#[derive(Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
    Kind(Kind),
    /// A list of values.
    List(Vec<Node>),
    /// A variable of the rule.
    Variable(String),
    /// The variable of a loop, by how many there were before it.
    Bound(usize),
    /// A field of an object, which must be there.
    Field(Box<Node>, String),
    /// Whether an object has a field.
    Has(Box<Node>, String),
    Not(Box<Node>),
    Negated(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Choice(Box<[Node; 3]>),
    /// An operator or a function of two values.
    Binary(Binary, Box<Node>, Box<Node>),
    /// A function of one value.
    Unary(Unary, Box<Node>),
    Loop(Box<Loop>),
}

/// What can be done with two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    In,
    Index,
    Contains,
    StartsWith,
    EndsWith,
}

/// What can be done with one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unary {
    Size,
    Int,
    Double,
    String,
    LowerAscii,
    Money,
    Number,
    DateTime,
    Timestamp,
    Type,
    /// Anything but false. The conditions of loops consist of it.
    NotFalse,
}

/// A loop over a list or over the keys of an object.
#[derive(Debug)]
pub(super) struct Loop {
    pub(super) range: Node,
    /// The result so far, before the first item. It is bound before the item.
    pub(super) start: Node,
    /// Whether to go on.
    pub(super) condition: Node,
    /// The result with another item.
    pub(super) step: Node,
    /// The value of the whole.
    pub(super) result: Node,
}
