"""Rules in cel-cpp, by way of PyPI `cel-expr-python`."""

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

from functions import read_money, read_number, read_timestamp


def environment(variables) -> cel.Env:
    """An environment in which rules can use these variables. `now` is a `datetime` with a zone, the others are JSON."""
    functions = [
        _function("datetime", cel.Type.TIMESTAMP, read_timestamp),
        _function("money", cel.Type.INT, read_money),
        _function("number", cel.Type.DOUBLE, read_number),
    ]
    return cel.NewEnv(
        variables={name: cel.Type.TIMESTAMP if name == "now" else cel.Type.DYN for name in variables},
        functions=functions,
        # Has lowerAscii().
        extensions=[ext_strings.ExtStrings()],
    )


def _function(name, returned, read) -> cel.FunctionDecl:
    overload = cel.Overload(f"{name}_string", return_type=returned, parameters=[cel.Type.STRING], impl=read)
    return cel.FunctionDecl(name, [overload])
