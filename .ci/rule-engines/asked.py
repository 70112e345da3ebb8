"""Reads questions from standard input, and prints the verdict of an engine for each."""

import json
import sys


def ask(compile_rule, verdict) -> None:
    """Compiles each rule once. `verdict` gets the compiled rule and the question."""
    compiled = {}
    for line in sys.stdin:
        question = json.loads(line)
        rule = question["rule"]
        if rule not in compiled:
            compiled[rule] = compile_rule(rule)
        print(verdict(compiled[rule], question))
