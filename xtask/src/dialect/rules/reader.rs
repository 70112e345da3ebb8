//! Reads an expression and finds what is not portable.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue, operators};
use serde_json::Value;

use super::Pitfall;
use super::declared::Declared;
use super::show::show;

/// The functions that every engine has and that do the same everywhere, and those of `docs/rules-elsewhere.md`. What is
/// special about `int`, `double`, `string` and `timestamp` is said below.
const FUNCTIONS: [&str; 15] = [
    "contains",
    "datetime",
    "double",
    "duration",
    "endsWith",
    "int",
    "lowerAscii",
    "money",
    "number",
    "size",
    "startsWith",
    "string",
    "timestamp",
    "type",
    operators::NOT_STRICTLY_FALSE,
];

/// The functions for parts of a timestamp. They take a time zone.
const GETTERS: [&str; 10] = [
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
];

/// What a rule can read by this path, and what the document says of it.
pub(super) struct Variable<'d> {
    pub(super) path: Vec<String>,
    pub(super) declared: Declared<'d>,
}

impl<'d> Variable<'d> {
    pub(super) fn new(name: &str, declared: Declared<'d>) -> Self {
        Self { path: vec![name.to_owned()], declared }
    }

    pub(super) fn under(name: &str, field: &str, declared: Declared<'d>) -> Self {
        Self { path: vec![name.to_owned(), field.to_owned()], declared }
    }
}

/// What is known of the value of a part.
enum Kind<'d> {
    Int,
    Double,
    Text,
    /// Joined from texts.
    Joined,
    Null,
    /// Of a type that is neither number nor text.
    Other,
    /// A value of JSON.
    Value(Declared<'d>),
}

/// Reads a rule.
pub(super) struct Reader<'d> {
    document: &'d Value,
    variables: Vec<Variable<'d>>,
    /// The places whose types the rule tests, as they are written.
    tested: Vec<String>,
    found: Vec<Pitfall>,
}

impl<'d> Reader<'d> {
    /// What is not portable in an expression.
    pub(super) fn read(document: &'d Value, expression: &IdedExpr, variables: Vec<Variable<'d>>) -> Vec<Pitfall> {
        let mut tested = Vec::new();
        collect_tested(expression, &mut tested);
        let mut reader = Self { document, variables, tested, found: Vec::new() };
        reader.visit(expression);
        reader.found
    }

    fn refuse(&mut self, pitfall: Pitfall) {
        if !self.found.contains(&pitfall) {
            self.found.push(pitfall);
        }
    }

    fn visit(&mut self, part: &IdedExpr) -> Kind<'d> {
        match &part.expr {
            Expr::Literal(LiteralValue::Int(_) | LiteralValue::UInt(_)) => Kind::Int,
            Expr::Literal(LiteralValue::Double(_)) => Kind::Double,
            Expr::Literal(LiteralValue::String(_)) => Kind::Text,
            Expr::Literal(LiteralValue::Null) => {
                self.refuse(Pitfall::Null);
                Kind::Null
            }
            Expr::Ident(name) => self.variable(name),
            Expr::Select(select) if select.test => {
                self.visit(&select.operand);
                let parent = show(&select.operand);
                let path = format!("{parent}.{}", select.field);
                self.refuse(Pitfall::Presence { path, field: select.field.clone(), parent });
                Kind::Other
            }
            Expr::Select(select) => {
                let parent = self.visit(&select.operand);
                self.field(part, &parent, &select.field)
            }
            Expr::Call(call) => self.call(part, call),
            Expr::Comprehension(comprehension) => self.comprehension(comprehension),
            Expr::List(list) => {
                let items: Vec<_> = list.elements.iter().map(|item| self.visit(item)).collect();
                match items.into_iter().next() {
                    Some(Kind::Value(declared)) => Kind::Value(declared),
                    _ => Kind::Other,
                }
            }
            _ => Kind::Other,
        }
    }

    fn variable(&self, name: &str) -> Kind<'d> {
        // The accumulators of macros.
        if name.starts_with('@') {
            return Kind::Int;
        }
        let found = self.variables.iter().rev().find(|variable| variable.path == [name]);
        Kind::Value(found.map(|variable| variable.declared.clone()).unwrap_or_default())
    }

    fn field(&self, part: &IdedExpr, parent: &Kind<'d>, name: &str) -> Kind<'d> {
        let path = path(part);
        let found = path.and_then(|path| self.variables.iter().find(|variable| variable.path == path));
        match (found, parent) {
            (Some(variable), _) if variable.declared.is_int() => Kind::Int,
            (Some(variable), _) => Kind::Value(variable.declared.clone()),
            (None, Kind::Value(declared)) => Kind::Value(declared.field(self.document, name)),
            (None, _) => Kind::Value(Declared::default()),
        }
    }

    fn comprehension(&mut self, comprehension: &ComprehensionExpr) -> Kind<'d> {
        let looped = self.visit(&comprehension.iter_range);
        let items = match (&looped, &comprehension.iter_range.expr) {
            // A list that the rule writes itself: its first item stands for all.
            (Kind::Value(declared), Expr::List(_)) => declared.clone(),
            (Kind::Value(declared), _) if declared.allows("array") => declared.items(self.document),
            _ => Declared::default(),
        };
        let outer = self.variables.len();
        self.variables.push(Variable::new(&comprehension.iter_var, items));
        self.visit(&comprehension.loop_step);
        self.variables.truncate(outer);
        Kind::Other
    }

    fn call(&mut self, part: &IdedExpr, call: &CallExpr) -> Kind<'d> {
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::EQUALS | operators::NOT_EQUALS, [left, right]) if is_null(left) != is_null(right) => {
                let compared = if is_null(left) { right } else { left };
                self.visit(compared);
                let operator = if call.func_name == operators::EQUALS { "==" } else { "!=" };
                self.refuse(Pitfall::NullComparison { part: show(compared), operator });
                Kind::Other
            }
            (
                operators::EQUALS
                | operators::NOT_EQUALS
                | operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS,
                [left, right],
            ) => self.comparison(left, right),
            (
                operators::ADD | operators::SUBSTRACT | operators::MULTIPLY | operators::DIVIDE | operators::MODULO,
                [left, right],
            ) => self.arithmetic(&call.func_name, left, right),
            (operators::NEGATE, [operand]) => {
                let kind = self.visit(operand);
                self.converted(operand, kind)
            }
            (operators::INDEX, [container, key]) => {
                let parent = self.visit(container);
                self.visit(key);
                match (&key.expr, &parent) {
                    (Expr::Literal(LiteralValue::String(name)), _) => self.field(part, &parent, name.inner()),
                    (Expr::Literal(LiteralValue::Int(_)), Kind::Value(declared)) => {
                        Kind::Value(declared.items(self.document))
                    }
                    (_, Kind::Value(declared)) => Kind::Value(declared.values(self.document)),
                    _ => Kind::Value(Declared::default()),
                }
            }
            (operators::IN, [item, container]) => {
                self.visit(item);
                let parent = self.visit(container);
                if let (Expr::Literal(LiteralValue::String(name)), Kind::Value(declared)) = (&item.expr, &parent) {
                    self.presence(name.inner(), container, declared);
                }
                Kind::Other
            }
            (operators::CONDITIONAL, [condition, left, right]) => {
                self.visit(condition);
                match (self.visit(left), self.visit(right)) {
                    (Kind::Int, Kind::Int) => Kind::Int,
                    (Kind::Double, Kind::Double) => Kind::Double,
                    (Kind::Text | Kind::Joined, Kind::Text | Kind::Joined) => Kind::Text,
                    (Kind::Value(declared), _) | (_, Kind::Value(declared)) => Kind::Value(declared),
                    _ => Kind::Other,
                }
            }
            (operators::LOGICAL_AND | operators::LOGICAL_OR | operators::LOGICAL_NOT, operands) => {
                for operand in operands {
                    drop(self.visit(operand));
                }
                Kind::Other
            }
            _ => self.function(call),
        }
    }

    fn comparison(&mut self, left: &IdedExpr, right: &IdedExpr) -> Kind<'d> {
        let (one, other) = (self.visit(left), self.visit(right));
        match (&one, &other) {
            (Kind::Int, Kind::Double) | (Kind::Double, Kind::Int) => {
                self.refuse(Pitfall::MixedNumbers { left: show(left), right: show(right) });
            }
            (Kind::Value(declared), Kind::Double) if !declared.is_only("string") => {
                self.refuse(Pitfall::Fraction { part: show(left) });
            }
            (Kind::Double, Kind::Value(declared)) if !declared.is_only("string") => {
                self.refuse(Pitfall::Fraction { part: show(right) });
            }
            _ => {
                for (part, kind) in [(left, &one), (right, &other)] {
                    if matches!(kind, Kind::Value(declared) if declared.allows("number")) {
                        self.refuse(Pitfall::Fraction { part: show(part) });
                    }
                }
            }
        }
        Kind::Other
    }

    fn arithmetic(&mut self, operator: &str, left: &IdedExpr, right: &IdedExpr) -> Kind<'d> {
        let (one, other) = (self.visit(left), self.visit(right));
        let is_text = |kind: &Kind<'_>| match kind {
            Kind::Text | Kind::Joined => true,
            Kind::Value(declared) => declared.is_only("string"),
            _ => false,
        };
        let is_list = |part: &IdedExpr| matches!(part.expr, Expr::List(_));
        if operator == operators::ADD && (is_list(left) || is_list(right)) {
            return Kind::Other;
        }
        if operator == operators::ADD && (is_text(&one) || is_text(&other)) {
            return Kind::Joined;
        }
        match (self.converted(left, one), self.converted(right, other)) {
            (Kind::Int, Kind::Int) => Kind::Int,
            (Kind::Double, Kind::Double) => Kind::Double,
            (Kind::Int, Kind::Double) | (Kind::Double, Kind::Int) => {
                self.refuse(Pitfall::MixedNumbers { left: show(left), right: show(right) });
                Kind::Double
            }
            _ => Kind::Other,
        }
    }

    /// The kind of an operand, which must be converted if it is a value of JSON.
    fn converted(&mut self, operand: &IdedExpr, kind: Kind<'d>) -> Kind<'d> {
        if let Kind::Value(_) = kind {
            self.refuse(Pitfall::Unconverted { part: show(operand) });
            return Kind::Other;
        }
        kind
    }

    fn presence(&mut self, name: &str, container: &IdedExpr, declared: &Declared<'d>) {
        let parent = show(container);
        let field = declared.field(self.document, name);
        // Fields that a map has by any name are another matter: the name is the value.
        if field.is_nullable() && !self.tested.contains(&format!("{parent}.{name}")) {
            self.refuse(Pitfall::NullPresence { field: name.to_owned(), parent });
        }
    }

    fn function(&mut self, call: &CallExpr) -> Kind<'d> {
        let name = call.func_name.as_str();
        let target = call.target.as_ref().map(|target| (self.visit(target), show(target)));
        let arguments: Vec<_> = call.args.iter().map(|argument| (self.visit(argument), show(argument))).collect();
        if let Some((Kind::Joined, part)) = target {
            self.refuse(Pitfall::SearchInJoined { function: name.to_owned(), part });
        }
        if GETTERS.contains(&name) {
            if arguments.is_empty() {
                self.refuse(Pitfall::NoZone { getter: name.to_owned() });
            }
            return Kind::Int;
        }
        if !FUNCTIONS.contains(&name) {
            self.refuse(Pitfall::Function { function: name.to_owned() });
            return Kind::Other;
        }
        if let [(kind, part)] = arguments.as_slice() {
            self.conversion(name, kind, part, &call.args[0]);
        }
        match name {
            "int" | "money" | "size" => Kind::Int,
            "double" | "number" => Kind::Double,
            "string" | "lowerAscii" => Kind::Text,
            _ => Kind::Other,
        }
    }

    fn conversion(&mut self, name: &str, kind: &Kind<'d>, part: &str, argument: &IdedExpr) {
        let may_be_text = match kind {
            Kind::Text | Kind::Joined => true,
            Kind::Value(declared) => declared.allows("string"),
            _ => false,
        };
        let part = part.to_owned();
        match name {
            "int" | "double" if may_be_text => {
                self.refuse(Pitfall::NumberOfText { function: name.to_owned(), part });
            }
            "timestamp" if !matches!(argument.expr, Expr::Literal(_)) => self.refuse(Pitfall::Timestamp { part }),
            "string" => {
                let is_alike = match kind {
                    Kind::Int | Kind::Text | Kind::Joined => true,
                    Kind::Value(declared) => declared.is_only("string"),
                    _ => false,
                };
                if !is_alike {
                    self.refuse(Pitfall::TextOfValue { part });
                }
            }
            _ => {}
        }
    }
}

fn is_null(part: &IdedExpr) -> bool {
    matches!(part.expr, Expr::Literal(LiteralValue::Null))
}

/// The names of a field access that starts at a variable.
fn path(part: &IdedExpr) -> Option<Vec<String>> {
    match &part.expr {
        Expr::Ident(name) => Some(vec![name.clone()]),
        Expr::Select(select) if !select.test => {
            let mut path = path(&select.operand)?;
            path.push(select.field.clone());
            Some(path)
        }
        Expr::Call(call) if call.func_name == operators::INDEX => match call.args.as_slice() {
            [container, IdedExpr { expr: Expr::Literal(LiteralValue::String(key)), .. }] => {
                let mut path = path(container)?;
                path.push(key.inner().to_owned());
                Some(path)
            }
            _ => None,
        },
        _ => None,
    }
}

/// The places whose types are tested with `type(…)`.
fn collect_tested(part: &IdedExpr, tested: &mut Vec<String>) {
    match &part.expr {
        Expr::Call(call) => {
            if call.func_name == "type" {
                tested.extend(call.args.iter().map(show));
            }
            call.target.iter().for_each(|target| collect_tested(target, tested));
            call.args.iter().for_each(|argument| collect_tested(argument, tested));
        }
        Expr::Comprehension(comprehension) => {
            collect_tested(&comprehension.iter_range, tested);
            collect_tested(&comprehension.loop_step, tested);
        }
        Expr::Select(select) => collect_tested(&select.operand, tested),
        Expr::List(list) => list.elements.iter().for_each(|element| collect_tested(element, tested)),
        _ => {}
    }
}
