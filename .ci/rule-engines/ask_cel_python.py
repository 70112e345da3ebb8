"""Asks PyPI `cel-python`. Reads questions, prints `true`, `false` or `error` for each.

With the argument `corrected`, what it does otherwise than the language is corrected."""

import sys
from datetime import datetime

sys.path.insert(0, "docs/rules")

import celpy  # noqa: E402

from asked import ask  # noqa: E402
from cel_python import FUNCTIONS, CorrectedRunner  # noqa: E402

IS_CORRECTED = sys.argv[1:] == ["corrected"]
ENVIRONMENT = celpy.Environment(runner_class=CorrectedRunner if IS_CORRECTED else celpy.InterpretedRunner)
# Its errors quote those before them, so that their texts double in length with each item of a list.
celpy.CELEvalError.__repr__ = lambda error: "an error"


def verdict(program, question) -> str:
    variables = {name: celpy.json_to_cel(value) for name, value in question["variables"].items()}
    if question["now"]:
        variables["now"] = celpy.celtypes.TimestampType(datetime.fromisoformat(question["now"]))
    try:
        value = program.evaluate(variables)
    # It lets some of its own mistakes through, such as a loop over a number.
    except (celpy.CELEvalError, TypeError, AttributeError, ValueError):
        return "error"
    return str(bool(value)).lower() if isinstance(value, celpy.celtypes.BoolType) else "error"


def compile_rule(rule: str):
    return ENVIRONMENT.program(ENVIRONMENT.compile(rule), functions=FUNCTIONS)


ask(compile_rule, verdict)
