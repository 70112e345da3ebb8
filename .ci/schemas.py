"""Compares judgements of values with those of python-jsonschema."""

import json
import sys
from collections import Counter

from openapi_schema_validator import OAS30Validator, OAS31Validator
from openapi_schema_validator import oas30_format_checker, oas31_format_checker

VALIDATORS = {"3.0": (OAS30Validator, oas30_format_checker), "3.1": (OAS31Validator, oas31_format_checker)}
SHOWN = 10


def has_number(value, wanted) -> bool:
    """Whether a value is such a number, or has one in it."""
    if isinstance(value, dict):
        return any(has_number(part, wanted) for part in value.values())
    if isinstance(value, list):
        return any(has_number(part, wanted) for part in value)
    return isinstance(value, float) and wanted(value)


def is_beside_the_point(case) -> bool:
    """Numbers that the two judge differently on purpose. One written like 2.0 is an integer in 3.1; by the words of 3.0
    it is none, but its users count on it. And `format: int32` holds for 1e20, too, which the other validator does not
    look at."""
    if case["edition"] == "3.0":
        return has_number(case["value"], float.is_integer)
    return has_number(case["value"], lambda number: abs(number) >= 2**31)


def main(path: str) -> int:
    counts = Counter()
    differences = []
    known = (None, None)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            if is_beside_the_point(case):
                continue
            key = (case["edition"], json.dumps(case["schema"], sort_keys=True))
            if known[0] != key:
                validator, formats = VALIDATORS[case["edition"]]
                known = (key, validator(case["schema"], format_checker=formats))
            accepted = known[1].is_valid(case["value"])
            counts[case["edition"], accepted] += 1
            if accepted != case["accepted"]:
                differences.append(case)
    for case in sorted(differences, key=lambda case: len(json.dumps(case)))[:SHOWN]:
        says = "accepts" if case["accepted"] else "refuses"
        print(f"{case['edition']}: the contract {says} {json.dumps(case['value'])} for {json.dumps(case['schema'])}")
    for (edition, accepted), count in sorted(counts.items()):
        print(f"{edition}: {count} values {'accepted' if accepted else 'refused'}")
    # Each verdict in each edition must have been seen often, or the comparison says little.
    if len(counts) < 4 or min(counts.values()) < 1000:
        print("too few values of a kind were compared")
        return 1
    print(f"{len(differences)} of {sum(counts.values())} judgements differ")
    return 1 if differences else 0


sys.exit(main(sys.argv[1]))
