//! What is not portable in a rule, and what to write instead.

/// A part of a rule that engines of CEL read in different ways. The message says why, and how all of them read it
/// alike.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Pitfall {
    /// The rule does not parse.
    #[error("it does not parse ({why}): write an expression of CEL")]
    Unreadable {
        /// What the parser says.
        why: String,
    },
    /// `has(x.a)`.
    #[error(
        "`has({path})` is false for a parent that is no object in one engine and an error in others: write \
         `'{field}' in {parent}`"
    )]
    Presence {
        /// What is tested.
        path: String,
        /// Its last name.
        field: String,
        /// What is before it.
        parent: String,
    },
    /// `'a' in x`, where `a` may be null.
    #[error(
        "`'{field}' in {parent}` is false in one engine and true in others if the field is null, as the document \
         allows: also compare `type({parent}.{field})` with `null_type`, or write \
         `{parent}.exists(name, name == '{field}')`"
    )]
    NullPresence {
        /// The field.
        field: String,
        /// What it is looked for in.
        parent: String,
    },
    /// A comparison with null.
    #[error(
        "comparing `{part}` with null fails in one engine if it is a number or an object: write \
         `type({part}) {operator} null_type`"
    )]
    NullComparison {
        /// What is compared.
        part: String,
        /// `==` or `!=`.
        operator: &'static str,
    },
    /// Null as a value.
    #[error(
        "null cannot be mixed with values of another type everywhere: write an empty text, or test for it with \
         `type(…) == null_type`"
    )]
    Null,
    /// Arithmetic on a number of JSON.
    #[error(
        "`{part}` is an int, a uint or a double, depending on the engine and on how it is written, and arithmetic does \
         not mix them: write `double({part})`, or `int({part})` to count"
    )]
    Unconverted {
        /// The operand.
        part: String,
    },
    /// A number with a fraction, or a literal with one, is compared with a number of JSON.
    #[error(
        "`{part}` may be written with or without a fraction, and one engine does not compare these: write \
         `double({part})`"
    )]
    Fraction {
        /// What is compared.
        part: String,
    },
    /// An int and a double.
    #[error(
        "`{left}` is an int and `{right}` a double, or the other way round, which one engine refuses to compile: \
         convert both with `double(…)`, and write numbers like `1.0`"
    )]
    MixedNumbers {
        /// One operand.
        left: String,
        /// The other.
        right: String,
    },
    /// A part of a timestamp without a time zone.
    #[error("`{getter}()` is in UTC in some engines and in the zone of the text in others: write `{getter}('UTC')`")]
    NoZone {
        /// The function.
        getter: String,
    },
    /// `timestamp(text)`.
    #[error(
        "`timestamp({part})` reads other texts in each engine, such as a day that does not exist: write \
         `datetime({part})`"
    )]
    Timestamp {
        /// The text.
        part: String,
    },
    /// A number from a text.
    #[error("`{function}({part})` reads a text, and engines disagree about '' and `0x10`: write `number({part})`")]
    NumberOfText {
        /// `int` or `double`.
        function: String,
        /// The text.
        part: String,
    },
    /// A text from something else.
    #[error(
        "`string({part})` writes a number, a boolean value or null in another way in each engine: write \
         `string(int({part}))`, or compare without a conversion"
    )]
    TextOfValue {
        /// What is converted.
        part: String,
    },
    /// A search in joined text.
    #[error("`{function}` does not find itself at a joined text in one engine: write `string({part}).{function}(…)`")]
    SearchInJoined {
        /// The function.
        function: String,
        /// The joined text.
        part: String,
    },
    /// A function that not all engines have.
    #[error(
        "`{function}` is not in every engine, or does not do the same: do without it, or define it in \
         docs/rules-elsewhere.md, with code for each engine in docs/rules"
    )]
    Function {
        /// The function.
        function: String,
    },
}
