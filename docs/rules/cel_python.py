"""Rules in PyPI `cel-python`.

`FUNCTIONS` are those that rules call beyond CEL. With them, every rule means what it means elsewhere for values that
have the types of the document. `CorrectedRunner` is for all other values: where cel-python departs from the language,
for example fails on comparing a number with a text, it does what the language says. Use it with
`celpy.Environment(runner_class=CorrectedRunner)`.
"""

import celpy
from celpy.celtypes import BoolType, DoubleType, IntType, ListType, MapType, StringType, TimestampType, UintType
from celpy.evaluation import CELEvalError, Evaluator, base_functions

from functions import lower_ascii, read_money, read_number, read_timestamp


def _datetime(text):
    return TimestampType(read_timestamp(_only(text, StringType)))


def _money(text):
    return IntType(read_money(_only(text, StringType)))


def _number(text):
    return DoubleType(read_number(_only(text, StringType)))


def _lower_ascii(text):
    return StringType(lower_ascii(_only(text, StringType)))


# For `environment.program(syntax_tree, functions=…)`.
FUNCTIONS = {"datetime": _datetime, "money": _money, "number": _number, "lowerAscii": _lower_ascii}


def _is_number(value) -> bool:
    """Sums are plain numbers of Python. So are boolean values."""
    return isinstance(value, (int, float)) and not isinstance(value, (bool, BoolType))


def _only(value, *types):
    """The value, if it has one of these types. Boolean values are ints in Python."""
    if not isinstance(value, types):
        raise TypeError(f"no such overload for {type(value)}")
    return value


def _is_equal(one, other) -> bool:
    if _is_number(one) and _is_number(other):
        return _plain(one) == _plain(other)
    if isinstance(one, ListType) and isinstance(other, ListType):
        return len(one) == len(other) and all(map(_is_equal, one, other))
    if isinstance(one, MapType) and isinstance(other, MapType):
        return one.keys() == other.keys() and all(_is_equal(one[key], other[key]) for key in one)
    if isinstance(one, str) and isinstance(other, str):
        return str(one) == str(other)
    return type(one) is type(other) and bool(one == other)


def _plain(number):
    return float(number) if isinstance(number, float) else int(number)


def _equal(one, other):
    return _first_error(one, other) or BoolType(_is_equal(one, other))


def _not_equal(one, other):
    return _first_error(one, other) or BoolType(not _is_equal(one, other))


def _first_error(*values):
    return next((value for value in values if isinstance(value, CELEvalError)), None)


def _ordered(operator):
    """Numbers of all types can be compared with each other, and with nothing else."""

    def compare(one, other):
        if _is_number(one) and _is_number(other):
            return BoolType(operator(_plain(one), _plain(other)))
        if isinstance(one, BoolType) != isinstance(other, BoolType):
            raise TypeError("no such overload")
        return operator(one, other)

    return compare


def _in(item, container):
    error = _first_error(item, container)
    if error:
        return error
    if isinstance(_only(container, ListType, MapType), MapType):
        return BoolType(isinstance(item, StringType) and item in container)
    return BoolType(any(_is_equal(item, other) for other in container))


def _contains(text, part):
    return BoolType(_only(part, str) in _only(text, str))


def _size(container):
    return IntType(len(_only(container, str, ListType, MapType)))


def _item(container, key):
    return _first_error(container, key) or _only(container, ListType, MapType)[key]


def _double(value):
    return DoubleType(_plain(value) if _is_number(value) else _only(value, str))


def _int(value):
    return IntType(_plain(value) if _is_number(value) else _only(value, str, TimestampType))


def _string(value):
    if isinstance(value, BoolType):
        return StringType(str(value).lower())
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return StringType(str(int(value)))
    return StringType(value if _is_number(value) else _only(value, str))


CORRECTIONS = {
    "_==_": _equal,
    "_!=_": _not_equal,
    **{name: _ordered(base_functions[name]) for name in ("_<_", "_<=_", "_>_", "_>=_")},
    "_in_": _in,
    "_[_]": _item,
    "contains": _contains,
    "size": _size,
    "double": _double,
    "int": _int,
    "string": _string,
}


class _CorrectedEvaluator(Evaluator):
    """Looping over something other than a list is an error of the rule, not of the program. Texts are not lists."""

    def member_dot_arg(self, tree):
        if tree.children[1].value in ("all", "exists", "exists_one", "filter", "map"):
            looped = self.visit(tree.children[0])
            if not isinstance(looped, (ListType, MapType)):
                return looped if isinstance(looped, CELEvalError) else CELEvalError("no such overload", TypeError, ())
        return super().member_dot_arg(tree)

    def sub_evaluator(self, ast):
        return _CorrectedEvaluator(ast, activation=self.activation)


class CorrectedRunner(celpy.InterpretedRunner):
    """Runs rules with `FUNCTIONS`, as the language says."""

    def __init__(self, environment, ast, functions=None):
        super().__init__(environment, ast, {**FUNCTIONS, **CORRECTIONS, **(functions or {})})

    def evaluate(self, activation):
        return _CorrectedEvaluator(ast=self.ast, activation=self.new_activation()).evaluate(activation)
