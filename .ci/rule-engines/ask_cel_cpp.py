"""Asks cel-cpp (PyPI `cel-expr-python`). Reads questions, prints `true`, `false` or `error` for each."""

import sys
from datetime import datetime

sys.path.insert(0, "docs/rules")

from cel_expr_python import cel  # noqa: E402

from asked import ask  # noqa: E402
from cel_cpp import environment  # noqa: E402

ENVIRONMENT = environment(["self", "request", "response", "now"])


def compile_rule(rule: str):
    """The expression, unless the type checker refuses it."""
    try:
        return ENVIRONMENT.compile(rule)
    except RuntimeError:
        return None


def verdict(expression, question) -> str:
    if not expression:
        return "does not compile"
    now = {"now": datetime.fromisoformat(question["now"])} if question["now"] else {}
    try:
        value = expression.eval(data={**question["variables"], **now})
    except (RuntimeError, TypeError):
        return "error"
    return str(value.value()).lower() if value.type() == cel.Type.BOOL else "error"


ask(compile_rule, verdict)
